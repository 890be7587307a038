using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// Runs a few pieces of work at a time and completes each on the pipeline thread: in the order in which they were added, or as they end.
/// </summary>
internal sealed class ConcurrentWork : IDisposable
{
    // In ordered mode, results wait for a slow one before them. Too few of them would leave the other slots idle, and without a
    // bound a long input would pile up in memory.
    private const int WaitingForEachSlot = 8;

    private readonly List<Task<Action>> _open = [];
    private readonly SemaphoreSlim _slots;
    private readonly int _mostOpen;
    private readonly bool _ordered;

    /// <param name="limit">How many pieces run at once.</param>
    /// <param name="ordered">Whether they are completed in the order in which they were added.</param>
    public ConcurrentWork(int limit, bool ordered = true)
    {
        _slots = new SemaphoreSlim(limit, limit);

        // One at a time is completed before the next is asked for, so that the command behind can say that it wants no more.
        _mostOpen = limit == 1 ? 1 : limit * WaitingForEachSlot;
        _ordered = ordered;
    }

    /// <summary>How many pieces have not been completed.</summary>
    public int Count => _open.Count;

    /// <summary>Starts a piece of work as soon as a slot is free.</summary>
    /// <param name="work">The work; the action that it returns runs on the pipeline thread.</param>
    public async Task AddAsync(Func<Task<Action>> work)
    {
        await _slots.WaitAsync();
        _open.Add(RunAsync(work));
        CompleteEnded();
        while (_open.Count >= _mostOpen)
        {
            await CompleteOneAsync();
        }
    }

    /// <summary>Waits for the rest and completes it.</summary>
    public async Task FinishAsync()
    {
        while (_open.Count > 0)
        {
            await CompleteOneAsync();
        }
    }

    public void Dispose() => _slots.Dispose();

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
                _slots.Release();
            }
            catch (ObjectDisposedException)
            {
                // The command was stopped, and nobody waits for a slot any more.
            }
        }
    }

    private async Task CompleteOneAsync()
    {
        Task<Action> one = _ordered ? _open[0] : await Task.WhenAny(_open);
        Action complete = await one;
        _open.Remove(one);
        complete();
    }

    private void CompleteEnded()
    {
        for (int i = 0; i < _open.Count && (!_ordered || _open[i].IsCompleted); i++)
        {
            if (_open[i].Status == TaskStatus.RanToCompletion)
            {
                Action complete = _open[i].Result;
                _open.RemoveAt(i--);
                complete();
            }
            else if (_ordered)
            {
                // It was cancelled, because the command is being stopped.
                return;
            }
        }
    }
}
