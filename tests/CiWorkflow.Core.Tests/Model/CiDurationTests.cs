using System;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>Lengths of time as people write them.</summary>
public sealed class CiDurationTests
{
    /// <summary>Units, alone and together, in either case, and .NET's own form.</summary>
    [Theory]
    [InlineData("1d", "1.00:00:00")]
    [InlineData("12H", "12:00:00")]
    [InlineData("30m", "00:30:00")]
    [InlineData("1d12h", "1.12:00:00")]
    [InlineData(" 2w 3s ", "14.00:00:03")]
    [InlineData("2 days", "2.00:00:00")]
    [InlineData("90 min", "01:30:00")]
    [InlineData("90 MIN", "01:30:00")]
    [InlineData("1H30m", "01:30:00")]
    [InlineData("1M", null)]
    [InlineData("1d 1M", null)]
    [InlineData("1M 1s", null)]
    [InlineData("PT3H", "03:00:00")]
    [InlineData("P1DT12H", "1.12:00:00")]
    [InlineData("P1M", null)]
    [InlineData("PT", null)]
    [InlineData("2w3s", "14.00:00:03")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    [InlineData("24h", "1.00:00:00")]
    [InlineData("24:00:00", "1.00:00:00")]
    [InlineData("36:30", "1.12:30:00")]
    [InlineData("0:0:0.25", "00:00:00.2500000")]
    [InlineData("00:90:00", null)]
    [InlineData("7", null)]
    [InlineData("", null)]
    [InlineData("-1d", null)]
    [InlineData("1x", null)]
    [InlineData("1m1h", null)]
    [InlineData("\u0661d", null)]
    public void ALengthHasUnits(string text, string? length)
    {
        if (length is null)
        {
            Assert.Contains("1d12h", Assert.Throws<InvalidFieldException>(() => CiDuration.Parse(text)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(length, CiDuration.Parse(text).ToString());
        }
    }

    /// <summary>
    /// A length alone is an interval up to now; with a start or an end it goes from or up to it; with both it is refused.
    /// </summary>
    [Fact]
    public void ALengthMakesAnInterval()
    {
        var day = TimeSpan.FromDays(1);
        DateTimeOffset noon = new(2022, 2, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new CiTimeInterval(noon, noon + day), CiTimeInterval.Create(noon, null, day));
        Assert.Equal(new CiTimeInterval(noon - day, noon), CiTimeInterval.Create(null, noon, day));
        CiTimeInterval upToNow = CiTimeInterval.Parse("1d");
        Assert.Equal(day, upToNow.End - upToNow.Start);
        Assert.InRange(upToNow.End!.Value, DateTimeOffset.Now.AddHours(-1), DateTimeOffset.Now);
        (InvalidFieldException Refused, string Reason)[] refusals =
        [
            (Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Create(noon, noon + day, day)), Messages.LastWithBoth),
            (Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Create(noon, null, TimeSpan.MaxValue)), Messages.LastTooLong),
            (Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Create(null, noon, TimeSpan.MaxValue)), Messages.LastTooLong),
        ];
        Assert.All(refusals, static one => Assert.Equal(("Last", true),
            (one.Refused.Field, one.Refused.Message.EndsWith(one.Reason, StringComparison.Ordinal))));
    }
}
