using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Looks at many jobs of one bucket with few requests: one list call where that covers several, single calls for the rest.
/// </summary>
/// <remarks>Not for concurrent use.</remarks>
public sealed class JobPoller
{
    private const int SinglesAtOnce = 8;

    // How soon a new job can be read isn't documented, nor whether each look is answered by what knows of it: a job that is known to exist
    // is missing only when it has been for this time.
    private static readonly TimeSpan AppearsWithin = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DateTimeOffset?> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> _existing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _missingSince = new(StringComparer.Ordinal);
    private bool _listIsCrowded;

    /// <summary>Makes a poller that waits for nothing yet.</summary>
    /// <param name="client">The client of the jobs' bucket.</param>
    public JobPoller(CiClient client) => Client = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>The client of the jobs' bucket.</summary>
    public CiClient Client { get; }

    /// <summary>The ids of the jobs that haven't come to their end.</summary>
    public ICollection<string> Pending => _pending.Keys;

    /// <summary>Adds a job; one that is there already is not added twice.</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="created">When it was made, where that is known: only then a list can be limited to it.</param>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    public void Add(string jobId, DateTimeOffset? created)
    {
        FieldRules.CheckId("JobId", jobId);
        if (!_pending.ContainsKey(jobId))
        {
            _pending.Add(jobId, created);
        }
    }

    /// <summary>Waits for a job no more.</summary>
    /// <param name="jobId">Its id.</param>
    public void Remove(string jobId) => _pending.Remove(jobId);

    /// <summary>
    /// Looks at every pending job once. Those that have ended, that don't exist and that the service refuses to show are pending no more.
    /// A job that is known to exist stays pending for half a minute where the service says that it doesn't.
    /// </summary>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    /// <returns>The jobs as they are, or why they could not be read; nothing of one whose existence is in doubt.</returns>
    public async Task<IReadOnlyList<JobStatus>> PollAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<JobStatus>(_pending.Count);
        var seen = new Dictionary<string, JobsDetail?>(StringComparer.Ordinal);
        try
        {
            await ListAsync(seen, cancellationToken).ConfigureAwait(false);
        }
        catch (CiException failure)
        {
            // Hundreds of single calls would fail alike.
            foreach (string id in _pending.Keys)
            {
                if (!seen.ContainsKey(id))
                {
                    found.Add(Unread(id, failure));
                }
            }
        }

        var left = new Queue<string>();
        if (found.Count == 0)
        {
            foreach (string id in _pending.Keys)
            {
                if (!seen.ContainsKey(id))
                {
                    left.Enqueue(id);
                }
            }
        }

        while (left.Count > 0)
        {
            var calls = new List<Task<JobStatus>>(SinglesAtOnce);
            while (left.Count > 0 && calls.Count < SinglesAtOnce)
            {
                calls.Add(ReadAsync(left.Dequeue(), cancellationToken));
            }

            foreach (JobStatus read in await Task.WhenAll(calls).ConfigureAwait(false))
            {
                if (read.Failure is null)
                {
                    seen[read.JobId] = read.Job;
                }
                else
                {
                    found.Add(read);
                }
            }
        }

        foreach (KeyValuePair<string, JobsDetail?> job in seen)
        {
            if (job.Value is null && MayAppear(job.Key))
            {
                continue;
            }

            bool isEnded = job.Value is null or { IsCompleted: true };
            found.Add(new JobStatus(job.Key, job.Value)
            {
                IsEnded = isEnded, IsOpen = job.Value is { IsCompleted: false } and not { State: JobState.Unknown },
            });
            if (!isEnded)
            {
                _pending[job.Key] = job.Value!.CreationTime;
                _existing.Add(job.Key);
                _missingSince.Remove(job.Key);
            }
        }

        foreach (JobStatus status in found)
        {
            if (status.IsEnded)
            {
                _pending.Remove(status.JobId);
            }
        }

        return found;
    }

    private async Task<JobStatus> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return new JobStatus(id, await Client.GetJobAsync(id, cancellationToken).ConfigureAwait(false));
        }
        catch (CiException failure)
        {
            return Unread(id, failure);
        }
    }

    private static JobStatus Unread(string id, CiException failure) => new(id, null)
    {
        Failure = failure,
        IsEnded = failure is not (CiTransportException or CiServiceException { IsTransient: true }),
    };

    /// <summary>Whether a job that isn't there now may be there in a moment: it was seen, made or listed before.</summary>
    private bool MayAppear(string jobId)
    {
        TimeSpan now = Client.Settings.Clock.Time.Elapsed;
        if (!_existing.Contains(jobId) && _pending[jobId] is null && !JobRegistry.Of(Client).Known.IsClaimed(jobId))
        {
            return false;
        }

        if (!_missingSince.TryGetValue(jobId, out TimeSpan since))
        {
            _missingSince.Add(jobId, since = now);
        }

        return now - since < AppearsWithin;
    }

    private async Task ListAsync(Dictionary<string, JobsDetail?> seen, CancellationToken cancellationToken)
    {
        DateTimeOffset? first = null;
        DateTimeOffset? last = null;
        int wanted = 0;
        foreach (DateTimeOffset? created in _pending.Values)
        {
            if (created is { } time)
            {
                wanted++;
                first = first is null || time < first ? time : first;
                last = last is null || time > last ? time : last;
            }
        }

        if (wanted < 2 || _listIsCrowded)
        {
            return;
        }

        // Other people's jobs may stand between ours: no more pages than ours would fill, and one to spare.
        int pages = (wanted / Pager<JobsDetail>.MostOnPage) + 2;
        Pager<JobsDetail> list = Client.ListJobs(new JobQuery { CreatedAfter = first, CreatedBefore = last, Order = CreationOrder.Asc });
        while (pages-- > 0
            && seen.Count < wanted && await list.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (JobsDetail job in page)
            {
                if (_pending.ContainsKey(job.JobId))
                {
                    seen[job.JobId] = job;
                }
            }
        }

        _listIsCrowded = seen.Count * 2 < wanted;
    }
}
