using System;
using System.Threading;

namespace CiWorkflow.Http;

/// <summary>The time that requests are signed for: the machine's, corrected by the service's where the service refused it.</summary>
/// <remarks>Safe for concurrent use. Clients that share a clock share its correction.</remarks>
public sealed class ServiceClock
{
    // The Date header has whole seconds, and an answer takes a moment.
    private static readonly TimeSpan SameCorrection = TimeSpan.FromSeconds(10);

    // More than that a clock doesn't drift between two answers: it was set, or the machine slept.
    private static readonly TimeSpan MostDrift = TimeSpan.FromMinutes(1);

    private readonly ITimeSource? _time;
    private long _correction;
    private Answer? _lastAnswer;

    /// <summary>Makes a clock without a correction.</summary>
    /// <param name="time">The machine's time; null for the system's.</param>
    public ServiceClock(ITimeSource? time = null) => _time = time;

    /// <summary>The clock of this process.</summary>
    public static ServiceClock Process { get; } = new();

    /// <summary>The machine's time, and the delays and timeouts that are measured by it.</summary>
    public ITimeSource Time => _time ?? SystemTime.Instance;

    /// <summary>What is added to the machine's time; zero until the service refuses a request for its time.</summary>
    public TimeSpan Correction => TimeSpan.FromTicks(Volatile.Read(ref _correction));

    /// <summary>
    /// How far the service's clock is ahead of the machine's, by the Date of its last answer; null before the first one, and where the
    /// machine's clock was set since.
    /// </summary>
    public TimeSpan? Difference => Volatile.Read(ref _lastAnswer) is { } last
        && (last.ServiceTime + (Time.Elapsed - last.At) - Time.UtcNow - last.Difference).Duration() <= MostDrift ? last.Difference : null;

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
        Measure(serviceTime);
        long correction = (serviceTime - Time.UtcNow).Ticks;
        return Math.Abs(Interlocked.Exchange(ref _correction, correction) - correction) > SameCorrection.Ticks;
    }

    /// <summary>Notes the service's time without signing for it.</summary>
    /// <param name="serviceTime">The Date of an answer that the service itself wrote.</param>
    internal void Measure(DateTimeOffset serviceTime) =>
        Volatile.Write(ref _lastAnswer, new Answer(serviceTime, Time.Elapsed, serviceTime - Time.UtcNow));

    private sealed record Answer(DateTimeOffset ServiceTime, TimeSpan At, TimeSpan Difference);
}
