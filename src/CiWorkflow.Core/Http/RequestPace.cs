using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>
/// Keeps the requests of the process to one host for one account apart from each other, so that no second has more than are allowed.
/// </summary>
internal sealed class RequestPace
{
    // Virtual time of a test must not delay the calls of another one.
    private static readonly ConditionalWeakTable<ITimeSource, ConcurrentDictionary<(string Host, string Account), RequestPace>> Paces = new();

    private readonly object _lock = new();
    private readonly ITimeSource _time;
    private TimeSpan _next;

    private RequestPace(ITimeSource time) => _time = time;

    /// <summary>The pace of a host and an account.</summary>
    public static RequestPace Of(ITimeSource time, string host, string account) =>
        Paces.GetValue(time, static _ => new ConcurrentDictionary<(string, string), RequestPace>())
            .GetOrAdd((host, account), _ => new RequestPace(time));

    /// <summary>Waits until the next request may be sent. A wait that is cancelled takes no other request's turn.</summary>
    /// <param name="perSecond">How many requests a second may have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(double perSecond, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                wait = _next - _time.Elapsed;
                if (wait <= TimeSpan.Zero)
                {
                    _next = _time.Elapsed + Interval(perSecond);
                    return;
                }
            }

            await _time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts a request that is sent at once: the next one waits longer.</summary>
    /// <param name="perSecond">How many requests a second may have.</param>
    public void Count(double perSecond)
    {
        lock (_lock)
        {
            _next = (_next > _time.Elapsed ? _next : _time.Elapsed) + Interval(perSecond);
        }
    }

    private static TimeSpan Interval(double perSecond) => TimeSpan.FromTicks((long)Math.Ceiling(TimeSpan.TicksPerSecond / perSecond));
}
