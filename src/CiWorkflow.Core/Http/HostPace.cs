using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>
/// What all calls of the process to one host share: when it asked to be left alone, and how many repeats it may still get.
/// </summary>
/// <remarks>The repeats are a token bucket: each takes two, each call that goes well gives one back: a third of the calls may be repeats for long. A service in trouble is not hammered.</remarks>
internal sealed class HostPace
{
    private const int Capacity = 500;
    private const int CostOfRepeat = 2;

    private static readonly ConcurrentDictionary<string, HostPace> Hosts = new(StringComparer.Ordinal);

    private int _tokens = Capacity;
    private long _quietUntil;

    public static HostPace Of(string root) => Hosts.GetOrAdd(root, static _ => new HostPace());

    /// <summary>Waits while the host has asked to be left alone.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _quietUntil) - Stopwatch.GetTimestamp() is var left && left > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The host asks to be left alone for a while: every call waits.</summary>
    public void Quiet(TimeSpan pause)
    {
        long until = Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency);
        long before;
        do
        {
            before = Volatile.Read(ref _quietUntil);
        }
        while (before < until && Interlocked.CompareExchange(ref _quietUntil, until, before) != before);
    }

    /// <summary>Takes what a repeat costs; false when the host has had too many.</summary>
    public bool TryTakeRepeat()
    {
        if (Interlocked.Add(ref _tokens, -CostOfRepeat) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _tokens, CostOfRepeat);
        return false;
    }

    public void GiveBack()
    {
        if (Volatile.Read(ref _tokens) < Capacity)
        {
            Interlocked.Increment(ref _tokens);
        }
    }
}
