using System;
using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Jobs;

/// <summary>The executions that calls of this process have returned: none is the answer of two calls.</summary>
/// <remarks>Safe for concurrent use. An execution is forgotten after an hour: no call is under way so long.</remarks>
internal sealed class ReturnedRuns
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly Dictionary<string, ReturnedRun> _byId = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, TimeSpan At)> _byAge = new();

    /// <summary>Notes that a call returns an execution.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    /// <returns>False where another call has returned it.</returns>
    public bool TryAdd(ReturnedRun run, TimeSpan now)
    {
        lock (_byId)
        {
            while (_byAge.Count > 0 && now - _byAge.Peek().At > KeptFor)
            {
                _byId.Remove(_byAge.Dequeue().Id);
            }

            if (_byId.ContainsKey(run.RunId))
            {
                return false;
            }

            _byId.Add(run.RunId, run);
            _byAge.Enqueue((run.RunId, now));
            return true;
        }
    }

    /// <summary>Notes when an execution was created, by the service.</summary>
    public void SetTime(string runId, DateTimeOffset? created)
    {
        lock (_byId)
        {
            if (_byId.TryGetValue(runId, out ReturnedRun? run))
            {
                _byId[runId] = run with { Created = created };
            }
        }
    }

    /// <summary>Whether a call has returned the execution.</summary>
    /// <param name="runId">The execution's id.</param>
    public bool Contains(string runId)
    {
        lock (_byId)
        {
            return _byId.ContainsKey(runId);
        }
    }

    /// <summary>The executions of a workflow.</summary>
    public IReadOnlyList<ReturnedRun> Of(string workflowId)
    {
        lock (_byId)
        {
            return [.. _byId.Values.Where(run => run.WorkflowId == workflowId)];
        }
    }
}

/// <summary>An execution that a call of this process has started.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="Key">Its object.</param>
/// <param name="Created">When it was created, by the service; null where that isn't known.</param>
internal sealed record ReturnedRun(string RunId, string WorkflowId, string Key, DateTimeOffset? Created = null);
