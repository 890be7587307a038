using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Engine;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>New-CiTimeInterval, as a person types it.</summary>
public sealed class NewCiTimeIntervalTests
{
    /// <summary>Each form that is written down becomes the wire's text.</summary>
    [Theory]
    [InlineData("-Start 2022-02-01T12:00:00+0800 -End 2022-05-01T12:00:00+08:00", "2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800")]
    [InlineData("-Start ([datetime]::new(2022, 2, 1, 4, 0, 0, [DateTimeKind]::Utc))", "2022-02-01T04:00:00+0000/")]
    [InlineData("-End ([DateTimeOffset]'2022-02-01T12:00:00-03:30')", "/2022-02-01T12:00:00-0330")]
    [InlineData("-Start 2022-02-01T12:00:00Z -Last 1d", "2022-02-01T12:00:00+0000/2022-02-02T12:00:00+0000")]
    [InlineData("-End 2022-02-01T12:00:00Z -Last 12h", "2022-02-01T00:00:00+0000/2022-02-01T12:00:00+0000")]
    [InlineData("-End 2022-02-01T12:00:00Z -Last 30m", "2022-02-01T11:30:00+0000/2022-02-01T12:00:00+0000")]
    [InlineData("-End 2022-02-01T12:00:00Z -Last 1d12h", "2022-01-31T00:00:00+0000/2022-02-01T12:00:00+0000")]
    [InlineData("-End 2022-02-01T12:00:00Z -Last ([timespan]'1.00:00:00')", "2022-01-31T12:00:00+0000/2022-02-01T12:00:00+0000")]
    public async Task EachFormBecomesTheWiresText(string arguments, string text)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Equal(text, Assert.Single(module.Run("New-CiTimeInterval " + arguments).Output).ToString());
    }

    /// <summary>A DateTime of unspecified kind is local.</summary>
    [Fact]
    public async Task ADateTimeOfNoKindIsLocal()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        var start = (DateTimeOffset)Assert.Single(module.Run("(New-CiTimeInterval -Start ([datetime]::new(2022, 2, 1, 12, 0, 0))).Start").Output).BaseObject;
        Assert.Equal(new DateTimeOffset(new DateTime(2022, 2, 1, 12, 0, 0, DateTimeKind.Local)), start);
    }

    /// <summary>-Last alone ends now.</summary>
    [Fact]
    public async Task LastAloneEndsNow()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        PSObject interval = Assert.Single(module.Run("New-CiTimeInterval -Last 1d").Output);
        var start = (DateTimeOffset)interval.Properties["Start"].Value;
        var end = (DateTimeOffset)interval.Properties["End"].Value;
        Assert.Equal(TimeSpan.FromDays(1), end - start);
        Assert.InRange(end, DateTimeOffset.Now.AddHours(-1), DateTimeOffset.Now);
    }

    /// <summary>What is no interval is one clear error.</summary>
    [Theory]
    [InlineData("", "needs a start, an end, or both")]
    [InlineData("-Start 2022-02-02 -End 2022-02-01", "before")]
    [InlineData("-Start 2022-02-01 -End 2022-02-02 -Last 1d", "not with both")]
    [InlineData("-Last 9999999w", "no length")]
    [InlineData("-Last 999999w", "calendar")]
    public async Task WhatIsNoIntervalIsOneError(string arguments, string said)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("New-CiTimeInterval " + arguments);
        string message = Assert.Single(run.Errors).Exception.Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    /// <summary>Spans that say no unit, nothing or a negative length are refused by the parameter.</summary>
    [Theory]
    [InlineData("7")]
    [InlineData("''")]
    [InlineData("0s")]
    [InlineData("'-1d'")]
    [InlineData("1x")]
    [InlineData("$null")]
    public async Task ASpanHasAUnit(string last)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Contains("Last", Assert.Single(module.Run("New-CiTimeInterval -Last " + last).Errors).Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Cultures with other calendars and digits change nothing, in the text and in the view.</summary>
    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public async Task ACultureChangesNothing(string culture)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string script = $"[cultureinfo]::CurrentCulture = '{culture}'; New-CiTimeInterval -Start 2022-02-01T12:00:00+0800 -Last 1d";
        Assert.Equal("2022-02-01T12:00:00+0800/2022-02-02T12:00:00+0800", Assert.Single(module.Run(script).Output).ToString());
        string row = module.Show(script).Split('\n', StringSplitOptions.RemoveEmptyEntries).Last();
        Assert.Equal("2022-02-01 12:00:00 +08:00 2022-02-02 12:00:00 +08:00 1.00:00:00", row.TrimEnd());
        Assert.NotEqual(CultureInfo.GetCultureInfo(culture), CultureInfo.CurrentCulture);
    }
}
