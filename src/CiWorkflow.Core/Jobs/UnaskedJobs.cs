using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Finds the jobs that are equal to a request of a run, were created since the run began, and that no request of this process has returned:
/// a gateway that sends a request twice makes such a job, and so does another run. What the list doesn't show isn't found.
/// </summary>
/// <remarks>Requests may be added concurrently.</remarks>
internal sealed class UnaskedJobs
{
    // A thousand jobs: a gateway that repeats requests shows there, and a long run costs no more at its end than a short one.
    private const int MostPages = 10;
    private const int MostRequests = 1000;

    private readonly JobTriggerContext _context;
    private readonly JobLists _lists;
    private readonly Queue<Asked> _asked = new();
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);
    private DateTimeOffset? _begunServiceTime;
    private TimeSpan _begun;
    private int _count;
    private bool _hasBegun;
    private bool _hasCreated;

    public UnaskedJobs(JobTriggerContext context)
    {
        _context = context;
        _lists = new JobLists(context);
    }

    /// <summary>Whether a look is worth its calls: the run had more than one request, and created a job.</summary>
    public bool IsDue
    {
        get
        {
            lock (_asked)
            {
                return _count > 1 && _hasCreated;
            }
        }
    }

    /// <summary>Notes that a request is going to be carried out.</summary>
    public void Begin()
    {
        lock (_asked)
        {
            _count++;
        }
    }

    /// <summary>Notes that a create request is about to be sent: the newest jobs were looked at just before the first of them.</summary>
    public void NoteSending()
    {
        lock (_asked)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                _begun = _context.Time.Elapsed;
                _begunServiceTime = _context.Service.ServiceTime;
            }
        }
    }

    /// <summary>
    /// Notes the job of a request. One whose outcome is unknown isn't noted: its job was asked for, and its error says how to find it.
    /// </summary>
    public void Add(CreateJobRequest request, JobComparison comparison, JobsDetail job)
    {
        lock (_asked)
        {
            _asked.Enqueue(new Asked(request.Name, comparison, job.JobId));
            _returned.Add(job.JobId);
            _hasCreated |= !job.Existing;
            if (_asked.Count > MostRequests)
            {
                _returned.Remove(_asked.Dequeue().JobId);
            }
        }
    }

    /// <summary>Reads the newest jobs once.</summary>
    /// <returns>The jobs, and whether the list was read back to when the run began.</returns>
    /// <exception cref="CiException">A page could not be read.</exception>
    public async Task<(IReadOnlyList<JobsDetail> Jobs, bool IsWhole)> FindAsync(CancellationToken cancellationToken)
    {
        ILookup<string, Asked> asked;
        lock (_asked)
        {
            asked = _asked.ToLookup(static one => one.Name, StringComparer.OrdinalIgnoreCase);
        }

        var found = new List<JobsDetail>();
        string? pageToken = null;
        for (int pages = 0; pages < MostPages; pages++)
        {
            Page<JobsDetail> page = await _lists.ReadAsync(null, pageToken, cancellationToken).ConfigureAwait(false);

            // The later of two readings of the service's clock: what may be from before the run isn't claimed.
            DateTimeOffset? begun = _context.Service.ServiceTime - (_context.Time.Elapsed - _begun);
            begun = begun > _begunServiceTime || _begunServiceTime is null ? begun : _begunServiceTime;
            bool hasNewer = page.Items.Count == 0;
            foreach (JobsDetail job in page.Items)
            {
                // Creation times are in whole seconds.
                bool isNew = begun is { } time && job.CreationTime >= time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));
                hasNewer |= isNew || job.CreationTime is null;
                if (isNew && await IsUnaskedAsync(job, asked, cancellationToken).ConfigureAwait(false))
                {
                    found.Add(job);
                }
            }

            pageToken = page.NextToken;
            if (pageToken is null || !hasNewer)
            {
                return (found, true);
            }
        }

        return (found, false);
    }

    private async Task<bool> IsUnaskedAsync(JobsDetail job, ILookup<string, Asked> asked, CancellationToken cancellationToken)
    {
        if (IsOurs(job) || _context.Registry.Known.ExistedBefore(job.JobId, _begun)
            || asked[job.Name.Trim()].FirstOrDefault(one => one.Comparison.Compare(job) is JobMatch.Equal or JobMatch.Unclear)
                is not { } equal)
        {
            return false;
        }

        // An equal request of another pipeline of this process may be under way, and its answer not read yet.
        using IDisposable held = await _context.Registry.Locks
            .AcquireAsync(equal.Comparison.LockKey, cancellationToken).ConfigureAwait(false);
        return !IsOurs(job);
    }

    private bool IsOurs(JobsDetail job)
    {
        lock (_asked)
        {
            return job.JobId.Length == 0 || _returned.Contains(job.JobId) || _context.Registry.Known.IsClaimed(job.JobId);
        }
    }

    private sealed record Asked(string Name, JobComparison Comparison, string JobId);
}
