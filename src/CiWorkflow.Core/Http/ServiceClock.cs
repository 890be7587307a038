using System;

namespace CiWorkflow.Http;

/// <summary>The time that requests are signed for: a machine's clock, put right by the service's where it is wrong.</summary>
public sealed class ServiceClock
{
    private readonly Func<DateTimeOffset> _machine;
    private long _offset;

    /// <summary>Makes a clock.</summary>
    /// <param name="machine">The machine's time.</param>
    public ServiceClock(Func<DateTimeOffset> machine) => _machine = machine ?? throw new ArgumentNullException(nameof(machine));

    /// <summary>The clock of this process.</summary>
    public static ServiceClock Process { get; } = new(static () => DateTimeOffset.UtcNow);

    /// <summary>How far the service's time is ahead of the machine's; zero while they agree well enough.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(System.Threading.Volatile.Read(ref _offset));

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => _machine() + Offset;

    /// <summary>Takes over the service's time.</summary>
    /// <param name="serviceTime">The Date of an answer.</param>
    internal void Correct(DateTimeOffset serviceTime) => System.Threading.Volatile.Write(ref _offset, (serviceTime - _machine()).Ticks);
}
