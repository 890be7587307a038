using System;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// A job is compared with a request field by field. How the service spells what it was sent is not documented (doc 460/76893, 76894), so
/// only what no spelling explains makes it another job.
/// </summary>
public sealed class JobComparisonTests
{
    private const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";
    private const string OtherWorkflow = "w7476ff3564ee45b7b490d64bccaba6cd";
    private static readonly DateTimeOffset Created = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = new(2022, 2, 1, 12, 0, 0, TimeSpan.FromHours(8));
    private static readonly CreateJobRequest OverPrefix = new("nightly", Workflow, JobInput.FromPrefix("input/"));

    /// <summary>The job as it was sent is equal.</summary>
    [Fact]
    public void AJobAsItWasSentIsEqual() => Assert.Equal(JobMatch.Equal, Compare(OverPrefix, Job()));

    /// <summary>The name, the type, the workflow and the kind of input decide alone whether a job can be the request's at all.</summary>
    [Theory]
    [InlineData("nightly", "Workflow", Workflow, (int)JobMatch.Equal)]
    [InlineData("nightly", "", Workflow, (int)JobMatch.Equal)]
    [InlineData("nightly", "workflow", Workflow, (int)JobMatch.Equal)]
    [InlineData("Nightly", "Workflow", Workflow, (int)JobMatch.Unclear)]
    [InlineData("", "Workflow", Workflow, (int)JobMatch.Unclear)]
    [InlineData("nightly-2", "Workflow", Workflow, (int)JobMatch.Unrelated)]
    [InlineData("nightly", "Job", Workflow, (int)JobMatch.Unrelated)]
    [InlineData("nightly", "Workflow", "W7476FF3564EE45B7B490D64BCCABA6CC", (int)JobMatch.Equal)]
    [InlineData("nightly", "Workflow", "", (int)JobMatch.Unclear)]
    [InlineData("nightly", "Workflow", OtherWorkflow, (int)JobMatch.Unrelated)]
    [InlineData("nightly", "Workflow", Workflow + "," + OtherWorkflow, (int)JobMatch.Unclear)]
    public void WhatIsPlainlyAnothersIsUnrelated(string name, string type, string workflow, int expected) =>
        Assert.Equal((JobMatch)expected, Compare(OverPrefix, Job() with { Name = name, Type = type, Operation = new JobOperation { WorkflowIds = workflow } }));

    /// <summary>A prefix in another spelling is equal only where the two mean the same, and another prefix is another job's.</summary>
    [Theory]
    [InlineData("input/", "input/", (int)JobMatch.Equal)]
    [InlineData("input/", "/input/", (int)JobMatch.Equal)]
    [InlineData("/input/", "input/", (int)JobMatch.Equal)]
    [InlineData("input/", "input", (int)JobMatch.Unclear)]
    [InlineData("input/", "INPUT/", (int)JobMatch.Unclear)]
    [InlineData("a b/", "a%20b/", (int)JobMatch.Unclear)]
    [InlineData("input/", "other/", (int)JobMatch.Unequal)]
    [InlineData("input/", null, (int)JobMatch.Unclear)]
    [InlineData("input/", "", (int)JobMatch.Unclear)]
    [InlineData("", "", (int)JobMatch.Equal)]
    [InlineData("/", "", (int)JobMatch.Equal)]
    [InlineData("", "/", (int)JobMatch.Equal)]
    [InlineData("", null, (int)JobMatch.Unclear)]
    [InlineData("", "input/", (int)JobMatch.Unequal)]
    public void APrefixMayBeSpelledInAnotherWay(string asked, string? shown, int expected) => Assert.Equal(
        (JobMatch)expected,
        Compare(new CreateJobRequest("nightly", Workflow, JobInput.FromPrefix(asked)), Job() with { Input = new JobInput { Prefix = shown } }));

    /// <summary>The URL of an object of the bucket means its key; the URL of another host proves nothing.</summary>
    [Theory]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.ap-beijing.myqcloud.com/lists/a%20b.txt", (int)JobMatch.Equal)]
    [InlineData("lists/a b.txt", "http://MEDIA-1250000000.cos.ap-beijing.tencentcos.cn/lists/a%20b.txt?versionId=1", (int)JobMatch.Equal)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.ap-beijing.myqcloud.com/lists/c.txt", (int)JobMatch.Unequal)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.accelerate.myqcloud.com/lists/a%20b.txt", (int)JobMatch.Equal)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos-internal.ap-beijing.tencentcos.cn/lists/a%20b.txt#x", (int)JobMatch.Equal)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.ap-shanghai.myqcloud.com/lists/a%20b.txt", (int)JobMatch.Unclear)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.evil.example/lists/a%20b.txt", (int)JobMatch.Unclear)]
    [InlineData("lists/a b.txt", "https://cdn.example.com/lists/a%20b.txt", (int)JobMatch.Unclear)]
    [InlineData("lists/a b.txt", "https://media-1250000000.cos.ap-beijing.myqcloud.com", (int)JobMatch.Unclear)]
    [InlineData("lists/a b.txt", "lists/a b.txt", (int)JobMatch.Equal)]
    public void AUrlOfTheBucketMeansItsKey(string asked, string shown, int expected)
    {
        Assert.Equal((JobMatch)expected, Compare(new CreateJobRequest("nightly", Workflow, JobInput.FromUrlFile(asked)), Job() with { Input = new JobInput { UrlFile = shown } }));
        Assert.Equal((JobMatch)expected, Compare(new CreateJobRequest("nightly", Workflow, JobInput.FromManifest(asked)), Job() with { Input = new JobInput { Manifest = shown } }));
        Assert.Equal((JobMatch)expected, Compare(new CreateJobRequest("nightly", Workflow, JobInput.FromObject(asked)), Job() with { Input = new JobInput { Object = shown } }));
    }

    /// <summary>
    /// Another kind of input is another job's; an empty node beside the input's own changes nothing; two inputs prove nothing.
    /// </summary>
    [Fact]
    public void TheKindOfInputCounts()
    {
        Assert.Equal(JobMatch.Unrelated, Compare(OverPrefix, Job() with { Input = new JobInput { Object = "input/" } }));
        Assert.Equal(JobMatch.Equal, Compare(OverPrefix, Job() with { Input = new JobInput { Prefix = "input/", Object = "", Manifest = "" } }));
        Assert.Equal(JobMatch.Unclear, Compare(OverPrefix, Job() with { Input = new JobInput { Prefix = "input/", Object = "input/a" } }));
        Assert.Equal(JobMatch.Unclear, Compare(OverPrefix, Job() with { Input = new JobInput() }));
    }

    /// <summary>An interval that wasn't asked for is equal where it shows the defaults of the page: Start 0, End now.</summary>
    [Theory]
    [InlineData(null, null, "", (int)JobMatch.Equal)]
    [InlineData("1970-01-01T00:00:00Z", null, "", (int)JobMatch.Equal)]
    [InlineData("1970-01-01T08:00:00+08:00", "2026-03-01T12:00:01Z", "", (int)JobMatch.Equal)]
    [InlineData(null, "2026-03-01T12:02:00Z", "", (int)JobMatch.Equal)]
    [InlineData(null, "2026-03-01T11:58:00Z", "", (int)JobMatch.Equal)]
    [InlineData(null, "2026-03-01T11:57:59Z", "", (int)JobMatch.Unequal)]
    [InlineData(null, "2026-03-01T12:02:01Z", "", (int)JobMatch.Unclear)]
    [InlineData("2022-02-01T04:00:00Z", null, "", (int)JobMatch.Unequal)]
    [InlineData(null, null, "<Operation><TimeInterval><Start>0</Start><End>-</End></TimeInterval></Operation>", (int)JobMatch.Equal)]
    [InlineData(null, null, "<Operation><TimeInterval><Start/><End></End></TimeInterval></Operation>", (int)JobMatch.Equal)]
    [InlineData(null, null, "<Operation><LastStart>2022-02-01</LastStart><TimeInterval><Start>0</Start></TimeInterval></Operation>", (int)JobMatch.Equal)]
    [InlineData(null, null, "<Operation><TimeInterval><Start>1970-01-01T08:00:00</Start></TimeInterval></Operation>", (int)JobMatch.Equal)]
    [InlineData(null, null, "<Operation><TimeInterval><Start>2022-02-01T12:00:00</Start></TimeInterval></Operation>", (int)JobMatch.Unclear)]
    [InlineData(null, null, "<Operation><TimeInterval><End>2022-02-01T12:00:00</End></TimeInterval></Operation>", (int)JobMatch.Unclear)]
    public void DefaultsThatAreFilledInAreEqual(string? start, string? end, string xml, int expected) =>
        Assert.Equal((JobMatch)expected, Compare(OverPrefix, WithInterval(start, end, xml)));

    /// <summary>An end near the creation can only be distinguished from the default where the creation is known.</summary>
    [Fact]
    public void WithoutACreationTimeADefaultIsUnclear() =>
        Assert.Equal(JobMatch.Unclear, Compare(OverPrefix, WithInterval(null, "2026-03-01T12:00:00Z", "") with { CreationTime = null }));

    /// <summary>
    /// An interval that was asked for is the same instants, however they are written; one that isn't shown proves nothing.
    /// </summary>
    [Theory]
    [InlineData("2022-02-01T04:00:00Z", "2022-05-01T04:00:00Z", "", (int)JobMatch.Equal)]
    [InlineData("2022-02-01T04:00:01Z", "2022-05-01T04:00:00Z", "", (int)JobMatch.Unequal)]
    [InlineData("2022-02-01T04:00:00Z", "2022-05-01T04:00:01Z", "", (int)JobMatch.Unequal)]
    [InlineData("2022-02-01T04:00:00Z", null, "", (int)JobMatch.Unclear)]
    [InlineData(null, null, "", (int)JobMatch.Unclear)]
    [InlineData(null, null, "<Operation><TimeInterval><Start>2022-02-01T12:00:00</Start><End>2022-05-01T12:00:00</End></TimeInterval></Operation>", (int)JobMatch.Unclear)]
    public void AnIntervalIsTheSameInstants(string? start, string? end, string xml, int expected) => Assert.Equal(
        (JobMatch)expected,
        Compare(new CreateJobRequest("nightly", Workflow, JobInput.FromPrefix("input/"), new CiTimeInterval(Start, Start.AddMonths(3))), WithInterval(start, end, xml)));

    /// <summary>The name of an entry that was written before stays what it was, also where an address is read in another way now.</summary>
    [Theory]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/lists/a%20b.txt?versionId=1", "lists/a b.txt")]
    [InlineData("https://media-1250000000.cos.ap-shanghai.myqcloud.com/a", "a")]
    [InlineData(
        "https://media-1250000000.cos-internal.ap-beijing.tencentcos.cn/a", "https://media-1250000000.cos-internal.ap-beijing.tencentcos.cn/a")]
    public void AnEntryKeepsItsName(string input, string named) =>
        Assert.Equal($"nightly\n{Workflow}\n\nUrlFile\n{named}\n\n", Identity(JobInput.FromUrlFile(input)));

    /// <summary>Requests that no job can be told apart by have one identity, and others have another one.</summary>
    [Fact]
    public void EqualRequestsHaveOneIdentity()
    {
        const string Url = "https://media-1250000000.cos.ap-beijing.myqcloud.com/lists/a%20b.txt";
        Assert.Equal(Identity(JobInput.FromPrefix("input/")), Identity(JobInput.FromPrefix("/input/")));
        Assert.Equal(Identity(JobInput.FromUrlFile("lists/a b.txt")), Identity(JobInput.FromUrlFile(Url)));
        Assert.Equal(Identity(JobInput.FromPrefix("a"), new CiTimeInterval(Start, null)), Identity(JobInput.FromPrefix("a"), new CiTimeInterval(Start.ToUniversalTime(), null)));
        Assert.Equal(Identity(JobInput.FromPrefix("a")), Identity(JobInput.FromPrefix("a"), new CiTimeInterval(DateTimeOffset.UnixEpoch, null)));
        string[] others =
        [
            Identity(JobInput.FromPrefix("input")), Identity(JobInput.FromObject("input")), Identity(JobInput.FromUrlFile("input")), Identity(JobInput.FromManifest("input")),
            Identity(JobInput.FromPrefix("input"), new CiTimeInterval(Start, null)), Identity(JobInput.FromPrefix("input"), new CiTimeInterval(null, Start)),
        ];
        Assert.Distinct(others);
    }

    /// <summary>The identity of a request names its entry in a ledger: it is the same in each version.</summary>
    [Fact]
    public void AnIdentityIsTheSameInEachVersion()
    {
        Assert.Equal($"nightly\n{Workflow}\n\nPrefix\ninput/\n\n", new JobComparison(OverPrefix, "b", "ap-beijing").Identity);
        var several = new CreateJobRequest("nightly", Workflow + "," + OtherWorkflow, JobInput.FromPrefix("input/"));
        Assert.Equal($"nightly\n{Workflow},{OtherWorkflow}\n\nPrefix\ninput/\n\n", new JobComparison(several, "b", "ap-beijing").Identity);
        var operation = new MediaOperation("MediaInfo", System.Xml.Linq.XElement.Parse("<JobParam/>"), null) { QueueId = "p1" };
        var interval = new CiTimeInterval(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddYears(60));
        Assert.Equal(
            $"n\n\nMediaInfo\n<JobParam />\n\np1\nManifest\nm.json\n{interval.Start!.Value.UtcTicks}\n{interval.End!.Value.UtcTicks}",
            new JobComparison(new CreateJobRequest("n", operation, JobInput.FromManifest("/m.json"), interval), "b", "ap-beijing").Identity);
    }

    /// <summary>
    /// Requests that a job can be equal to at once have one lock: neither what one of them leaves out nor a spelling makes another.
    /// </summary>
    [Fact]
    public void RequestsThatAJobCanBeEqualToHaveOneLock()
    {
        var operation = new MediaOperation("MediaInfo", System.Xml.Linq.XElement.Parse("<JobParam/>"), null);
        string[] locks =
        [
            Lock(new("nightly", Workflow, JobInput.FromPrefix("input/"))),
            Lock(new("Nightly", OtherWorkflow, JobInput.FromPrefix("/Input"), new CiTimeInterval(Start, null))),
            Lock(new("nightly", operation, JobInput.FromPrefix("input/"))),
            Lock(new("nightly", operation with { QueueId = "p1" }, JobInput.FromPrefix("%69nput/"))),
        ];
        Assert.All(locks, key => Assert.Equal(locks[0], key));
        Assert.Equal(
            Lock(new("n", Workflow, JobInput.FromObject("a b.mp4"))),
            Lock(new("n", Workflow, JobInput.FromObject("https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b.mp4"))));
        string[] others =
        [
            locks[0],
            Lock(new("weekly", Workflow, JobInput.FromPrefix("input/"))), Lock(new("nightly", Workflow, JobInput.FromPrefix("output/"))),
            Lock(new("nightly", Workflow, JobInput.FromObject("input"))), Lock(new("nightly", Workflow, JobInput.FromUrlFile("input"))),
        ];
        Assert.Distinct(others);

        static string Lock(CreateJobRequest request) => new JobComparison(request, "media-1250000000", "ap-beijing").LockKey;
    }

    /// <summary>So it is on each system: the line ends of its nodes and of their values are no system's own.</summary>
    [Fact]
    public void AnIdentityIsTheSameOnEachSystem()
    {
        var node = new System.Xml.Linq.XElement("JobParam", new System.Xml.Linq.XElement("TemplateId", "t1\r\nt2\nt3"));
        Assert.Equal("<JobParam>\n  <TemplateId>t1\nt2\nt3</TemplateId>\n</JobParam>", NodeOrder.TextOf(node));
        Assert.Equal("", NodeOrder.TextOf(null));
    }

    /// <summary>Blanks around a name, and the order, the separator and the case of workflows, are spellings.</summary>
    [Fact]
    public void SpellingsAreTheSame()
    {
        var several = new CreateJobRequest("nightly", Workflow + "," + OtherWorkflow, JobInput.FromPrefix("input/"));
        Assert.Equal(JobMatch.Equal, Compare(OverPrefix, Job() with { Name = " nightly\n" }));
        string[] spellings =
            [OtherWorkflow + "," + Workflow, OtherWorkflow + "; " + Workflow.ToUpperInvariant(), Workflow + " " + OtherWorkflow];
        foreach (string ids in spellings)
        {
            Assert.Equal(JobMatch.Equal, Compare(several, Job() with { Operation = new JobOperation { WorkflowIds = ids } }));
        }

        Assert.Equal(Identity(Workflow + "," + OtherWorkflow), Identity(OtherWorkflow + "," + Workflow));
        Assert.NotEqual(Identity(Workflow + "," + OtherWorkflow), Identity(Workflow));

        static string Identity(string ids) => new JobComparison(new CreateJobRequest("nightly", ids, JobInput.FromPrefix("a")),
            "media-1250000000", "ap-beijing").Identity;
    }

    /// <summary>Only the URL of the bucket itself names a key; whatever else begins like one is compared as it stands.</summary>
    [Theory]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/a?x=/b", "a", (int)JobMatch.Equal)]
    [InlineData("HTTPS://media-1250000000.cos.ap-beijing.myqcloud.com/a", "a", (int)JobMatch.Equal)]
    [InlineData("HTTP://media-1250000000.cos.ap-beijing.myqcloud.com/a", "b", (int)JobMatch.Unequal)]
    [InlineData("https://media-12500000001.cos.ap-beijing.myqcloud.com/a", "a", (int)JobMatch.Unclear)]
    [InlineData("https://cdn.example.com/a", "https://cdn.example.com/a", (int)JobMatch.Equal)]
    [InlineData("https:/media/a", "b", (int)JobMatch.Unequal)]
    [InlineData("ftp://media-1250000000.cos.ap-beijing.myqcloud.com/a", "a", (int)JobMatch.Unequal)]
    [InlineData("a ", "a/", (int)JobMatch.Unclear)]
    public void OnlyAUrlOfTheBucketNamesAKey(string asked, string shown, int expected)
    {
        foreach ((string one, string other) in new[] { (asked, shown), (shown, asked) })
        {
            JobInput input = JobInput.FromUrlFile(one);
            Assert.Equal((JobMatch)expected, Compare(new CreateJobRequest("nightly", Workflow, input),
                Job() with { Input = new JobInput { UrlFile = other } }));
        }
    }

    /// <summary>The beginning of time is no start, whoever writes it; from 1971 on a start is one.</summary>
    [Fact]
    public void TheBeginningOfTimeIsNoStart()
    {
        DateTimeOffset year1971 = new(1971, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var early = new CiTimeInterval(year1971.AddTicks(-1), null);
        var late = new CiTimeInterval(year1971, null);
        Assert.Equal(Identity(JobInput.FromPrefix("a")), Identity(JobInput.FromPrefix("a"), early));
        Assert.NotEqual(Identity(JobInput.FromPrefix("a")), Identity(JobInput.FromPrefix("a"), late));
        Assert.Equal(JobMatch.Equal,
            Compare(OverPrefix, Job() with { Operation = new JobOperation { WorkflowIds = Workflow, TimeInterval = early } }));
        Assert.Equal(JobMatch.Unequal,
            Compare(OverPrefix, Job() with { Operation = new JobOperation { WorkflowIds = Workflow, TimeInterval = late } }));
    }

    /// <summary>An end that the service shows with blanks, or that differs where none was asked for, is read as it is meant.</summary>
    [Fact]
    public void BlanksAroundATimeAreNoTime()
    {
        const string Xml = "<Operation><TimeInterval><Start> 0 </Start><End> - </End></TimeInterval></Operation>";
        Assert.Equal(JobMatch.Equal, Compare(OverPrefix, WithInterval(null, null, Xml)));
    }

    private static JobMatch Compare(CreateJobRequest request, JobsDetail job) => new JobComparison(request, "media-1250000000", "ap-beijing").Compare(job);

    private static string Identity(JobInput input, CiTimeInterval? interval = null) =>
        new JobComparison(new CreateJobRequest("nightly", Workflow, input, interval), "media-1250000000", "ap-beijing").Identity;

    private static JobsDetail Job() => new()
    {
        JobId = "j1",
        Name = "nightly",
        Type = "Workflow",
        CreationTime = Created,
        Input = new JobInput { Prefix = "input/" },
        Operation = new JobOperation { WorkflowIds = Workflow },
    };

    private static JobsDetail WithInterval(string? start, string? end, string xml)
    {
        CiTimeInterval? interval = start is null && end is null ? null : new CiTimeInterval { Start = Time(start), End = Time(end) };
        return Job() with { Operation = new JobOperation { WorkflowIds = Workflow, TimeInterval = interval, Xml = xml } };
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
