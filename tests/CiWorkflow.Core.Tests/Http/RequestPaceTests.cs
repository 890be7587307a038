using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>The limit of requests a second, in virtual time.</summary>
public sealed class RequestPaceTests
{
    private const string WorkflowId = "w7476ff3564ee45b7b490d64bccaba6cc";

    /// <summary>The seconds between two requests.</summary>
    private static double PauseOf(VirtualTime time, RequestPace pace, double? perSecond)
    {
        Send();
        TimeSpan first = time.Elapsed;
        Send();
        return (time.Elapsed - first).TotalSeconds;

        void Send()
        {
            Task waiting = pace.WaitAsync(perSecond, Cancellation);
            time.Run(waiting);
            Assert.True(waiting.IsCompletedSuccessfully);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Calls at once are sent one after another; also less than one a second can be asked for.</summary>
    [Theory]
    [InlineData(4, 0.25)]
    [InlineData(0.5, 2)]
    public void NoSecondHasMoreThanAreAllowed(double perSecond, double pause)
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        var client = new CiClient(service.Settings with { MaximumRequestsPerSecond = perSecond });
        service.Run([.. Enumerable.Repeat(() => List(client), 10)]);
        Assert.Equal(Enumerable.Repeat(pause, 9), service.Pauses);
    }

    /// <summary>Without the setting nothing waits.</summary>
    [Fact]
    public void NothingWaitsByDefault()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        var client = new CiClient(service.Settings);
        service.Run([.. Enumerable.Repeat(() => List(client), 10)]);
        Assert.All(service.Pauses, pause => Assert.Equal(0, pause));
    }

    /// <summary>Another client of the same account and host waits too; one of another bucket, whose host is another, doesn't.</summary>
    [Fact]
    public void ClientsOfAnAccountAndAHostShareIt()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        CiClientSettings settings = service.Settings with { MaximumRequestsPerSecond = 1 };
        CiClient[] clients = [new(settings), new(settings), new(settings.For("other-1250000000", "ap-beijing"))];
        service.Run([.. clients.Select<CiClient, Func<Task>>(client => () => List(client))]);
        Assert.Equal([0, 0, 1], service.Requests.Select(request => request.At.TotalSeconds));
        Assert.StartsWith("media-", service.Requests[2].Request.RequestUri!.Host, StringComparison.Ordinal);
    }

    /// <summary>At one address, accounts are distinguished.</summary>
    [Fact]
    public void AccountsAtOneAddressDontShareIt()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        CiClientSettings settings = service.Settings with { MaximumRequestsPerSecond = 1, Endpoint = new Uri("https://proxy.example") };
        CiClient[] clients = [new(settings), new(settings.For("media-1260000000", "ap-beijing")), new(settings.For("b-1250000000", "ap-beijing"))];
        service.Run([.. clients.Select<CiClient, Func<Task>>(client => () => List(client))]);
        Assert.Equal([0, 0, 1], service.Requests.Select(request => request.At.TotalSeconds));
    }

    /// <summary>A retry is a request like another.</summary>
    [Fact]
    public void RetriesAreCounted()
    {
        using var service = new ScriptedService(Error(500, "InternalError"), Error(500, "InternalError"), Answer(200, NoJobs));
        CiClientSettings settings = service.Settings with { MaximumRequestsPerSecond = 0.1 };
        service.Run(() => List(new CiClient(settings)));
        Assert.Equal([10, 10], service.Pauses);
    }

    /// <summary>So are the looks and the requests of a creation, and a request that is sent again for the clock.</summary>
    [Fact]
    public void CreationsAreCounted()
    {
        string job = "<Response><JobsDetail><Name>demo</Name><JobId>j1</JobId><State>Submitted</State></JobsDetail></Response>";
        using var service = new ScriptedService(Answer(200, NoJobs), Answer(200, job));
        var client = new CiClient(service.Settings with { MaximumRequestsPerSecond = 1 });
        service.Run(() => new JobTrigger(client).CreateAsync(
            new CreateJobRequest("demo", WorkflowId, JobInput.FromPrefix("input/")), cancellationToken: Cancellation));
        Assert.Equal(["GET", "POST"], service.Requests.Select(request => request.Request.Method.Method));
        Assert.All(service.Pauses, pause => Assert.True(pause >= 1));
    }

    /// <summary>So is the start of an execution, which is sent once.</summary>
    [Fact]
    public void StartsAreCounted()
    {
        using var service = new ScriptedService(Answer(200, "<Response><InstanceId>i1</InstanceId></Response>"));
        var client = new CiClient(service.Settings with { MaximumRequestsPerSecond = 1 });
        service.Run([.. Enumerable.Repeat(() => client.StartExecutionOnceAsync(WorkflowId, "a.mp4", null, Cancellation), 3)]);
        Assert.Equal([1, 1], service.Pauses);
    }

    /// <summary>A call that is signed again for the clock isn't held up, and the next one waits for both.</summary>
    [Fact]
    public void ACallThatIsSentAgainIsCounted()
    {
        using var service = new ScriptedService(
            Error(403, "RequestTimeTooSkewed", clock: TimeSpan.FromHours(1)), Answer(200, NoJobs));
        var client = new CiClient(service.Settings with { MaximumRequestsPerSecond = 1 });
        service.Run(() => List(client), () => List(client));
        Assert.Equal([0, 0, 2], service.Requests.Select(request => request.At.TotalSeconds));
    }

    /// <summary>So is one that is signed again with other keys.</summary>
    [Fact]
    public void ACallWithOtherKeysIsCounted()
    {
        using var service = new ScriptedService(Error(403, "ExpiredToken"), Answer(200, NoJobs));
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new OtherKeys())
        {
            Handler = service,
            Clock = service.Settings.Clock,
            MaximumRequestsPerSecond = 1,
        };
        var client = new CiClient(settings);
        service.Run(() => List(client), () => List(client));
        Assert.Equal([0, 0, 2], service.Requests.Select(request => request.At.TotalSeconds));
    }

    /// <summary>A request that is only counted, after a pause, counts from its own time on.</summary>
    [Fact]
    public void ACountedRequestCountsFromItsTime()
    {
        var time = new VirtualTime();
        RequestPace pace = RequestPace.Of(time, "host", "1250000000");
        time.At(TimeSpan.FromSeconds(10), () => pace.Count(1));
        time.Run();
        Task waiting = pace.WaitAsync(1, Cancellation);
        time.Run();
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.FromSeconds(11), time.Elapsed);
    }

    /// <summary>
    /// A service that asks for fewer gets half of what that second had, but never less than five; a second's refusals are one; and a lower
    /// limit of the user's holds.
    /// </summary>
    [Theory]
    [InlineData(100, 50, null, 0.02, 0.04)]
    [InlineData(100, 50, 10.0, 0.1, 0.04)]
    [InlineData(4, 5, null, 0.2, 0.2)]
    public async Task AServiceThatAsksForFewerGetsHalf(int sent, double granted, double? limit, double pause, double later)
    {
        var time = new VirtualTime();
        RequestPace pace = RequestPace.Of(time, "host", "1250000000");
        for (int request = 0; request < sent; request++)
        {
            await pace.WaitAsync(null, Cancellation);
        }

        Assert.Equal(granted, pace.SlowDown());
        Assert.Null(pace.SlowDown());
        Assert.Equal(pause, PauseOf(time, pace, limit), 6);
        time.Run(time.DelayAsync(TimeSpan.FromSeconds(1), Cancellation));
        Assert.Null(pace.SlowDown());
        Assert.Equal(later, PauseOf(time, pace, null), 6);
    }

    /// <summary>Each request that succeeds lets a little more be sent; at two thousand a second there is no limit any more.</summary>
    [Fact]
    public void WhatSucceedsLetsMoreBeSent()
    {
        var time = new VirtualTime();
        RequestPace pace = RequestPace.Of(time, "host", "1250000000");
        pace.SpeedUp();
        pace.SlowDown();
        SpeedUp(250);
        Assert.Equal(0.1, PauseOf(time, pace, null), 6);
        SpeedUp(100_000);
        Assert.Equal(0, PauseOf(time, pace, null), 6);

        void SpeedUp(int times)
        {
            for (int time = 0; time < times; time++)
            {
                pace.SpeedUp();
            }
        }
    }

    /// <summary>A wait that is cancelled ends at once, and leaves its turn to the others.</summary>
    [Fact]
    public void AWaitCanBeCancelled()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        using var stop = new CancellationTokenSource();
        var client = new CiClient(service.Settings with { MaximumRequestsPerSecond = 0.01 });
        Func<Task> cancelled = async () => await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.ListJobs(new JobQuery()).NextAsync(cancellationToken: stop.Token));
        service.Time.At(TimeSpan.FromSeconds(5), stop.Cancel);
        service.Time.At(TimeSpan.FromSeconds(6), () => _ = List(client));
        service.Run(() => List(client), cancelled, cancelled);
        Assert.Equal([0, 100], service.Requests.Select(request => request.At.TotalSeconds));
    }

    /// <summary>A limit that isn't one is refused.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.001)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ALimitIsANumberOfRequests(double perSecond)
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        Assert.Throws<ArgumentOutOfRangeException>(() => service.Settings with { MaximumRequestsPerSecond = perSecond });
    }

    private sealed class OtherKeys : IRenewableCredentials
    {
        public Task<CiCredential> GetAsync(CancellationToken cancellationToken) => Task.FromResult(new CiCredential("AKIDold", "k"));

        public Task<CiCredential> RenewAsync(CiCredential refused, CancellationToken cancellationToken) =>
            Task.FromResult(new CiCredential("AKIDnew", "k"));
    }

    private static async Task List(CiClient client) => await client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation);
}
