using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Finds the jobs that exist already, for many requests with few list calls: the list of all names is read once, a hundred jobs a call,
/// and only a job that isn't on it is looked for by name, just before it is created.
/// </summary>
internal sealed class ExistingJobs
{
    // The first few requests are looked for by name, so that one job in a bucket with a long history costs one call. From then on the
    // list of all names is read too, by a few pages for each request.
    private const int RequestsByName = 3;
    private const int PagesForEachRequest = 4;
    private const int MostPages = 1000;

    // No request has this key: a name has no line break.
    private const string LockKey = "\nexisting";
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    private readonly JobTriggerContext _context;
    private readonly Dictionary<string, List<JobsDetail>> _read = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _readFrom;
    private string? _pageToken;
    private bool _isReadToEnd;
    private int _requests;
    private int _pages;

    public ExistingJobs(JobTriggerContext context) => _context = context;

    /// <summary>Finds the newest job that is equal to a request.</summary>
    /// <returns>The job, marked as existing; null where there is none.</returns>
    /// <exception cref="CiException">A list could not be read.</exception>
    /// <exception cref="ExistingJobsUnclearException">There are jobs that can't be told apart from the request's.</exception>
    public async Task<JobsDetail?> FindAsync(
        CreateJobRequest request, JobComparison comparison, IJobTriggerObserver? observer, CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(request, comparison, cancellationToken).ConfigureAwait(false) is { } own)
        {
            return own;
        }

        ReadPart read = await FindInListAsync(request, comparison, cancellationToken).ConfigureAwait(false);
        if (read.Found is not null)
        {
            return read.Found;
        }

        // A process that was killed just before this one started may have asked for jobs that aren't listed yet. So may this one itself.
        TimeSpan now = _context.Time.Elapsed;
        TimeSpan? openUntil = _context.Registry.Own.OpenUntil(comparison.Identity, now);
        bool isOpen = openUntil > _context.Registry.Started;
        TimeSpan early = (isOpen ? openUntil!.Value : _context.Registry.Started) + _context.Options.ListLag - now;
        if (early > TimeSpan.Zero)
        {
            string message = isOpen ? Messages.WaitingForOwn : Messages.WaitingForList;
            observer?.Report(string.Format(CultureInfo.InvariantCulture, message, request.Name, early.TotalSeconds));
            await _context.Time.DelayAsync(early, cancellationToken).ConfigureAwait(false);
        }

        return await FindByNameAsync(request, comparison, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the newest job that is listed now.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<JobsDetail?> FindListedAsync(
        CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(request, comparison, cancellationToken).ConfigureAwait(false) is { } own)
        {
            return own;
        }

        ReadPart read = await FindInListAsync(request, comparison, cancellationToken).ConfigureAwait(false);
        return read.Found ?? await FindByNameAsync(request, comparison, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the job that this process itself created last: it need not be listed yet.</summary>
    private async Task<JobsDetail?> FindOwnAsync(CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        if (_context.Registry.Own.JobOf(comparison.Identity, _context.Time.Elapsed) is not { } created)
        {
            return null;
        }

        // Its state has changed since. A service that doesn't show it yet doesn't make it undone.
        JobsDetail job = await _context.Service.GetAsync(created.JobId, cancellationToken).ConfigureAwait(false) ?? created;
        return Counted(job, JobMatch.Equal) switch
        {
            JobMatch.Equal => job with { Existing = true },
            JobMatch.Unclear => throw new ExistingJobsUnclearException(request, _context.Bucket, _context.Region, [job]),
            _ => null,
        };
    }

    private async Task<ReadPart> FindInListAsync(CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        using IDisposable held = await _context.Registry.Locks.AcquireAsync(LockKey, cancellationToken).ConfigureAwait(false);
        int most = Math.Min(++_requests * PagesForEachRequest, MostPages);
        if (_requests <= RequestsByName)
        {
            return new ReadPart(null, null, []);
        }

        while (true)
        {
            List<JobsDetail> sameName = _read.TryGetValue(request.Name, out List<JobsDetail>? known) ? known : [];
            if (FirstEqual(sameName, comparison) is { } found)
            {
                return new ReadPart(found, null, []);
            }

            if (_isReadToEnd)
            {
                return new ReadPart(null, _readFrom - ClockSlack, Unclear(sameName, comparison));
            }

            if (_pages >= most)
            {
                return new ReadPart(null, null, []);
            }

            Page<JobsDetail> page = await ListAsync(null, _pageToken, cancellationToken).ConfigureAwait(false);
            _readFrom ??= _context.Service.ServiceTime;
            _pages++;
            (_pageToken, _isReadToEnd) = (page.NextToken, page.NextToken is null);
            foreach (JobsDetail job in page.Items)
            {
                if (!_read.TryGetValue(job.Name, out List<JobsDetail>? jobs))
                {
                    _read.Add(job.Name, jobs = []);
                }

                jobs.Add(job);
            }
        }
    }

    private async Task<JobsDetail?> FindByNameAsync(
        CreateJobRequest request, JobComparison comparison, ReadPart read, CancellationToken cancellationToken)
    {
        var unclear = new List<JobsDetail>();
        string? pageToken = null;
        for (int pages = 0; pages < MostPages; pages++)
        {
            Page<JobsDetail> page = await ListAsync(request.Name, pageToken, cancellationToken).ConfigureAwait(false);
            if (FirstEqual(page.Items, comparison) is { } found)
            {
                return found;
            }

            bool hasNewer = page.Items.Count == 0;
            foreach (JobsDetail job in page.Items)
            {
                hasNewer |= !(job.CreationTime < read.MissingSince);
            }

            unclear.AddRange(Unclear(page.Items, comparison));

            pageToken = page.NextToken;
            if (pageToken is null || !hasNewer)
            {
                // An older one may stand behind the pages that were read by name.
                unclear.AddRange(read.Unclear.Where(listed => unclear.TrueForAll(job => job.JobId != listed.JobId)));
                return unclear.Count == 0 ? null : throw new ExistingJobsUnclearException(
                    request, _context.Bucket, _context.Region, unclear);
            }
        }

        throw new CiTransportException(Messages.ListTooLong);
    }

    private Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken) =>
        _context.Retry.RunAsync(
        () => _context.Service.ListAsync(name, pageToken, cancellationToken),
        static failure => RetryPolicy.MayRepeat(failure, isIdempotent: true),
        cancellationToken);

    private JobsDetail? FirstEqual(IEnumerable<JobsDetail> jobs, JobComparison comparison)
    {
        foreach (JobsDetail job in jobs)
        {
            if (Compare(job, comparison) == JobMatch.Equal)
            {
                return job with { Existing = true };
            }
        }

        return null;
    }

    private List<JobsDetail> Unclear(IEnumerable<JobsDetail> jobs, JobComparison comparison) =>
        [.. jobs.Where(job => Compare(job, comparison) == JobMatch.Unclear)];

    private JobMatch Compare(JobsDetail job, JobComparison comparison) => Counted(job, comparison.Compare(job));

    /// <summary>What the match of a job means by its state.</summary>
    private JobMatch Counted(JobsDetail job, JobMatch match)
    {
        IReadOnlyCollection<JobState> counted = _context.Options.ExistingStates;
        return counted.Count == 0 || counted.Contains(job.State) ? match

            // What a state means that this version doesn't know can't be said: the job may count.
            : job.State == JobState.Unknown && match == JobMatch.Equal ? JobMatch.Unclear
            : job.State == JobState.Unknown ? match
            : JobMatch.Unrelated;
    }

    /// <summary>What the list of all names shows of a request.</summary>
    /// <param name="Found">The newest equal job; null where none was read.</param>
    /// <param name="MissingSince">The list was read whole: only what was created since may be missing. Null where it wasn't.</param>
    /// <param name="Unclear">Where it was read whole, the jobs that can't be told apart from the request's.</param>
    private sealed record ReadPart(JobsDetail? Found, DateTimeOffset? MissingSince, IReadOnlyList<JobsDetail> Unclear);
}
