using System;
using System.Collections.Generic;

namespace CiWorkflow.Jobs;

/// <summary>The ids of the jobs that calls of this process have returned, so that a second call never takes one of them for its own.</summary>
/// <remarks>Each operation takes constant time on average, however many jobs were created.</remarks>
internal sealed class JobClaims
{
    // An older job can't be mistaken for the one of a call that is under way.
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<KeyValuePair<DateTimeOffset, string>> _byAge = new();

    /// <summary>Whether a call has returned the job.</summary>
    /// <param name="jobId">The job's id.</param>
    public bool Contains(string jobId)
    {
        lock (_ids)
        {
            return _ids.Contains(jobId);
        }
    }

    /// <summary>Claims a job for one call.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="now">The time, which only ever grows.</param>
    /// <returns>False where another call has it.</returns>
    public bool TryAdd(string jobId, DateTimeOffset now)
    {
        lock (_ids)
        {
            while (_byAge.Count > 0 && now - _byAge.Peek().Key > KeptFor)
            {
                _ids.Remove(_byAge.Dequeue().Value);
            }

            if (!_ids.Add(jobId))
            {
                return false;
            }

            _byAge.Enqueue(new(now, jobId));
            return true;
        }
    }
}
