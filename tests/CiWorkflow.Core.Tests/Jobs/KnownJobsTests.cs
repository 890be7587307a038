using System;
using System.Collections.Generic;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>What a process remembers of jobs: one call alone returns a job, and a list that hides a known job proves nothing.</summary>
public sealed class KnownJobsTests
{
    private static readonly DateTimeOffset Created = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The second claim of a job fails; a job that was only seen can be claimed.</summary>
    [Fact]
    public void AJobIsClaimedOnce()
    {
        var known = new KnownJobs();
        known.Add(Job("a"), Seconds(1));
        Assert.False(known.IsClaimed("a"));
        Assert.True(known.TryClaim(Job("a"), Seconds(2)));
        Assert.True(known.IsClaimed("a"));
        Assert.False(known.TryClaim(Job("a"), Seconds(3)));
        Assert.True(known.TryClaim(Job("b"), Seconds(3)));
    }

    /// <summary>A job existed before a moment when it was first seen then or earlier.</summary>
    [Fact]
    public void TheFirstSightCounts()
    {
        var known = new KnownJobs();
        known.Add(Job("a"), Seconds(5));
        known.Add(Job("a"), Seconds(9));
        Assert.True(known.ExistedBefore("a", Seconds(5)));
        Assert.False(known.ExistedBefore("a", Seconds(4)));
        Assert.False(known.ExistedBefore("b", Seconds(9)));
    }

    /// <summary>Jobs are remembered for an hour, longer than any call searches for its job.</summary>
    [Fact]
    public void OldJobsAreForgotten()
    {
        var known = new KnownJobs();
        known.TryClaim(Job("a"), Seconds(0));
        known.SetRun(Job("a"), "run");
        known.Add(Job("b"), Seconds(3600));
        Assert.Equal((true, "a"), (known.IsClaimed("a"), known.OfRun("run")?.JobId));
        known.Add(Job("c"), Seconds(3601));
        Assert.Equal((false, null), (known.IsClaimed("a"), known.OfRun("run")?.JobId));
        Assert.True(known.ExistedBefore("b", Seconds(3600)));
    }

    /// <summary>A list is live when it hides no known job that it should show, and shows one that is young enough.</summary>
    [Fact]
    public void AListThatHidesAKnownJobProvesNothing()
    {
        var known = new KnownJobs();
        Assert.False(IsLive(known, 10));
        known.Add(Job("a"), Seconds(1));
        known.TryClaim(Job("young"), Seconds(100), sentAt: Seconds(50));
        Assert.True(IsLive(known, 10, "a", "young"));
        Assert.False(IsLive(known, 10, "other", "young"));
        known.Add(Job("b"), Seconds(11));
        Assert.True(IsLive(known, 10, "a", "young"));
        Assert.False(IsLive(known, 11, "a", "young"));
        Assert.True(IsLive(known, 11, "a", "b", "young"));
    }

    /// <summary>What was created before the part of the list that was read need not be shown.</summary>
    [Fact]
    public void WhatIsOlderThanTheListNeedNotBeShown()
    {
        var known = new KnownJobs();
        known.Add(Job("a"), Seconds(1));
        known.TryClaim(Job("young"), Seconds(100), sentAt: Seconds(50));
        Assert.True(known.IsLive(new HashSet<string> { "young" }, Created, Seconds(10), Seconds(10), Seconds(50), null, null));
        Assert.False(known.IsLive(
            new HashSet<string> { "young" }, Created.AddTicks(-1), Seconds(10), Seconds(10), Seconds(50), null, null));
    }

    /// <summary>Only a shown job that was asked for, or created by the service's clock, after what is searched for is young enough.</summary>
    [Fact]
    public void OnlyAYoungJobProves()
    {
        var known = new KnownJobs();
        known.TryClaim(Job("sent"), Seconds(60), sentAt: Seconds(50));
        known.TryClaim(Job("sent"), Seconds(60), sentAt: Seconds(90));
        var shown = new HashSet<string> { "sent" };
        Assert.True(known.IsLive(shown, Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(50), null, null));
        Assert.False(known.IsLive(shown, Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(51), null, null));
        Assert.True(known.IsLive(shown, Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(51), Created, Created));
        Assert.False(known.IsLive(shown, Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(51), Created, Created.AddTicks(-1)));
        Assert.False(known.IsLive(shown, Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(51), Created.AddTicks(1), Created.AddHours(1)));
        Assert.False(known.IsLive(new HashSet<string>(), Created.AddHours(-1), Seconds(10), Seconds(10), Seconds(50), null, null));
    }

    /// <summary>A job that was just created need not be listed yet; one that was listed before must be.</summary>
    [Fact]
    public void AListNeedNotShowWhatWasJustCreated()
    {
        var known = new KnownJobs();
        known.TryClaim(Job("young"), Seconds(100), sentAt: Seconds(50));
        known.TryClaim(Job("created"), Seconds(9));
        known.Add(Job("listed"), Seconds(9));
        Assert.True(IsLive(known, 8, "listed", "young"));
        known.Add(Job("listed"), Seconds(20));
        Assert.True(IsLive(known, 8, "listed", "young"));
        Assert.False(IsLive(known, 8, "created", "young"));
        Assert.False(IsLive(known, 9, "listed", "young"));
    }

    private static bool IsLive(KnownJobs known, int knownBefore, params string[] shown) => known.IsLive(
        new HashSet<string>(shown), Created.AddHours(-1), Seconds(knownBefore), Seconds(10), Seconds(50), null, null);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static JobsDetail Job(string id) => new() { JobId = id, CreationTime = Created };
}
