using System;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>The clock, the delays and the timeouts of a client, so that a test can run them in virtual time.</summary>
public interface ITimeSource
{
    /// <summary>The machine's time.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>The time since some fixed moment; it never goes back when the clock is set.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Waits.</summary>
    /// <param name="delay">How long; not negative.</param>
    /// <param name="cancellationToken">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>A task that completes after the delay.</returns>
    Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Cancels a source after a delay. A second call on the same source replaces the delay of the first.</summary>
    /// <param name="source">What to cancel.</param>
    /// <param name="delay">When.</param>
    void CancelAfter(CancellationTokenSource source, TimeSpan delay);
}
