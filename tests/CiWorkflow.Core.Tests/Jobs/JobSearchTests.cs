using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Jobs.JobScript;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>What one look at the lists takes for the job of a lost answer, and how far it reads.</summary>
public sealed class JobSearchTests
{
    private readonly JobScript _script = new();
    private readonly TimeSpan _sentAt;

    /// <summary>The request was sent at 100.7 s, and the look is at 140.7 s.</summary>
    public JobSearchTests()
    {
        _script.Pass(100.7);
        _sentAt = _script.Time.Elapsed;
        _script.Pass(40);
    }

    private DateTimeOffset SentSecond => _script.Time.UtcNow.AddSeconds(-40.7);

    /// <summary>
    /// A job of the second of the request, or of a later one, is the request's; an older one may be, up to two minutes before.
    /// </summary>
    [Theory]
    [InlineData(0, "equal")]
    [InlineData(40, "equal")]
    [InlineData(-1, "unclear")]
    [InlineData(-119, "unclear")]
    [InlineData(-120, "none")]
    public void TheTimeOfCreationDecides(int seconds, string expected)
    {
        _script.Jobs.Add(_script.Job("a") with { CreationTime = SentSecond.AddSeconds(seconds) });
        Assert.Equal(expected, Sorted(Look()));
        Assert.NotEqual("equal", Sorted(Look(hasEarlierLook: false)));
    }

    /// <summary>At two minutes exactly before the request a job may still be the request's.</summary>
    [Fact]
    public void TwoMinutesBeforeIsTheBound()
    {
        _script.Jobs.Add(_script.Job("a") with { CreationTime = SentSecond.AddSeconds(0.7).AddMinutes(-2) });
        Assert.Equal("unclear", Sorted(Look()));
    }

    /// <summary>Without the service's time, or without the time of a job's creation, nothing is certain.</summary>
    [Fact]
    public void WithoutTimesNothingIsCertain()
    {
        _script.Jobs.Add(_script.Job("a") with { CreationTime = null });
        Assert.Equal("unclear", Sorted(Look()));
        _script.Jobs[0] = _script.Job("a");
        _script.ShowsTime = false;
        JobSearchResult result = Look();
        Assert.Equal("unclear", Sorted(result));
        Assert.Null(result.ReadBackTo);
    }

    /// <summary>A job that has no id, that another call has returned, or that was known before the request isn't the request's.</summary>
    [Fact]
    public void JobsOfOthersAreLeftOut()
    {
        _script.Registry.Known.TryClaim(_script.Job("claimed"), _script.Time.Elapsed);
        _script.Registry.Known.Add(_script.Job("known"), _sentAt);
        _script.Registry.Known.Add(_script.Job("later"), _sentAt + TimeSpan.FromTicks(1));
        _script.Jobs.AddRange([_script.Job("claimed"), _script.Job("known"), _script.Job(""), _script.Job("later")]);
        JobSearchResult result = Look();
        Assert.Equal("later", Assert.Single(result.Equal).JobId);
        Assert.Empty(result.Unclear);
    }

    /// <summary>Jobs that aren't the request's at all are shown and become known, and are no candidates; unequal ones are.</summary>
    [Fact]
    public void WhatIsListedBecomesKnown()
    {
        _script.Jobs.AddRange(
            [_script.Job("x") with { Name = "weekly" }, _script.Job("y") with { Input = new JobInput { Prefix = "other/" } },
                _script.Job("z")]);
        JobSearchResult result = Look(all: true);
        Assert.Equal(["z"], result.Equal.Select(static job => job.JobId));
        Assert.Equal(["y"], result.Unclear.Select(static job => job.JobId));
        Assert.Equal(["x", "y", "z"], result.Shown.Order());
        Assert.All(result.Shown, id => Assert.True(_script.Registry.Known.ExistedBefore(id, _script.Time.Elapsed)));
    }

    /// <summary>A job that two pages show is one candidate.</summary>
    [Fact]
    public void AJobThatIsShownTwiceIsOne()
    {
        _script.Jobs.AddRange([_script.Job("a"), _script.Job("b") with { Input = new JobInput() }]);
        _script.List = token => Page([.. _script.Jobs], token is null ? "2" : null);
        JobSearchResult result = Look();
        Assert.Equal((1, 1), (result.Equal.Count, result.Unclear.Count));
    }

    /// <summary>The list is read until a page is certainly older than the request, and says up to which time it was read.</summary>
    [Fact]
    public void ReadingStopsAtOldJobs()
    {
        DateTimeOffset bound = SentSecond.AddSeconds(0.7).AddMinutes(-2);
        var pages = new Dictionary<string, Page<JobsDetail>>
        {
            [""] = Page([], "1"),
            ["1"] = Page([Made(bound.AddSeconds(1)), Made(bound.AddSeconds(-1))], "2"),
            ["2"] = Page([Made(bound)], "3"),
            ["3"] = Page([Made(bound.AddTicks(-1)), Made(bound.AddDays(-1))], "4"),
        };
        _script.List = token => pages[token ?? ""];
        Assert.Equal(bound, Look().ReadBackTo);
        Assert.Equal([null, "1", "2", "3"], _script.Lists.Select(static list => list.Token));

        JobsDetail Made(DateTimeOffset time) => _script.Job("j" + time.Ticks) with { CreationTime = time };
    }

    /// <summary>The time that the list was read back to is the one of its first page.</summary>
    [Fact]
    public void TheFirstPageTellsTheTime()
    {
        _script.List = token =>
        {
            _script.ShowsTime = true;
            return Page([_script.Job("a")], token is null ? "1" : null);
        };
        DateTimeOffset bound = SentSecond.AddSeconds(0.7).AddMinutes(-2);
        Assert.Equal(bound, Look().ReadBackTo);
    }

    /// <summary>A list that has no end is left after ten pages, with what it showed, and proves nothing.</summary>
    [Fact]
    public void AListWithoutAnEndIsLeft()
    {
        _script.Jobs.AddRange([_script.Job("a"), _script.Job("b") with { Input = new JobInput() }]);
        _script.List = _ => Page([.. _script.Jobs], "more");
        JobSearchResult result = Look();
        Assert.Equal(10, _script.Lists.Count);
        Assert.Null(result.ReadBackTo);
        Assert.Equal((1, 1, 2), (result.Equal.Count, result.Unclear.Count, result.Shown.Count));
    }

    /// <summary>A look goes by the name, and only one that is to prove something reads the jobs of all names.</summary>
    [Theory]
    [InlineData(false, "nightly")]
    [InlineData(true, null)]
    public void OnlyAProofReadsAllNames(bool all, string? name)
    {
        Look(all: all);
        Assert.Equal(name, Assert.Single(_script.Lists).Name);
    }

    /// <summary>
    /// Only a list that shows a job that was created after the time of the one that is searched for proves that this one isn't there: by
    /// the service's clock with a few seconds to spare, or by when this process asked for it.
    /// </summary>
    [Theory]
    [InlineData(0, -3600, null, false)]
    [InlineData(0, 4, null, false)]
    [InlineData(0, 5, null, true)]
    [InlineData(600, 605, null, true)]
    [InlineData(-86400, 5, null, false)]
    [InlineData(86400, 5, null, false)]
    [InlineData(0, -3600, 0, true)]
    [InlineData(0, -3600, -1, false)]
    public void OnlyAYoungerJobProvesAbsence(int ahead, int createdAfter, int? sentAfter, bool isProof)
    {
        TimeSpan end = _script.Time.Elapsed - TimeSpan.FromSeconds(10);
        JobsDetail other = _script.Job("other", Another);
        _script.Ahead = TimeSpan.FromSeconds(ahead);
        _script.Jobs.Add(other with { CreationTime = _script.Time.UtcNow.AddSeconds(createdAfter - 10) });
        if (sentAfter is { } seconds)
        {
            _script.Registry.Known.TryClaim(_script.Jobs[0], _script.Time.Elapsed, end + TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(isProof, Search().ProvesAbsence(Look(all: true), end, listedBefore: _script.Time.Elapsed));
    }

    /// <summary>A job that was seen before the time of the one that is searched for isn't younger, whatever its own time says.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void AJobThatWasSeenBeforeProvesNothing(int seenAfter, bool isProof)
    {
        _script.Pass(60);
        TimeSpan end = _script.Time.Elapsed - TimeSpan.FromSeconds(10);
        _script.Jobs.Add(_script.Job("other", Another));
        _script.Registry.Known.Add(_script.Jobs[0], end + TimeSpan.FromSeconds(seenAfter));
        Assert.Equal(isProof, Search().ProvesAbsence(Look(all: true), end, listedBefore: _script.Time.Elapsed));
    }

    /// <summary>A list of a name that shows jobs of another name is the answer to another call: such a service's lists prove nothing.</summary>
    [Theory]
    [InlineData("weekly", false)]
    [InlineData("not-nightly-2", true)]
    public void AnswersToOtherCallsProveNothing(string name, bool isProof)
    {
        TimeSpan end = _script.Time.Elapsed - TimeSpan.FromSeconds(10);
        JobSearch search = Search();
        _script.List = _ => Page([_script.Job("other", Another) with { Name = name, CreationTime = _script.Time.UtcNow }]);
        Look(search: search);
        Assert.Equal(isProof, search.ProvesAbsence(Look(all: true, search: search), end, listedBefore: _script.Time.Elapsed));
    }

    private static string Sorted(JobSearchResult result) => result.Equal.Count > 0 ? "equal" : result.Unclear.Count > 0 ? "unclear"
        : "none";

    private JobSearch Search() => new(
        _script, _script.Registry.Known, _script.Time, Request, new JobComparison(Request, "media-1250000000", "ap-beijing"), TimeSpan.FromSeconds(30));

    private JobSearchResult Look(bool hasEarlierLook = true, bool all = false, JobSearch? search = null)
    {
        search ??= Search();
        return _script.Run(() => search.LookAsync(_sentAt, null, hasEarlierLook, all, CancellationToken.None));
    }
}
