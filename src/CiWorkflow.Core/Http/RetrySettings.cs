using System;

namespace CiWorkflow.Http;

/// <summary>How often and how long a call that can be repeated is repeated.</summary>
public sealed class RetrySettings
{
    private int _maximumRetryCount = 4;
    private TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How many times a call is repeated at the most; 4. 0 for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than 100.</exception>
    public int MaximumRetryCount
    {
        get => _maximumRetryCount;
        set => _maximumRetryCount = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>The longest first pause; half a second. Each further one is up to twice as long, and each is drawn by chance (full jitter).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than an hour.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        set => _interval = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>No pause is longer, whatever the count; 20 seconds. A longer Retry-After ends the repeating.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>No repeat begins later than this after the first try; two minutes.</summary>
    public TimeSpan Budget { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause before the repeat of a number, counted from 1.</summary>
    internal TimeSpan PauseBefore(int repeat) =>
        TimeSpan.FromMilliseconds(Math.Min(Interval.TotalMilliseconds * Math.Pow(2, Math.Min(repeat - 1, 30)), LongestPause.TotalMilliseconds));
}
