using System;

namespace CiWorkflow.Http;

/// <summary>
/// Delays that grow from one try to the next up to a bound. Half of each is fixed and half is random (jitter), so that many callers don't
/// call in step.
/// </summary>
/// <param name="First">The longest first delay.</param>
/// <param name="Factor">How much longer each delay may be than the one before it.</param>
/// <param name="Longest">The bound.</param>
public sealed record Backoff(TimeSpan First, double Factor, TimeSpan Longest)
{
    private static readonly object Lock = new();
    private static readonly Random Shared = new();

    /// <summary>Returns a number from 0 to 1 for the random half; a test replaces it.</summary>
    internal Func<double> Random { get; init; } = static () =>
    {
        lock (Lock)
        {
            return Shared.NextDouble();
        }
    };

    /// <summary>The delay before a try.</summary>
    /// <param name="retry">Which, counted from 1.</param>
    /// <returns>Between half of the longest delay for that try and all of it.</returns>
    public TimeSpan Delay(int retry)
    {
        double longest = Math.Min(First.TotalMilliseconds * Math.Pow(Factor, retry - 1), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random() / 2)));
    }
}
