using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Jobs;

/// <summary>One after the other, for all in this process that have the same key. It is let go by disposing it.</summary>
internal sealed class Turn : IDisposable
{
    private static readonly Dictionary<string, Gate> Gates = new(StringComparer.Ordinal);

    private readonly string _key;
    private readonly Gate _gate;

    private Turn(string key, Gate gate)
    {
        _key = key;
        _gate = gate;
    }

    /// <summary>Waits for its turn.</summary>
    public static async Task<Turn> TakeAsync(string key, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (Gates)
        {
            if (!Gates.TryGetValue(key, out Gate? gate))
            {
                Gates.Add(key, gate = new Gate());
            }

            gate.Users++;
            turn = new Turn(key, gate);
        }

        try
        {
            await turn._gate.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            turn.Leave();
            throw;
        }

        return turn;
    }

    public void Dispose()
    {
        _gate.Semaphore.Release();
        Leave();
    }

    private void Leave()
    {
        lock (Gates)
        {
            if (--_gate.Users == 0)
            {
                Gates.Remove(_key);
                _gate.Dispose();
            }
        }
    }

    private sealed class Gate : IDisposable
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose() => Semaphore.Dispose();
    }
}
