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
}
