using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflowExecution: what became of each object, by run, by job or by workflow.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowExecution", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(WorkflowExecution))]
public sealed class GetCiWorkflowExecutionCommand : CreationListCmdlet
{
    private const string RunSet = "RunId";

    private readonly HashSet<(string Bucket, string Region, string JobId)> _seen = [];

    /// <summary>The ids of runs; each is read with its tasks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RunSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet, DontShow = true)]
    [Text("RunId", BlankInRow = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string[] RunId { get; set; } = [];

    /// <summary>The job whose runs are listed; a job is taken for its id.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Text("JobId", BlankInRow = true, Unless = "RunId", LeaveTo = ["RunId", "WorkflowId", "WorkflowIds"])]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[]? JobId { get; set; }

    /// <summary>The workflow whose runs are listed. With a job it is known: it comes with the job, or is looked up.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Text("WorkflowId", "WorkflowIds", BlankInRow = true)]
    [Alias("WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[]? WorkflowId { get; set; }

    /// <summary>The states; all when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ValidateSet("Success", "Failed", "Running", "Pause", "Cancel")]
    public string[] State { get; set; } = [];

    /// <summary>With -State Failed or Cancel: also executions whose object ran again in the same workflow since.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Given]
    public SwitchParameter IncludeRetried { get; set; }

    /// <summary>The key of the object.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text("Object", "Key")]
    [ArgumentCompleter(typeof(Completion.KeyCompleter))]
    public string? Object { get; set; }

    /// <summary>Reads the tasks of each run too, one request each: then the reason of a failure is known.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Given]
    public SwitchParameter Detailed { get; set; }

    /// <summary>How many runs are read at once with -Detailed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // An execution from the pipeline has a job and a workflow too: its own id counts. What has a blank one and a job stands for the job.
        string[] runs = RunId is null ? [] : Array.FindAll(RunId, static run => !string.IsNullOrEmpty(run));
        if (runs.Length == 0)
        {
            if (RunId is { Length: > 0 } && JobId is not { Length: > 0 })
            {
                RunItem(() => null, static () => throw new InvalidFieldException(nameof(RunId), null, CommandMessages.GivenBlank));
                return;
            }

            if (JobId is null)
            {
                RunItem(() => WorkflowId ?? (object?)Bucket, () => ListAsync(null));
            }

            foreach (string job in JobId ?? [])
            {
                RunItem(() => job, () => ListAsync(job));
            }

            return;
        }

        foreach (string id in runs)
        {
            if (IsFull)
            {
                return;
            }

            RunItem(() => id, async () =>
            {
                CiClient client = await ConnectAsync();
                WorkflowExecution run = await client.GetExecutionAsync(id, Cancellation) ?? throw RunMissing(client, id);
                if (IsMeant(run) && IsInTime(run.CreateTime) && IsOfTyped(run))
                {
                    await WriteNewestAsync(client, [run], WriteAsync);
                }
            });
        }
    }

    private async Task ListAsync(string? jobId)
    {
        if (jobId is { Length: 0 })
        {
            // Without its job a row would stand for every execution of its workflow.
            throw new InvalidFieldException(nameof(JobId), null, CommandMessages.GivenBlank);
        }

        CiClient client = await ConnectAsync();
        if (jobId is not null && !_seen.Add((client.Bucket, client.Region, jobId)))
        {
            return;
        }

        string[] workflows = JobOperation.SplitIds(string.Join(",", WorkflowId ?? []));
        if (workflows.Length == 0 && jobId is not null)
        {
            JobsDetail job = await FindJobAsync(client, jobId);
            workflows = JobOperation.SplitIds(job.WorkflowIds);
        }

        if (workflows.Length == 0)
        {
            throw new InvalidFieldException("WorkflowId", null, CommandMessages.WorkflowOrJob);
        }

        Func<WorkflowExecution, bool>? filter = State.Length == 0 && Object is null ? null : IsMeant;
        using var details = new ConcurrentWork(ThrottleLimit);
        foreach (string workflow in workflows)
        {
            ExecutionQuery query = Limit(new ExecutionQuery(workflow) { JobId = jobId, Object = Object }, State);
            Pager<WorkflowExecution> pages = client.ListExecutions(query);
            Func<WorkflowExecution, Task> write = Detailed ? run => details.AddAsync(() => DetailAsync(client, run)) : WriteAsync;
            await (Array.Exists(State, static state => IsRetried(StateWords.Read<ExecutionState>(state))) && !IncludeRetried
                ? ReadNewestAsync(client, pages, write)
                : ReadAsync(pages, write, filter));
        }

        await details.FinishAsync();
    }

    private Task WriteAsync(WorkflowExecution run)
    {
        WriteObject(run);
        return Task.CompletedTask;
    }

    // What is newest can't be told before everything since is listed: -First begins with few, so that it needn't list much.
    private async Task ReadNewestAsync(CiClient client, Pager<WorkflowExecution> pages, Func<WorkflowExecution, Task> write)
    {
        for (long most = PagingParameters.First == ulong.MaxValue ? long.MaxValue : Pager<WorkflowExecution>.MostOnPage; !IsFull; most *= 10)
        {
            var runs = new List<WorkflowExecution>();
            while (runs.Count < most && await pages.NextAsync(cancellationToken: Cancellation) is { } page)
            {
                runs.AddRange(page.Where(IsMeant));
            }

            if (runs.Count == 0)
            {
                return;
            }

            await WriteNewestAsync(client, runs, write);
        }
    }

    /// <summary>Writes what is meant by -State: a failed or cancelled execution only where its object did not run again since.</summary>
    private async Task WriteNewestAsync(
        CiClient client, List<WorkflowExecution> runs, Func<WorkflowExecution, Task> write)
    {
        bool isLimited = State.Length > 0 && !IncludeRetried;
        List<WorkflowExecution> retried = isLimited ? runs.FindAll(static run => IsRetried(run.State)) : [];
        NewestExecutions? newest = retried.Count > 0 ? await NewestExecutions.ReadAsync(client, retried, Cancellation) : null;
        if (retried.FindAll(run => newest!.IsNewest(run) == true) is { Count: > 0 } failed)
        {
            await WarnOfRetriesAsync(client, failed);
        }

        var unknown = new List<WorkflowExecution>();
        foreach (WorkflowExecution run in runs)
        {
            bool? isNewest = newest is null || !IsRetried(run.State) ? true : newest.IsNewest(run);
            if (isNewest is null)
            {
                unknown.Add(run);
            }
            else if (isNewest == true && Take())
            {
                await write(run);
            }
        }

        if (unknown.Count > 0)
        {
            WriteFailure(RerunUnknown(unknown), unknown);
        }
    }

    private static bool IsRetried(ExecutionState state) => state is ExecutionState.Failed or ExecutionState.Cancel;

    // What comes out of here is often run again, and paid for: the service's own filters are not relied on.
    private bool IsMeant(WorkflowExecution run) =>
        IsOneOf(State, run.StateText)
        && (string.IsNullOrEmpty(Object) || run.Object == Object);

    // The pipeline's own job and workflow are those of the execution; what is typed beside it limits.
    private bool IsOfTyped(WorkflowExecution run) =>
        (!IsTyped(nameof(JobId)) || IsOneOf(JobId ?? [], run.JobId))
        && (!IsTyped(nameof(WorkflowId)) || IsOneOf(JobOperation.SplitIds(string.Join(",", WorkflowId ?? [])), run.WorkflowId));

    private async Task<Action> DetailAsync(CiClient client, WorkflowExecution run)
    {
        Exception? failure = null;
        try
        {
            if (await client.ReadTasksAsync(run, Cancellation) is { } detailed)
            {
                run = detailed;
            }
            else
            {
                failure = RunMissing(client, run.RunId);
            }
        }
        catch (Exception untold) when (untold is CiServiceException or CiTransportException)
        {
            failure = untold;
        }

        return () =>
        {
            WriteObject(run);
            if (failure is not null)
            {
                WriteFailure(failure, run);
            }
        };
    }
}
