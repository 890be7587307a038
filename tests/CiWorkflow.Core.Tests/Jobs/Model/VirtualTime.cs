using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>Time that passes only when nothing else is left to do: delays end in their order, on the thread that runs them.</summary>
internal sealed class VirtualTime : ITimeSource
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _queue = new();
    private readonly ConditionalWeakTable<CancellationTokenSource, object> _cancellations = [];
    private int _order;
    private TimeSpan _slept;

    public DateTimeOffset UtcNow => Start + Elapsed + _slept;

    public TimeSpan Elapsed { get; private set; }

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var source = new TaskCompletionSource();
        CancellationTokenRegistration cancelled = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        At(delay, () =>
        {
            cancelled.Dispose();
            source.TrySetResult();
        });
        return source.Task;
    }

    public void CancelAfter(CancellationTokenSource source, TimeSpan delay)
    {
        int order = _order;
        _cancellations.AddOrUpdate(source, order);
        At(delay, () =>
        {
            // A later call has replaced this delay.
            if (!_cancellations.TryGetValue(source, out object? last) || (int)last != order)
            {
                return;
            }

            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // What was to be cancelled has ended.
            }
        });
    }

    /// <summary>Lets the machine sleep: its clock goes on, and the elapsed time stands still.</summary>
    public void Sleep(TimeSpan time) => _slept += time;

    /// <summary>Runs an action after a delay.</summary>
    public void At(TimeSpan delay, Action action) => _queue.Enqueue(action, (Elapsed + delay, _order++));

    /// <summary>Runs everything until nothing is left, or until a call has ended.</summary>
    public void Run(Task? call = null)
    {
        int last = _order + 20_000;
        while (call is not { IsCompleted: true } && _queue.TryDequeue(out Action? action, out (TimeSpan At, int Order) when))
        {
            if (_order > last)
            {
                throw new InvalidOperationException("The calls have no end.");
            }

            Elapsed = when.At;
            action();
        }
    }
}

/// <summary>The time of a machine whose clock is ahead of the others'.</summary>
internal sealed class MachineTime : ITimeSource
{
    private readonly VirtualTime _time;
    private readonly TimeSpan _ahead;

    public MachineTime(VirtualTime time, TimeSpan ahead)
    {
        _time = time;
        _ahead = ahead;
    }

    public DateTimeOffset UtcNow => _time.UtcNow + _ahead;

    public TimeSpan Elapsed => _time.Elapsed;

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => _time.DelayAsync(delay, cancellationToken);

    public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => _time.CancelAfter(source, delay);
}
