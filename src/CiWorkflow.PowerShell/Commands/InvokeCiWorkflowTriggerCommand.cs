using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Commands;

/// <summary>Invoke-CiWorkflowTrigger: starts a workflow over many objects of a bucket at once.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "CiWorkflowTrigger", DefaultParameterSetName = RowSet, SupportsShouldProcess = true)]
[OutputType(typeof(JobsDetail), typeof(CiInputSummary))]
public sealed class InvokeCiWorkflowTriggerCommand : InputCmdlet
{
    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _abandon = new();
    private readonly PendingTriggers _pending = new();
    private readonly Dictionary<CiClient, JobTrigger> _triggers = [];
    private ConcurrentWork? _work;
    private TriggerProgress? _progress;
    private InputBudget? _budget;
    private TriggerConfirmation? _confirmation;
    private int _blankRows;
    private bool _isInputOver;

    /// <summary>The job's name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The id of the workflow to run; with -Job that of the job where it isn't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId", "WorkflowIds", BlankInRow = true)]
    [Alias("WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string WorkflowId { get; set; } = "";

    /// <summary>Triggers over the whole bucket without asking.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives an equal job that exists already, marked Existing, instead of making another.</summary>
    [Parameter]
    [Given]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>The states in which an existing job counts, as with -SkipExisting: a job in another state is not skipped.</summary>
    [Parameter]
    [Given]
    public Model.JobState[] SkipExistingState { get; set; } = [];

    /// <summary>Triggers again where the outcome is unknown and the service's lists, proved to be up to date, don't show the job.</summary>
    [Parameter]
    [Given]
    public SwitchParameter RetryUnknown { get; set; }

    /// <summary>How long the service may take to create and to list a job whose answer was lost.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 0)]
    public TimeSpan ListLag { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gives a summary of what would be touched, before the trigger; with -WhatIf instead of it.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Preview { get; set; }

    /// <summary>Refuses to trigger over more objects.</summary>
    [Parameter]
    [Given]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxObject { get; set; }

    /// <summary>Refuses to trigger over more bytes.</summary>
    [Parameter]
    [Given]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxSize { get; set; }

    /// <summary>How many jobs are made at once.</summary>
    [Parameter]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Gives the jobs as they are made, and not in the order of the input.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Unordered { get; set; }

    private protected override bool IsBlankRow => base.IsBlankRow && IsBlank(nameof(Name), Name) && IsBlank(nameof(WorkflowId), WorkflowId);

    /// <inheritdoc/>
    protected override void Begin()
    {
        _work = new ConcurrentWork(ThrottleLimit, !Unordered);
        _progress = new TriggerProgress(WriteProgress);
        _budget = new InputBudget(MaxObject, MaxSize);
        _confirmation = new TriggerConfirmation(this, Force);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsBlankRow)
        {
            _blankRows++;
            return;
        }

        PSObject item = Item();
        string workflow = Job is not null && IsBlank(nameof(WorkflowId), WorkflowId) ? Job.WorkflowId : WorkflowId;
        RunItem(() => item, async () =>
        {
            var request = new CreateJobRequest(Name, workflow, SelectInput(), SelectInterval());
            (string bucket, string region) = ResolvePlace();
            if (Preview)
            {
                await CountAsync(request, await ConnectAsync(bucket, region));
            }

            if (_confirmation!.IsConfirmed(request, bucket, region))
            {
                CiClient client = await ConnectAsync(bucket, region);
                if (!Preview && _budget!.IsLimited)
                {
                    await CountAsync(request, client);
                }

                JobTrigger trigger = TriggerOf(client);
                await _work!.AddAsync(() => Task.Run(() => TriggerAsync(client, trigger, request, item)));
            }
        });
        _progress!.Show(null);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            _isInputOver = true;
            Run(_work!.FinishAsync);
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
            _pending.Report(AfterStop, Host.UI.WriteWarningLine);
            _abandon.Cancel();
            _abandon.Dispose();
            _work?.Dispose();
        }

        base.Dispose(disposing);
    }

    private JobTrigger TriggerOf(CiClient client)
    {
        if (!_triggers.TryGetValue(client, out JobTrigger? trigger))
        {
            _triggers.Add(client, trigger = new JobTrigger(client, new JobTriggerOptions
            {
                ListLag = ListLag,
                RepeatsUnknown = RetryUnknown,
                SkipsExisting = SkipExisting || SkipExistingState.Length > 0,
                ExistingStates = SkipExistingState,
            }));
        }

        return trigger;
    }

    private async Task<Action> TriggerAsync(CiClient client, JobTrigger trigger, CreateJobRequest request, PSObject item)
    {
        Exception failure;
        PendingTriggers.Pending pending = _pending.Observe(client.Bucket, text => Post(() => WriteVerbose(text)));
        try
        {
            JobsDetail job = await trigger.CreateAsync(request, pending, Cancellation, _abandon.Token).ConfigureAwait(false);
            pending.SetJob(job);
            return () =>
            {
                _progress!.Done();
                _progress.Show(_isInputOver ? _work!.Count : null);
                WriteObject(job);

                // Only now: where the write was refused because the command is being stopped, the job is warned about.
                pending.Remove();
            };
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            failure = failed;
        }

        return () =>
        {
            _progress!.Failed();
            _progress.Show(_isInputOver ? _work!.Count : null);
            if (failure is not TriggerOutcomeUnknownException)
            {
                pending.Remove();
            }

            WriteFailure(failure, item);
            pending.Remove();
        };
    }

    /// <summary>Counts what the input selects, gives the count where it is to be shown, and refuses what is over a limit.</summary>
    /// <exception cref="CommandException">It selects more than may be.</exception>
    private async Task CountAsync(CreateJobRequest request, CiClient client)
    {
        CiInputSummary summary = await _budget!.CountAsync(BucketOf(client), request, countAll: Preview, WriteProgress, Cancellation);
        if (Preview)
        {
            WriteObject(summary);
        }

        _budget.Check(request.Name, summary);
    }

    /// <summary>What was asked for, so that the error's TargetObject can be piped to the command again. Holds no keys.</summary>
    private PSObject Item()
    {
        var item = new PSObject();
        Add(nameof(Name), Name);
        Add(nameof(WorkflowId), WorkflowId);
        Add(nameof(Job), Job);
        Add(nameof(Prefix), Prefix);
        Add(nameof(Object), Object);
        Add(nameof(UrlFile), UrlFile);
        Add(nameof(Manifest), Manifest);
        Add(nameof(TimeInterval), TimeInterval);
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
