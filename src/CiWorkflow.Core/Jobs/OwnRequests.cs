using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// What this process itself asked for in one bucket, by the identity of the request: the job that was created last, and until when the
/// job of a request whose outcome is not known may still be created.
/// </summary>
/// <remarks>Safe for concurrent use. An identity is forgotten after an hour: its job is listed by then.</remarks>
internal sealed class OwnRequests
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Entry> _byIdentity = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _byAge = new();

    /// <summary>Notes the job of a request; nothing is open any more.</summary>
    /// <param name="identity">The request's identity (<see cref="JobComparison.Identity"/>).</param>
    /// <param name="job">The job.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    public void SetJob(string identity, JobsDetail job, TimeSpan now) => Set(new Entry(identity, job, null, now));

    /// <summary>Notes a request whose outcome is not known.</summary>
    /// <param name="identity">The request's identity.</param>
    /// <param name="createdAtLatest">Until when its job may still be created.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    public void SetOpen(string identity, TimeSpan createdAtLatest, TimeSpan now) =>
        Set(new Entry(identity, Find(identity, now)?.Job, createdAtLatest, now));

    /// <summary>The job that a request with this identity created last; null where none is known.</summary>
    /// <inheritdoc cref="SetJob" path="/param"/>
    public JobsDetail? JobOf(string identity, TimeSpan now) => Find(identity, now)?.Job;

    /// <summary>Until when the job of an open request may still be created; null where none is open.</summary>
    /// <inheritdoc cref="SetJob" path="/param"/>
    public TimeSpan? OpenUntil(string identity, TimeSpan now) => Find(identity, now)?.OpenUntil;

    private Entry? Find(string identity, TimeSpan now)
    {
        lock (_byIdentity)
        {
            return _byIdentity.TryGetValue(identity, out Entry? entry) && now - entry.NotedAt <= KeptFor ? entry : null;
        }
    }

    private void Set(Entry entry)
    {
        lock (_byIdentity)
        {
            while (_byAge.Count > 0 && entry.NotedAt - _byAge.Peek().NotedAt > KeptFor)
            {
                Entry old = _byAge.Dequeue();
                if (_byIdentity.TryGetValue(old.Identity, out Entry? current) && ReferenceEquals(current, old))
                {
                    _byIdentity.Remove(old.Identity);
                }
            }

            _byIdentity[entry.Identity] = entry;
            _byAge.Enqueue(entry);
        }
    }

    private sealed record Entry(string Identity, JobsDetail? Job, TimeSpan? OpenUntil, TimeSpan NotedAt);
}
