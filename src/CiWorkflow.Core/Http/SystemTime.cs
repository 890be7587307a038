using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>The time of this machine.</summary>
internal sealed class SystemTime : ITimeSource
{
    private static readonly Stopwatch SinceStart = Stopwatch.StartNew();

    /// <summary>The time of whoever is given no other; the tests of the module let its waits pass at once.</summary>
    public static ITimeSource Instance { get; set; } = new SystemTime();

    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    public TimeSpan Elapsed => SinceStart.Elapsed;

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);

    public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => source.CancelAfter(delay);
}
