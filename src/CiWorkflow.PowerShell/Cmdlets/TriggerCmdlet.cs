using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Background;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A cmdlet that creates jobs, row by row, each exactly once: the guards, the questions, the existing jobs, many at once, and what is
/// said when it is stopped. What a job runs is for the command to say.
/// </summary>
public abstract class TriggerCmdlet : InputCmdlet, ILogged, IEndedByProcess
{
    // With -ErrorAction Stop rows are held until all were read, up to so many.
    private const int MostHeld = 10_000;

    private const int MostNamed = 10;

    private static readonly string[] IntervalWords =
    [
        "Last", "From", "To", "Since", "Until", "After", "Before", "StartTime", "EndTime", "StartDate", "EndDate", "CreatedAfter",
        "CreatedBefore", "UploadedAfter", "UploadedBefore", "TimeRange", "DateRange", nameof(CheckpointStatus.Pending),
    ];

    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IntervalIsNow = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _abandon = new();
    private readonly PendingTriggers _pending = new();
    private readonly Dictionary<CiClient, JobTrigger> _triggers = [];
    private readonly List<Func<Task>> _held = [];
    private readonly OverriddenColumns _overridden = new();
    private readonly AskedRows _asked = new();
    private ConcurrentWork? _work;
    private TriggerProgress? _progress;
    private InputBudget? _budget;
    private TriggerConfirmation? _confirmation;
    private int _blankRows;
    private BackgroundCall? _background;
    private bool _isInputOver;
    private bool _isMovingIntervalWarned;
    private bool _isClockUnknown;
    private int _rows;

    /// <summary>The job's name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Triggers over the whole bucket without asking.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns an equal job that exists already, marked Existing, instead of making another.</summary>
    [Parameter]
    [Given]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>The states in which an existing job counts, as with -SkipExisting: a job in another state is not skipped.</summary>
    [Parameter]
    [Given]
    public Model.JobState[] SkipExistingState { get; set; } = [];

    /// <summary>
    /// Triggers again where the outcome is unknown and the service's lists, proved to be up to date, don't show the job.
    /// </summary>
    [Parameter]
    [Given]
    public SwitchParameter RetryUnknown { get; set; }

    /// <summary>
    /// The prefix of a ledger in the bucket: of several runs, on several machines too, one creates each job and the others take it.
    /// </summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? Ledger { get; set; }

    /// <summary>How long the service may take to create and to list a job whose answer was lost.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 0)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan ListLag { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Writes a summary of what would be touched to the information stream, before the trigger; with -WhatIf instead of it.
    /// </summary>
    [Parameter]
    [Given]
    public SwitchParameter Preview { get; set; }

    /// <summary>
    /// Refuses to trigger over more objects, all rows of the command together, each object counted once for each workflow.
    /// </summary>
    [Parameter]
    [Given]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxObject { get; set; }

    /// <summary>
    /// Refuses to trigger over more bytes, all rows of the command together, each object counted once for each workflow.
    /// </summary>
    [Parameter]
    [Given]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxSize { get; set; }

    /// <summary>How many jobs are made at once.</summary>
    [Parameter]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Runs as a job of PowerShell, which is given at once: see Get-Job, Receive-Job and Stop-Job.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Returns the jobs as they are made, and not in the order of the input.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Unordered { get; set; }

    /// <summary>
    /// Leaves out the look at the newest jobs, at the end of a run of more than one job, for jobs that no row asked for.
    /// </summary>
    [Parameter]
    [Given]
    public SwitchParameter NoDuplicateCheck { get; set; }

    /// <summary>
    /// The file that a line of JSON is appended to for each item and its outcome: who, when, what, and the result. The context's when it
    /// isn't given.
    /// </summary>
    [Parameter]
    [Text("FullName")]
    public string? LogPath { get; set; }

    private bool SkipsExisting => SkipExisting || SkipExistingState.Length > 0;

    // Only where it is given for this command: a script that sets $ErrorActionPreference still gets its jobs one by one.
    private bool HoldsRows => MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? given) && given is ActionPreference.Stop;

    private protected override bool IsBlankRow => base.IsBlankRow && IsBlank(nameof(Name), Name);

    /// <summary>The request of the row at hand.</summary>
    /// <exception cref="InvalidFieldException">A field of the row breaks a rule.</exception>
    private protected abstract CreateJobRequest MakeRequest(string name, JobInput input, CiTimeInterval? interval);

    /// <summary>Warns of what is hardly meant in the request of a row, before anybody is asked about it.</summary>
    private protected virtual void WarnOf(CreateJobRequest request)
    {
    }

    /// <summary>Adds the command's own parameters to an error's TargetObject.</summary>
    private protected abstract void AddTo(Action<string, object?> add);

    /// <inheritdoc/>
    protected override void Begin()
    {
        _background = MakeBackgroundCall(AsJob);
        _work = new ConcurrentWork(ThrottleLimit, !Unordered);
        _progress = new TriggerProgress(WriteProgress);
        _budget = new InputBudget(MaxObject, MaxSize);
        _confirmation = new TriggerConfirmation(this, Force);
        if (!ProcessEnd.Enter(this))
        {
            StopProcessing();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_background is not null)
        {
            _background.Add();
            return;
        }

        _rows++;
        bool isPiped = MyInvocation.ExpectingInput;
        var row = new TriggerRow(InputObject ?? Item(), isPiped ? Say(CommandMessages.RowLabel, _rows, Name) : "", isPiped ? _rows : null);
        WarnOfPendingUnlessCompleted(() =>
        {
            try
            {
                ReadItem();
                if (IsBlankRow)
                {
                    _blankRows++;
                    return;
                }

                Run(() => ProcessRowAsync(row));
            }
            catch (Exception failure) when (row.TryMakeError(failure) is { } record)
            {
                Log?.WriteFailure(RowEntry(Log, LogOutcome.Failed) with { Name = Name }, failure);
                WriteError(record);
            }
        });
        _progress!.Show(null);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_background is not null)
        {
            WriteObject(_background.Start());
            return;
        }

        try
        {
            WarnOfPendingUnlessCompleted(() =>
            {
                Run(StartHeldAsync);
                _isInputOver = true;
                Run(_work!.FinishAsync);
                Run(WarnOfUnaskedAsync);
            });
        }
        finally
        {
            _progress!.Close();
            if (_blankRows > 0)
            {
                WriteWarning(Say(CommandMessages.BlankRows, _blankRows));
            }
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        // Nothing more is sent. What is under way gets a second to be answered, so that less is left unknown.
        base.StopProcessing();
        _abandon.CancelAfter(AfterStop);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!ProcessEnd.IsEnding)
            {
                _pending.Report(AfterStop, WarnAfterStop, LogAfterStop);
                ProcessEnd.Leave(this);
            }

            _abandon.Cancel();
            _abandon.Dispose();
            _work?.Dispose();
        }

        base.Dispose(disposing);
    }

    void IEndedByProcess.StopAtEnd()
    {
        try
        {
            StopProcessing();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    void IEndedByProcess.ReportAtEnd(TimeSpan waited) =>
        _pending.Report(AfterStop - waited, WarnAtEnd, entry => Log?.Write(entry, WarnAtEnd));

    /// <summary>Makes sure that the service's time is known: a length up to now of another clock would select other uploads.</summary>
    /// <exception cref="CiTransportException">There is no connection.</exception>
    /// <exception cref="CommandException">No answer shows the time.</exception>
    private async Task MeasureClockAsync(string bucket, string region)
    {
        JobTrigger trigger = TriggerOf(await ConnectAsync(bucket, region));
        try
        {
            // Only the first row waits for a service that can't be reached.
            await trigger.MeasureClockAsync(isRepeated: !_isClockUnknown, Cancellation);
            _isClockUnknown = false;
        }
        catch (CiTransportException unknown)
        {
            _isClockUnknown = true;
            throw unknown.MayHaveActed
                ? new CommandException(
                    "ServiceTimeUnknown",
                    ErrorCategory.InvalidResult,
                    Say(CommandMessages.ServiceTimeUnknown, Name, unknown.Message), CommandMessages.ServiceTimeUnknownAdvice, unknown)
                : unknown.Copy();
        }
    }

    private JobTrigger TriggerOf(CiClient client)
    {
        if (!_triggers.TryGetValue(client, out JobTrigger? trigger))
        {
            _triggers.Add(client, trigger = new JobTrigger(client, new JobTriggerOptions
            {
                ListLag = ListLag,
                Ledger = Ledger,
                RepeatsUnknown = RetryUnknown,
                SkipsExisting = SkipsExisting,
                ExistingStates = SkipExistingState,
            }));
        }

        return trigger;
    }

    private async Task ProcessRowAsync(TriggerRow row)
    {
        Log?.Begin(null);
        SetPlace(Job ?? (object?)Object ?? UrlFile ?? Manifest ?? Prefix);
        CheckpointRun? run = IsWhatIf ? null : CheckpointRun.Of(OwnInterval);
        string rowText = run is null ? "" : string.Join("\n", Item().Properties.Select(static one => one.Name + "\t" + one.Value));
        string? askedBefore = run?.Ask(rowText, Name);
        CiTimeInterval? interval = SelectInterval();
        if (interval is null && MisnamedInterval() is { } column)
        {
            throw new InvalidFieldException(nameof(TimeInterval), null, CommandMessages.IntervalMisnamed, column);
        }

        var request = MakeRequest(Name, SelectInput(), interval);
        (string bucket, string region) = ResolvePlace();
        if (interval is { IsByMachineClock: true })
        {
            if (!IsWhatIf)
            {
                await MeasureClockAsync(bucket, region);
            }

            request = request.With(ByServiceClock(interval));
        }

        if (_asked.Find(request.With(interval?.BeforeFixedMoment()), bucket, region, out AskedRows.Key asking) is { } equal)
        {
            run?.Restore(rowText, Name, askedBefore);
            WriteWarning(Say(CommandMessages.RowTwice, _rows, Name, equal));
            return;
        }

        WarnOfRow(request, isMoving: interval is { IsByMachineClock: true });
        if (Preview || _budget!.IsLimited)
        {
            await CountAsync(request, await ConnectAsync(bucket, region));
        }

        if (IsWhatIf && SkipsExisting
            && await TriggerOf(await ConnectAsync(bucket, region)).FindExistingAsync(request, Cancellation) is { } existing)
        {
            _asked.Add(asking, _rows);
            WriteJob(existing, row);
        }
        else if (_confirmation!.IsConfirmed(request, bucket, region))
        {
            _asked.Add(asking, _rows);
            CiClient client = await ConnectAsync(bucket, region);
            JobTrigger trigger = TriggerOf(client);
            LogEntry? asked = Log is null ? null : RowEntry(Log, LogOutcome.Unknown).Of(request);
            void Created(string jobId) => run?.SetJob(rowText, request.Name, jobId);
            _held.Add(() => _work!.AddAsync(() => Task.Run(() => TriggerAsync(client, trigger, request, row, asked, Created))));
            if (!HoldsRows || _held.Count >= MostHeld)
            {
                await StartHeldAsync();
            }
        }
        else if (IsWhatIf)
        {
            _asked.Add(asking, _rows);
        }
        else
        {
            run?.Remove(rowText);
            _budget!.TakeBack();
        }
    }

    // A column Interval or Last would be passed over in silence, and the row run over the uploads of all time.
    // What has a state is a run or a job of the service, whose times say when it ran.
    private string? MisnamedInterval() => Source is not null || InputObject is null ? null
        : InputObject.BaseObject is CheckpointStatus { Pending: not null } ? nameof(CheckpointStatus.Pending)
        : InputObject.BaseObject is PSCustomObject && InputObject.Properties["State"] is null
        ? InputObject.Properties.FirstOrDefault(static column => IsIntervalWord(column.Name) && column.Value is not (null or ""))?.Name
        : null;

    private static bool IsIntervalWord(string column)
    {
        string word = string.Concat(column.Where(char.IsLetterOrDigit));
        return !column.Equals(nameof(TimeInterval), StringComparison.OrdinalIgnoreCase)
            && (word.IndexOf("interval", StringComparison.OrdinalIgnoreCase) >= 0
                || IntervalWords.Contains(word, StringComparer.OrdinalIgnoreCase));
    }

    private async Task StartHeldAsync()
    {
        foreach (Func<Task> start in _held)
        {
            await start();
        }

        _held.Clear();
    }

    private void WarnOfRow(CreateJobRequest request, bool isMoving)
    {
        if ((SkipsExisting || Ledger is not null) && !_isMovingIntervalWarned
            && (isMoving || (request.TimeInterval?.End is { } end && IsNow(end))))
        {
            _isMovingIntervalWarned = true;
            WriteWarning(CommandMessages.MovingInterval);
        }

        // An input that may be the whole bucket is asked about instead.
        if (request.Input is { MaySelectWholeBucket: false, Uncertainty: { Length: > 0 } uncertain })
        {
            WriteWarning(Say(CommandMessages.InputOfJob, request.Name, uncertain));
        }

        WarnOfInput(request.Input, request.TimeInterval);
        if (Source?.CreationTime is { } created && request.TimeInterval?.End is { } shownEnd && Source.TimeInterval == request.TimeInterval
            && (shownEnd - created).Duration() < IntervalIsNow)
        {
            WriteWarning(Say(CommandMessages.EndIsCreation, request.Name, shownEnd));
        }

        WarnOf(request);
        foreach ((string parameter, string cell, string given) in _overridden.Find(InputObject, MyInvocation, IsTyped))
        {
            WriteWarning(Say(CommandMessages.CellNotUsed, _rows, request.Name, parameter, cell, given));
        }
    }

    private void ShowStep(string text)
    {
        WriteVerbose(text);
        _progress!.Say(text);
    }

    private static bool IsNow(DateTimeOffset time) => (DateTimeOffset.UtcNow - time).Duration() < IntervalIsNow
        || (ClockDifference is { } ahead && (DateTimeOffset.UtcNow + ahead - time).Duration() < IntervalIsNow);

    private async Task<Action> TriggerAsync(
        CiClient client, JobTrigger trigger, CreateJobRequest request, TriggerRow row, LogEntry? asked, Action<string> created)
    {
        Exception failure;
        var clock = Stopwatch.StartNew();
        PendingTriggers.Pending pending = _pending.Observe(
            client.Bucket, text => Post(() => ShowStep(text)), text => Post(() => WriteWarning(text)), asked,
            Log is null ? null : () => Log.WriteAsync(asked! with { Outcome = LogOutcome.Sending, Duration = null }));
        try
        {
            JobsDetail job = await trigger.CreateAsync(request, pending, Cancellation, _abandon.Token).ConfigureAwait(false);
            created(job.JobId);

            // Here and not with the output, which may be held back for the order of the rows or come too late for a stopped command.
            if (Log is not null)
            {
                await Log.WriteAsync(asked! with
                {
                    Outcome = job.Existing ? LogOutcome.Existing : LogOutcome.Created,
                    JobId = job.JobId,
                    State = job.StateText,
                    RequestId = job.RequestId,
                    Duration = clock.Elapsed,
                }).ConfigureAwait(false);
            }

            pending.SetJob(job);
            return () =>
            {
                _progress!.Done();
                _progress.Show(_isInputOver ? _work!.Count : null);
                try
                {
                    WriteJob(job, row);
                }
                catch (Exception) when (!Stopping)
                {
                    // The next command has the job, and ended the pipeline: Select-Object -First.
                    pending.Remove();
                    throw;
                }

                // Only now: where the write was refused because the command is being stopped, the job is warned about.
                pending.Remove();
            };
        }
        catch (OperationCanceledException) when (pending.IsIntended && pending.Request is null)
        {
            await Log!.WriteAsync(asked! with { Outcome = LogOutcome.Interrupted }).ConfigureAwait(false);
            throw;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            failure = failed;
        }

        if (Log is not null)
        {
            await Log.WriteFailureAsync(asked! with { Duration = clock.Elapsed }, failure).ConfigureAwait(false);
            pending.SetLogged();
        }

        return () =>
        {
            _progress!.Failed();
            _progress.Show(_isInputOver ? _work!.Count : null);
            if (failure is not TriggerOutcomeUnknownException)
            {
                pending.Remove();
            }

            WriteError(row.TryMakeError(failure) ?? throw failure);
            pending.Remove();
        };
    }

    private async Task WarnOfUnaskedAsync()
    {
        foreach (KeyValuePair<CiClient, JobTrigger> one in _triggers.Where(one => !NoDuplicateCheck && one.Value.Unasked.IsDue))
        {
            string bucket = one.Key.Bucket;
            try
            {
                (IReadOnlyList<JobsDetail> jobs, bool isWhole) = await one.Value.Unasked.FindAsync(Cancellation);
                if (jobs.Count > 0)
                {
                    string shown = string.Join(", ", jobs.Take(MostNamed)) + (jobs.Count > MostNamed ? ", …" : "");
                    WriteWarning(Say(CommandMessages.UnaskedJobs, bucket, jobs.Count, shown));
                }

                WriteVerbose(Say(isWhole ? CommandMessages.UnaskedLooked : CommandMessages.UnaskedLookedInPart, bucket));
            }
            catch (CiException failure)
            {
                WriteWarning(Say(CommandMessages.UnaskedNotLooked, bucket, failure.Message));
            }
        }
    }

    // The rows are sent at once: the id of the last request is another row's.
    private static LogEntry RowEntry(RunLog log, LogOutcome outcome) => log.Entry(outcome) with { RequestId = null };

    private void LogAfterStop(LogEntry entry) => Log?.Write(entry, WarnAfterStop);

    private void WriteJob(JobsDetail job, TriggerRow row)
    {
        if (job is { Existing: true, State: Model.JobState.Failed or Model.JobState.Cancel })
        {
            WriteWarning(Say(CommandMessages.ExistingFailed, job.Name, job.JobId, job.StateText));
        }

        WriteObject(row.Mark(job));
    }

    /// <summary>
    /// Does work on the pipeline thread. Where it ends the command (-ErrorAction Stop, Select-Object -First), it warns about what was sent
    /// and not written.
    /// </summary>
    private void WarnOfPendingUnlessCompleted(Action work)
    {
        bool isCompleted = false;
        try
        {
            work();
            isCompleted = true;
        }
        finally
        {
            if (!isCompleted && !Stopping && !ProcessEnd.IsEnding)
            {
                StopProcessing();
                _pending.Report(AfterStop, WriteWarning, entry => Log?.Write(entry, WriteWarning));
            }
        }
    }

    /// <summary>Counts what the input selects, returns the count where it is to be shown, and refuses what is over a limit.</summary>
    /// <exception cref="CommandException">It selects more than may be.</exception>
    private async Task CountAsync(CreateJobRequest request, CiClient client)
    {
        CiInputSummary summary = await _budget!.CountAsync(BucketOf(client), request, countAll: Preview, WriteProgress, Cancellation);
        if (Preview)
        {
            // The tag makes the host show it; the object is in -InformationVariable.
            WriteInformation(summary, ["PSHOST"]);
            if (summary.Note.Length > 0)
            {
                WriteInformation(summary.Note, ["PSHOST"]);
            }
        }

        _budget.Spend(request, summary);
        if (summary.Duplicates > 0)
        {
            WriteWarning(Say(CommandMessages.DuplicatesInUrlFile, summary.UrlFile!, summary.Duplicates));
        }

        if (summary.Count == summary.Missing)
        {
            WriteWarning(Say(CommandMessages.NothingSelected, request.Name));
        }
    }

    /// <summary>What was asked for, so that the error's TargetObject can be piped to the command again. Holds no keys.</summary>
    private PSObject Item()
    {
        var item = new PSObject();
        Add(nameof(Name), Name);
        AddTo(Add);
        Add(nameof(Job), Job);
        Add(nameof(Prefix), Prefix);
        Add(nameof(Object), Object);
        Add(nameof(UrlFile), UrlFile);
        Add(nameof(Manifest), Manifest);
        Add(nameof(TimeInterval), OwnInterval ?? TimeInterval);
        Add(nameof(Start), Start);
        Add(nameof(End), End);
        Add(nameof(Bucket), Bucket);
        Add(nameof(Region), Region);
        return item;

        void Add(string name, object? value)
        {
            // A property that is there binds, even to nothing: what wasn't given stays away.
            if (value is not null)
            {
                item.Properties.Add(new PSNoteProperty(name, value));
            }
        }
    }
}
