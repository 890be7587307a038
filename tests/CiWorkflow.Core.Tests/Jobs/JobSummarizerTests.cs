using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>A summary counts every execution once, whatever their number, and reads no more of them than it may.</summary>
public sealed class JobSummarizerTests
{
    /// <summary>States, reasons, bytes and times of a job that has ended.</summary>
    [Fact]
    public async Task AJobThatHasEndedIsCounted()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        CiClient client = sandbox.Client();
        JobsDetail job = await MakeAsync(sandbox, client, "incoming/");
        JobSummary summary = await JobSummarizer.RunAsync(client, job, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((8, 6, 2, 0, 0), (summary.Executions, summary.Success, summary.Failed, summary.Running, summary.Cancel));
        Assert.Equal((8L, 108_000_000L), (summary.Selected, summary.Size));
        FailureReason reason = Assert.Single(summary.Reasons);
        Assert.Equal(("MediaFormatError", 2L), (reason.Code, reason.Failures));
        Assert.Contains("flaky", reason.Object, StringComparison.Ordinal);
        Assert.Equal(8, summary.Timed);
        Assert.True(summary.LongestSec >= summary.MedianSec);
    }

    /// <summary>An execution that runs is counted as running, and is not timed.</summary>
    [Fact]
    public async Task WhatRunsIsNotTimed()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        CiClient client = sandbox.Client();
        JobsDetail job = await client.CreateJobOnceAsync(new CreateJobRequest("n", DemoWorld.WorkflowId,
            JobInput.FromPrefix("incoming/")), TestContext.Current.CancellationToken);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(3));
        JobSummary summary = await JobSummarizer.RunAsync(client, job, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(summary.Running > 0, "none runs");
        Assert.Equal(8, summary.Executions);
        Assert.Equal(summary.Executions - summary.Running, summary.Timed);
    }

    /// <summary>The limit bounds the requests, and the summary says how many failures and times it rests on.</summary>
    [Fact]
    public async Task TheLimitBoundsTheRequests()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        CiClient client = sandbox.Client();
        JobsDetail job = await MakeAsync(sandbox, client, "incoming/");
        JobSummary summary = await JobSummarizer.RunAsync(client, job, new JobSummarySettings { DetailLimit = 1 },
            TestContext.Current.CancellationToken);
        Assert.Equal((2, 1, 1), (summary.Failed, summary.ReasonsRead, summary.Timed));
        Assert.True(sandbox.Service.Requests.Count(request =>
            request.Path.StartsWith("/workflowexecution/", StringComparison.Ordinal)) <= 2);
    }

    /// <summary>The median is exact: it agrees with a sorted list, whatever the durations are.</summary>
    [Fact]
    public void TheMedianIsThatOfASortedList()
    {
        var random = new Random(3);
        for (int run = 0; run < 200; run++)
        {
            var counts = new DurationCounts();
            List<int> all = [.. Enumerable.Range(0, 1 + random.Next(50)).Select(_ => random.Next(20))];
            all.ForEach(seconds => counts.Add(TimeSpan.FromSeconds(seconds)));
            Assert.Equal(all.Order().ElementAt((all.Count - 1) / 2), counts.Median()!.Value.TotalSeconds);
        }
    }

    /// <summary>A histogram loses nothing, in whatever order the times come, and each bucket has the times of its span.</summary>
    [Fact]
    public void AHistogramLosesNothing()
    {
        var random = new Random(5);
        for (int run = 0; run < 200; run++)
        {
            var histogram = new TimeHistogram();
            int span = 1 + random.Next(1_000_000);
            List<long> times = [.. Enumerable.Range(0, 1 + random.Next(300)).Select(_ => 1_700_000_000L + random.Next(span))];
            times.ForEach(time => histogram.Add(DateTimeOffset.FromUnixTimeSeconds(time), time % 3 > 0));
            long origin = histogram.Origin.ToUnixTimeSeconds();
            for (int bucket = 0; bucket < TimeHistogram.Buckets; bucket++)
            {
                List<long> here = [.. times.Where(time => time >= origin + (bucket * histogram.Width) && time < origin
                    + ((bucket + 1) * histogram.Width))];
                Assert.Equal((here.Count(time => time % 3 > 0), here.Count(time => time % 3 == 0)),
                    (histogram.Good[bucket], histogram.Bad[bucket]));
            }

            Assert.Equal(times.Count, histogram.Good.Sum() + histogram.Bad.Sum());
        }
    }

    /// <summary>The buckets are no longer than the times need, and the first one begins where they do.</summary>
    [Fact]
    public void BucketsAreAsShortAsTheyCanBe()
    {
        DateTimeOffset origin = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var histogram = new TimeHistogram();
        histogram.Add(origin, isGood: true);
        histogram.Add(origin.AddSeconds(59), isGood: false);
        Assert.Equal((1L, origin, 2L, "2"), (histogram.Width, histogram.Origin, histogram.Count, histogram.ToString()));
        histogram.Add(origin.AddSeconds(60), isGood: true);
        Assert.Equal((2L, origin), (histogram.Width, histogram.Origin));
        histogram.Add(origin.AddSeconds(-1), isGood: true);
        Assert.Equal((4L, origin.AddSeconds(-120)), (histogram.Width, histogram.Origin));
    }

    private static async Task<JobsDetail> MakeAsync(SandboxFixture sandbox, CiClient client, string prefix)
    {
        JobsDetail job = await client.CreateJobOnceAsync(new CreateJobRequest("n", DemoWorld.WorkflowId, JobInput.FromPrefix(prefix)),
            TestContext.Current.CancellationToken);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        return job;
    }
}
