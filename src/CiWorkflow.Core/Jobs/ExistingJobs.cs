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
/// <remarks>
/// That a list doesn't show a job proves nothing alone. So the first job that isn't there is created by itself, after two looks that are as
/// far apart as a new job may take to be listed; the list that then shows it, youngest of all, is the proof for every other row. Where no
/// list shows it, nothing more is created.
/// </remarks>
internal sealed class ExistingJobs
{
    // The first few requests are looked for by name, so that one job in a bucket with a long history costs one call. From then on the
    // list of all names is read too, by a few pages for each request.
    private const int RequestsByName = 3;
    private const int PagesForEachRequest = 4;
    private const int MostPages = 1000;

    // What is proved by a list is what was created lately: an older job is shown by each list that isn't as old as that.
    private const int MostPagesOfProof = 10;
    private const int MostUnprovedRows = 2;
    private const int MostAnswersOfOthers = 3;

    // No request has these keys: a name has no line break.
    private const string LockKey = "\nexisting";
    private const string ProofLock = "\nproof";
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProvedAge = TimeSpan.FromHours(1);

    private readonly JobTriggerContext _context;
    private readonly Dictionary<string, List<JobsDetail>> _read = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _readFrom;
    private string? _pageToken;
    private bool _isReadToEnd;
    private int _requests;
    private int _pages;
    private TimeSpan? _firstLook;
    private DateTimeOffset? _firstLookTime;
    private bool _passesOverNames;
    private int _unprovedRows;
    private JobsDetail? _hidden;
    private Dictionary<string, List<JobsDetail>>? _proved;

    public ExistingJobs(JobTriggerContext context) => _context = context;

    /// <summary>Finds the newest job that is equal to a request, and creates one where it is proved that there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="comparison">Compares jobs with it.</param>
    /// <param name="create">Creates the job.</param>
    /// <param name="observer">Receives what is waited for, and what isn't proved; null for nobody.</param>
    /// <param name="cancellationToken">Ends the waits and the calls.</param>
    /// <returns>The job; one that was there is marked as existing.</returns>
    /// <exception cref="CiException">A list could not be read, or the job could not be created.</exception>
    /// <exception cref="ExistingJobsUnclearException">
    /// There are jobs that can't be told apart from the request's, or the lists don't show what was created a moment ago.
    /// </exception>
    public async Task<JobsDetail> FindOrCreateAsync(
        CreateJobRequest request,
        JobComparison comparison,
        Func<Task<JobsDetail>> create,
        IJobTriggerObserver? observer,
        CancellationToken cancellationToken)
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

        // A process that was killed just before the first look may have asked for jobs that aren't listed yet. So may this one itself.
        TimeSpan now = _context.Time.Elapsed;
        TimeSpan firstLook = _firstLook ?? now;
        TimeSpan? openUntil = _context.Registry.Own.OpenUntil(comparison.Identity, now);
        bool isOpen = openUntil > firstLook;
        TimeSpan early = (isOpen ? openUntil!.Value : firstLook) + _context.Options.ListLag - now;
        if (early > TimeSpan.Zero)
        {
            // What is there need not be waited for.
            if (read.MissingSince is null
                && await FindByNameAsync(request, comparison, read, cancellationToken).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            early -= _context.Time.Elapsed - now;
            string message = isOpen ? Messages.WaitingForOwn : Messages.WaitingForList;
            observer?.Report(string.Format(CultureInfo.InvariantCulture, message, request.Name, early.TotalSeconds));
            await _context.Time.DelayAsync(early > TimeSpan.Zero ? early : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }

        if (await FindByNameAsync(request, comparison, read, cancellationToken).ConfigureAwait(false) is { } listed)
        {
            return listed;
        }

        if (Volatile.Read(ref _proved) is null)
        {
            using IDisposable held = await _context.Registry.Locks.AcquireAsync(ProofLock, cancellationToken).ConfigureAwait(false);
            if (_hidden is { } hidden && !await ProveAsync(hidden.JobId, cancellationToken).ConfigureAwait(false))
            {
                throw new ExistingJobsUnclearException(
                    request, _context.Bucket, _context.Region, [hidden], Messages.ExistingUnproved, hidden.JobId);
            }

            if (_proved is null)
            {
                return await CreateUnprovedAsync(request, comparison, create, observer, cancellationToken).ConfigureAwait(false);
            }
        }

        return await FindProvedAsync(request, comparison, cancellationToken).ConfigureAwait(false) ?? await create().ConfigureAwait(false);
    }

    /// <summary>Finds the newest job that is listed now.</summary>
    /// <returns>The job, marked as existing; null where there is none.</returns>
    /// <inheritdoc cref="FindOrCreateAsync"/>
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
        _firstLook ??= _context.Time.Elapsed;
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
                Add(_read, job);
            }
        }
    }

    private async Task<JobsDetail?> FindByNameAsync(
        CreateJobRequest request, JobComparison comparison, ReadPart read, CancellationToken cancellationToken)
    {
        var unclear = new List<JobsDetail>();
        string? pageToken = null;
        int ofOthers = 0;
        for (int pages = 0; pages < MostPages; pages++)
        {
            Page<JobsDetail> page = await ListAsync(request.Name, pageToken, cancellationToken).ConfigureAwait(false);

            // It may be the answer to another call. A service that passes over the name always answers so, and then the list is whole.
            while (!_passesOverNames && page.Items.Any(job => !JobSearch.IsNamed(job, request.Name)))
            {
                _passesOverNames = ++ofOthers >= MostAnswersOfOthers;
                await _context.Time.DelayAsync(_context.SearchDelays.Delay(ofOthers), cancellationToken).ConfigureAwait(false);
                page = await ListAsync(request.Name, pageToken, cancellationToken).ConfigureAwait(false);
            }

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

    /// <summary>Creates the first job that isn't listed, and reads the list that proves for all others what is there.</summary>
    private async Task<JobsDetail> CreateUnprovedAsync(
        CreateJobRequest request,
        JobComparison comparison,
        Func<Task<JobsDetail>> create,
        IJobTriggerObserver? observer,
        CancellationToken cancellationToken)
    {
        if (_unprovedRows >= MostUnprovedRows)
        {
            throw new ExistingJobsUnclearException(
                request, _context.Bucket, _context.Region, [], Messages.ExistingNothingProved, MostUnprovedRows);
        }

        // The jobs of all names are another question than those of one, and may be answered from elsewhere.
        if (await ReadNewestAsync(null, cancellationToken).ConfigureAwait(false) is { } newest
            && newest.TryGetValue(request.Name, out List<JobsDetail>? sameName) && FirstEqual(sameName, comparison) is { } existing)
        {
            return existing;
        }

        observer?.Report(string.Format(CultureInfo.InvariantCulture, Messages.CreatingUnproved, request.Name));
        JobsDetail made;
        try
        {
            made = await create().ConfigureAwait(false);
        }
        catch (TriggerOutcomeUnknownException)
        {
            _unprovedRows++;
            throw;
        }

        if (made.Existing)
        {
            return made;
        }

        _hidden = made;
        TimeSpan end = _context.Time.Elapsed + _context.Options.ListLag;
        try
        {
            for (int look = 1; !await ProveAsync(made.JobId, cancellationToken).ConfigureAwait(false); look++)
            {
                TimeSpan left = end - _context.Time.Elapsed;
                if (left <= TimeSpan.Zero)
                {
                    observer?.Warn(string.Format(CultureInfo.InvariantCulture, Messages.ListUnproved, request.Name, made.JobId));
                    return made;
                }

                TimeSpan delay = _context.SearchDelays.Delay(look);
                await _context.Time.DelayAsync(delay < left ? delay : left, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The job is there, and must not be lost by a stop.
            return made;
        }

        if (_proved!.TryGetValue(request.Name, out List<JobsDetail>? jobs)
            && FirstEqual(jobs.Where(job => job.JobId != made.JobId), comparison) is { } earlier)
        {
            observer?.Warn(string.Format(
                CultureInfo.InvariantCulture, Messages.ExistedUnlisted, request.Name, made.JobId, earlier.JobId));
        }

        return made;
    }

    /// <summary>Keeps the newest jobs, as the proof for all rows, where they show the one that was created last.</summary>
    private async Task<bool> ProveAsync(string jobId, CancellationToken cancellationToken)
    {
        Dictionary<string, List<JobsDetail>>? newest = await ReadNewestAsync(jobId, cancellationToken).ConfigureAwait(false);
        if (newest is not null)
        {
            Volatile.Write(ref _proved, newest);
        }

        return newest is not null;
    }

    /// <summary>Reads the newest jobs.</summary>
    /// <param name="mustShow">A job that the list must show; null for none.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The jobs by their names; null where the list can't be read or doesn't show that job.</returns>
    private async Task<Dictionary<string, List<JobsDetail>>?> ReadNewestAsync(string? mustShow, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<string, List<JobsDetail>>(StringComparer.OrdinalIgnoreCase);
        string? pageToken = null;
        try
        {
            for (int pages = 0; pages < MostPagesOfProof; pages++)
            {
                Page<JobsDetail> page = await ListAsync(null, pageToken, cancellationToken).ConfigureAwait(false);
                if (pageToken is null && mustShow is not null && page.Items.All(job => job.JobId != mustShow))
                {
                    return null;
                }

                bool hasNewer = page.Items.Count == 0;
                foreach (JobsDetail job in page.Items)
                {
                    hasNewer |= !(job.CreationTime < _firstLookTime - ProvedAge);
                    Add(jobs, job);
                }

                pageToken = page.NextToken;
                if (pageToken is null || !hasNewer)
                {
                    break;
                }
            }

            return jobs;
        }
        catch (CiException)
        {
            return null;
        }
    }

    /// <summary>The job of a request on the list that is proved to be up to date; null where it isn't there.</summary>
    private async Task<JobsDetail?> FindProvedAsync(
        CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        if (!_proved!.TryGetValue(request.Name, out List<JobsDetail>? jobs))
        {
            return null;
        }

        foreach (JobsDetail job in jobs.Where(job => Compare(job, comparison) == JobMatch.Equal))
        {
            // Its state may be another by now.
            JobsDetail now = await _context.Service.GetAsync(job.JobId, cancellationToken).ConfigureAwait(false) ?? job;
            if (Compare(now, comparison) == JobMatch.Equal)
            {
                return now with { Existing = true };
            }
        }

        return Unclear(jobs, comparison) is { Count: > 0 } unclear
            ? throw new ExistingJobsUnclearException(request, _context.Bucket, _context.Region, unclear)
            : null;
    }

    private static void Add(Dictionary<string, List<JobsDetail>> jobs, JobsDetail job)
    {
        if (!jobs.TryGetValue(job.Name, out List<JobsDetail>? sameName))
        {
            jobs.Add(job.Name, sameName = []);
        }

        sameName.Add(job);
    }

    private async Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
    {
        Page<JobsDetail> page = await _context.Retry.RunAsync(
            () => _context.Service.ListAsync(name, pageToken, cancellationToken),
            static failure => RetryPolicy.MayRepeat(failure, isIdempotent: true),
            cancellationToken).ConfigureAwait(false);
        _firstLookTime ??= _context.Service.ServiceTime;
        return page;
    }

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
