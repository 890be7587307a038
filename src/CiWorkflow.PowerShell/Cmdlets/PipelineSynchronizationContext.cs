using System;
using System.Collections.Generic;
using System.Threading;

namespace CiWorkflow.Cmdlets;

/// <summary>Runs what is posted to it on one thread: PowerShell's pipeline thread, the only one that may write to the pipeline.</summary>
internal sealed class PipelineSynchronizationContext : SynchronizationContext
{
    // A monitor and not a semaphore: work that a stopped command left behind may post long after, and finds nothing disposed.
    private readonly Queue<Action> _queue = new();

    public override void Post(SendOrPostCallback d, object? state) => Enqueue(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Queues an action, from any thread.</summary>
    public void Enqueue(Action action)
    {
        lock (_queue)
        {
            _queue.Enqueue(action);
            Monitor.Pulse(_queue);
        }
    }

    /// <summary>Runs queued actions on this thread until <paramref name="done"/> says so and none is left.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled: what is queued is left.</exception>
    public void RunUntil(Func<bool> done, CancellationToken stop)
    {
        using CancellationTokenRegistration wakeUp = stop.Register(() => Enqueue(static () => { }));
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (Next(done) is not { } action)
            {
                return;
            }

            action();
        }
    }

    /// <summary>Runs the actions that are queued now.</summary>
    public void RunQueued()
    {
        while (Next(static () => true) is { } action)
        {
            action();
        }
    }

    private Action? Next(Func<bool> done)
    {
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (done())
                {
                    return null;
                }

                Monitor.Wait(_queue);
            }

            return _queue.Dequeue();
        }
    }
}
