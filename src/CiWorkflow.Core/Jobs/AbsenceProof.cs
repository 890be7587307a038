using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Proves for all rows of a command that a job isn't there. The first job that no list shows is created by itself, after two looks that are
/// as far apart as a new job may take to be listed; the list that then shows it, youngest of all, is the proof for every other row. Where
/// no list shows it, nothing more is created.
/// </summary>
internal sealed class AbsenceProof
{
    private const int MostUnprovedRows = 2;

    // No request has this key: a name has no line break.
    private const string LockKey = "\nproof";

    // The lists by name before may be that old; what is older than this they showed.
    private static readonly TimeSpan ProvedAge = TimeSpan.FromHours(1);

    private readonly JobTriggerContext _context;
    private readonly JobLists _lists;
    private int _unprovedRows;
    private JobsDetail? _hidden;
    private JobsByName? _proved;

    public AbsenceProof(JobTriggerContext context, JobLists lists)
    {
        _context = context;
        _lists = lists;
    }

    /// <summary>Finds the job of a request that no list by name showed, or creates it.</summary>
    /// <inheritdoc cref="ExistingJobs.FindOrCreateAsync"/>
    public async Task<JobsDetail> FindOrCreateAsync(
        CreateJobRequest request,
        JobComparison comparison,
        Func<Task<JobsDetail>> create,
        IJobTriggerObserver? observer,
        CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _proved) is null)
        {
            using IDisposable held = await _context.Registry.Locks.AcquireAsync(LockKey, cancellationToken).ConfigureAwait(false);
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

        // The jobs of all names are another question than those of one, over another connection, and may be answered from elsewhere.
        // Without an answer the row rests on nothing, and isn't created.
        JobsByName? newest = await ReadNewestAsync(_context.OtherService, null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JobsDetail> sameName = newest!.Of(request.Name);
        if (_lists.FirstEqual(sameName, comparison) is { } existing)
        {
            return existing;
        }

        CheckClear(request, sameName, comparison);

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

        JobsDetail[] others = [.. _proved!.Of(request.Name).Where(job => job.JobId != made.JobId)];
        WarnOf(Messages.ExistedUnlisted, others.Where(job => _lists.Compare(job, comparison) == JobMatch.Equal));
        WarnOf(Messages.UnclearUnlisted, _lists.Unclear(others, comparison));
        return made;

        void WarnOf(string message, IEnumerable<JobsDetail> unlisted)
        {
            string ids = string.Join(", ", unlisted.Select(static job => job.JobId));
            if (ids.Length > 0)
            {
                observer?.Warn(string.Format(CultureInfo.InvariantCulture, message, request.Name, made.JobId, ids));
            }
        }
    }

    /// <summary>Keeps the newest jobs, as the proof for all rows, where they show the one that was created last.</summary>
    private async Task<bool> ProveAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadNewestAsync(_context.Service, jobId, cancellationToken).ConfigureAwait(false) is { } newest)
            {
                Volatile.Write(ref _proved, newest);
                return true;
            }
        }
        catch (CiException)
        {
            // A list that can't be read proves nothing.
        }

        return false;
    }

    /// <summary>Reads the newest jobs, back to a time well before the first look.</summary>
    /// <param name="service">What is asked.</param>
    /// <param name="mustShow">A job that the list must show; null for none.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The jobs; null where the list doesn't show that job.</returns>
    /// <exception cref="CiException">The list can't be read, or not that far.</exception>
    private async Task<JobsByName?> ReadNewestAsync(IJobService service, string? mustShow, CancellationToken cancellationToken)
    {
        var jobs = new JobsByName();
        string? pageToken = null;
        DateTimeOffset? readBackTo = null;
        for (int pages = 0; pages < JobLists.MostPages; pages++)
        {
            Page<JobsDetail> page = await _lists.ReadAsync(service, null, pageToken, cancellationToken).ConfigureAwait(false);
            if (pageToken is null)
            {
                if (mustShow is not null && page.Items.All(job => job.JobId != mustShow))
                {
                    return null;
                }

                // By the clock of the answers or by that of the jobs: the one that reads farther.
                DateTimeOffset? youngest = page.Items.Max(static job => job.CreationTime) - (_context.Time.Elapsed - _lists.FirstLook);
                DateTimeOffset? firstLook = _lists.FirstLookTime;
                readBackTo = (youngest < firstLook || firstLook is null ? youngest : firstLook) - ProvedAge;
            }

            bool hasNewer = page.Items.Count == 0;
            foreach (JobsDetail job in page.Items)
            {
                hasNewer |= !(job.CreationTime < readBackTo);
                jobs.Add(job);
            }

            pageToken = page.NextToken;
            if (pageToken is null || !hasNewer)
            {
                return jobs;
            }
        }

        throw new CiTransportException(Messages.ListTooLong);
    }

    /// <summary>The job of a request on the list that is proved to be up to date; null where it isn't there.</summary>
    private async Task<JobsDetail?> FindProvedAsync(
        CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobsDetail> jobs = _proved!.Of(request.Name);
        foreach (JobsDetail job in jobs.Where(job => _lists.Compare(job, comparison) == JobMatch.Equal))
        {
            // Its state may be another by now.
            JobsDetail now = await _context.Service.GetAsync(job.JobId, cancellationToken).ConfigureAwait(false) ?? job;
            if (_lists.Compare(now, comparison) == JobMatch.Equal)
            {
                return now with { Existing = true };
            }
        }

        CheckClear(request, jobs, comparison);
        return null;
    }

    private void CheckClear(CreateJobRequest request, IEnumerable<JobsDetail> jobs, JobComparison comparison)
    {
        if (_lists.Unclear(jobs, comparison) is { Count: > 0 } unclear)
        {
            throw new ExistingJobsUnclearException(request, _context.Bucket, _context.Region, unclear);
        }
    }
}
