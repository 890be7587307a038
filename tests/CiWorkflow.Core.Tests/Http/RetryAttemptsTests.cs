using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>When a further try is made and when not, to the last tick of each bound; in virtual time.</summary>
public sealed class RetryAttemptsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly CiTransportException NotConnected = Transport(TransportFailure.NotConnected);
    private static readonly CiTransportException Lost = Transport(TransportFailure.ConnectionLost);
    private readonly VirtualTime _time = new();
    private readonly RecordingObserver _observer = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>As many further tries as there are retries, each reported before its delay.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void AsManyTriesAsThereAreRetries(int count)
    {
        RetryAttempts attempts = Policy(new RetrySettings { MaximumRetryCount = count, Interval = TimeSpan.Zero }).Begin();
        Assert.Equal(count, Retries(attempts, Lost));
        Assert.Equal(count + 1, attempts.Tries);
        Assert.Equal(
            Enumerable.Range(1, count).Select(number => new CiRetry(number, count, TimeSpan.Zero, Lost)), _observer.Retries);
    }

    /// <summary>A Retry-After as long as the longest delay is waited for, and a longer one ends the tries at once.</summary>
    [Fact]
    public void ARetryAfterOverTheLongestDelayEndsTheTries()
    {
        var settings = new RetrySettings { MaximumRetryCount = 1, LongestDelay = TimeSpan.FromSeconds(20) };
        Assert.Equal(1, Retries(Policy(settings).Begin(), Throttled(TimeSpan.FromSeconds(20))));
        Assert.Equal(TimeSpan.FromSeconds(20), _time.Elapsed);
        Assert.Equal(0, Retries(Policy(settings).Begin(), Throttled(TimeSpan.FromSeconds(20) + Tick)));
        Assert.Equal(TimeSpan.FromSeconds(20), _time.Elapsed);
    }

    /// <summary>A try that would begin at the end of the budget is made, and one after it isn't.</summary>
    [Theory]
    [InlineData(10, 2)]
    [InlineData(9, 1)]
    public void TheBudgetIsForTheWholeOperation(int seconds, int retries)
    {
        var settings = new RetrySettings { Budget = TimeSpan.FromSeconds(seconds), LongestDelay = TimeSpan.FromMinutes(1) };
        RetryAttempts attempts = Policy(settings).Begin();
        Assert.Equal(retries, Retries(attempts, Throttled(TimeSpan.FromSeconds(5))));
        Assert.Equal(TimeSpan.FromSeconds(5 * retries), attempts.Elapsed);
    }

    /// <summary>A failure to connect is repeated no longer than the connect timeout, and never longer than the budget.</summary>
    [Fact]
    public void ConnectingHasABudgetOfItsOwn()
    {
        RetryPolicy policy = Policy(new RetrySettings { Budget = TimeSpan.FromSeconds(16) });
        Assert.Equal(TimeSpan.FromSeconds(15), policy.BudgetFor(NotConnected));
        Assert.Equal(TimeSpan.FromSeconds(16), policy.BudgetFor(Lost));
        Assert.Equal(TimeSpan.FromSeconds(16), policy.BudgetFor(Throttled(null)));
        Assert.Equal(Second, Policy(new RetrySettings { Budget = Second }).BudgetFor(NotConnected));
    }

    /// <summary>A host whose retries are used up gets no more.</summary>
    [Fact]
    public void AHostWithoutRetriesGetsNone()
    {
        RetryPolicy policy = Policy(new RetrySettings { Interval = TimeSpan.Zero });
        while (policy.Throttle.TryTakeRetry())
        {
        }

        Assert.Equal(0, Retries(policy.Begin(), Lost));
        Assert.Empty(_observer.Retries);
    }

    /// <summary>What ends the tries for another reason costs the host no retry, and a success earns one half.</summary>
    [Fact]
    public async Task OnlyATryCostsARetry()
    {
        RetryPolicy policy = Policy(new RetrySettings { MaximumRetryCount = 0 });
        Assert.Equal(0, Retries(policy.Begin(), Lost));
        Assert.Equal(250, Enumerable.Range(0, 300).Count(_ => policy.Throttle.TryTakeRetry()));
        Assert.Equal("a", await policy.Begin().TryAsync(static () => Task.FromResult("a"), Cancellation));
        Assert.Equal("a", await policy.Begin().TryAsync(static () => Task.FromResult("a"), Cancellation));
        Assert.True(policy.Throttle.TryTakeRetry());
        Assert.False(policy.Throttle.TryTakeRetry());
    }

    /// <summary>A service that asks for fewer calls makes all calls to it wait; any other failure only the call itself.</summary>
    [Theory]
    [InlineData(429, 3)]
    [InlineData(503, 3)]
    [InlineData(500, 0)]
    public async Task OnlyAThrottledHostIsLeftAlone(int status, int seconds)
    {
        RetryPolicy policy = Policy(new RetrySettings());
        var failure = new CiServiceException(status, null, "") { RetryAfter = TimeSpan.FromSeconds(3) };
        Task<bool> delay = DelayAsync(policy.Begin(), failure);
        Task waiting = policy.Throttle.WaitAsync(Cancellation);
        Assert.Equal(seconds == 0, waiting.IsCompleted);
        Assert.False(delay.IsCompleted);
        _time.Run();
        Assert.True(await delay);
        Assert.Equal(TimeSpan.FromSeconds(3), _time.Elapsed);
    }

    /// <summary>A full queue is asked again after the longest delay, or half of it, from the first time on.</summary>
    [Fact]
    public void AFullQueueHasTheLongestDelay()
    {
        var full = new CiServiceException(403, new ErrorDocument { Code = "QueueSaturated" }, "");
        var settings = new RetrySettings { MaximumRetryCount = 3, Budget = TimeSpan.FromHours(1) };
        Assert.Equal(3, Retries(Policy(settings).Begin(), full));
        Assert.All(_observer.Retries, static retry => Assert.InRange(retry.Delay.TotalSeconds, 10, 20));
    }

    /// <summary>What a call may be repeated for.</summary>
    [Theory]
    [InlineData(TransportFailure.NotConnected, true)]
    [InlineData(TransportFailure.TlsRefused, false)]
    [InlineData(TransportFailure.ProxyRefused, false)]
    [InlineData(TransportFailure.ConnectionLost, true)]
    [InlineData(TransportFailure.Timeout, true)]
    [InlineData(TransportFailure.UnreadableAnswer, true)]
    public void WhatAnIdempotentCallIsRepeatedFor(TransportFailure failure, bool mayRepeat)
    {
        Assert.Equal(mayRepeat, RetryPolicy.MayRepeat(Transport(failure), isIdempotent: true));
        Assert.False(RetryPolicy.MayRepeat(new CredentialException("none"), isIdempotent: true));
        Assert.True(RetryPolicy.MayRepeat(new CiServiceException(500, null, ""), isIdempotent: true));
        Assert.False(RetryPolicy.MayRepeat(new CiServiceException(404, null, ""), isIdempotent: true));
    }

    private static CiTransportException Transport(TransportFailure failure) => new(failure, new Uri("https://host/"), "", "", null);

    private static CiServiceException Throttled(TimeSpan? retryAfter) => new(429, null, "") { RetryAfter = retryAfter };

    private RetryPolicy Policy(RetrySettings retry)
    {
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
        {
            Retry = retry,
            Observer = _observer,
            Clock = new ServiceClock(_time),
        };
        return new RetryPolicy(settings, "host");
    }

    /// <summary>Makes tries that fail until there is to be no further one; how many retries there were.</summary>
    private int Retries(RetryAttempts attempts, CiException failure)
    {
        int retries = 0;
        while (true)
        {
            Task<bool> delay = DelayAsync(attempts, failure);
            _time.Run();
            Assert.True(delay.IsCompleted);
            if (!delay.Result)
            {
                return retries;
            }

            Assert.True(++retries < 200, "the tries never end");
        }
    }

    private static async Task<bool> DelayAsync(RetryAttempts attempts, CiException failure)
    {
        Assert.Same(failure, await Record.ExceptionAsync(
            () => attempts.TryAsync(() => Task.FromException<int>(failure), Cancellation)));
        return await attempts.DelayAsync(failure, Cancellation);
    }
}
