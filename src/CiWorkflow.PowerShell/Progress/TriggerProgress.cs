using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace CiWorkflow.Progress;

/// <summary>The one bar of many triggers: done, failed, rate, and the time that is left when the number of items is known.</summary>
internal sealed class TriggerProgress
{
    private const int Id = 0x4354;
    private const long Every = 200;

    private readonly Action<ProgressRecord> _write;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _shownAt = -Every;
    private bool _shown;
    private int _done;
    private int _failed;

    public TriggerProgress(Action<ProgressRecord> write) => _write = write;

    public void Done() => _done++;

    public void Failed() => _failed++;

    /// <summary>Draws the bar, a few times a second at the most.</summary>
    /// <param name="left">How many items are left; null while the input goes on.</param>
    public void Show(int? left)
    {
        int ended = _done + _failed;
        if (ended < 2 || _clock.ElapsedMilliseconds - _shownAt < Every)
        {
            return;
        }

        _shownAt = _clock.ElapsedMilliseconds;
        _shown = true;
        double rate = ended / Math.Max(_clock.Elapsed.TotalSeconds, 0.001);
        _write(new ProgressRecord(Id, CommandMessages.TriggerActivity, string.Format(
            CultureInfo.InvariantCulture, CommandMessages.TriggerStatus, _done, _failed, rate))
        {
            PercentComplete = left is { } more ? ended * 100 / (ended + more) : -1,
            SecondsRemaining = left is { } rest ? (int)Math.Ceiling(rest / rate) : -1,
        });
    }

    /// <summary>Shows what is waited for, a few times a second at the most.</summary>
    /// <param name="text">What.</param>
    public void Say(string text)
    {
        if (_clock.ElapsedMilliseconds - _shownAt >= Every)
        {
            _shownAt = _clock.ElapsedMilliseconds;
            _shown = true;
            _write(new ProgressRecord(Id, CommandMessages.TriggerActivity, text));
        }
    }

    public void Close()
    {
        if (_shown)
        {
            _write(new ProgressRecord(Id, CommandMessages.TriggerActivity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
