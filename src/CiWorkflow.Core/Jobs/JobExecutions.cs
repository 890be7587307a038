using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Lists what a job runs over its objects: executions of its workflows, or the media jobs of a job of Type Job, which has no workflow.
/// </summary>
internal static class JobExecutions
{
    // The states of executions that have not ended, as doc 436/50855 names them; older pages don't have Pause.
    private static readonly string[] OpenExecutions = ["Running", "Pause"];

    // The states of media jobs that have not ended, as doc 460/48235 names them.
    private static readonly string[] OpenMediaJobs = ["Running", "Submitted", "Pause"];

    /// <summary>The states of those that have not ended, the most frequent first.</summary>
    public static IReadOnlyList<string> OpenStates(JobsDetail job) => IsOfMediaJobs(job) ? OpenMediaJobs : OpenExecutions;

    /// <summary>The lists that hold them together: one for each workflow of the job.</summary>
    /// <param name="client">The client of its bucket.</param>
    /// <param name="job">The job.</param>
    /// <param name="state">A state, in the service's word; null for all.</param>
    public static IEnumerable<Pager<WorkflowExecution>> List(CiClient client, JobsDetail job, string? state = null)
    {
        // The oldest first: what appears meanwhile comes on a later page and moves none of the pages before.
        string[] states = state is null ? [] : [state];
        if (IsOfMediaJobs(job))
        {
            // Older pages require both, and a service may list nothing without them.
            var query = new MediaJobQuery
            {
                JobId = job.JobId, Tag = NotEmpty(job.Tag), QueueId = NotEmpty(job.QueueId), States = states, Order = CreationOrder.Asc,
            };
            yield return client.ListMediaJobs(query).Select(ToExecution);
            yield break;
        }

        // A job of Type Workflow that shows no workflow has executions all the same.
        string[] workflows = WorkflowsOf(job);
        foreach (ExecutionQuery query in workflows.Length == 0
            ? [ExecutionQuery.OfJob()]
            : workflows.Select(static workflow => new ExecutionQuery(workflow)))
        {
            (query.JobId, query.States, query.Order) = (job.JobId, states, CreationOrder.Asc);
            yield return client.ListExecutions(query, asAnswered: true);
        }
    }

    /// <summary>How many there are for each object: one for each workflow.</summary>
    public static int CountPerObject(JobsDetail job) => Math.Max(1, WorkflowsOf(job).Length);

    /// <summary>Whether a workflow of the job may pass over objects that the input selects; false where that can't be read.</summary>
    public static async Task<bool> MayLeaveOutAsync(CiClient client, JobsDetail job, CancellationToken cancellationToken)
    {
        try
        {
            string[] ids = WorkflowsOf(job);
            return ids.Length > 0
                && (await client.ListWorkflows(ids).ReadAllAsync(cancellationToken).ConfigureAwait(false)).Exists(
                    static workflow => workflow.Topology is { MayLeaveOut: true });
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException)
        {
            return false;
        }
    }

    private static string[] WorkflowsOf(JobsDetail job) => JobOperation.SplitIds(job.WorkflowIds);

    private static string? NotEmpty(string text) => text.Length > 0 ? text : null;

    private static bool IsOfMediaJobs(JobsDetail job) => job.WorkflowIds.Length == 0 && job.Type != "Workflow";

    private static WorkflowExecution ToExecution(MediaJob job) => new()
    {
        RunId = job.MediaJobId,
        Object = job.Object,
        StateText = job.StateText,
        CreateTime = job.CreationTime,
        JobId = job.JobId,
        Bucket = job.Bucket,
        Region = job.Region,
        RequestId = job.RequestId,
        Tasks =
        [
            new ExecutionTask
            {
                Name = job.Tag,
                Type = job.Tag,
                StateText = job.StateText,
                Code = job.Code,
                Message = job.Message,
                JobId = job.MediaJobId,
                CreateTime = job.CreationTime,
                StartTime = job.StartTime,
                EndTime = job.EndTime,
            },
        ],
    };
}
