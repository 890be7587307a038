using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Asks the service about the executions of one job.</summary>
internal static class ExecutionProbe
{
    /// <summary>Whether an execution has not ended, by one request for one execution.</summary>
    /// <returns>
    /// Null when the service returns another state than was asked for, or one that isn't known: then only a count can show.
    /// </returns>
    public static async Task<bool?> IsAnyOpenAsync(CiClient client, JobsDetail job, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> states = JobExecutions.OpenStates(job);
        foreach (string state in states)
        {
            foreach (Pager<WorkflowExecution> pages in JobExecutions.List(client, job, state))
            {
                WorkflowExecution? first = null;
                try
                {
                    first = await FirstAsync(pages, cancellationToken).ConfigureAwait(false);
                }
                catch (CiServiceException refused) when (refused.HttpStatus == 400 && state != states[0])
                {
                    // A service that doesn't know the state has no execution in it.
                }

                if (first is not null)
                {
                    return ExecutionCount.IsEnd(first.State) || first.State == ExecutionState.Unknown ? null : true;
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
        foreach (Pager<WorkflowExecution> pages in JobExecutions.List(client, job))
        {
            while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
            {
                if (count.Total >= limit && page.Count > 0)
                {
                    return count with { IsWhole = false };
                }

                foreach (WorkflowExecution execution in page)
                {
                    count = count.With(execution);
                }
            }
        }

        return count;
    }

    private static async Task<WorkflowExecution?> FirstAsync(Pager<WorkflowExecution> pages, CancellationToken cancellationToken)
    {
        // A page may be empty though the list goes on.
        while (await pages.NextAsync(1, cancellationToken).ConfigureAwait(false) is { } page)
        {
            if (page.Count > 0)
            {
                return page[0];
            }
        }

        return null;
    }
}
