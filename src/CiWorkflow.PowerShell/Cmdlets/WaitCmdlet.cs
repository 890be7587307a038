using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Background;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A cmdlet that asks again and again until what it waits for has ended: the pauses, the timeout, the progress and what Ctrl+C says.
/// </summary>
public abstract class WaitCmdlet : LoggedCmdlet
{
    private const int IdsInWarning = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    // The first look may take so long whatever the timeout is: without one whole look nothing could be said of what is waited for.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private BackgroundCall? _background;
    private bool _isWaiting;
    private readonly List<LogEntry> _ended = [];
    private TimeSpan? _began;
    private readonly UnseenItems _unseen;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _doubts = new(StringComparer.Ordinal);
    private TimeSpan _seenAt;

    /// <summary>Makes the cmdlet.</summary>
    private protected WaitCmdlet() => _unseen = new UnseenItems(() => Waited);

    /// <summary>How long to wait at the most; without end when it isn't given.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 0)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The first pause between two rounds; it grows to 30 seconds.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 1)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Runs as a job of PowerShell, which is given at once: see Get-Job, Receive-Job and Stop-Job.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Ends a look that takes longer than the timeout leaves.</summary>
    private protected CancellationToken PollCancellation { get; private set; }

    private protected WaitProgress? Progress { get; private set; }

    /// <summary>How long was waited since the pipeline ended.</summary>
    private TimeSpan Waited => Time.Elapsed - _began ?? TimeSpan.Zero;

    private static ITimeSource Time => SystemTime.Instance;

    /// <summary>The ids of what is waited for.</summary>
    private protected abstract IReadOnlyCollection<string> PendingIds { get; }

    /// <summary>What the bar above the others says.</summary>
    private protected abstract string Activity { get; }

    /// <summary>
    /// Runs once when the wait has ended, also by its -Timeout or by an error, with what became of everything as $_; not on Ctrl+C. A
    /// failure in it is an error and loses nothing.
    /// </summary>
    [Parameter]
    [Given]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public ScriptBlock? OnCompleted { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (AsJob && OnCompleted is not null)
        {
            // A script block belongs to the session that it was written in, whose thread is busy or gone when the job ends.
            Refuse(nameof(OnCompleted), CommandMessages.OnCompletedAsJob);
        }

        _background = MakeBackgroundCall(AsJob);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (_background is not null)
        {
            _background.Add();
        }
        else
        {
            AddItem();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_background is not null)
        {
            WriteObject(_background.Start());
            return;
        }

        Progress = new WaitProgress(WriteProgress, Activity, PendingIds.Count);
        _isWaiting = true;
        _began = Time.Elapsed;
        try
        {
            Run(WaitAsync);
        }
        finally
        {
            Progress.Close();
            RunOnCompleted();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _isWaiting && Log is { } log)
        {
            foreach (string id in PendingIds)
            {
                log.Write(Entry(LogOutcome.Interrupted, id), WarnAfterStop);
            }
        }

        // A pipeline that notices the stop by itself may be here before StopProcessing.
        if (disposing && Stopping && PendingIds is { Count: > 0 } ids)
        {
            WarnAfterStop(Say(CommandMessages.StoppedWaiting, Shorten(ids)));
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes the item of the pipeline.</summary>
    private protected abstract void AddItem();

    /// <summary>Asks once about everything that is waited for, and writes what has ended.</summary>
    private protected abstract Task PollAsync();

    /// <summary>Writes an error for what has not ended in time.</summary>
    private protected abstract void WriteTimeout(string id, TimeSpan waited);

    /// <summary>The entry of something that is waited for, as it was seen last.</summary>
    private protected abstract LogEntry Entry(LogOutcome outcome, string id);

    /// <summary>An entry with where it is, whose keys it was read with, and how long it was waited for.</summary>
    private protected LogEntry EntryOf(CiClient client, LogOutcome outcome) => new(outcome)
    {
        Bucket = client.Bucket,
        Region = client.Region,
        SecretId = Log?.AccountOf(client),
        Duration = Waited,
    };

    /// <summary>Logs what became of something that is waited for no longer.</summary>
    private protected void Note(LogEntry entry, Exception? failure = null)
    {
        entry = failure is null ? entry : RunLog.WithFailure(entry, failure);
        _ended.Add(entry);
        Log?.Write(entry);
    }

    /// <summary>Notes that a look saw that something hasn't ended.</summary>
    private protected void NoteOpen(string id) => _open.Add(id);

    /// <summary>Whether the last look saw that something hasn't ended, and not long ago.</summary>
    private protected bool IsOpen(string id) =>
        _open.Contains(id) && _unseen.CauseOf(id) is null && Waited - _seenAt < UnseenItems.ToldAfter;

    /// <summary>Notes that something could not be seen, or not understood: the progress says it, and a warning after a minute.</summary>
    private protected void NoteUnseen(string id, string name, string state, string cause, DateTimeOffset? created)
    {
        WriteVerbose(Say(CommandMessages.PollAgain, cause));
        _unseen.Add(id, cause);
        string time = TimeSpan.FromSeconds((long)_unseen.TimeOf(id)!.Value.TotalSeconds).ToString("c", CultureInfo.InvariantCulture);
        Progress!.Set(id, name, state, Say(CommandMessages.WaitUnseen, state, time, cause), created, null);
    }

    /// <summary>Notes that something was seen and understood.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="doubt">What isn't known of it all the same; null for nothing.</param>
    private protected void NoteSeen(string id, string? doubt = null)
    {
        _unseen.Remove(id);
        _doubts.Remove(id);
        if (doubt is not null)
        {
            _doubts.Add(id, doubt);
        }
    }

    /// <summary>Why the last look doesn't tell whether something goes on.</summary>
    private protected string CauseOf(string id) =>
        _unseen.CauseOf(id) ?? (_doubts.TryGetValue(id, out string? doubt) ? doubt : CommandMessages.LookCutShort);

    /// <summary>Whether the same request may be answered a little later.</summary>
    private protected static bool IsTransient(Exception failure) =>
        failure is CiTransportException or CiServiceException { IsTransient: true };

    private void RunOnCompleted()
    {
        if (OnCompleted is null || Stopping)
        {
            return;
        }

        // What an error of another item left: -ErrorAction Stop ends the command, and not the jobs.
        IEnumerable<LogEntry> left = _isWaiting ? PendingIds.Select(id => Entry(LogOutcome.Interrupted, id)) : [];
        var completed = new CompletedWait([.. _ended.Concat(left).Select(ToWaited)], (long)Waited.TotalSeconds);
        try
        {
            foreach (PSObject said in OnCompleted.InvokeWithContext(null, [new PSVariable("_", completed)], completed))
            {
                WriteVerbose(said?.ToString() ?? "");
            }
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            WriteFailure(new CommandException("OnCompletedFailed", ErrorCategory.NotSpecified, Say(CommandMessages.OnCompletedFailed, failure.Message),
                CommandMessages.OnCompletedFailedAdvice, failure), completed);
        }
    }

    private static WaitedItem ToWaited(LogEntry entry) => new()
    {
        JobId = entry.JobId,
        RunId = entry.RunId,
        Name = entry.Name,
        Input = entry.Input,
        Bucket = entry.Bucket,
        Region = entry.Region,
        Outcome = entry.Outcome.ToString(),
        State = entry.State,
        Total = entry.Executions?.Total,
        Success = entry.Executions?.Success,
        Failed = entry.Executions?.Failed,
        Cancel = entry.Executions?.Cancel,
        ErrorId = entry.ErrorId,
        Message = entry.Message,
    };

    private async Task WaitAsync()
    {
        var backoff = new Backoff(PollInterval, 1.5, PollInterval > LongestPause ? PollInterval : LongestPause);
        for (int round = 1; ; round++)
        {
            string[] before = [.. _open];
            _open.Clear();
            if (await PollInTimeAsync(round == 1))
            {
                _seenAt = Waited;
            }
            else
            {
                // The time was over before the look was: what the one before it saw was seen.
                _open.UnionWith(before);
            }

            WarnOfUnseen();
            if (PendingIds.Count == 0)
            {
                _isWaiting = false;
                return;
            }

            Progress!.Show(PendingIds.Count);

            TimeSpan? left = Timeout - Waited;
            if (left <= TimeSpan.Zero)
            {
                var time = TimeSpan.FromSeconds(Math.Round(Waited.TotalSeconds));
                _isWaiting = false;
                foreach (string id in PendingIds)
                {
                    Note(Entry(LogOutcome.TimedOut, id));
                }

                foreach (string id in PendingIds)
                {
                    WriteTimeout(id, time);
                }

                return;
            }

            TimeSpan next = backoff.Delay(round);
            await PauseAsync(next > left ? left.Value : next);
        }
    }

    private void WarnOfUnseen()
    {
        foreach (KeyValuePair<string, List<string>> due in _unseen.TakeDue())
        {
            WriteWarning(Say(CommandMessages.UnseenForLong, Shorten(due.Value), UnseenItems.ToldAfter.TotalSeconds, due.Key));
        }
    }

    private static string Shorten(IReadOnlyCollection<string> ids)
    {
        string shown = string.Join(", ", ids.Take(IdsInWarning));
        return ids.Count <= IdsInWarning ? shown : Say(CommandMessages.AndMore, shown, ids.Count - IdsInWarning);
    }

    /// <summary>Looks once, as long as the timeout leaves.</summary>
    /// <returns>Whether the look came to its end.</returns>
    private async Task<bool> PollInTimeAsync(bool isFirst)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        PollCancellation = limited.Token;
        if (Timeout - Waited is { } left)
        {
            left = isFirst && left < FirstLook ? FirstLook : left;
            limited.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        try
        {
            await PollAsync();
            return true;
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            // The time is over: what is pending has its error.
            return false;
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        TimeSpan end = Waited + pause;
        while (end - Waited is var left && left > TimeSpan.Zero)
        {
            await Time.DelayAsync(left < ProgressEvery ? left : ProgressEvery, Cancellation);
            Progress!.Show(PendingIds.Count);
        }
    }
}
