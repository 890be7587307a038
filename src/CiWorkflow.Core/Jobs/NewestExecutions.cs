using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Tells which executions are the newest of their object in their workflow. What failed and ran again since needs no retry: it would be
/// paid for once more, whatever became of it.
/// </summary>
internal sealed class NewestExecutions
{
    // Times are in whole seconds, and whether the list's beginning is inclusive is documented for jobs only (460/76894).
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Runs> _ofObjects = new(StringComparer.Ordinal);
    private bool _isOld;

    private NewestExecutions()
    {
    }

    /// <summary>Lists what ran on the objects of executions since the oldest of these.</summary>
    /// <param name="client">The client of their bucket.</param>
    /// <param name="executions">Executions of one workflow.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="CiException">The executions can't be listed.</exception>
    public static async Task<NewestExecutions> ReadAsync(
        CiClient client, IReadOnlyList<WorkflowExecution> executions, CancellationToken cancellationToken)
    {
        var newest = new NewestExecutions();
        DateTimeOffset? oldest = null;
        foreach (WorkflowExecution one in executions)
        {
            newest._ofObjects[one.Object] = new Runs();
            oldest = one.CreateTime is { } time && !(oldest <= time) ? time : oldest;
        }

        if (oldest is null)
        {
            return newest;
        }

        var query = new ExecutionQuery(executions[0].WorkflowId)
        {
            CreatedAfter = oldest - Second,
            Object = newest._ofObjects.Count == 1 ? executions[0].Object : null,
        };
        var listed = new HashSet<string>(StringComparer.Ordinal);
        Pager<WorkflowExecution> pages = client.ListExecutions(query);
        while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (WorkflowExecution run in page)
            {
                listed.Add(run.RunId);
                if (newest._ofObjects.TryGetValue(run.Object, out Runs runs))
                {
                    runs.Add(run);
                }
            }
        }

        // What this process has started since must be there: otherwise the list is older than that, whatever else it shows.
        newest._isOld = JobRegistry.Of(client).Runs.Of(query.WorkflowId).Any(run =>
            !listed.Contains(run.RunId) && (query.Object is null || run.Key == query.Object) && !(run.Created < oldest));
        return newest;
    }

    /// <summary>Whether no execution of the same object began after one.</summary>
    /// <param name="execution">One of the executions that were asked for.</param>
    /// <returns>
    /// Null where it isn't known: a time can't be read, the list doesn't show the execution itself or what this process has started since,
    /// or another one that ended otherwise began in the same second.
    /// </returns>
    public bool? IsNewest(WorkflowExecution execution)
    {
        Runs runs = _ofObjects[execution.Object];
        return execution.CreateTime is not { } created || runs.HasUntimed ? null
            : runs.Newest > created ? false
            : !_isOld && runs.AtNewest.Exists(run => run.RunId == execution.RunId)
                && runs.AtNewest.TrueForAll(run => run.StateText == execution.StateText) ? true
            : null;
    }

    /// <summary>The newest executions of an object that a list shows: more than one where they began in the same second.</summary>
    private sealed class Runs
    {
        public DateTimeOffset? Newest { get; private set; }

        public List<WorkflowExecution> AtNewest { get; } = [];

        public bool HasUntimed { get; private set; }

        public void Add(WorkflowExecution run)
        {
            if (run.CreateTime is not { } created)
            {
                HasUntimed = true;
                return;
            }

            if (!(Newest >= created))
            {
                Newest = created;
                AtNewest.Clear();
            }

            if (created == Newest)
            {
                AtNewest.Add(run);
            }
        }
    }
}
