using System;
using System.Threading;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Whatever is typed as a time, a length or an interval, it is read or refused with one exception that names it, and never otherwise.</summary>
public sealed class ArgumentFuzzTests
{
    private static readonly Gen<string> Typed = Gen.Frequency(
        (4, HostileInput.From("1d12h", "999999w999999d", "2022-02-01T12:00:00+0800", "2022-02-01/2022-05-01", "1.12:00:00", "/2022-05-01T00:00:00Z", "9999-12-31/..")),
        (1, Gen.String));

    private int _read;
    private int _refused;

    /// <summary>A length.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void ALengthOrARefusal(int times)
    {
        Typed.Sample(
            text =>
            {
                if (Read("Duration", () => (TimeSpan?)CiDuration.Parse(text)) is { } length)
                {
                    Assert.Equal(length, CiDuration.Parse(length.ToString("c")));
                }
            },
            iter: HostileInput.Times(times));
        CheckBothWereTried(times);
    }

    /// <summary>A time: it reads back from the service's form of it, to the second.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void ATimeOrARefusal(int times)
    {
        Typed.Sample(
            text =>
            {
                if (Read("Time", () => (DateTimeOffset?)CiTimeInterval.ReadTime(text)) is { } time)
                {
                    Assert.Equal(time.ToUnixTimeSeconds(), CiTimeInterval.ReadTime(ServiceTime.Format(time)).ToUnixTimeSeconds());
                }
            },
            iter: HostileInput.Times(times));
        CheckBothWereTried(times);
    }

    /// <summary>An interval: what was read is in order, and reads back from its own text.</summary>
    [Theory]
    [Tiers(5_000, 50_000)]
    public void AnIntervalOrARefusal(int times)
    {
        Typed.Sample(
            text =>
            {
                if (Read("TimeInterval", () => CiTimeInterval.Parse(text)) is { } interval)
                {
                    CheckIsWhole(interval);
                }
            },
            iter: HostileInput.Times(times));
        CheckBothWereTried(times);
    }

    /// <summary>A start, an end and a length of any size: what was given is the interval's, to the second.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void AnyPartsMakeAnIntervalOrARefusal(int times)
    {
        Gen.Select(Gen.Bool, Gen.DateTimeOffset, Gen.Bool, Gen.DateTimeOffset, Gen.Bool, Gen.TimeSpan).Sample(
            (hasStart, start, hasEnd, end, hasLength, length) =>
            {
                if (Read("TimeInterval", () => CiTimeInterval.Create(hasStart ? start : null, hasEnd ? end : null, hasLength ? length : null)) is not { } interval)
                {
                    return;
                }

                CheckIsWhole(interval);
                Assert.Equal(hasStart || hasLength, interval.Start is not null);
                Assert.Equal(hasEnd || hasLength, interval.End is not null);
                Assert.InRange(hasStart ? (start - interval.Start!.Value).Ticks : 0, 0, TimeSpan.TicksPerSecond - 1);
                Assert.InRange(hasEnd ? (end - interval.End!.Value).Ticks : 0, 0, TimeSpan.TicksPerSecond - 1);
                Assert.InRange(
                    hasLength ? (interval.End!.Value - interval.Start!.Value - length).Ticks : 0, -TimeSpan.TicksPerSecond, TimeSpan.TicksPerSecond);
            },
            iter: HostileInput.Times(times));
        CheckBothWereTried(times);
    }

    private static void CheckIsWhole(CiTimeInterval interval)
    {
        Assert.False(interval.Start > interval.End);
        Assert.Equal(interval, CiTimeInterval.Parse(interval.ToString()));
    }

    private T? Read<T>(string field, Func<T> read)
    {
        try
        {
            T result = read();
            Interlocked.Increment(ref _read);
            return result;
        }
        catch (InvalidFieldException refused)
        {
            Assert.True(refused.Field == field || refused.Field == "Last", refused.Field);
            Interlocked.Increment(ref _refused);
            return default;
        }
    }

    private void CheckBothWereTried(int times) =>
        Assert.True(_read > times / 1000 && _refused > times / 1000, $"{_read} were read and {_refused} refused.");
}
