using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Asks the service about the executions of one job.</summary>
internal static class ExecutionProbe
{
    // The states of executions that have not ended, as doc 436/50855 names them. Older pages don't have Pause.
    private static readonly string[] OpenStates = ["Running", "Pause"];

    /// <summary>Whether an execution has not ended, by one request for one execution.</summary>
    /// <returns>Null when the service doesn't filter by state: then only a count can tell.</returns>
    public static async Task<bool?> IsAnyOpenAsync(CiClient client, JobsDetail job, CancellationToken cancellationToken)
    {
        foreach (string workflow in WorkflowsOf(job))
        {
            foreach (string state in OpenStates)
            {
                IReadOnlyList<WorkflowExecution>? page;
                try
                {
                    page = await client.ListExecutions(new ExecutionQuery(workflow) { JobId = job.JobId, States = [state] }).NextAsync(1, cancellationToken).ConfigureAwait(false);
                }
                catch (CiServiceException refused) when (refused.HttpStatus == 400 && state != OpenStates[0])
                {
                    // A service that doesn't know the state has no execution in it.
                    continue;
                }

                if (page is { Count: > 0 })
                {
                    return page[0].StateText == state ? true : ExecutionCount.IsEnd(page[0].State) ? null : true;
                }
            }
        }

        return false;
    }

    /// <summary>Counts the executions of a job by state.</summary>
    /// <param name="client">The client of its bucket.</param>
    /// <param name="job">The job.</param>
    /// <param name="limit">Ends the count when so many were counted.</param>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    public static async Task<ExecutionCount> CountAsync(CiClient client, JobsDetail job, long limit, CancellationToken cancellationToken)
    {
        var count = new ExecutionCount(0, 0, 0, 0, 0, IsWhole: true);
        foreach (string workflow in WorkflowsOf(job))
        {
            // The oldest first: what appears meanwhile comes on a later page and moves none of the pages before.
            Pager<WorkflowExecution> pages = client.ListExecutions(new ExecutionQuery(workflow) { JobId = job.JobId, Order = CreationOrder.Asc });
            while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
            {
                if (count.Total >= limit && page.Count > 0)
                {
                    return count with { IsWhole = false };
                }

                foreach (WorkflowExecution execution in page)
                {
                    count = count.With(execution.State);
                }
            }
        }

        return count;
    }

    internal static string[] WorkflowsOf(JobsDetail job) => job.WorkflowIds.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
