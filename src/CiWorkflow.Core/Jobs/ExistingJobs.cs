using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Finds the jobs that exist already, for many requests with few list calls: the list of all names is read once, a hundred jobs a call,
/// and only a job that isn't on it is looked for by name, just before it is created.
/// </summary>
/// <remarks>That a list doesn't show a job proves nothing alone: <see cref="AbsenceProof"/>.</remarks>
internal sealed class ExistingJobs
{
    // The first few requests are looked for by name, so that one job in a bucket with a long history costs one call. From then on the
    // list of all names is read too, by a few pages for each request.
    private const int RequestsByName = 3;
    private const int PagesForEachRequest = 4;
    private const int MostAnswersOfOthers = 3;

    // No request has this key: a name has no line break.
    private const string LockKey = "\nexisting";
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    private readonly JobTriggerContext _context;
    private readonly JobLists _lists;
    private readonly AbsenceProof _proof;
    private readonly JobsByName _read = new();
    private DateTimeOffset? _readFrom;
    private string? _pageToken;
    private bool _isReadToEnd;
    private int _requests;
    private int _pages;
    private bool _passesOverNames;

    public ExistingJobs(JobTriggerContext context)
    {
        _context = context;
        _lists = new JobLists(context);
        _proof = new AbsenceProof(context, _lists);
    }

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
        TimeSpan firstLook = _lists.FirstLook ?? now;
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

        return await _proof.FindOrCreateAsync(request, comparison, create, observer, cancellationToken).ConfigureAwait(false);
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
        return _lists.Counted(job, JobMatch.Equal) switch
        {
            JobMatch.Equal => job with { Existing = true },
            JobMatch.Unclear => throw new ExistingJobsUnclearException(request, _context.Bucket, _context.Region, [job]),
            _ => null,
        };
    }

    private async Task<ReadPart> FindInListAsync(CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        using IDisposable held = await _context.Registry.Locks.AcquireAsync(LockKey, cancellationToken).ConfigureAwait(false);
        int most = Math.Min(++_requests * PagesForEachRequest, JobLists.MostPages);
        _lists.NoteLook();
        if (_requests <= RequestsByName)
        {
            return new ReadPart(null, null, []);
        }

        while (true)
        {
            IReadOnlyList<JobsDetail> sameName = _read.Of(request.Name);
            if (_lists.FirstEqual(sameName, comparison) is { } found)
            {
                return new ReadPart(found, null, []);
            }

            if (_isReadToEnd)
            {
                return new ReadPart(null, _readFrom - ClockSlack, _lists.Unclear(sameName, comparison));
            }

            if (_pages >= most)
            {
                return new ReadPart(null, null, []);
            }

            Page<JobsDetail> page = await _lists.ReadAsync(null, _pageToken, cancellationToken).ConfigureAwait(false);
            _readFrom ??= _context.Service.ServiceTime;
            _pages++;
            (_pageToken, _isReadToEnd) = (page.NextToken, page.NextToken is null);
            foreach (JobsDetail job in page.Items)
            {
                _read.Add(job);
            }
        }
    }

    private async Task<JobsDetail?> FindByNameAsync(
        CreateJobRequest request, JobComparison comparison, ReadPart read, CancellationToken cancellationToken)
    {
        var unclear = new List<JobsDetail>();
        string? pageToken = null;
        int ofOthers = 0;
        for (int pages = 0; pages < JobLists.MostPages; pages++)
        {
            Page<JobsDetail> page = await _lists.ReadAsync(request.Name, pageToken, cancellationToken).ConfigureAwait(false);

            // It may be the answer to another call. A service that passes over the name always answers so, and then the list is whole.
            while (!_passesOverNames && page.Items.Any(job => !JobSearch.IsNamed(job, request.Name)))
            {
                _passesOverNames = ++ofOthers >= MostAnswersOfOthers;
                await _context.Time.DelayAsync(_context.SearchDelays.Delay(ofOthers), cancellationToken).ConfigureAwait(false);
                page = await _lists.ReadAsync(request.Name, pageToken, cancellationToken).ConfigureAwait(false);
            }

            if (_lists.FirstEqual(page.Items, comparison) is { } found)
            {
                return found;
            }

            bool hasNewer = page.Items.Count == 0;
            foreach (JobsDetail job in page.Items)
            {
                hasNewer |= !(job.CreationTime < read.MissingSince);
            }

            unclear.AddRange(_lists.Unclear(page.Items, comparison));

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

    /// <summary>What the list of all names shows of a request.</summary>
    /// <param name="Found">The newest equal job; null where none was read.</param>
    /// <param name="MissingSince">The list was read whole: only what was created since may be missing. Null where it wasn't.</param>
    /// <param name="Unclear">Where it was read whole, the jobs that can't be told apart from the request's.</param>
    private sealed record ReadPart(JobsDetail? Found, DateTimeOffset? MissingSince, IReadOnlyList<JobsDetail> Unclear);
}
