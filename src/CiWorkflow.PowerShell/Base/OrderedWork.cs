using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace CiWorkflow.Base;

/// <summary>Work that runs a few at a time and is finished in the order in which it was added, on the pipeline thread.</summary>
internal sealed class OrderedWork
{
    private readonly Queue<Task<Action>> _running = new();
    private readonly int _limit;

    public OrderedWork(int limit) => _limit = limit;

    /// <summary>Starts a piece of work when there is room for it.</summary>
    /// <param name="work">The work; the action that it gives runs in its turn.</param>
    public async Task AddAsync(Func<Task<Action>> work)
    {
        while (_running.Count >= _limit || (_running.Count > 0 && _running.Peek().IsCompleted))
        {
            (await _running.Dequeue())();
        }

        _running.Enqueue(work());
    }

    /// <summary>Waits for what is left.</summary>
    public async Task FinishAsync()
    {
        while (_running.Count > 0)
        {
            (await _running.Dequeue())();
        }
    }
}
