using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that reads what became of the objects of jobs: which jobs, and how much is read of their executions.</summary>
public abstract class SummaryCmdlet : ServiceCmdlet
{
    private const int ProgressId = 0x434D;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    private const int MostUnknown = 20;

    private readonly HashSet<(string Bucket, string Region, string JobId)> _seen = [];

    /// <summary>
    /// How many failed executions are read for their reasons at the most, and how many executions are timed: one request each.
    /// </summary>
    [Parameter]
    [Given]
    [ValidateRange(0, int.MaxValue)]
    public int DetailLimit { get; set; } = 1_000;

    /// <summary>Reads every execution: one request each.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Detailed { get; set; }

    /// <summary>How many executions are read at once.</summary>
    [Parameter]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Leaves the objects that the job's input selects uncounted.</summary>
    [Parameter]
    [Given]
    public SwitchParameter SkipInput { get; set; }

    /// <summary>
    /// Does something for each job of this pipeline item that wasn't there before: a job with several executions in the pipeline counts
    /// once.
    /// </summary>
    private protected void ForEachJob(string[] jobIds, Func<CiClient, JobsDetail, Task> work)
    {
        foreach (string id in jobIds)
        {
            RunItem(() => id, async () =>
            {
                CiClient client = await ConnectAsync();
                if (_seen.Add((client.Bucket, client.Region, id)))
                {
                    await work(client, await FindJobAsync(client, id));
                }
            });
        }
    }

    /// <summary>Reads the executions of a job, with progress.</summary>
    private protected async Task<JobSummary> SummariseAsync(CiClient client, JobsDetail job,
        Action<IReadOnlyList<WorkflowExecution>>? page = null)
    {
        string activity = Say(CommandMessages.SummaryActivity, job.JobId, job.Name);
        var clock = Stopwatch.StartNew();
        TimeSpan shown = default;
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var settings = new JobSummarySettings
        {
            DetailLimit = Detailed ? long.MaxValue : DetailLimit,
            ThrottleLimit = ThrottleLimit,
            SkipInput = SkipInput,
            Page = runs =>
            {
                foreach (WorkflowExecution run in runs)
                {
                    if (run.State == ExecutionState.Unknown && unknown.Count < MostUnknown)
                    {
                        unknown.Add(run.StateText);
                    }
                }

                page?.Invoke(runs);
            },
            Unreadable = failure => Post(() => WriteWarning(Say(CommandMessages.ReasonsUnreadable, job.Name, job.JobId, failure.Message))),
            Read = count =>
            {
                if (clock.Elapsed - shown >= ProgressEvery)
                {
                    shown = clock.Elapsed;
                    string status = Say(CommandMessages.SummaryStatus, count, count / clock.Elapsed.TotalSeconds);
                    Post(() => WriteProgress(new ProgressRecord(ProgressId, activity, status)));
                }
            },
        };
        JobSummary summary = await JobSummarizer.RunAsync(client, job, settings, Cancellation);
        if (shown > TimeSpan.Zero)
        {
            WriteProgress(new ProgressRecord(ProgressId, activity, " ") { RecordType = ProgressRecordType.Completed });
        }

        if (job.State == Model.JobState.Success
            && NotSeen.Describe(job, summary.Executions, summary.Unseen, summary.Selected) is { } unseen)
        {
            WriteWarning(unseen);
        }

        if (unknown.Count > 0)
        {
            WriteWarning(Say(CommandMessages.StatesUnknown, job.Name, job.JobId, string.Join(", ", unknown)));
        }

        return summary;
    }
}
