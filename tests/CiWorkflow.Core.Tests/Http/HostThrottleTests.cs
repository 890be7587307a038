using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Http;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>What the calls to one host share: its pauses and its retries.</summary>
public sealed class HostThrottleTests
{
    private readonly VirtualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A host gets 250 retries while no call succeeds, and then one for every two calls that do.</summary>
    [Fact]
    public void TwoSuccessesPayForARetry()
    {
        HostThrottle host = HostThrottle.Of(_time, "h");
        Assert.Equal(250, Enumerable.Range(0, 300).Count(_ => host.TryTakeRetry()));
        host.Succeeded();
        Assert.False(host.TryTakeRetry());
        host.Succeeded();
        Assert.True(host.TryTakeRetry());
        Assert.False(host.TryTakeRetry());
    }

    /// <summary>Successes are not saved up for more retries than a host gets at first.</summary>
    [Fact]
    public void SuccessesAreNotSavedUp()
    {
        HostThrottle host = HostThrottle.Of(_time, "h");
        Assert.True(host.TryTakeRetry());
        for (int call = 0; call < 10; call++)
        {
            host.Succeeded();
        }

        Assert.Equal(250, Enumerable.Range(0, 300).Count(_ => host.TryTakeRetry()));
        host.Succeeded();
        Assert.False(host.TryTakeRetry());
    }

    /// <summary>Of two pauses the one that ends later holds, whichever was asked for first.</summary>
    [Theory]
    [InlineData(5, 2)]
    [InlineData(2, 5)]
    public void TheLongerPauseHolds(int first, int second)
    {
        HostThrottle host = HostThrottle.Of(_time, "h");
        host.Pause(TimeSpan.FromSeconds(first));
        host.Pause(TimeSpan.FromSeconds(second));
        Assert.Equal(TimeSpan.FromSeconds(5), WaitFor(host));
        Assert.Equal(TimeSpan.FromSeconds(5), WaitFor(host));
    }

    /// <summary>A pause that is asked for while a call waits lengthens its wait.</summary>
    [Fact]
    public void AWaitingCallWaitsForANewPauseToo()
    {
        HostThrottle host = HostThrottle.Of(_time, "h");
        host.Pause(TimeSpan.FromSeconds(2));
        _time.At(TimeSpan.FromSeconds(1), () => host.Pause(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(4), WaitFor(host));
    }

    /// <summary>Hosts don't wait for each other, and neither do tests in times of their own.</summary>
    [Fact]
    public void AnotherHostIsAnother()
    {
        HostThrottle host = HostThrottle.Of(_time, "h");
        host.Pause(TimeSpan.FromSeconds(5));
        Assert.Same(host, HostThrottle.Of(_time, "h"));
        Assert.NotSame(host, HostThrottle.Of(new VirtualTime(), "h"));
        Assert.Equal(TimeSpan.Zero, WaitFor(HostThrottle.Of(_time, "H")));
    }

    private TimeSpan WaitFor(HostThrottle host)
    {
        Task waiting = host.WaitAsync(Cancellation);
        _time.Run();
        Assert.True(waiting.IsCompletedSuccessfully);
        return _time.Elapsed;
    }
}
