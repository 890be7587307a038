using System;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Whatever is typed as a time, a length or an interval, it is read or refused with one exception, and never otherwise.</summary>
public sealed class ArgumentFuzzTests
{
    private static readonly Gen<string> Typed = Gen.Frequency(
        (4, HostileInput.From("1d12h", "999999w999999d", "2022-02-01T12:00:00+0800", "2022-02-01/2022-05-01", "1.12:00:00", "/2022-05-01T00:00:00Z", "9999-12-31/..")),
        (1, Gen.String));

    /// <summary>A length.</summary>
    [Fact]
    public void ALengthOrARefusal() => Typed.Sample(text => ReadOrRefused(() => CiDuration.Parse(text)), iter: HostileInput.Times(20_000));

    /// <summary>A time.</summary>
    [Fact]
    public void ATimeOrARefusal() => Typed.Sample(text => ReadOrRefused(() => CiTimeInterval.ReadTime(text)), iter: HostileInput.Times(20_000));

    /// <summary>An interval: what was read is in order, and reads back from its own text.</summary>
    [Fact]
    public void AnIntervalOrARefusal() =>
        Typed.Sample(
            text => ReadOrRefused(() =>
            {
                CiTimeInterval interval = CiTimeInterval.Parse(text);
                Assert.False(interval.Start > interval.End);
                Assert.Equal(interval, CiTimeInterval.Parse(interval.ToString()));
                return interval;
            }),
            iter: HostileInput.Times(50_000));

    /// <summary>A start, an end and a length of any size.</summary>
    [Fact]
    public void AnyPartsMakeAnIntervalOrARefusal() =>
        Gen.Select(Gen.Bool, Gen.DateTimeOffset, Gen.Bool, Gen.DateTimeOffset, Gen.Bool, Gen.TimeSpan).Sample(
            (hasStart, start, hasEnd, end, hasLength, length) =>
                ReadOrRefused(() => CiTimeInterval.Create(hasStart ? start : null, hasEnd ? end : null, hasLength ? length : null)),
            iter: HostileInput.Times(20_000));

    private static void ReadOrRefused<T>(Func<T> read)
    {
        try
        {
            read();
        }
        catch (InvalidFieldException)
        {
            // As documented.
        }
    }
}
