using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// The jobs of a workflow of which a list of executions may not show everything yet: they aren't over, or ended a moment ago.
/// </summary>
internal static class RecentJobs
{
    // How soon an execution is listed is documented nowhere.
    private static readonly TimeSpan ListedLate = TimeSpan.FromMinutes(2);

    /// <summary>Finds them among the newest hundred jobs.</summary>
    /// <param name="client">The client of their bucket.</param>
    /// <param name="failed">Executions of one workflow, which a retry would be for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="CiException">The jobs can't be listed.</exception>
    public static async Task<IReadOnlyList<JobsDetail>> ReadAsync(
        CiClient client, IReadOnlyList<WorkflowExecution> failed, CancellationToken cancellationToken)
    {
        string workflowId = failed[0].WorkflowId;
        DateTimeOffset? oldest = failed.Min(static run => run.CreateTime);
        IReadOnlyList<JobsDetail> newest = await client.ListJobs(new JobQuery { WorkflowId = workflowId })
            .NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) ?? [];
        DateTimeOffset? since = client.Settings.Clock.ServiceTime - ListedLate;

        // The service's own filter is not relied on.
        return [.. newest.Where(job => JobOperation.SplitIds(job.WorkflowIds).Contains(workflowId)
            && failed.Any(run => run.JobId != job.JobId)
            && !(job.IsCompleted && (job.CreationTime <= oldest || (job.EndTime ?? job.CreationTime) < since)))];
    }
}
