using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>Which failures are repeated, how often, how long, and after which delays; all in virtual time.</summary>
public sealed class RetryTests
{
    private static readonly CreateJobRequest Request = new("demo", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("input/"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What may succeed a little later is asked for again, and nothing else (CI: 1045/43611; COS: 436/7730).</summary>
    [Theory]
    [InlineData(400, "RequestTimeout", 5)]
    [InlineData(403, "QueueSaturated", 5)]
    [InlineData(408, "RequestTimeout", 5)]
    [InlineData(429, "SlowDown", 5)]
    [InlineData(500, "InternalError", 5)]
    [InlineData(502, "", 5)]
    [InlineData(503, "ServiceUnavailable", 5)]
    [InlineData(503, "SlowDown", 5)]
    [InlineData(504, "", 5)]
    [InlineData(400, "InvalidArgument", 1)]
    [InlineData(403, "AccessDenied", 1)]
    [InlineData(403, "QueuePaused", 1)]
    [InlineData(404, "NoSuchBucket", 1)]
    [InlineData(501, "NotImplemented", 1)]
    public void AReadIsRepeatedWhereThatMayHelp(int status, string code, int tries)
    {
        using var service = new ScriptedService(Error(status, code));
        CiServiceException error = Fails<CiServiceException>(
            service, () => new CiClient(service.Settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        Assert.Equal(tries, service.Requests.Count);
        Assert.Equal(tries, error.Tries);
        Assert.Equal(tries - 1, service.Observer.Retries.Count);
    }

    /// <summary>
    /// A call that isn't idempotent is repeated only where it never reached the service: no document says that a busy one did nothing.
    /// </summary>
    [Fact]
    public void ACallThatMayHaveActedIsNotRepeated()
    {
        foreach ((int status, string code) in new[] { (429, "SlowDown"), (503, "SlowDown"), (403, "QueueSaturated"), (500, "InternalError") })
        {
            var refused = new CiServiceException(status, new ErrorDocument { Code = code }, "");
            Assert.Equal((false, true), (RetryPolicy.MayRepeat(refused, isIdempotent: false), RetryPolicy.MayRepeat(refused, true)));
        }

        var uri = new Uri("https://host/path");
        foreach (TransportFailure failure in Enum.GetValues<TransportFailure>())
        {
            bool mayRepeat = RetryPolicy.MayRepeat(new CiTransportException(failure, uri, "", "", null), isIdempotent: false);
            Assert.Equal(failure == TransportFailure.NotConnected, mayRepeat);
        }
    }

    /// <summary>The delays double, half of each is fixed, and none is over the bound.</summary>
    [Fact]
    public void TheDelaysGrow()
    {
        using var service = new ScriptedService(Error(500, "InternalError"));
        var retry = new RetrySettings { MaximumRetryCount = 6, Interval = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(10) };
        CiClientSettings settings = service.Settings with { Retry = retry };
        Fails<CiServiceException>(service, () => new CiClient(settings).GetJobAsync("j1", Cancellation));
        double[] longest = [1, 2, 4, 8, 10, 10];
        Assert.Equal(longest.Length, service.Pauses.Length);
        Assert.All(service.Pauses.Zip(longest), static pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
    }

    /// <summary>Jitter is between half and all of a delay, at both ends of chance.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.5, 3)]
    [InlineData(1, 4)]
    public void HalfOfADelayIsFixed(double chance, double seconds) =>
        Assert.Equal(
            seconds, (new Backoff(TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1)) { Random = () => chance }).Delay(3).TotalSeconds, 6);

    /// <summary>Two callers don't wait equally long.</summary>
    [Fact]
    public void DelaysDiffer()
    {
        var backoff = new Backoff(TimeSpan.FromHours(1), 2, TimeSpan.FromHours(1));
        Assert.True(Enumerable.Range(0, 20).Select(_ => backoff.Delay(1)).Distinct().Count() > 1);
    }

    /// <summary>A Retry-After that is longer than the delay is waited for; one that is over the bound ends the retries.</summary>
    [Theory]
    [InlineData("7", 5, 7)]
    [InlineData("0", 5, 0.25)]
    [InlineData("21", 1, 0)]
    public void RetryAfterIsHeeded(string retryAfter, int tries, double least)
    {
        using var service = new ScriptedService(Error(503, "SlowDown", retryAfter: retryAfter));
        Fails<CiServiceException>(service, () => new CiClient(service.Settings).GetJobAsync("j1", Cancellation));
        Assert.Equal(tries, service.Requests.Count);
        Assert.All(service.Pauses, pause => Assert.True(pause >= least, $"{pause} s"));
    }

    /// <summary>Retry-After as a date is reckoned by the service's own clock.</summary>
    [Fact]
    public void RetryAfterMayBeADate()
    {
        var ahead = TimeSpan.FromHours(5);
        using var service = new ScriptedService(
            Error(503, "SlowDown", retryAfter: (Start + ahead).AddSeconds(9).ToString("R"), clock: ahead), Answer(200, NoJobs));
        service.Run(() => new CiClient(service.Settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        Assert.Equal(9, Assert.Single(service.Pauses), 3);
    }

    /// <summary>A service that asks for fewer calls is left alone by all of this process's calls, and by those of no other host.</summary>
    [Fact]
    public void EveryCallWaitsForAThrottledHost()
    {
        using var service = new ScriptedService(Error(429, "SlowDown", retryAfter: "5"), Answer(200, NoJobs));
        var client = new CiClient(service.Settings);
        service.Run(
            () => client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation),
            async () =>
            {
                await service.Time.DelayAsync(TimeSpan.FromSeconds(1), Cancellation);
                await client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation);
            },
            async () =>
            {
                await service.Time.DelayAsync(TimeSpan.FromSeconds(2), Cancellation);
                var other = new CiClient(service.Settings with { Endpoint = new Uri("https://other.example.com") });
                await other.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation);
            });
        Assert.Equal([0, 2, 5, 5], service.Requests.Select(static seen => seen.At.TotalSeconds));
    }

    /// <summary>A full queue is asked more slowly than a busy server.</summary>
    [Fact]
    public void AFullQueueIsAskedSlowly()
    {
        using var service = new ScriptedService(Error(403, "QueueSaturated"));
        Fails<CiServiceException>(service, () => new CiClient(service.Settings).GetJobAsync("j1", Cancellation));
        Assert.All(service.Pauses, static pause => Assert.InRange(pause, 10, 20));
    }

    /// <summary>No retry begins after the budget, however many are left.</summary>
    [Fact]
    public void TheBudgetEndsTheRetries()
    {
        using var service = new ScriptedService(Error(500, "InternalError"));
        var retry = new RetrySettings { MaximumRetryCount = 100, Budget = TimeSpan.FromSeconds(30) };
        CiClientSettings settings = service.Settings with { Retry = retry };
        Fails<CiServiceException>(service, () => new CiClient(settings).GetJobAsync("j1", Cancellation));
        Assert.InRange(service.Requests.Count, 4, 20);
        Assert.True(service.Requests[^1].At <= TimeSpan.FromSeconds(30));
    }

    /// <summary>A host gets no more than a bounded number of retries while no call succeeds: a third of the calls for long.</summary>
    [Fact]
    public void RetriesAreBoundedForAHost()
    {
        using var service = new ScriptedService(Error(500, "InternalError"));
        var client = new CiClient(service.Settings with { Retry = new RetrySettings { Interval = TimeSpan.Zero } });
        for (int call = 0; call < 200; call++)
        {
            Fails<CiServiceException>(service, () => client.GetJobAsync("j1", Cancellation));
        }

        Assert.Equal(250, service.Observer.Retries.Count);
    }

    /// <summary>
    /// Creating and all that is done between two tries have one count and one budget, and Retry-After holds for creating too.
    /// </summary>
    [Fact]
    public void OneCountAndOneBudgetForAnOperation()
    {
        using var service = new ScriptedService(Error(503, "SlowDown", retryAfter: "3"));
        RetryAttempts attempts = new CiClient(service.Settings).Retry.Begin();
        int tries = 0;
        service.Run(async () =>
        {
            CiException failure;
            do
            {
                failure = await Assert.ThrowsAsync<CiServiceException>(
                    () => attempts.TryAsync(() => new CiClient(service.Settings).CreateJobOnceAsync(Request, Cancellation), Cancellation));
                Assert.Equal(++tries, failure.Tries);
                await service.Time.DelayAsync(TimeSpan.FromSeconds(20), Cancellation);
            }
            while (await attempts.DelayAsync(failure, Cancellation));
        });
        Assert.Equal(5, tries);
        Assert.All(service.Pauses, static pause => Assert.True(pause >= 23, $"{pause} s"));
        Assert.Equal(TimeSpan.FromMinutes(2), service.Settings.Retry.Budget);
    }

    /// <summary>An answer that can't be read is a failure of the call, and repeated like one.</summary>
    [Fact]
    public void AnUnreadableAnswerIsRepeated()
    {
        using var service = new ScriptedService(Answer(200, "<html>welcome</html>"), Fail(new IOException("reset")), Answer(200, NoJobs));
        service.Run(() => new CiClient(service.Settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        Assert.Equal(3, service.Requests.Count);
        Assert.Equal(
            [TransportFailure.UnreadableAnswer, TransportFailure.ConnectionLost],
            service.Observer.Retries.Select(static retry => ((CiTransportException)retry.Failure).Failure));
    }

    /// <summary>A cancelled call waits for no delay.</summary>
    [Fact]
    public void CancellingEndsADelay()
    {
        using var service = new ScriptedService(Error(500, "InternalError"));
        using var stop = new CancellationTokenSource();
        service.Time.At(TimeSpan.FromMilliseconds(100), stop.Cancel);
        service.Run(
            () => Assert.ThrowsAnyAsync<OperationCanceledException>(() => new CiClient(service.Settings).GetJobAsync("j1", stop.Token)));
        Assert.Single(service.Requests);
    }

    private static T Fails<T>(ScriptedService service, Func<Task> call)
        where T : Exception
    {
        T? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<T>(call));
        return error!;
    }
}
