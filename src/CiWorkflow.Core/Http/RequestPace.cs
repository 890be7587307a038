using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>
/// Keeps the requests of the process to one host for one account apart from each other, so that no second has more than are allowed: by a
/// limit of the user's, and by what the service seems to grant once it has asked for fewer.
/// </summary>
internal sealed class RequestPace
{
    // Virtual time of a test must not delay the calls of another one.
    private static readonly ConditionalWeakTable<ITimeSource, ConcurrentDictionary<(string Host, string Account), RequestPace>> Paces = new();

    // Half of what was sent in the second in which the service asked for fewer, and a little more with each request that succeeds: some
    // two hundredths more in each second.
    private const double Share = 0.5;
    private const double MoreForEach = 0.02;
    private const double Least = 5;
    private const double NoLimitFrom = 2000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly ITimeSource _time;
    private TimeSpan _next;
    private double _granted = double.PositiveInfinity;
    private TimeSpan? _slowedAt;
    private TimeSpan _secondBegun;
    private int _sent;
    private int _sentBefore;

    private RequestPace(ITimeSource time) => _time = time;

    /// <summary>The pace of a host and an account.</summary>
    public static RequestPace Of(ITimeSource time, string host, string account) =>
        Paces.GetValue(time, static _ => new ConcurrentDictionary<(string, string), RequestPace>())
            .GetOrAdd((host, account), _ => new RequestPace(time));

    /// <summary>Waits until the next request may be sent. A wait that is cancelled takes no other request's turn.</summary>
    /// <param name="perSecond">How many requests a second may have by the user's limit; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(double? perSecond, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                TimeSpan now = _time.Elapsed;
                double limit = Math.Min(perSecond ?? double.PositiveInfinity, _granted);
                wait = double.IsPositiveInfinity(limit) ? TimeSpan.Zero : _next - now;
                if (wait <= TimeSpan.Zero)
                {
                    _next = now + Interval(limit);
                    CountIn(now);
                    return;
                }
            }

            await _time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends fewer from now on: the service has refused a request because there were too many.</summary>
    /// <returns>How many a second, when it is said for the first time; null after that.</returns>
    public double? SlowDown()
    {
        lock (_lock)
        {
            // What was sent before the first refusal came is refused for the same reason.
            TimeSpan now = _time.Elapsed;
            if (now - _slowedAt < Second)
            {
                return null;
            }

            BeginSecond(now);
            bool isFirst = _slowedAt is null;
            _slowedAt = now;
            _granted = Math.Max(Least, Math.Min(Math.Max(_sent, _sentBefore), _granted) * Share);
            return isFirst ? _granted : null;
        }
    }

    /// <summary>Sends a little more: a request succeeded.</summary>
    public void SpeedUp()
    {
        if (_slowedAt is not null)
        {
            lock (_lock)
            {
                _granted = _granted >= NoLimitFrom ? double.PositiveInfinity : _granted + MoreForEach;
            }
        }
    }

    /// <summary>Counts a request that is sent at once: the next one waits longer.</summary>
    /// <param name="perSecond">How many requests a second may have by the user's limit; null for no limit.</param>
    public void Count(double? perSecond)
    {
        lock (_lock)
        {
            TimeSpan now = _time.Elapsed;
            _next = (_next > now ? _next : now) + Interval(Math.Min(perSecond ?? double.PositiveInfinity, _granted));
            CountIn(now);
        }
    }

    private void CountIn(TimeSpan now)
    {
        BeginSecond(now);
        _sent++;
    }

    private void BeginSecond(TimeSpan now)
    {
        if (now - _secondBegun >= Second)
        {
            _sentBefore = now - _secondBegun < Second + Second ? _sent : 0;
            (_secondBegun, _sent) = (now, 0);
        }
    }

    private static TimeSpan Interval(double perSecond) => double.IsPositiveInfinity(perSecond) ? TimeSpan.Zero
        : TimeSpan.FromTicks((long)Math.Ceiling(TimeSpan.TicksPerSecond / perSecond));
}
