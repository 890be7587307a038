using System;
using System.Collections.Generic;

namespace CiWorkflow.Jobs;

/// <summary>The executions that calls of this process have returned: none is the answer of two calls.</summary>
/// <remarks>Safe for concurrent use. An execution is forgotten after an hour: no call is under way so long.</remarks>
internal sealed class ReturnedRuns
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, TimeSpan At)> _byAge = new();

    /// <summary>Notes that a call returns an execution.</summary>
    /// <param name="runId">The execution's id.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    /// <returns>False where another call has returned it.</returns>
    public bool TryAdd(string runId, TimeSpan now)
    {
        lock (_ids)
        {
            while (_byAge.Count > 0 && now - _byAge.Peek().At > KeptFor)
            {
                _ids.Remove(_byAge.Dequeue().Id);
            }

            if (!_ids.Add(runId))
            {
                return false;
            }

            _byAge.Enqueue((runId, now));
            return true;
        }
    }

    /// <summary>Whether a call has returned the execution.</summary>
    /// <param name="runId">The execution's id.</param>
    public bool Contains(string runId)
    {
        lock (_ids)
        {
            return _ids.Contains(runId);
        }
    }
}
