using System;
using System.Threading;

namespace CiWorkflow.Http;

/// <summary>The time that requests are signed for: the machine's, corrected by the service's where the service refused it.</summary>
/// <remarks>Safe for concurrent use. Clients that share a clock share its correction.</remarks>
public sealed class ServiceClock
{
    private const long NotMeasured = long.MinValue;

    // The Date header has whole seconds, and an answer takes a moment.
    private static readonly TimeSpan SameCorrection = TimeSpan.FromSeconds(10);

    private long _correction;
    private long _difference = NotMeasured;
    private Answer? _lastAnswer;

    /// <summary>Makes a clock without a correction.</summary>
    /// <param name="time">The machine's time; null for the system's.</param>
    public ServiceClock(ITimeSource? time = null) => Time = time ?? SystemTime.Instance;

    /// <summary>The clock of this process.</summary>
    public static ServiceClock Process { get; } = new();

    /// <summary>The machine's time, and the delays and timeouts that are measured by it.</summary>
    public ITimeSource Time { get; }

    /// <summary>What is added to the machine's time; zero until the service refuses a request for its time.</summary>
    public TimeSpan Correction => TimeSpan.FromTicks(Volatile.Read(ref _correction));

    /// <summary>
    /// How far the service's clock is ahead of the machine's, by the Date of its last answer; null before the first one.
    /// </summary>
    public TimeSpan? Difference => Volatile.Read(ref _difference) is var ticks && ticks == NotMeasured ? null : TimeSpan.FromTicks(ticks);

    /// <summary>The service's time, by its last answer; null before the first one.</summary>
    /// <remarks>It goes on from that answer, whatever the machine's clock is set to meanwhile.</remarks>
    internal DateTimeOffset? ServiceTime =>
        Volatile.Read(ref _lastAnswer) is { } last ? last.ServiceTime + (Time.Elapsed - last.At) : null;

    /// <summary>The time to sign for.</summary>
    public DateTimeOffset Now => Time.UtcNow + Correction;

    /// <summary>Signs for the service's time from now on.</summary>
    /// <param name="serviceTime">The Date of an answer.</param>
    /// <returns>False where another call has made the same correction already.</returns>
    internal bool Correct(DateTimeOffset serviceTime)
    {
        Volatile.Write(ref _lastAnswer, new Answer(serviceTime, Time.Elapsed));
        long correction = (serviceTime - Time.UtcNow).Ticks;
        return Math.Abs(Interlocked.Exchange(ref _correction, correction) - correction) > SameCorrection.Ticks;
    }

    /// <summary>Notes the service's time without signing for it.</summary>
    /// <param name="serviceTime">The Date of an answer that the service itself wrote.</param>
    internal void Measure(DateTimeOffset serviceTime)
    {
        Volatile.Write(ref _lastAnswer, new Answer(serviceTime, Time.Elapsed));
        Volatile.Write(ref _difference, (serviceTime - Time.UtcNow).Ticks);
    }

    private sealed record Answer(DateTimeOffset ServiceTime, TimeSpan At);
}
