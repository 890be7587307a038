using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using JobState = CiWorkflow.Model.JobState;

namespace CiWorkflow.Commands;

/// <summary>
/// Wait-CiWorkflowJob: follows jobs and their executions to the end, all at once, and writes each job when it has come to it.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "CiWorkflowJob")]
[OutputType(typeof(JobsDetail), typeof(Job))]
public sealed class WaitCiWorkflowJobCommand : WaitCmdlet
{
    private readonly Dictionary<(string Bucket, string Region, CiCredential? Credential), JobWaiter> _waiters = [];
    private readonly Dictionary<string, CiClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobsDetail> _last = new(StringComparer.Ordinal);
    private readonly HashSet<string> _warnedPaused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _paused = new(StringComparer.Ordinal);

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>When the job was made; it comes with a job from the pipeline, and lets one list call cover many jobs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Given(BlankInRow = true)]
    public object? CreationTime { get; set; }

    /// <summary>Waits for the jobs alone, and not for their executions.</summary>
    [Parameter]
    [Given]
    public SwitchParameter JobOnly { get; set; }

    /// <summary>
    /// How long a job is watched for executions that appear late, where the number of its objects isn't known; 30 seconds when it isn't
    /// given.
    /// </summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 0)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan SettleTime { get; set; } = new JobWaitSettings().SettleTime;

    /// <summary>Makes an error of executions that failed or were not seen too, and counts them all.</summary>
    [Parameter]
    [Given]
    public SwitchParameter ErrorOnFailure { get; set; }

    /// <inheritdoc/>
    private protected override string Activity => CommandMessages.WaitActivity;

    /// <inheritdoc/>
    private protected override IReadOnlyCollection<string> PendingIds
    {
        get
        {
            var ids = new List<string>();
            foreach (JobWaiter waiter in _waiters.Values)
            {
                ids.AddRange(waiter.Pending);
            }

            return ids;
        }
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (JobOnly && ErrorOnFailure)
        {
            Refuse(nameof(ErrorOnFailure), CommandMessages.FailureOfJobOnly);
        }

        base.Begin();
    }

    /// <inheritdoc/>
    private protected override void AddItem()
    {
        foreach (string id in JobId)
        {
            RunItem(() => id, async () =>
            {
                (string bucket, string region) = ResolvePlace();
                if (!_waiters.TryGetValue((bucket, region, Credential), out JobWaiter? waiter))
                {
                    var settings = new JobWaitSettings
                    {
                        JobOnly = JobOnly, SettleTime = SettleTime, CountAll = ErrorOnFailure || OnCompleted is not null,
                    };
                    _waiters.Add((bucket, region, Credential), waiter = new JobWaiter(await ConnectAsync(bucket, region), settings));
                }

                // Only a hint: a time that went through a file is text of some culture, and the list is then searched without it.
                _clients[id] = waiter.Client;
                waiter.Add(id, GivenAttribute.Plain(CreationTime) as DateTimeOffset?);
            });
        }
    }

    /// <inheritdoc/>
    private protected override async Task PollAsync()
    {
        foreach (JobWaiter waiter in _waiters.Values)
        {
            if (waiter.Pending.Count > 0)
            {
                await PollAsync(waiter);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void WriteTimeout(string id, TimeSpan waited)
    {
        bool isSeen = _last.TryGetValue(id, out JobsDetail? job);
        string message = !isSeen ? Say(CommandMessages.WaitTimeoutNotSeen, id, waited, CauseOf(id))
            : IsOpen(id) && _paused.Contains(id) ? Say(CommandMessages.WaitTimeoutPaused, id, job!.StateText, waited)
            : IsOpen(id) ? Say(CommandMessages.WaitTimeout, id, job!.StateText, waited)
            : Say(CommandMessages.WaitTimeoutUnseen, id, job!.StateText, waited, CauseOf(id));
        WriteFailure(new CommandException("JobWaitTimeout", ErrorCategory.OperationTimeout, message, CommandMessages.WaitTimeoutAdvice),
            isSeen ? job : id);
    }

    /// <inheritdoc/>
    private protected override LogEntry Entry(LogOutcome outcome, string id)
    {
        LogEntry entry = EntryOf(_clients[id], outcome) with { JobId = id };
        return _last.TryGetValue(id, out JobsDetail? job) ? entry.Of(job) : entry;
    }

    private async Task PollAsync(JobWaiter waiter)
    {
        IReadOnlyList<JobStatus> found = await waiter.PollAsync(PollCancellation);
        int reported = 0;
        try
        {
            foreach (JobStatus status in found)
            {
                reported++;
                await ReportAsync(waiter.Client, status);
            }
        }
        finally
        {
            // Where an error ends the command (-ErrorAction Stop), the others of this round have ended all the same.
            for (; reported < found.Count; reported++)
            {
                NoteEnded(found[reported]);
            }
        }
    }

    private void NoteEnded(JobStatus status)
    {
        if (status is { IsEnded: true, Job: { } job })
        {
            _last[job.JobId] = job;
            Note(Ended(job, status, Unseen(job, status)), status.Failure);
        }
    }

    private LogEntry Ended(JobsDetail job, JobStatus status, CommandException? unseen) => Entry(LogOutcome.Ended, job.JobId) with
    {
        Executions = status.Executions, ErrorId = unseen?.ErrorId, Message = unseen?.Message,
    };

    private async Task ReportAsync(CiClient client, JobStatus status)
    {
        if (status.Job is not { } job)
        {
            ReportUnread(client, status);
            return;
        }

        _last[job.JobId] = job;
        if ((job.State == JobState.Pause || status.Executions is { Paused: > 0 }) && _warnedPaused.Add(job.JobId))
        {
            await WarnPausedAsync(client, job, status.Executions?.Paused ?? 0);
        }

        if (!status.IsEnded)
        {
            ReportOpen(job, status);
            return;
        }

        NoteSeen(job.JobId);
        Progress!.Remove(job.JobId);
        if (status.Failure is { } failure)
        {
            string message = Say(CommandMessages.ExecutionsUnreadable, job.Name, job.JobId, job.StateText, failure.Message);
            var unreadable = new CommandException("ExecutionsUnreadable", ErrorCategory.ReadError, message,
                Say(CommandMessages.ExecutionsUnreadableAdvice, failure.CamAction), failure);
            Note(Entry(LogOutcome.Failed, job.JobId), unreadable);
            WriteFailure(unreadable, job);
            return;
        }

        CommandException? unseen = Unseen(job, status);
        Note(Ended(job, status, unseen));
        WriteObject(job);
        WriteOutcome(job, status, unseen);
    }

    /// <summary>Says what became of a job that isn't there or can't be read.</summary>
    private void ReportUnread(CiClient client, JobStatus status)
    {
        bool isKnown = _last.TryGetValue(status.JobId, out JobsDetail? last);
        if (!status.IsEnded)
        {
            string state = isKnown ? last!.StateText : CommandMessages.NotSeenYet;
            NoteUnseen(status.JobId, last?.Name ?? "", state, status.Failure!.Message, last?.CreationTime);
            return;
        }

        // Without a failure the bucket has no such job. With one the service refuses it, or there are no keys to ask with.
        Exception failure = status.Failure ?? (Exception)JobMissing(client, status.JobId);
        Note(Entry(LogOutcome.Failed, status.JobId), failure);
        NoteSeen(status.JobId);
        Progress!.Remove(status.JobId);
        WriteFailure(failure, isKnown && status.Failure is not null ? last : status.JobId);
    }

    /// <summary>Says how far a job is that hasn't ended, or why that isn't known.</summary>
    private void ReportOpen(JobsDetail job, JobStatus status)
    {
        if (status.IsOpen)
        {
            NoteOpen(job.JobId);
        }

        if (job.State == JobState.Pause || status.Executions is { Open: > 0 } open && open.Open == open.Paused)
        {
            _paused.Add(job.JobId);
        }
        else
        {
            _paused.Remove(job.JobId);
        }

        string? cause = status.Failure?.Message
            ?? (job.State == JobState.Unknown ? Say(CommandMessages.StateNotDocumented, job.StateText)
                : status.Executions is { Unknown: > 0 } count
                    ? Say(CommandMessages.ExecutionStateNotDocumented, count.Unknown, count.UnknownState)
                    : null);
        if (cause is not null)
        {
            NoteUnseen(job.JobId, job.Name, job.StateText, cause, job.CreationTime);
            return;
        }

        NoteSeen(job.JobId, status.IsOpen ? null : Say(CommandMessages.MoreMayCome, status.Executions?.Ended ?? 0));
        ShowProgress(job, status);
    }

    /// <summary>
    /// What to say of a job that succeeded and whose executions were not all seen; null where they were, or weren't asked for.
    /// </summary>
    private static CommandException? Unseen(JobsDetail job, JobStatus status)
    {
        string? message = job.State == JobState.Success && status.Executions is { IsWhole: true } count
            ? NotSeen.Describe(job, count.Total, status.Unseen, status.Selected)
            : null;
        return message is null ? null : new CommandException("ExecutionsNotSeen", ErrorCategory.InvalidResult, message,
            Say(CommandMessages.ExecutionsNotSeenAdvice, job.JobId));
    }

    private void WriteOutcome(JobsDetail job, JobStatus status, CommandException? unseen)
    {
        if (job.State == JobState.Failed)
        {
            string message = Say(CommandMessages.JobFailed, job.Name, job.JobId, job.Code, job.Message);
            WriteFailure(new CommandException("JobFailed", ErrorCategory.InvalidResult, message, CommandMessages.JobFailedAdvice), job);
        }
        else if (job.State == JobState.Cancel)
        {
            string message = Say(CommandMessages.JobCancelled, job.Name, job.JobId);
            WriteFailure(new CommandException("JobCancelled", ErrorCategory.OperationStopped, message,
                CommandMessages.JobCancelledAdvice), job);
        }
        else if (unseen is not null && ErrorOnFailure)
        {
            WriteFailure(unseen, job);
        }
        else if (unseen is not null)
        {
            WriteWarning(unseen.Message);
        }
        else if (status.Executions is { IsWhole: true, Total: 0 })
        {
            WriteWarning(Say(CommandMessages.SelectedNothing, job.Name, job.JobId));
        }

        if (ErrorOnFailure && status.Executions is { Failed: > 0 } count)
        {
            string message = Say(CommandMessages.ExecutionsFailed, count.Failed, count.Total, job.Name, job.JobId);
            WriteFailure(new CommandException("ExecutionsFailed", ErrorCategory.InvalidResult, message,
                Say(CommandMessages.ExecutionsFailedAdvice, job.JobId)), job);
        }
    }

    private async Task WarnPausedAsync(CiClient client, JobsDetail job, long paused)
    {
        string queues = await FindQueuesAsync(client, job);
        if (job.State == JobState.Pause)
        {
            WriteWarning(queues.Length == 0 ? Say(CommandMessages.Paused, job.Name, job.JobId)
                : Say(CommandMessages.PausedQueue, job.Name, job.JobId, queues));
        }
        else
        {
            WriteWarning(queues.Length == 0
                ? Say(CommandMessages.ExecutionsPaused, job.Name, job.JobId, paused)
                : Say(CommandMessages.ExecutionsPausedQueue, job.Name, job.JobId, paused, queues));
        }
    }

    // The queues that the workflow names, of those the paused ones; where it names none, the paused ones of the bucket.
    private async Task<string> FindQueuesAsync(CiClient client, JobsDetail job)
    {
        var ids = new List<string>();
        var names = new List<string>();
        try
        {
            Pager<MediaWorkflow> workflows = client.ListWorkflows(JobOperation.SplitIds(job.WorkflowIds));
            while (job.WorkflowIds.Length > 0 && await workflows.NextAsync(cancellationToken: Cancellation) is { } page)
            {
                foreach (MediaWorkflow workflow in page)
                {
                    ids.AddRange(workflow.Topology?.QueueIds ?? []);
                }
            }

            if (job.QueueId.Length > 0)
            {
                ids.Add(job.QueueId);
            }

            List<MediaQueue> queues = ids.Count > 0
                ? (await QueueLookup.FindAsync(client, ids, Cancellation)).Found
                : await client.ListAllQueues([], "Paused", static (_, _) => { }).ReadAllAsync(Cancellation);
            names.AddRange(queues.Where(static queue => queue.State == "Paused").Select(static queue => queue.ToString()));
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException)
        {
            // Waiting goes on without the name of the queue.
            WriteVerbose(unknown.Message);
        }

        return string.Join(", ", names.Count > 0 ? names : ids);
    }

    private void ShowProgress(JobsDetail job, JobStatus status)
    {
        long? total = status.Expected > 0 ? status.Expected : null;
        string text = !job.IsCompleted ? job.StateText
            : status.Executions is not { } count ? Say(CommandMessages.WaitOpen, job.StateText)
            : total is not null ? Say(CommandMessages.WaitExecutions, job.StateText, count.Ended, total)
            : count.Open == 0 ? Say(CommandMessages.WaitLate, job.StateText, count.Ended)
            : Say(CommandMessages.WaitExecutions, job.StateText, count.Ended, count.Total);
        int? percent = status.Executions is { } executions && total is { } all ? (int)Math.Min(100, executions.Ended * 100 / all)
            : job.Progress;
        Progress!.Set(job.JobId, job.Name, job.StateText, text, job.CreationTime, percent);
    }
}
