using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>
/// What all calls of the process to one host share: until when the host asked for no calls, and how many retries it may still get.
/// </summary>
/// <remarks>
/// The retries are a token bucket: each costs two tokens, and each call that succeeds earns one. So no more than about a third of the
/// calls are retries for long, and a service in trouble is not overloaded by them.
/// </remarks>
internal sealed class HostThrottle
{
    private const int Capacity = 500;
    private const int CostOfRetry = 2;

    // Virtual time of a test must not delay the calls of another one.
    private static readonly ConditionalWeakTable<ITimeSource, ConcurrentDictionary<string, HostThrottle>> Hosts = new();

    private readonly ITimeSource _time;
    private int _tokens = Capacity;
    private long _pausedUntil;

    private HostThrottle(ITimeSource time) => _time = time;

    /// <summary>The throttle of a host.</summary>
    public static HostThrottle Of(ITimeSource time, string host) =>
        Hosts.GetValue(time, static _ => new ConcurrentDictionary<string, HostThrottle>(StringComparer.Ordinal))
            .GetOrAdd(host, _ => new HostThrottle(time));

    /// <summary>Waits as long as the host asked for no calls.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _pausedUntil) - _time.Elapsed.Ticks is var left && left > 0)
        {
            await _time.DelayAsync(TimeSpan.FromTicks(left), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes every call to the host wait.</summary>
    public void Pause(TimeSpan delay)
    {
        long until = _time.Elapsed.Ticks + delay.Ticks;
        long before;
        do
        {
            before = Volatile.Read(ref _pausedUntil);
        }
        while (before < until && Interlocked.CompareExchange(ref _pausedUntil, until, before) != before);
    }

    /// <summary>Pays for a retry; false when the host has had too many.</summary>
    public bool TryTakeRetry()
    {
        if (Interlocked.Add(ref _tokens, -CostOfRetry) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _tokens, CostOfRetry);
        return false;
    }

    /// <summary>Notes that a call succeeded.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _tokens) < Capacity)
        {
            Interlocked.Increment(ref _tokens);
        }
    }
}
