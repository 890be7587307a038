using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// A job counts as ended when its executions have. The service documents neither how many there are nor how soon they are listed
/// (SERVICE.md, "Success of a job"; the states of executions: 436/50855), so each case is one of the ways in which it may behave.
/// </summary>
public sealed class JobWaiterTests
{
    /// <summary>
    /// Success of the job isn't the end: the last execution's end is, and where the number is known it needs no more waiting.
    /// </summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public async Task TheEndIsThatOfTheLastExecution(bool ignoresStates, bool refusesPause, bool beginsWithEmptyPage)
    {
        foreach (int count in new[] { 3, 1500 })
        {
            using var service = new FakeJobService { JobEnds = 2, Selected = count, IgnoresStates = ignoresStates,
                RefusesPause = refusesPause, BeginsWithEmptyPage = beginsWithEmptyPage };
            service.Executions.AddRange(Enumerable.Range(0, count).Select(i =>
                (Appears: 1.0, Ends: 3.0 + (i % 7), State: i % 3 == 0 ? "Failed" : "Success")));
            (double ended, JobStatus status) = await WaitAsync(service);
            Assert.Equal(service.Executions.Max(execution => execution.Ends), ended);
            Assert.Equal(count, status.Executions!.Total);
            Assert.Equal(service.Executions.Count(execution => execution.State == "Failed"), status.Executions.Failed);
        }
    }

    /// <summary>Where fewer have appeared than the input selects, the others are waited for.</summary>
    [Fact]
    public async Task WhatAppearsLateIsWaitedFor()
    {
        using var service = new FakeJobService { JobEnds = 1, Selected = 3 };
        service.Executions.AddRange([(1, 2, "Success"), (9, 10, "Success"), (18, 21, "Failed")]);
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.Equal(21, ended);
        Assert.Equal((2, 1), (status.Executions!.Success, status.Executions.Failed));
        Assert.Equal(1, service.ObjectLists);
    }

    /// <summary>Each object that the input selects has an execution in each workflow.</summary>
    [Fact]
    public async Task EachWorkflowHasAnExecutionOfEachObject()
    {
        using var service = new FakeJobService
        {
            Selected = 3, WorkflowIds = "w7476ff3564ee45b7b490d64bccaba6cc,w7476ff3564ee45b7b490d64bccaba6cd",
        };
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 3));
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.Equal((0.0, 3L, 6L, 6L), (ended, status.Selected, status.Expected, status.Executions!.Total));
    }

    /// <summary>A job that will have many executions is asked for its open ones, and is counted only when there are none.</summary>
    [Fact]
    public async Task AJobThatWillBeLargeIsNotCountedInEachRound()
    {
        using var service = new FakeJobService { Selected = 1_500 };
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 250));
        JobWaiter waiter = Make(service);
        await waiter.PollAsync(TestContext.Current.CancellationToken);
        int first = service.Lists;
        await waiter.PollAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2 + 3, 2), (first, service.Lists - first));
    }

    /// <summary>The executions of more jobs than are asked for at once are asked for in turn.</summary>
    [Fact]
    public async Task ManyJobsAreAskedForInTurn()
    {
        using var service = new FakeJobService { Selected = 0 };
        JobWaiter waiter = Make(service);
        for (int i = 1; i < 30; i++)
        {
            waiter.Add("b" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), null);
        }

        IReadOnlyList<JobStatus> found = await waiter.PollAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(30, found.Count(static status => status.IsEnded));
    }

    /// <summary>Where the number isn't known, nothing may change for the settle time; what appears starts it anew.</summary>
    [Fact]
    public async Task WithoutANumberTheSettleTimeDecides()
    {
        using var service = new FakeJobService { JobEnds = 1 };
        service.Executions.AddRange([(1, 2, "Success"), (9, 10, "Success"), (18, 21, "Failed")]);
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.InRange(ended, 31, 33);
        Assert.Equal(3, status.Executions!.Total);
    }

    /// <summary>
    /// A job that ended long ago isn't watched for late ones, and one whose number never comes ends after the settle time.
    /// </summary>
    [Fact]
    public async Task AnOldJobEndsAtOnceAndAnOddOneAfterTheSettleTime()
    {
        using var old = new FakeJobService { EndTime = DateTimeOffset.UtcNow.AddDays(-1) };
        old.Executions.Add((0, 0, "Success"));
        Assert.Equal(0, (await WaitAsync(old)).Ended);

        using var filtered = new FakeJobService { Selected = 5 };
        filtered.Executions.Add((0, 1, "Success"));
        (double ended, JobStatus status) = await WaitAsync(filtered);
        Assert.InRange(ended, 11, 13);
        Assert.Equal((5L, 1L), (status.Selected, status.Executions!.Total));
    }

    /// <summary>A paused execution is open, whatever the job's state is.</summary>
    [Fact]
    public async Task APausedExecutionIsOpen()
    {
        using var service = new FakeJobService { Selected = 1 };
        service.Executions.Add((0, 0, "Pause"));
        JobWaiter waiter = Make(service);
        JobStatus status = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal((false, 1L), (status.IsEnded, status.Executions!.Paused));
    }

    /// <summary>The end of the job alone asks for no executions.</summary>
    [Fact]
    public async Task TheJobAloneAsksForNoExecutions()
    {
        using var service = new FakeJobService { JobEnds = 2 };
        service.Executions.Add((0, 100, "Success"));
        Assert.Equal(2, (await WaitAsync(service, new JobWaitSettings { JobOnly = true })).Ended);
        Assert.Equal(0, service.Lists);
    }

    /// <summary>Executions that can't be read end the wait with the reason; a fault that passes doesn't.</summary>
    [Fact]
    public async Task WhatCantBeReadIsSaid()
    {
        using var service = new FakeJobService { ListStatus = HttpStatusCode.Forbidden };
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.Equal(0, ended);
        Assert.Equal(403, Assert.IsType<CiServiceException>(status.Failure).HttpStatus);

        using var busy = new FakeJobService { ListStatus = HttpStatusCode.ServiceUnavailable, Selected = 0 };
        JobWaiter waiter = Make(busy);
        Assert.False(Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken)).IsEnded);
        busy.ListStatus = HttpStatusCode.OK;
        Assert.True(Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken)).IsEnded);
    }

    /// <summary>
    /// A look that fails says why and isn't taken for one that saw executions run; one that sees them says so, and an execution in a state
    /// that no page names ends nothing and shows nothing.
    /// </summary>
    [Fact]
    public async Task OnlyWhatWasSeenIsOpen()
    {
        using var service = new FakeJobService { Selected = 1 };
        service.Executions.Add((0, 5, "Rejected"));
        JobWaiter waiter = Make(service);
        Assert.True(Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken)).IsOpen);
        service.ListStatus = HttpStatusCode.ServiceUnavailable;
        JobStatus failed = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal((false, false, 503), (failed.IsEnded, failed.IsOpen, ((CiServiceException)failed.Failure!).HttpStatus));
        (service.ListStatus, service.Now) = (HttpStatusCode.OK, 100);
        JobStatus rejected = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal((false, false, null, 1L, "Rejected"), (rejected.IsEnded, rejected.IsOpen, rejected.Failure,
            rejected.Executions!.Unknown, rejected.Executions.UnknownState));
    }

    /// <summary>
    /// Of a job that has ended it is known how many executions were not seen of those that it must have: none where as many were seen, the
    /// rest where fewer were, and nothing where none was and what it selected isn't known. A filter of the workflow's Start node may leave
    /// out what the input selects.
    /// </summary>
    [Theory]
    [InlineData(3, 3, "2026-03-01T12:00:00+0800", "", 0L)]
    [InlineData(1, 3, "2026-03-01T12:00:00+0800", "", 2L)]
    [InlineData(0, 3, "2026-03-01T12:00:00+0800", "", 3L)]
    [InlineData(0, 0, "2026-03-01T12:00:00+0800", "", 0L)]
    [InlineData(0, null, "2026-03-01T12:00:00+0800", "", null)]
    [InlineData(1, null, "2026-03-01T12:00:00+0800", "", 0L)]
    [InlineData(1, 3, "2025-03-01T12:00:00+0800", "", 0L)]
    [InlineData(0, 3, "2025-03-01T12:00:00+0800", "", null)]
    [InlineData(1, 3, "2026-03-01T12:00:00+0800", "<Input><ObjectPrefix>a/1</ObjectPrefix></Input>", 0L)]
    [InlineData(1, 3, "2026-03-01T12:00:00+0800", "<Input><ObjectPrefix/><ExtFilter><State>On</State></ExtFilter></Input>", 0L)]
    [InlineData(1, 3, "2026-03-01T12:00:00+0800", "<Input><ExtFilter><State>Off</State></ExtFilter></Input>", 2L)]
    [InlineData(1, 3, "2026-03-01T12:00:00+0800", "<SamplingConfig><State>On</State></SamplingConfig>", 0L)]
    [InlineData(0, 3, "2026-03-01T12:00:00+0800", "<SamplingConfig><State>On</State></SamplingConfig>", null)]
    public async Task WhatWasNotSeenIsKnown(int seen, int? selected, string created, string start, long? unseen)
    {
        using var service = new FakeJobService { Selected = selected, Created = created, Start = start };
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), seen));
        Assert.Equal(unseen, (await WaitAsync(service)).Status.Unseen);
    }

    /// <summary>A large job costs one request a round while it runs, and two counts of at most 100 pages in the end.</summary>
    [Fact(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    public async Task ALargeJobCostsFewRequests()
    {
        using var service = new FakeJobService();
        service.Executions.AddRange(Enumerable.Range(0, 20_000).Select(i => (Appears: 0.0, Ends: 50.0, State: "Success")));
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.InRange(ended, 60, 62);
        Assert.False(status.Executions!.IsWhole);
        Assert.InRange(service.Lists, 50, 50 + (2 * 12) + (2 * 101));

        using var counted = new FakeJobService();
        counted.Executions.AddRange(Enumerable.Range(0, 20_000).Select(i =>
            (Appears: 0.0, Ends: 0.0, State: i == 19_999 ? "Failed" : "Success")));
        Assert.Equal((19_999L, 1L),
            await WaitAsync(counted, new JobWaitSettings { CountAll = true, SettleTime = TimeSpan.FromSeconds(10) }) is var (_, all)
            ? (all.Executions!.Success, all.Executions.Failed) : default);
    }

    /// <summary>
    /// Where the service doesn't filter by state, nothing but a whole count can show that none is open: the last of more than are counted
    /// otherwise is found.
    /// </summary>
    [Fact]
    public async Task WithoutAFilterByStateAllAreCounted()
    {
        using var service = new FakeJobService { IgnoresStates = true, EndTime = DateTimeOffset.UtcNow.AddDays(-1) };
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 10_000));
        service.Executions.Add((0, 1, "Success"));
        JobWaiter waiter = Make(service);
        JobStatus status = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal((false, 1L), (status.IsEnded, status.Executions!.Open));
    }

    /// <summary>
    /// The end is never claimed while an execution is open or to come, as long as none comes later than the settle time after the one
    /// before.
    /// </summary>
    [Theory]
    [Tiers(30, 300)]
    public async Task TheEndIsNeverClaimedTooEarly(int seeds)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 40);
            using var service = new FakeJobService
            {
                JobEnds = random.Next(5),
                JobEnd = random.Next(4) == 0 ? "Failed" : "Success",
                Selected = random.Next(2) == 0 ? count : random.Next(2) == 0 ? null : random.Next(count + 5),
                IgnoresStates = random.Next(2) == 0,
                RefusesPause = random.Next(2) == 0,
                BeginsWithEmptyPage = random.Next(2) == 0,
            };
            double appears = 0;
            for (int i = 0; i < count; i++)
            {
                appears += random.Next(3) == 0 ? random.NextDouble() * 8 : 0;
                service.Executions.Add((appears, appears + (random.NextDouble() * 20), random.Next(3) == 0 ? "Failed"
                    : random.Next(8) == 0 ? "Cancel" : "Success"));
            }

            // A number that is wrong by chance, and equal to how many there are for a moment, is the one thing that can't be told apart.
            service.Selected = service.Selected == count || service.Selected is null || service.Selected > count ? service.Selected : null;
            (_, JobStatus status) = await WaitAsync(service);
            Assert.False(service.HasOpen, $"seed {seed}: an execution is open");
            Assert.True(count == status.Executions!.Total, $"seed {seed}: {status.Executions.Total} of {count}");
        }
    }

    /// <summary>
    /// A job is old by the service's own time alone, whatever the clock of this machine says, and with a quarter of an hour to spare.
    /// Without the service's time none is.
    /// </summary>
    [Theory]
    [InlineData(20, 0, false)]
    [InlineData(30, 0, true)]
    [InlineData(20, -60 * 24, false)]
    [InlineData(30, -60 * 24, true)]
    [InlineData(20, 60 * 24, false)]
    [InlineData(30, 60 * 24, true)]
    [InlineData(30, null, false)]
    public async Task AJobIsOldByTheServicesTime(int minutes, int? serviceAheadBy, bool isOld)
    {
        DateTimeOffset? date = serviceAheadBy is { } ahead ? DateTimeOffset.UtcNow.AddMinutes(ahead) : null;
        using var service = new FakeJobService
        {
            Date = date, EndTime = (date ?? DateTimeOffset.UtcNow).AddMinutes(-minutes),
        };
        service.Executions.Add((0, 0, "Success"));
        JobWaiter waiter = Make(service, new JobWaitSettings { SettleTime = TimeSpan.FromMinutes(10) });
        Assert.Equal(isOld, Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken)).IsEnded);
    }

    /// <summary>
    /// A small job is counted whole in each round, one page for each hundred; a larger one costs two pages a round until the settle time
    /// is over, and a second count then.
    /// </summary>
    [Theory]
    [InlineData(3, 2 + 1 + 10)]
    [InlineData(1_000, 2 + 10 + (10 * 10))]
    [InlineData(1_001, 2 + 11 + (10 * 2) + 11)]
    public async Task ARoundCostsFewRequests(int count, int lists)
    {
        using var service = new FakeJobService();
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), count));
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.Equal((10, count, lists), (ended, status.Executions!.Total, service.Lists));
    }

    /// <summary>What appears or disappears between two counts starts the settle time anew.</summary>
    [Fact]
    public async Task AChangeStartsTheSettleTimeAnew()
    {
        using var service = new FakeJobService();
        service.Executions.AddRange([(0, 0, "Success"), (9, 9, "Success")]);
        Assert.Equal(19, (await WaitAsync(service)).Ended);
    }

    /// <summary>An answer that is lost is one that may come in the next round.</summary>
    [Fact]
    public async Task ALostListIsAskedForAgain()
    {
        using var service = new FakeJobService { Selected = 0, LosesLists = true };
        JobWaiter waiter = Make(service);
        JobStatus status = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.False(status.IsEnded);
        Assert.Equal(TransportFailure.ConnectionLost, Assert.IsType<CiTransportException>(status.Failure).Failure);
        service.LosesLists = false;
        status = Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal((true, null, 0L, 0L), (status.IsEnded, status.Failure, status.Selected, status.Expected));
    }

    /// <summary>Jobs that can't be listed are told each, and the executions of one that has ended are looked at all the same.</summary>
    [Fact]
    public async Task AListOfJobsThatFailsStopsNoOther()
    {
        using var service = new FakeJobService { Selected = 1 };
        service.Executions.Add((0, 3, "Success"));
        JobWaiter waiter = Make(service);
        await waiter.PollAsync(TestContext.Current.CancellationToken);
        waiter.Add("b2", null);
        (service.Now, service.JobStatus) = (5, HttpStatusCode.ServiceUnavailable);
        Dictionary<string, JobStatus> found =
            (await waiter.PollAsync(TestContext.Current.CancellationToken)).ToDictionary(static status => status.JobId);
        Assert.True(found[FakeJobService.JobId].IsEnded);
        Assert.Equal((false, true), (found["b2"].IsEnded, found["b2"].Failure is CiServiceException { HttpStatus: 503 }));
        Assert.Equal(["b2"], waiter.Pending);
    }

    /// <summary>A job that runs is reported as it is; one that doesn't exist is reported, and waited for no longer.</summary>
    [Fact]
    public async Task EachRoundTellsEachJob()
    {
        using var service = new FakeJobService { JobEnds = 5 };
        JobWaiter waiter = Make(service);
        waiter.Add("gone", null);
        IReadOnlyList<JobStatus> found = await waiter.PollAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(FakeJobService.JobId, false), ("gone", true)], found.Select(static status => (status.JobId, status.IsEnded)));
        Assert.Null(found[1].Job);
        Assert.Equal([FakeJobService.JobId], waiter.Pending);
        Assert.Equal("media-1250000000", waiter.Client.Bucket);
        waiter.Remove(FakeJobService.JobId);
        Assert.Empty(waiter.Pending);
    }

    /// <summary>A job whose executions are waited for isn't added again, and can be removed.</summary>
    [Fact]
    public async Task AJobIsWaitedForOnce()
    {
        using var service = new FakeJobService();
        service.Executions.Add((0, 100, "Success"));
        JobWaiter waiter = Make(service);
        await waiter.PollAsync(TestContext.Current.CancellationToken);
        waiter.Add(FakeJobService.JobId, null);
        Assert.Single(waiter.Pending);
        Assert.Single(await waiter.PollAsync(TestContext.Current.CancellationToken));
        waiter.Remove(FakeJobService.JobId);
        Assert.Empty(waiter.Pending);
        Assert.Empty(await waiter.PollAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(30), new JobWaitSettings().SettleTime);
    }

    /// <summary>An execution that stands on two pages counts once: the one that is missing is waited for.</summary>
    [Fact]
    public async Task AnExecutionOnTwoPagesCountsOnce()
    {
        using var service = new FakeJobService { Selected = 150, RepeatsBetweenPages = true };
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 149));
        service.Executions.Add((5, 8, "Failed"));
        (double ended, JobStatus status) = await WaitAsync(service);
        Assert.Equal((8, 149L, 1L), (ended, status.Executions!.Success, status.Executions.Failed));
    }

    private static JobWaiter Make(FakeJobService service, JobWaitSettings? settings = null)
    {
        var waiter = new JobWaiter(service.Client, settings ?? new JobWaitSettings { SettleTime = TimeSpan.FromSeconds(10) }, () =>
            TimeSpan.FromSeconds(service.Now));
        waiter.Add(FakeJobService.JobId, null);
        return waiter;
    }

    /// <summary>Polls once a second of the service's clock, to the end.</summary>
    private static async Task<(double Ended, JobStatus Status)> WaitAsync(FakeJobService service, JobWaitSettings? settings = null)
    {
        JobWaiter waiter = Make(service, settings);
        for (; service.Now < 1_000; service.Now++)
        {
            IReadOnlyList<JobStatus> found = await waiter.PollAsync(TestContext.Current.CancellationToken);
            if (waiter.Pending.Count == 0)
            {
                return (service.Now, found.Single(status => status.IsEnded));
            }
        }

        throw new InvalidOperationException("The wait didn't end.");
    }
}
