using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace CiWorkflow.Base;

/// <summary>Work that runs a few pieces at a time, and is finished on the pipeline thread: in the order in which it was added, or as it ends.</summary>
internal sealed class OrderedWork
{
    private readonly List<Task<Action>> _running = [];
    private readonly int _limit;
    private readonly bool _ordered;

    public OrderedWork(int limit, bool ordered = true)
    {
        _limit = limit;
        _ordered = ordered;
    }

    /// <summary>How many pieces have not been finished.</summary>
    public int Count => _running.Count;

    /// <summary>Starts a piece of work when there is room for it.</summary>
    /// <param name="work">The work; the action that it gives finishes it.</param>
    public async Task AddAsync(Func<Task<Action>> work)
    {
        while (_running.Count >= _limit || Ended() >= 0)
        {
            await FinishOneAsync();
        }

        _running.Add(work());
    }

    /// <summary>Waits for what is left.</summary>
    public async Task FinishAsync()
    {
        while (_running.Count > 0)
        {
            await FinishOneAsync();
        }
    }

    private async Task FinishOneAsync()
    {
        Task<Action> one = _ordered ? _running[0] : await Task.WhenAny(_running);
        Action finish = await one;
        _running.Remove(one);
        finish();
    }

    private int Ended() => _ordered
        ? (_running.Count > 0 && _running[0].IsCompleted ? 0 : -1)
        : _running.FindIndex(static task => task.IsCompleted);
}
