using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Looks in the service's lists for the job of a create request whose answer was lost.</summary>
internal sealed class JobSearch
{
    // Enough for a thousand jobs created since the request; a list without an end must not hold up the caller for ever.
    private const int MostPages = 10;

    // A job that is older than this, by the service's own clock, was certainly created before the request.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    // The Date of an answer has whole seconds, and answers of other calls that come meanwhile are a little older.
    private static readonly TimeSpan DateSlack = TimeSpan.FromSeconds(5);

    private readonly IJobService _service;
    private readonly KnownJobs _known;
    private readonly ITimeSource _time;
    private readonly CreateJobRequest _request;
    private readonly JobComparison _comparison;
    private readonly TimeSpan _listLag;
    private readonly DateTimeOffset? _createdUntil;
    private bool _sawOtherNames;

    /// <summary>Makes a search.</summary>
    /// <param name="service">Lists the jobs.</param>
    /// <param name="known">The jobs that are known.</param>
    /// <param name="time">The time that moments are measured by.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="comparison">Compares jobs with it.</param>
    /// <param name="listLag">How long a job may take to be listed.</param>
    /// <param name="createdUntil">
    /// When the job of another run's ledger entry was created at the latest, by the service's clock. Null where the search is for a request
    /// of the caller's own.
    /// </param>
    public JobSearch(
        IJobService service,
        KnownJobs known,
        ITimeSource time,
        CreateJobRequest request,
        JobComparison comparison,
        TimeSpan listLag,
        DateTimeOffset? createdUntil = null)
    {
        _service = service;
        _known = known;
        _time = time;
        _request = request;
        _comparison = comparison;
        _listLag = listLag;
        _createdUntil = createdUntil;
    }

    /// <summary>Reads the newest jobs once.</summary>
    /// <param name="sentAt">When the create request was sent (<see cref="ITimeSource.Elapsed"/>).</param>
    /// <param name="serviceTimeAtSending">The service's time then, where it was known.</param>
    /// <param name="hasEarlierLook">Whether the newest jobs were read just before the request was sent.</param>
    /// <param name="all">Reads the jobs of all names: only such a look can show whether the list is up to date.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="CiException">A page could not be read.</exception>
    public async Task<JobSearchResult> LookAsync(
        TimeSpan sentAt, DateTimeOffset? serviceTimeAtSending, bool hasEarlierLook, bool all, CancellationToken cancellationToken)
    {
        var equal = new Dictionary<string, JobsDetail>(StringComparer.Ordinal);
        var unclear = new Dictionary<string, JobsDetail>(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset? sentServiceTime = null;
        TimeSpan begun = _time.Elapsed;
        DateTimeOffset? serviceTimeAtMost = null;
        string? pageToken = null;
        for (int pages = 0; pages < MostPages; pages++)
        {
            Page<JobsDetail> page = await _service.ListAsync(all ? null : _request.Name, pageToken, cancellationToken)
                .ConfigureAwait(false);
            sentServiceTime ??= Earlier(serviceTimeAtSending, _service.ServiceTime - (_time.Elapsed - sentAt));
            serviceTimeAtMost ??= _service.ServiceTime + DateSlack;
            DateTimeOffset? certainlyEarlier = sentServiceTime - ClockSlack;
            bool hasNewer = page.Items.Count == 0;
            foreach (JobsDetail job in page.Items)
            {
                hasNewer |= !(job.CreationTime < certainlyEarlier);
                shown.Add(job.JobId);
                _sawOtherNames |= !all && !IsNamed(job, _request.Name);
                switch (Sort(job, sentAt, sentServiceTime, hasEarlierLook))
                {
                    case JobMatch.Equal: equal[job.JobId] = job; break;
                    case JobMatch.Unclear: unclear[job.JobId] = job; break;
                }

                _known.Add(job, _time.Elapsed);
            }

            pageToken = page.NextToken;
            if (pageToken is null || !hasNewer)
            {
                return Result(certainlyEarlier);
            }
        }

        return Result(readBackTo: null);

        JobSearchResult Result(DateTimeOffset? readBackTo) =>
            new([.. equal.Values], [.. unclear.Values], shown, readBackTo, begun, serviceTimeAtMost);
    }

    /// <summary>Whether a job belongs on the list of a name. How the service compares names isn't documented: a part may do.</summary>
    public static bool IsNamed(JobsDetail job, string name) => job.Name.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>
    /// Whether a look proves that the job isn't there: nothing like it was shown, and what was shown is up to date, because it shows a job
    /// that is younger than the one that is searched for. Where a list of its name showed jobs of other names, the lists are answers to
    /// other calls, and prove nothing.
    /// </summary>
    /// <param name="result">What the look at the jobs of all names showed.</param>
    /// <param name="end">Until when the job could be created and listed (<see cref="ITimeSource.Elapsed"/>).</param>
    /// <param name="listedBefore">Jobs that a list showed before this must be shown.</param>
    public bool ProvesAbsence(JobSearchResult result, TimeSpan end, TimeSpan listedBefore) =>
        result is { Equal.Count: 0, Unclear.Count: 0, ReadBackTo: { } readBackTo } && !_sawOtherNames

        // Jobs that became known less than the lag before the look need not be listed yet.
        && _known.IsLive(
            result.Shown,
            readBackTo,
            knownBefore: result.Begun - _listLag,
            listedBefore,
            end,
            result.ServiceTimeAtMost - (result.Begun - end),
            result.ServiceTimeAtMost);

    // The elapsed time stands still while a machine sleeps, and the service's time may have been measured better since.
    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other || other is null ? one : other;

    /// <summary>Whether a listed job is the request's, may be the request's, or certainly isn't.</summary>
    private JobMatch Sort(JobsDetail job, TimeSpan sentAt, DateTimeOffset? sentServiceTime, bool hasEarlierLook)
    {
        bool isOwnRequest = _createdUntil is null;

        // The clock of another run's entry shows whole seconds: what became known about then may be its job.
        TimeSpan certainlyBefore = isOwnRequest ? sentAt : sentAt - ClockSlack;
        bool isClaimed = _known.IsClaimed(job.JobId);
        if (job.JobId.Length == 0
            || (isClaimed && isOwnRequest)
            || _known.ExistedBefore(job.JobId, certainlyBefore)
            || job.CreationTime < sentServiceTime - ClockSlack || job.CreationTime > _createdUntil + ClockSlack)
        {
            return JobMatch.Unrelated;
        }

        // Creation times are in whole seconds, the service's time at the request isn't.
        bool isNew = hasEarlierLook && sentServiceTime is { } sent && job.CreationTime >= sent.AddTicks(
            -(sent.UtcTicks % TimeSpan.TicksPerSecond));

        // It is of a later occasion. Only an entry that was written by a machine's clock could say too early an end, and then a job that is
        // created over its own costs more than an unknown outcome.
        bool isLate = job.CreationTime > _createdUntil;
        return _comparison.Compare(job) switch
        {
            JobMatch.Unrelated => JobMatch.Unrelated,
            JobMatch.Equal when isNew && !isClaimed && !isLate => JobMatch.Equal,

            // Another call of this process has it. It may be the entry's all the same: nothing is created over an equal one.
            not JobMatch.Equal when isClaimed => JobMatch.Unrelated,
            _ => JobMatch.Unclear,
        };
    }
}

/// <summary>What a look showed.</summary>
/// <param name="Equal">The jobs that are equal to the request, were created after it and belong to no other call of this process.</param>
/// <param name="Unclear">The jobs that may be the request's.</param>
/// <param name="Shown">The ids of all jobs that were shown.</param>
/// <param name="ReadBackTo">The list was read back to this creation time; null where it was not read far enough.</param>
/// <param name="Begun">When the look began (<see cref="ITimeSource.Elapsed"/>).</param>
/// <param name="ServiceTimeAtMost">When that was by the service's clock, at the latest; null where no answer has shown it.</param>
internal sealed record JobSearchResult(
    IReadOnlyList<JobsDetail> Equal,
    IReadOnlyList<JobsDetail> Unclear,
    ICollection<string> Shown,
    DateTimeOffset? ReadBackTo,
    TimeSpan Begun,
    DateTimeOffset? ServiceTimeAtMost);
