using System;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>The service's times: what is read, and what is not.</summary>
public sealed class ServiceTimeTests
{
    /// <summary>T or a space, an offset with a colon or without, Z, and a fraction.</summary>
    [Theory]
    [InlineData("2022-02-01T12:00:00+0800", "2022-02-01T12:00:00.0000000+08:00")]
    [InlineData("2022-02-01T12:00:00+08:00", "2022-02-01T12:00:00.0000000+08:00")]
    [InlineData("2022-02-01T12:00:00-0330", "2022-02-01T12:00:00.0000000-03:30")]
    [InlineData("2022-02-01T12:00:00Z", "2022-02-01T12:00:00.0000000+00:00")]
    [InlineData("2022-02-01 12:00:00+0800", "2022-02-01T12:00:00.0000000+08:00")]
    [InlineData("2022-02-01 12:00:00Z", "2022-02-01T12:00:00.0000000+00:00")]
    [InlineData("2022-02-01T12:00:00.123Z", "2022-02-01T12:00:00.1230000+00:00")]
    [InlineData("2022-02-01T12:00:00.1234567+08:00", "2022-02-01T12:00:00.1234567+08:00")]
    [InlineData("2022-02-01 12:00:00.5+0800", "2022-02-01T12:00:00.5000000+08:00")]
    [InlineData(" 2022-02-01T12:00:00Z\n", "2022-02-01T12:00:00.0000000+00:00")]
    public void ATimeIsRead(string text, string time) => Assert.Equal(time, ServiceTime.Read(text)!.Value.ToString("o"));

    /// <summary>What isn't a time, and one without an offset, whose zone nobody knows.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("2022-02-01T12:00:00")]
    [InlineData("2022-02-01")]
    [InlineData("2022-02-30T12:00:00Z")]
    [InlineData("2022-02-01T24:00:00Z")]
    [InlineData("2022-02-01T12:00:60Z")]
    [InlineData("2022-2-1T12:00:00Z")]
    [InlineData("2022-02-01T12:00:00+2500")]
    [InlineData("2022-02-01T12:00:00.12345678Z")]
    [InlineData("20220201T120000Z")]
    [InlineData("1643688000")]
    public void WhatIsNoTimeIsNotRead(string text) => Assert.Null(ServiceTime.Read(text));

    /// <summary>A time is written in whole seconds with its own offset, without a colon.</summary>
    [Fact]
    public void ATimeIsWrittenWithItsOwnOffset()
    {
        Assert.Equal("2022-02-01T12:00:00+0800", ServiceTime.Format(new DateTimeOffset(2022, 2, 1, 12, 0, 0, 999, TimeSpan.FromHours(8))));
        Assert.Equal("0001-01-01T00:00:00-0545", ServiceTime.Format(new DateTimeOffset(1, 1, 1, 0, 0, 0, new TimeSpan(-5, -45, 0))));
    }

    /// <summary>A date that two countries read differently has two readings, and any other has one.</summary>
    [Theory]
    [InlineData("1/2/2026", "2026-01-02", "2026-02-01")]
    [InlineData("12/11/2026", "2026-12-11", "2026-11-12")]
    [InlineData("1.12.26", "26-01-12", "26-12-01")]
    [InlineData("1-2-2026 10:00", "2026-01-02", "2026-02-01")]
    [InlineData("1/1/2026", "", "")]
    [InlineData("13/1/2026", "", "")]
    [InlineData("1/13/2026", "", "")]
    [InlineData("0/1/2026", "", "")]
    [InlineData("1/0/2026", "", "")]
    [InlineData("1/2/20261", "", "")]
    [InlineData("2026-02-01", "", "")]
    [InlineData("yesterday", "", "")]
    public void ADateMayBeReadTwoWays(string text, string first, string second)
    {
        Assert.Equal(first.Length > 0, ServiceTime.TryReadTwoWays(text, out string one, out string other));
        Assert.Equal((first, second), (one, other));
        if (first.Length > 0)
        {
            var refused = Assert.Throws<InvalidFieldException>(() => CiTimeInterval.ReadTime(text));
            Assert.Equal(("Time", text), (refused.Field, refused.Value));
            Assert.Contains(first, refused.Message, StringComparison.Ordinal);
            Assert.Contains(second, refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Either reading of such a date is one that it can be; a third is not.</summary>
    [Fact]
    public void EitherReadingIsOne()
    {
        DateTimeOffset Local(int month, int day) => new(new DateTime(2026, month, day, 0, 0, 0, DateTimeKind.Local));
        Assert.Equal("2/1/2026 x", ServiceTime.SwapDayAndMonth("1/2/2026 x"));
        Assert.Null(ServiceTime.SwapDayAndMonth("2026-01-02"));
        Assert.True(CiTimeInterval.CanBe(" 1/2/2026 ", Local(1, 2)));
        Assert.True(CiTimeInterval.CanBe(" 1/2/2026 ", Local(2, 1)));
        Assert.False(CiTimeInterval.CanBe(" 1/2/2026 ", Local(2, 2)));
        Assert.True(CiTimeInterval.CanBe("2026-02-02", Local(2, 2)));
        Assert.False(CiTimeInterval.CanBe("2026-02-02", Local(1, 2)));
        Assert.False(CiTimeInterval.CanBe("yesterday", Local(1, 2)));
        DateTimeOffset before = DateTimeOffset.Now;
        Assert.InRange(CiTimeInterval.ReadTime("2h"), before.AddHours(-2), DateTimeOffset.Now.AddHours(-2));
        var tooLong = Assert.Throws<InvalidFieldException>(static () => CiTimeInterval.ReadTime("100000d"));
        Assert.Equal(("Time", "100000d"), (tooLong.Field, tooLong.Value));
        Assert.Contains(Messages.TimeText, tooLong.Message, StringComparison.Ordinal);
    }
}
