using System;
using System.Collections.Generic;

namespace CiWorkflow.Jobs;

/// <summary>
/// Durations in whole seconds, as the service reports them, each with its count: an exact median in as much memory as there are different
/// durations.
/// </summary>
internal sealed class DurationCounts
{
    private readonly SortedDictionary<long, long> _counts = [];

    /// <summary>How many durations were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a duration.</summary>
    public void Add(TimeSpan duration)
    {
        long seconds = (long)duration.TotalSeconds;
        _counts[seconds] = _counts.TryGetValue(seconds, out long count) ? count + 1 : 1;
        Count++;
    }

    /// <summary>The median, of an even number the lower one; null when there is no duration.</summary>
    public TimeSpan? Median()
    {
        long before = 0;
        foreach (KeyValuePair<long, long> duration in _counts)
        {
            before += duration.Value;
            if (before * 2 >= Count)
            {
                return TimeSpan.FromSeconds(duration.Key);
            }
        }

        return null;
    }
}
