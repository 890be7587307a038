using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Jobs;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>Equal triggers of one process run one after another.</summary>
public sealed class AsyncKeyedLockTests
{
    // How long a lock that is never free is waited for.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One holder a key at a time, in the order of asking; another key isn't held up.</summary>
    [Fact]
    public async Task OneHolderAKeyInOrder()
    {
        var locks = new AsyncKeyedLock(resumesInline: true);
        var order = new List<int>();
        IDisposable first = await locks.AcquireAsync("a", Cancellation);
        Task second = HoldAsync(2);
        Task third = HoldAsync(3);
        (await locks.AcquireAsync("b", Cancellation)).Dispose();
        Assert.Empty(order);
        first.Dispose();
        Assert.True(Task.WhenAll(second, third).IsCompletedSuccessfully);
        Assert.Equal([2, 3], order);

        async Task HoldAsync(int number)
        {
            using IDisposable held = await locks.AcquireAsync("a", Cancellation);
            order.Add(number);
        }
    }

    /// <summary>A waiter that is cancelled is passed over, and the lock goes to the next one.</summary>
    [Fact]
    public async Task ACancelledWaiterIsPassedOver()
    {
        var locks = new AsyncKeyedLock();
        using var stop = new CancellationTokenSource();
        IDisposable first = await locks.AcquireAsync("a", Cancellation);
        Task<IDisposable> cancelled = locks.AcquireAsync("a", stop.Token);
        Task<IDisposable> next = locks.AcquireAsync("a", Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Longest, Cancellation));
        Assert.False(next.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await next.WaitAsync(Longest, Cancellation)).Dispose();
        Assert.True(locks.AcquireAsync("a", Cancellation).IsCompletedSuccessfully);
    }

    /// <summary>A caller that has stopped takes no lock, though it is free.</summary>
    [Fact]
    public async Task AStoppedCallerTakesNoLock()
    {
        var locks = new AsyncKeyedLock();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => locks.AcquireAsync("a", new CancellationToken(canceled: true)));
        Task<IDisposable> next = locks.AcquireAsync("a", Cancellation);
        Assert.True(next.IsCompletedSuccessfully);
        (await next).Dispose();
    }

    /// <summary>A lock that is disposed twice is released once: the holder after it still holds it.</summary>
    [Fact]
    public async Task ALockIsReleasedOnce()
    {
        var locks = new AsyncKeyedLock(resumesInline: true);
        IDisposable first = await locks.AcquireAsync("a", Cancellation);
        Task<IDisposable> second = locks.AcquireAsync("a", Cancellation);
        Task<IDisposable> third = locks.AcquireAsync("a", Cancellation);
        first.Dispose();
        first.Dispose();
        Assert.True(second.IsCompletedSuccessfully);
        Assert.False(third.IsCompleted);
        (await second).Dispose();
        Assert.True(third.IsCompletedSuccessfully);
        (await third).Dispose();
    }

    /// <summary>The next holder doesn't run on the stack of the one that releases: a long queue would overflow it.</summary>
    [Fact]
    public async Task TheNextHolderRunsOnAStackOfItsOwn()
    {
        var locks = new AsyncKeyedLock();
        IDisposable first = await locks.AcquireAsync("a", Cancellation);
        int releasing = 0;
        bool isOnItsStack = false;
        Task second = locks.AcquireAsync("a", Cancellation).ContinueWith(
            _ => isOnItsStack = Volatile.Read(ref releasing) == Environment.CurrentManagedThreadId,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Volatile.Write(ref releasing, Environment.CurrentManagedThreadId);
        first.Dispose();
        Volatile.Write(ref releasing, 0);
        await second.WaitAsync(Longest, Cancellation);
        Assert.False(isOnItsStack);
    }
}
