using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>
/// Retries calls to one host: one count, one time budget and one backoff for all of them. Whether a failure may be repeated is the
/// caller's to say.
/// </summary>
internal sealed class RetryPolicy
{
    private readonly TimeSpan _connectTimeout;
    private readonly double? _perSecond;

    /// <param name="settings">The settings of the client.</param>
    /// <param name="host">The address of the host.</param>
    public RetryPolicy(CiClientSettings settings, string host)
    {
        _perSecond = settings.MaximumRequestsPerSecond;
        Pace = RequestPace.Of(settings.Clock.Time, host, settings.Bucket.Substring(settings.Bucket.LastIndexOf('-') + 1));
        Settings = settings.Retry;
        _connectTimeout = settings.ConnectTimeout;
        Throttle = HostThrottle.Of(settings.Clock.Time, host);
        Time = settings.Clock.Time;
        Observer = settings.Observer;
    }

    public RetrySettings Settings { get; }

    public HostThrottle Throttle { get; }

    /// <summary>How many requests a second the host gets.</summary>
    public RequestPace Pace { get; }

    public ITimeSource Time { get; }

    public ICiObserver? Observer { get; }

    /// <summary>Whether a failed call may be repeated without doing harm, and whether that may help.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="isIdempotent">
    /// Whether doing it twice is the same as doing it once. Where it isn't, only a call that never reached the service may be repeated.
    /// </param>
    public static bool MayRepeat(CiException failure, bool isIdempotent) => failure switch
    {
        // That a busy service did nothing, no document of its own says.
        CiServiceException refused => isIdempotent && refused.IsTransient,
        CiTransportException { Failure: TransportFailure.TlsRefused or TransportFailure.ProxyRefused } => false,
        CiTransportException failed => isIdempotent || !failed.MayHaveActed,
        _ => false,
    };

    /// <summary>How long after the first try a failure may be repeated.</summary>
    public TimeSpan BudgetFor(CiException failure) =>
        failure is CiTransportException { Failure: TransportFailure.NotConnected } && _connectTimeout < Settings.Budget
            ? _connectTimeout
            : Settings.Budget;

    /// <summary>Waits until the next request may be sent: right before each that is.</summary>
    public Task WaitToSendAsync(CancellationToken cancellationToken) => Pace.WaitAsync(_perSecond, cancellationToken);

    /// <summary>Counts a request that is sent without <see cref="WaitToSendAsync"/>.</summary>
    public void CountRequest() => Pace.Count(_perSecond);

    /// <summary>Begins an operation of several tries.</summary>
    public RetryAttempts Begin() => new(this);

    /// <summary>Makes a call, and repeats it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="mayRepeat">Whether a failure may be repeated.</param>
    /// <param name="cancellationToken">Ends a delay; the call has a token of its own.</param>
    /// <exception cref="CiException">The last failure, with the number of tries.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, Func<CiException, bool> mayRepeat, CancellationToken cancellationToken)
    {
        RetryAttempts attempts = Begin();
        while (true)
        {
            CiException failure;
            try
            {
                return await attempts.TryAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (CiException failed) when (mayRepeat(failed))
            {
                failure = failed;
            }

            if (!await attempts.DelayAsync(failure, cancellationToken).ConfigureAwait(false))
            {
                ExceptionDispatchInfo.Capture(failure).Throw();
            }
        }
    }
}
