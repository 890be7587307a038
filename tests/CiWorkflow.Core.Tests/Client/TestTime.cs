using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>A date of a test's own, with delays and timeouts of real time.</summary>
internal sealed class TestTime(Func<DateTimeOffset> utcNow) : ITimeSource
{
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    public DateTimeOffset UtcNow => utcNow();

    public TimeSpan Elapsed => _sinceStart.Elapsed;

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);

    public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => source.CancelAfter(delay);
}
