using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// The jobs of one bucket that this process has seen or created: when it saw them first, and which of them a call has returned.
/// </summary>
/// <remarks>Safe for concurrent use. Each operation on one job takes constant time on average, however many jobs there are.</remarks>
internal sealed class KnownJobs
{
    // An older job can't be mistaken for the one of a call that is under way.
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Entry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobsDetail> _byRun = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _byAge = new();

    /// <summary>Notes that a list shows a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    public void Add(JobsDetail job, TimeSpan now)
    {
        lock (_byId)
        {
            Entry entry = GetOrAdd(job, now);
            entry.FirstListed ??= now;
        }
    }

    /// <summary>Claims a job for one call, from an answer or a list.</summary>
    /// <param name="job">The job.</param>
    /// <param name="now">The time that has passed since some fixed moment.</param>
    /// <param name="sentAt">When the call sent the request that created it; null where another process did.</param>
    /// <returns>False where another call has claimed it.</returns>
    public bool TryClaim(JobsDetail job, TimeSpan now, TimeSpan? sentAt = null)
    {
        lock (_byId)
        {
            Entry entry = GetOrAdd(job, now);
            entry.SentAt ??= sentAt;
            bool isFree = !entry.IsClaimed;
            entry.IsClaimed = true;
            return isFree;
        }
    }

    /// <summary>Notes which run of a ledger created a claimed job: its entry may say nothing of it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">The run (<see cref="JobLedgerEntry.Run"/>).</param>
    public void SetRun(JobsDetail job, string run)
    {
        lock (_byId)
        {
            if (_byId.TryGetValue(job.JobId, out Entry? entry))
            {
                entry.Run = run;
                _byRun[run] = job;
            }
        }
    }

    /// <summary>The job that a run of a ledger created in this process, as it was then; null where none is known.</summary>
    /// <inheritdoc cref="SetRun" path="/param"/>
    public JobsDetail? OfRun(string run)
    {
        lock (_byId)
        {
            return _byRun.TryGetValue(run, out JobsDetail? job) ? job : null;
        }
    }

    /// <summary>Whether a call has claimed the job.</summary>
    /// <param name="jobId">The job's id.</param>
    public bool IsClaimed(string jobId)
    {
        lock (_byId)
        {
            return _byId.TryGetValue(jobId, out Entry? entry) && entry.IsClaimed;
        }
    }

    /// <summary>Whether the job was known at a moment.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="moment">The moment.</param>
    public bool ExistedBefore(string jobId, TimeSpan moment)
    {
        lock (_byId)
        {
            return _byId.TryGetValue(jobId, out Entry? entry) && entry.FirstSeen <= moment;
        }
    }

    /// <summary>
    /// Whether a list can be trusted to be up to date: it shows a job that is younger than what is searched for, and every one that it
    /// should show: those that are known long enough to be listed, or were listed before, and were created within the part that was read.
    /// </summary>
    /// <param name="shown">The ids that the list showed.</param>
    /// <param name="createdAfter">The list was read back to this time, by the service's clock.</param>
    /// <param name="knownBefore">Jobs that became known later need not be listed yet.</param>
    /// <param name="listedBefore">Jobs that an earlier list showed are listed.</param>
    /// <param name="end">What is searched for was created, and could be listed, before this.</param>
    /// <param name="serviceTimeOfEnd">When that was by the service's clock, at the latest; null where it isn't known.</param>
    /// <param name="serviceTime">When the list was asked for by that clock, at the latest.</param>
    public bool IsLive(
        ICollection<string> shown, DateTimeOffset createdAfter, TimeSpan knownBefore, TimeSpan listedBefore, TimeSpan end,
        DateTimeOffset? serviceTimeOfEnd, DateTimeOffset? serviceTime)
    {
        bool hasYounger = false;
        lock (_byId)
        {
            foreach (Entry entry in _byAge)
            {
                bool isShown = shown.Contains(entry.JobId);
                bool isListed = entry.FirstSeen <= knownBefore || entry.FirstListed <= listedBefore;
                if (isListed && entry.CreationTime > createdAfter && !isShown)
                {
                    return false;
                }

                // What was seen before isn't younger, whatever its time says, and one of the future is of another clock than the answers.
                hasYounger |= isShown && (entry.SentAt >= end
                    || (entry.FirstSeen >= end && entry.CreationTime >= serviceTimeOfEnd && entry.CreationTime <= serviceTime));
            }
        }

        return hasYounger;
    }

    private Entry GetOrAdd(JobsDetail job, TimeSpan now)
    {
        while (_byAge.Count > 0 && now - _byAge.Peek().FirstSeen > KeptFor)
        {
            Entry old = _byAge.Dequeue();
            _byId.Remove(old.JobId);
            if (old.Run is not null)
            {
                _byRun.Remove(old.Run);
            }
        }

        if (!_byId.TryGetValue(job.JobId, out Entry? entry))
        {
            entry = new Entry(job.JobId, now, job.CreationTime);
            _byId.Add(job.JobId, entry);
            _byAge.Enqueue(entry);
        }

        return entry;
    }

    private sealed record Entry(string JobId, TimeSpan FirstSeen, DateTimeOffset? CreationTime)
    {
        public TimeSpan? FirstListed { get; set; }

        public TimeSpan? SentAt { get; set; }

        public bool IsClaimed { get; set; }

        public string? Run { get; set; }
    }
}
