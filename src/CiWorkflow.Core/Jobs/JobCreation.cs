using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Creates one job. Creating is not idempotent and the service has no token against repeats, so a request is repeated only where it is
/// certain that it created nothing. Where that isn't certain the job is searched for, and the outcome is reported as unknown when it isn't
/// found.
/// </summary>
internal sealed class JobCreation
{
    // The last look decides, so it is worth more than one try.
    private const int LastLookRetries = 3;

    private readonly JobTriggerContext _context;
    private readonly CreateJobRequest _request;
    private readonly JobComparison _comparison;
    private readonly IJobTriggerObserver? _observer;
    private readonly Func<bool> _isTooLate;
    private readonly JobSearch _search;

    private bool _hasEarlierLook;

    // The first request that may have created the job is searched for; the newest one may still be carried out.
    private TimeSpan _sentAt;
    private TimeSpan _lastSentAt;
    private DateTimeOffset _askedAt;
    private DateTimeOffset? _serviceTimeAtSending;

    // The first failure that leaves open whether the job exists. Once there is one, nothing that follows hides it.
    private CiException? _unknown;

    /// <param name="context">What it works with.</param>
    /// <param name="request">What to create.</param>
    /// <param name="comparison">Compares jobs with it.</param>
    /// <param name="observer">Receives what becomes of it; null for nobody.</param>
    /// <param name="isTooLate">Whether no create request may be sent any more: other runs rely on that.</param>
    public JobCreation(
        JobTriggerContext context,
        CreateJobRequest request,
        JobComparison comparison,
        IJobTriggerObserver? observer,
        Func<bool> isTooLate)
    {
        _context = context;
        _request = request;
        _comparison = comparison;
        _observer = observer;
        _isTooLate = isTooLate;
        _search = new JobSearch(
            context.Service, context.Registry.Known, context.Time, request, comparison, context.Options.ListLag);
    }

    /// <summary>Is called before each create request.</summary>
    public Action Sending { get; init; } = static () => { };

    /// <param name="cancellationToken">Ends delays and searches, and sends no further create request.</param>
    /// <param name="abandon">Ends a create request that is under way.</param>
    /// <inheritdoc cref="JobTrigger.CreateAsync"/>
    public async Task<JobsDetail> RunAsync(CancellationToken cancellationToken, CancellationToken abandon)
    {
        RetryAttempts attempts = _context.Retry.Begin();
        while (true)
        {
            CiException failure;
            try
            {
                JobsDetail job = await TryAsync(attempts, cancellationToken, abandon).ConfigureAwait(false);
                if (IsItsAnswer(job))
                {
                    return Created(job);
                }

                NoteOpen();
                failure = new CiTransportException(
                    string.Format(CultureInfo.InvariantCulture, Messages.AnswerOfAnother, job.Name, job.JobId));
            }
            catch (CiException failed)
            {
                failure = failed;
            }

            CreateOutcome outcome = CreateFailures.OutcomeOf(failure);
            if (outcome == CreateOutcome.Unknown)
            {
                _unknown ??= failure;
                if (await SearchAsync(failure, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return Created(found);
                }
            }

            // After an unknown outcome SearchAsync has proved that the job isn't there.
            bool mayRepeat = outcome == CreateOutcome.Unknown
                || (outcome == CreateOutcome.NotSent && RetryPolicy.MayRepeat(failure, isIdempotent: false));
            if (!mayRepeat || _isTooLate() || !await attempts.DelayAsync(failure, cancellationToken).ConfigureAwait(false))
            {
                if (_unknown is not null)
                {
                    throw Unknown([], Messages.NotRepeated, failure);
                }

                ExceptionDispatchInfo.Capture(failure).Throw();
            }
        }
    }

    private Task<JobsDetail> TryAsync(RetryAttempts attempts, CancellationToken cancellationToken, CancellationToken abandon)
    {
        return attempts.TryAsync(
            async () =>
            {
                if (_unknown is null)
                {
                    _hasEarlierLook = await _context.Registry.LookAsync(_context.Service, _context.ConnectTimeout, cancellationToken)
                        .ConfigureAwait(false);
                }

                // Before the time is looked at: the wait may be long.
                await _context.Retry.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
                if (_observer is IJobIntentObserver intent)
                {
                    await intent.IntendAsync().ConfigureAwait(false);
                }

                cancellationToken.ThrowIfCancellationRequested();
                NoteSending();
                _observer?.Sending(_request);
                return await SendAsync(abandon).ConfigureAwait(false);
            },
            cancellationToken);
    }

    // A refused request that is sent again with other keys or another time is timed anew: what was refused created nothing.
    private void NoteSending()
    {
        if (_isTooLate())
        {
            throw new LedgerException(Messages.LedgerTooLate);
        }

        Sending();
        _lastSentAt = _context.Time.Elapsed;
        if (_unknown is null)
        {
            _sentAt = _lastSentAt;
            _askedAt = _context.Time.UtcNow;
            _serviceTimeAtSending = _context.Service.ServiceTime;
        }
    }

    private async Task<JobsDetail> SendAsync(CancellationToken abandon)
    {
        bool isOpen = true;
        try
        {
            JobsDetail job = await _context.Service.CreateAsync(_request, NoteSending, abandon).ConfigureAwait(false);
            isOpen = false;
            _context.Retry.Pace.SpeedUp();
            return job;
        }
        catch (CiException failure)
        {
            if (failure is CiServiceException { IsTooMany: true } && _context.Retry.Pace.SlowDown() is { } perSecond)
            {
                _observer?.Warn(string.Format(CultureInfo.InvariantCulture, Messages.SlowedDown, perSecond));
            }

            isOpen = CreateFailures.OutcomeOf(failure) == CreateOutcome.Unknown;
            throw;
        }
        finally
        {
            if (isOpen)
            {
                _context.Registry.ForgetLook();
                NoteOpen();
            }
        }
    }

    private JobsDetail Created(JobsDetail job)
    {
        _context.Registry.Own.SetJob(_comparison.Identity, job, _context.Time.Elapsed);
        return job;
    }

    // The next equal request of this process must not overlook a job that the service creates late.
    private void NoteOpen() =>
        _context.Registry.Own.SetOpen(_comparison.Identity, _lastSentAt + _context.Timeout, _context.Time.Elapsed);

    /// <summary>Whether an answered job is the request's, and not one that existed before or that another call has returned.</summary>
    private bool IsItsAnswer(JobsDetail job) =>
        _comparison.Compare(job) is JobMatch.Equal or JobMatch.Unclear
        && !_context.Registry.Known.ExistedBefore(job.JobId, _sentAt)
        && _context.Registry.Known.TryClaim(job, _context.Time.Elapsed, _sentAt);

    /// <summary>Searches for the job for a bounded time.</summary>
    /// <returns>The job; null where it is proved that it isn't there and may be asked for again.</returns>
    /// <exception cref="TriggerOutcomeUnknownException">The job was not found, or can't be told apart from others.</exception>
    private async Task<JobsDetail?> SearchAsync(CiException failure, CancellationToken cancellationToken)
    {
        _observer?.Report(string.Format(CultureInfo.InvariantCulture, Messages.LookingForJob, _request.Name, failure.Message));
        TimeSpan failedAt = _context.Time.Elapsed;
        bool mayRepeat = _context.Options.RepeatsUnknown;

        // A gateway may end a request long before the service does: a repeat waits as long as if no answer had come at all.
        TimeSpan createdAtLatest = mayRepeat && _lastSentAt + _context.Timeout > failedAt ? _lastSentAt + _context.Timeout : failedAt;
        TimeSpan end = createdAtLatest + _context.Options.ListLag;

        // Only what was created later than that proves a list. It may still have to be, and to be listed.
        TimeSpan proofEnd = mayRepeat ? end + _context.Options.ListLag : end;
        TimeSpan atLeast = (failure as CiServiceException)?.RetryAfter ?? TimeSpan.Zero;
        if (failure is CiServiceException { IsThrottled: true })
        {
            _context.Retry.Throttle.Pause(Shorter(atLeast, _context.Retry.Settings.LongestDelay));
        }

        JobSearchResult? result = null;
        int failedLast = 0;
        for (int look = 1; ; look++)
        {
            TimeSpan delay = Longer(_context.SearchDelays.Delay(failedLast > 0 ? failedLast : look), look == 1 ? atLeast : TimeSpan.Zero);
            TimeSpan next = (_context.Time.Elapsed < end ? end : proofEnd) - _context.Time.Elapsed;
            delay = failedLast > 0 ? delay : Shorter(delay, next);
            if (delay > TimeSpan.Zero)
            {
                await _context.Time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
            }

            TimeSpan begun = _context.Time.Elapsed;
            bool isDue = begun >= end;
            bool isLast = begun >= proofEnd;
            try
            {
                result = await _search.LookAsync(
                    _sentAt, _serviceTimeAtSending, _hasEarlierLook, all: isDue && mayRepeat, cancellationToken).ConfigureAwait(false);
            }
            catch (CiException) when (!isLast || failedLast++ < LastLookRetries)
            {
                continue;
            }
            catch (CiException failed)
            {
                throw Unknown(
                    result?.Equal ?? [], string.Format(CultureInfo.InvariantCulture, Messages.NotLookedFor, failed.Message), failure);
            }

            if (result.Equal.Count == 1 && _context.Registry.Known.TryClaim(result.Equal[0], _context.Time.Elapsed, _sentAt))
            {
                _observer?.Report(string.Format(CultureInfo.InvariantCulture, Messages.JobFound, _request.Name, result.Equal[0].JobId));
                return result.Equal[0];
            }

            if (isDue && mayRepeat && _search.ProvesAbsence(result, end, listedBefore: begun - _context.Options.ListLag))
            {
                _observer?.Report(string.Format(CultureInfo.InvariantCulture, Messages.JobNotFound, _request.Name));
                return null;
            }

            if (isLast || (isDue && result.Equal.Count + result.Unclear.Count > 0))
            {
                throw Unknown(
                    [.. result.Equal, .. result.Unclear],
                    result.Equal.Count > 0 ? Messages.SeveralEqual
                    : result.Unclear.Count > 0 ? Messages.MayBeOurs
                    : mayRepeat ? Messages.ListProvesNothing
                    : Messages.NotListed,
                    failure);
            }
        }
    }

    private TriggerOutcomeUnknownException Unknown(IReadOnlyList<JobsDetail> candidates, string reason, CiException last) =>
        new(_request, _context.Bucket, _context.Region, _askedAt, _context.Time.UtcNow, candidates, reason, _unknown ?? last);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
