using System;
using System.Globalization;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>Intervals, the same under every culture.</summary>
public sealed class CiTimeIntervalTests
{
    private static readonly DateTimeOffset Start = new(2022, 2, 1, 12, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Cultures with other calendars, digits and separators write and read the wire's form.</summary>
    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("zh-CN")]
    public void TheWireFormHoldsUnderEveryCulture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var interval = new CiTimeInterval(Start, Start.AddDays(89));
            Assert.Equal("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800", interval.ToString());
            Assert.Equal(interval, CiTimeInterval.Parse(interval.ToString()));
            Assert.Equal(Start, CiTimeInterval.ReadTime("2022-02-01 12:00:00 +08:00"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Offsets of every shape, written without a colon.</summary>
    [Theory]
    [InlineData(0, "+0000")]
    [InlineData(345, "+0545")]
    [InlineData(-210, "-0330")]
    [InlineData(-720, "-1200")]
    [InlineData(840, "+1400")]
    public void AnOffsetIsWrittenWithoutAColon(int minutes, string text) =>
        Assert.EndsWith("T00:00:00" + text + "/", new CiTimeInterval(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(minutes)), null).ToString(), StringComparison.Ordinal);

    /// <summary>One end may be open; both may not.</summary>
    [Fact]
    public void OneEndMayBeOpen()
    {
        Assert.Equal("2022-02-01T12:00:00+0800/", new CiTimeInterval(Start, null).ToString());
        Assert.Equal("/2022-02-01T12:00:00+0800", new CiTimeInterval(null, Start).ToString());
        Assert.Null(CiTimeInterval.Parse("2022-02-01T12:00:00Z/..").End);
        Assert.Null(CiTimeInterval.Parse("../2022-02-01T12:00:00Z").Start);
        Assert.Contains(
            Messages.EmptyInterval, Assert.Throws<InvalidFieldException>(() => new CiTimeInterval(null, null)).Message, StringComparison.Ordinal);
        Assert.Contains(
            Messages.EmptyInterval, Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Parse("/")).Message, StringComparison.Ordinal);
    }

    /// <summary>The start is not after the end, in whole seconds, whatever the offsets.</summary>
    [Fact]
    public void TheStartIsNotAfterTheEnd()
    {
        Assert.Equal(Start, new CiTimeInterval(Start, Start.ToOffset(TimeSpan.Zero)).End);
        Assert.Equal(Start, new CiTimeInterval(Start, Start.AddMilliseconds(999)).End);
        var refused = Assert.Throws<InvalidFieldException>(() => new CiTimeInterval(Start, Start.ToOffset(TimeSpan.Zero).AddSeconds(-1)));
        Assert.Equal(("TimeInterval", "2022-02-01T12:00:00+0800/2022-02-01T03:59:59+0000"), (refused.Field, refused.Value));
        Assert.Contains(Messages.IntervalOrder, refused.Message, StringComparison.Ordinal);
        Assert.Equal(Start.AddSeconds(1), new CiTimeInterval(Start, Start.AddSeconds(1)).End);
    }

    /// <summary>What isn't an interval says how one is written.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("yesterday/today")]
    [InlineData("2022-02-01T12:00:00+0800")]
    [InlineData("2022-02-01T12:00:00+0800/2022-02-01T12:00:00+0800/2022-02-01T12:00:00+0800")]
    [InlineData("/1/13/2026")]
    [InlineData("1/13/2026/2026-02-14")]
    public void AnotherTextIsRefused(string text)
    {
        var error = Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Parse(text));
        Assert.Equal("TimeInterval", error.Field);
        Assert.Contains("start/end", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Intervals are equal when they select the same.</summary>
    [Fact]
    public void EqualMeansTheSameInstants()
    {
        var here = new CiTimeInterval(Start, null);
        var there = new CiTimeInterval(Start.ToUniversalTime(), null);
        Assert.Equal(here, there);
        Assert.Equal(here.GetHashCode(), there.GetHashCode());
        Assert.NotEqual(here, new CiTimeInterval(Start, Start.AddDays(1)));
        var until = new CiTimeInterval(null, Start);
        Assert.Equal(until, new CiTimeInterval(null, Start.ToUniversalTime()));
        Assert.NotEqual(until, new CiTimeInterval(Start.AddDays(-1), Start));
        Assert.NotEqual(until, here);
    }

    /// <summary>A length up to now follows the service's clock; what has a start or an end of the user's own stays as it is.</summary>
    [Fact]
    public void OnlyALengthUpToNowFollowsTheServicesClock()
    {
        var (day, ahead) = (TimeSpan.FromDays(1), TimeSpan.FromHours(2));
        foreach (CiTimeInterval upToNow in new[] { CiTimeInterval.Create(null, null, day), CiTimeInterval.Parse("1d") })
        {
            CiTimeInterval corrected = upToNow.ByServiceClock(ahead);
            Assert.Equal((upToNow.Start + ahead, upToNow.End + ahead), (corrected.Start, corrected.End));
        }

        CiTimeInterval[] others =
        [
            CiTimeInterval.Create(Start, null, day), CiTimeInterval.Create(null, Start, day), CiTimeInterval.Create(Start, Start + day, null),
            CiTimeInterval.Create(Start, null, null), CiTimeInterval.Create(null, Start, null),
        ];
        Assert.All(others, interval => Assert.Same(interval, interval.ByServiceClock(ahead)));
    }

    /// <summary>An end that is said as a length before now is reckoned from now, and moved to the service's clock; a time isn't.</summary>
    [Theory]
    [InlineData("1d", true, true)]
    [InlineData("2d/1d", true, true)]
    [InlineData("1d/", true, false)]
    [InlineData("/1d", false, true)]
    [InlineData("2022-02-01T12:00:00+0800/1d", false, true)]
    [InlineData("2022-02-01T12:00:00+0800/", false, false)]
    public void OnlyALengthBeforeNowIsMovedToTheServicesClock(string text, bool start, bool end)
    {
        CiTimeInterval interval = CiTimeInterval.Parse(text);
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(start || end, interval.IsByMachineClock);
        CiTimeInterval moved = interval.ByServiceClock(hour);
        Assert.Equal(start ? hour : TimeSpan.Zero, (moved.Start - interval.Start) ?? TimeSpan.Zero);
        Assert.Equal(end ? hour : TimeSpan.Zero, (moved.End - interval.End) ?? TimeSpan.Zero);
        Assert.Equal(CiTimeInterval.Parse(text).BeforeFixedMoment(), interval.BeforeFixedMoment());
    }

    /// <summary>A length of nothing selects nothing, and is refused wherever it stands.</summary>
    [Theory]
    [InlineData("0d")]
    [InlineData("0s")]
    [InlineData("0d/")]
    [InlineData("2d/0h")]
    [InlineData("00:00:00")]
    public void ALengthOfNothingIsRefused(string text)
    {
        InvalidFieldException refused = Assert.Throws<InvalidFieldException>(() => CiTimeInterval.Parse(text));
        Assert.Equal(("TimeInterval", text), (refused.Field, refused.Value));
        Assert.Contains(Messages.IntervalLength, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>So it is where it is given apart, or as a time.</summary>
    [Fact]
    public void ALengthOfNothingIsRefusedByItself()
    {
        var last = Assert.Throws<InvalidFieldException>(static () => CiTimeInterval.Create(null, null, TimeSpan.Zero));
        Assert.Equal(("Last", "00:00:00"), (last.Field, last.Value));
        Assert.Contains(Messages.IntervalLength, last.Message, StringComparison.Ordinal);
        var time = Assert.Throws<InvalidFieldException>(static () => CiTimeInterval.ReadTime("0d"));
        Assert.Equal(("Time", "0d"), (time.Field, time.Value));
        Assert.Contains(Messages.IntervalLength, time.Message, StringComparison.Ordinal);
    }
}
