using System;

namespace CiWorkflow.Http;

/// <summary>How often and how long a call that may be repeated is repeated.</summary>
public sealed record RetrySettings
{
    private readonly int _maximumRetryCount = 4;
    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How many times a call is repeated at the most, from 0 to 100; 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than 100.</exception>
    public int MaximumRetryCount
    {
        get => _maximumRetryCount;
        init => _maximumRetryCount = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// The longest first delay; half a second by default. Each further one is up to twice as long (see <see cref="Backoff"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than an hour.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        init => _interval = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>No delay is longer; 20 seconds by default. A Retry-After that is longer ends the retries.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>No retry begins later than this after the first try; two minutes by default.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The delays of these settings.</summary>
    public Backoff Backoff => new(Interval, 2, LongestDelay);
}
