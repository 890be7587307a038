using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>What a summary says of executions whose states, times and reasons are known, figure by figure.</summary>
public sealed class JobSummaryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobSummarySettings WithoutInput = new() { SkipInput = true };

    private readonly List<Run> _runs = [];
    private int _reads;
    private int _failsFrom = int.MaxValue;
    private DateTimeOffset? _date;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The time of an execution is from the start of its first task to the end of its last, where its tasks show it.</summary>
    [Fact]
    public void TheTimeOfAnExecutionIsThatOfItsTasks()
    {
        Assert.Equal(300, Seconds(Noon, Task(60, 70, null), Task(5, 10, 60), Task(null, null, null), Task(90, 60, 310),
            Task(100, 100, 200)));
        Assert.Equal(50, Seconds(Noon, Task(10, null, 60)));
        Assert.Equal(60, Seconds(Noon, Task(null, null, 60)));
        Assert.Equal(0, Seconds(Noon, Task(60, 60, 60)));
        Assert.Null(Seconds(Noon, Task(60, 60, 59)));
        Assert.Null(Seconds(null, Task(null, null, 60)));
        Assert.Null(Seconds(Noon, Task(10, 20, null)));
        Assert.Null(Seconds(Noon));
        Assert.Null(JobSummarizer.TimeOf(new WorkflowExecution { CreateTime = Noon }));
        Assert.Throws<ArgumentNullException>("execution", static () => JobSummarizer.TimeOf(null!));

        static double? Seconds(DateTimeOffset? created, params ExecutionTask[] tasks) =>
            JobSummarizer.TimeOf(new WorkflowExecution { CreateTime = created, Tasks = tasks })?.TotalSeconds;
    }

    /// <summary>The reason of a failure is its first task that failed.</summary>
    [Fact]
    public void TheFirstFailedTaskIsTheReason()
    {
        ExecutionTask[] tasks = [new() { Name = "a", StateText = "Success" }, new() { Name = "b", StateText = "Failed" },
            new() { Name = "c", StateText = "Failed" }];
        Assert.Equal("b", JobSummarizer.FailedTaskOf(new WorkflowExecution { Tasks = tasks })?.Name);
        Assert.Null(JobSummarizer.FailedTaskOf(new WorkflowExecution { Tasks = [tasks[0]] }));
        Assert.Null(JobSummarizer.FailedTaskOf(new WorkflowExecution()));
        Assert.Throws<ArgumentNullException>("execution", static () => JobSummarizer.FailedTaskOf(null!));
    }

    /// <summary>Every state is counted, and all that isn't an end is running.</summary>
    [Fact]
    public async Task EveryStateIsCounted()
    {
        foreach (string state in new[] { "Success", "Success", "Success", "Failed", "Failed", "Cancel", "Running", "Pause", "Strange" })
        {
            _runs.Add(new Run(state, 0, null));
        }

        JobSummary summary = await SummarizeAsync();
        Assert.Equal((9L, 3L, 2L, 1L, 3L), (summary.Executions, summary.Success, summary.Failed, summary.Cancel, summary.Running));
        Assert.Null(summary.Selected);
        Assert.Equal(("nightly", "b1", "Success", "media-1250000000", "ap-beijing"), (summary.Name, summary.JobId, summary.State,
            summary.Bucket, summary.Region));
    }

    /// <summary>The first and the last start, the last end, the median, the longest and the rate.</summary>
    [Fact]
    public async Task TimesAreThoseOfTheExecutions()
    {
        _runs.AddRange([new("Success", 10, 40), new("Failed", 5, 20), new("Cancel", 20, 105), new("Success", 15, 16)]);
        JobSummary summary = await SummarizeAsync();
        Assert.Equal((Noon.AddSeconds(5), Noon.AddSeconds(20), Noon.AddSeconds(105)), (summary.FirstStart, summary.LastStart,
            summary.LastEnd));
        Assert.Equal((15L, 85L, 4L), (summary.MedianSec, summary.LongestSec, summary.Timed));
        Assert.Equal(4 / 100.0, summary.Rate);
        Assert.Equal(["i2", "i0", "i1", "i3"], summary.Slowest.Select(static run => run.RunId));
        Assert.True(summary.IsTimesOfEnds);
        Assert.Equal((4L, 3L, 1L), (summary.Times!.Count, summary.Times.Good.Sum(), summary.Times.Bad.Sum()));

        // The last bucket that holds one has the last end, at 105 s; the last start is at 20 s.
        int last = Array.FindLastIndex(summary.Times.Good.ToArray(), static count => count > 0);
        Assert.InRange(Noon.AddSeconds(105), summary.Times.Origin.AddSeconds(last * summary.Times.Width),
            summary.Times.Origin.AddSeconds(((last + 1) * summary.Times.Width) - 1));
    }

    /// <summary>Where not all were timed, or some run, the histogram has the starts; a rate needs a second.</summary>
    [Fact]
    public async Task WithoutAllEndsTheStartsAreShown()
    {
        _runs.AddRange([new("Success", 10, 40), new("Failed", 5, null), new("Success", 6, null)]);
        JobSummary summary = await SummarizeAsync();
        Assert.False(summary.IsTimesOfEnds);
        Assert.Equal((3L, 2L, 1L), (summary.Times!.Count, summary.Times.Good.Sum(), summary.Times.Bad.Sum()));
        Assert.Equal(Noon.AddSeconds(40), summary.LastEnd);

        _runs.Clear();
        _runs.AddRange([new("Success", 10, null), new("Success", 11, null)]);
        summary = await SummarizeAsync();
        Assert.Equal((2.0, 0L, null, null), (summary.Rate, summary.Timed, summary.MedianSec, summary.LongestSec));
        Assert.Empty(summary.Slowest);

        _runs.RemoveAt(1);
        Assert.Null((await SummarizeAsync()).Rate);

        // What still runs ends now at the earliest, by the service's clock and not by this machine's.
        _runs.Add(new Run("Running", 12, null));
        _date = Noon.AddSeconds(1_010);
        Assert.InRange((await SummarizeAsync()).Rate!.Value, 0.0009, 0.001);
        _date = null;
        Assert.Null((await SummarizeAsync()).Rate);

        _runs.Clear();
        summary = await SummarizeAsync();
        Assert.Equal((0L, false, 0L, null), (summary.Executions, summary.IsTimesOfEnds, summary.Times!.Count, summary.Rate));
    }

    /// <summary>A failure whose tasks the service doesn't report is one without a reason.</summary>
    [Fact]
    public async Task WithoutTasksThereIsNoReason()
    {
        _runs.Add(new Run("Failed", 0, 1) { IsBare = true });
        FailureReason reason = Assert.Single((await SummarizeAsync()).Reasons);
        Assert.Equal(("", "", 1L, "a/0"), (reason.Code, reason.Message, reason.Failures, reason.Object));
    }

    /// <summary>The most frequent reason comes first, with one of its objects; equal ones by their code.</summary>
    [Fact]
    public async Task ReasonsAreSortedByFrequency()
    {
        foreach (string code in new[] { "B", "C", "A", "C", "" })
        {
            _runs.Add(new Run("Failed", 0, 1) { Code = code });
        }

        JobSummary summary = await SummarizeAsync();
        Assert.Equal(["C: 2", "-: 1", "A: 1", "B: 1"], summary.Reasons.Select(static reason => reason.ToString()));
        Assert.Equal(("message 1", "a/1", "i1"), (summary.Reasons[0].Message, summary.Reasons[0].Object, summary.Reasons[0].RunId));
        Assert.Equal(5, summary.ReasonsRead);
    }

    /// <summary>A hundred codes are kept apart, and all others are one reason without a code.</summary>
    [Fact]
    public async Task AHundredCodesAreKept()
    {
        _runs.AddRange(Enumerable.Range(0, 150).Select(static i => new Run("Failed", 0, 1) { Code = "E"
            + i.ToString(CultureInfo.InvariantCulture) }));
        JobSummary summary = await SummarizeAsync();
        Assert.Equal(101, summary.Reasons.Count);
        Assert.Equal(("", 50L), (summary.Reasons[0].Code, summary.Reasons[0].Failures));
        Assert.Equal(150, summary.Reasons.Sum(static reason => reason.Failures));
    }

    /// <summary>The ten slowest are kept, the slowest first, and of equal ones the first.</summary>
    [Fact]
    public async Task TheTenSlowestAreKept()
    {
        _runs.AddRange(Enumerable.Range(0, 30).Select(static i => new Run("Success", 0, i / 2)));
        JobSummary summary = await SummarizeAsync();
        Assert.Equal(["i28", "i29", "i26", "i27", "i24", "i25", "i22", "i23", "i20", "i21"], summary.Slowest.Select(static run =>
            run.RunId));
    }

    /// <summary>The limit bounds what is read one by one: reasons, and a sample that is drawn from all.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 5, 5)]
    [InlineData(40, 20, 40)]
    [InlineData(1000, 20, 60)]
    [InlineData(long.MaxValue, 20, 60)]
    public async Task TheLimitBoundsWhatIsRead(long limit, int reasons, int timed)
    {
        _runs.AddRange(Enumerable.Range(0, 60).Select(static i => new Run(i % 3 == 0 ? "Failed" : "Success", i, i + 10)));
        JobSummary summary = await SummarizeAsync(WithoutInput with { DetailLimit = limit });
        Assert.Equal((reasons, timed), (summary.ReasonsRead, summary.Timed));
        Assert.InRange(_reads, timed, reasons + timed);
        Assert.Equal(timed == 60, summary.IsTimesOfEnds);
        if (limit == 40)
        {
            Assert.Contains(summary.Slowest, static run => run.CreateTime >= Noon.AddSeconds(40));
        }
    }

    /// <summary>Each one of a long list has the same chance to be timed.</summary>
    [Fact]
    public async Task TheSampleIsDrawnFromAll()
    {
        _runs.AddRange(Enumerable.Range(0, 2_000).Select(static i => new Run("Success", i, 2 * i)));
        JobSummary summary = await SummarizeAsync(WithoutInput with { DetailLimit = 200 });
        Assert.Equal((200L, 200), (summary.Timed, _reads));
        Assert.InRange(summary.MedianSec!.Value, 800, 1_200);
        Assert.InRange(summary.LongestSec!.Value, 1_900, 2_000);
    }

    /// <summary>What can't be read one by one is reported once and is not tried on and on; every execution still counts.</summary>
    [Fact]
    public async Task WhatCannotBeReadIsToldOnce()
    {
        _failsFrom = 3;
        _runs.AddRange(Enumerable.Range(0, 50).Select(static i => new Run("Failed", i, i + 10) { Code = "A" }));
        var unreadable = new List<CiException>();
        JobSummary summary = await SummarizeAsync(WithoutInput with { ThrottleLimit = 1, Unreadable = unreadable.Add });
        Assert.Single(unreadable);
        Assert.Equal((50L, 2L), (summary.Failed, summary.ReasonsRead));
        Assert.Equal(3, _reads);
        Assert.Equal(2, Assert.Single(summary.Reasons).Failures);
    }

    /// <summary>Tasks that the list itself shows are not read again.</summary>
    [Fact]
    public async Task TasksOfTheListAreNotReadAgain()
    {
        _runs.AddRange([new("Failed", 0, 10) { IsWhole = true }, new("Success", 0, 10) { IsWhole = true }]);
        JobSummary summary = await SummarizeAsync();
        Assert.Equal((0, 1L, 2L), (_reads, summary.ReasonsRead, summary.Timed));
        Assert.Equal(2, (await SummarizeAsync(WithoutInput with { DetailLimit = long.MaxValue })).Timed);
        Assert.Equal(0, _reads);
    }

    /// <summary>Each page is reported with the reasons that were read, and how many came so far.</summary>
    [Fact]
    public async Task EachPageIsTold()
    {
        _runs.AddRange(Enumerable.Range(0, 150).Select(static i => new Run(i == 120 ? "Failed" : "Running", i, null)));
        var pages = new List<IReadOnlyList<WorkflowExecution>>();
        var counts = new List<long>();
        await SummarizeAsync(WithoutInput with { Page = pages.Add, Read = counts.Add });
        Assert.Equal([100L, 150L], counts);
        Assert.Equal([100, 50], pages.Select(static page => page.Count));
        Assert.NotNull(pages[1][20].Tasks);
        Assert.Null(pages[1][21].Tasks);
    }

    /// <summary>What isn't given is refused by name.</summary>
    [Fact]
    public async Task WhatIsNotGivenIsRefused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("client", static () => JobSummarizer.RunAsync(null!, new JobsDetail(),
            cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>("job", () => JobSummarizer.RunAsync(Client(), null!,
            cancellationToken: Cancellation));
    }

    private static ExecutionTask Task(int? created, int? started, int? ended) => new()
    {
        CreateTime = At(created), StartTime = At(started), EndTime = At(ended),
    };

    private static DateTimeOffset? At(int? seconds) => seconds is { } given ? Noon.AddSeconds(given) : null;

    private async Task<JobSummary> SummarizeAsync(JobSummarySettings? settings = null)
    {
        _reads = 0;
        var job = new JobsDetail
        {
            JobId = "b1", Name = "nightly", StateText = "Success", Bucket = "media-1250000000", Region = "ap-beijing",
            Input = new JobInput { Prefix = "a/" }, Operation = new JobOperation { WorkflowIds = JobScript.Workflow },
        };
        return await JobSummarizer.RunAsync(Client(), job, settings ?? WithoutInput, Cancellation);
    }

    private CiClient Client() => new(new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
    {
        Handler = new Handler(Dated), Clock = new ServiceClock(), Retry = new RetrySettings { MaximumRetryCount = 0 },
    });

    private HttpResponseMessage Dated(HttpRequestMessage request)
    {
        HttpResponseMessage answer = Answer(request);
        answer.Headers.Add("x-ci-request-id", "r");
        answer.Headers.Date = _date;
        return answer;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path == "/workflowexecution")
        {
            int start = int.Parse(System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query)["nextToken"] ?? "0",
                CultureInfo.InvariantCulture);
            string page = string.Concat(Enumerable.Range(start, Math.Min(100, _runs.Count - start)).Select(
                i => $"<WorkflowExecutionList>{_runs[i].Xml(i, _runs[i].IsWhole)}</WorkflowExecutionList>"));
            return Message(200, page + (start + 100 < _runs.Count ? $"<NextToken>{start + 100}</NextToken>" : ""));
        }

        if (Interlocked.Increment(ref _reads) >= _failsFrom)
        {
            return Message(403, "");
        }

        int number = int.Parse(path.Split('/')[^1][1..], CultureInfo.InvariantCulture);
        return Message(200, $"<WorkflowExecution>{_runs[number].Xml(number, withTasks: true)}</WorkflowExecution>");
    }

    private static HttpResponseMessage Message(int status, string content) => new((HttpStatusCode)status)
    {
        Content = new StringContent(status == 200
            ? $"<Response><RequestId>r</RequestId>{content}</Response>" : "<Error><Code>AccessDenied</Code></Error>"),
    };

    private sealed record Run(string State, int Made, int? Ended)
    {
        public string Code { get; init; } = "";

        /// <summary>Whether the list itself shows the tasks.</summary>
        public bool IsWhole { get; init; }

        /// <summary>Whether nothing shows the tasks.</summary>
        public bool IsBare { get; init; }

        public string Xml(int number, bool withTasks) =>
            $"<RunId>i{number}</RunId><WorkflowId>{JobScript.Workflow}</WorkflowId><State>{State}</State><Object>a/{number}</Object>"
            + $"<CreateTime>{Text(Made)}</CreateTime>"
            + (withTasks && !IsBare ? $"<Tasks><Type>Transcode</Type><State>{State}</State><Code>{Code}</Code><Message>message {number}</Message>"
            + $"<StartTime>{Text(Made)}</StartTime><EndTime>{(Ended is { } end ? Text(end) : "-")}</EndTime></Tasks>" : "");

        private static string Text(int seconds) => Noon.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:sszzz",
            CultureInfo.InvariantCulture);
    }

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            System.Threading.Tasks.Task.FromResult(answer(request));
    }
}
