using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>The tries of one operation under one count and one time budget, whatever else the caller does between two tries.</summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class RetryAttempts
{
    private readonly RetryPolicy _policy;
    private readonly TimeSpan _begun;

    internal RetryAttempts(RetryPolicy policy)
    {
        _policy = policy;
        _begun = policy.Time.Elapsed;
    }

    /// <summary>How many calls were begun.</summary>
    public int Tries { get; private set; }

    /// <summary>How much time has passed since the operation began.</summary>
    public TimeSpan Elapsed => _policy.Time.Elapsed - _begun;

    /// <summary>Makes the next try, as soon as the host accepts calls.</summary>
    /// <exception cref="CiException">What went wrong, with the number of tries.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _policy.Throttle.WaitAsync(cancellationToken).ConfigureAwait(false);
        Tries++;
        try
        {
            T answer = await call().ConfigureAwait(false);
            _policy.Throttle.Succeeded();
            return answer;
        }
        catch (CiException failure)
        {
            failure.Tries = Tries;
            throw;
        }
    }

    /// <summary>Waits before the next try: the backoff's delay, or the service's Retry-After where that is longer.</summary>
    /// <param name="failure">Why the call is to be repeated.</param>
    /// <param name="cancellationToken">Ends the delay.</param>
    /// <returns>
    /// False, without a delay, when there is to be no further try: the count, the time or the host's retries are used up.
    /// </returns>
    public async Task<bool> DelayAsync(CiException failure, CancellationToken cancellationToken)
    {
        RetrySettings settings = _policy.Settings;
        TimeSpan? retryAfter = (failure as CiServiceException)?.RetryAfter;

        // A full queue needs longer than a busy server to have room again.
        TimeSpan delay = failure is CiServiceException { Code: CiServiceException.QueueSaturated }
            ? new Backoff(settings.LongestDelay, 1, settings.LongestDelay).Delay(Tries)
            : settings.Backoff.Delay(Tries);
        delay = retryAfter > delay ? retryAfter.Value : delay;
        if (Tries > settings.MaximumRetryCount
            || retryAfter > settings.LongestDelay
            || Elapsed + delay > _policy.BudgetFor(failure)
            || !_policy.Throttle.TryTakeRetry())
        {
            return false;
        }

        if (failure is CiServiceException { IsThrottled: true })
        {
            _policy.Throttle.Pause(delay);
        }

        _policy.Observer?.Retrying(new CiRetry(Tries, settings.MaximumRetryCount, delay, failure));
        await _policy.Time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
