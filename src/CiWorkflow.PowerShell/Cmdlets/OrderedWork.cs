using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Cmdlets;

/// <summary>Work that runs a few pieces at a time, and is finished on the pipeline thread: in the order in which it was added, or as it ends.</summary>
internal sealed class OrderedWork : IDisposable
{
    // In order, what has ended waits for a slow one before it. So many may wait for each that runs: a bound, so that a long
    // input doesn't pile up, and no less, so that one slow answer doesn't leave the others idle.
    private const int WaitingForEach = 8;

    private readonly List<Task<Action>> _open = [];
    private readonly SemaphoreSlim _room;
    private readonly int _most;
    private readonly bool _ordered;

    public OrderedWork(int limit, bool ordered = true)
    {
        _room = new SemaphoreSlim(limit, limit);
        _most = limit * WaitingForEach;
        _ordered = ordered;
    }

    /// <summary>How many pieces have not been finished.</summary>
    public int Count => _open.Count;

    /// <summary>Starts a piece of work when there is room for it.</summary>
    /// <param name="work">The work; the action that it gives finishes it.</param>
    public async Task AddAsync(Func<Task<Action>> work)
    {
        await _room.WaitAsync();
        _open.Add(RunAsync(work));
        FinishEnded();
        while (_open.Count >= _most)
        {
            await FinishOneAsync();
        }
    }

    /// <summary>Waits for what is left.</summary>
    public async Task FinishAsync()
    {
        while (_open.Count > 0)
        {
            await FinishOneAsync();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<Action> RunAsync(Func<Task<Action>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                _room.Release();
            }
            catch (ObjectDisposedException)
            {
                // The command was stopped, and nobody waits for room any more.
            }
        }
    }

    private async Task FinishOneAsync()
    {
        Task<Action> one = _ordered ? _open[0] : await Task.WhenAny(_open);
        Action finish = await one;
        _open.Remove(one);
        finish();
    }

    private void FinishEnded()
    {
        for (int i = 0; i < _open.Count && (!_ordered || _open[i].IsCompleted); i++)
        {
            if (_open[i].Status == TaskStatus.RanToCompletion)
            {
                Action finish = _open[i].Result;
                _open.RemoveAt(i--);
                finish();
            }
            else if (_ordered)
            {
                // It was cancelled: the command is being stopped.
                return;
            }
        }
    }
}
