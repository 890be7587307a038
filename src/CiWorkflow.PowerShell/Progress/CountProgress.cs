using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace CiWorkflow.Progress;

/// <summary>
/// A bar for work of unknown length: how many objects so far, and how many a second. It appears only where the work takes long.
/// </summary>
internal sealed class CountProgress
{
    private const int Id = 0x4355;
    private const long FirstAfter = 500;
    private const long Every = 200;

    private readonly Action<ProgressRecord> _write;
    private readonly string _activity;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _nextAt = FirstAfter;
    private bool _isShown;

    public CountProgress(Action<ProgressRecord> write, string activity)
    {
        _write = write;
        _activity = activity;
    }

    /// <summary>Draws the bar, a few times a second at the most.</summary>
    public void Show(long count)
    {
        long now = _clock.ElapsedMilliseconds;
        if (now < _nextAt)
        {
            return;
        }

        _nextAt = now + Every;
        _isShown = true;
        string status = string.Format(CultureInfo.InvariantCulture, CommandMessages.CountStatus, count, count * 1000 / now);
        _write(new ProgressRecord(Id, _activity, status));
    }

    /// <summary>Takes the bar away.</summary>
    public void Close()
    {
        if (_isShown)
        {
            _isShown = false;
            _write(new ProgressRecord(Id, _activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
