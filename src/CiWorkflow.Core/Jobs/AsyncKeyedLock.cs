using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Jobs;

/// <summary>An async lock for each key: callers with the same key run one after another, in the order in which they asked.</summary>
internal sealed class AsyncKeyedLock
{
    private readonly Dictionary<string, Queue<TaskCompletionSource<bool>>> _waiting = new(StringComparer.Ordinal);
    private readonly TaskCreationOptions _options;

    /// <summary>Creates the locks, none of them held.</summary>
    /// <param name="resumesInline">
    /// Resumes the next holder on the thread that releases the lock. That makes a test deterministic; elsewhere a long queue
    /// would overflow the stack.
    /// </param>
    public AsyncKeyedLock(bool resumesInline = false) =>
        _options = resumesInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Waits until the key's lock is free, and holds it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The held lock; disposing it releases it.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled before the lock was free.
    /// </exception>
    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<bool>? waiter = null;
        lock (_waiting)
        {
            if (_waiting.TryGetValue(key, out Queue<TaskCompletionSource<bool>>? queue))
            {
                queue.Enqueue(waiter = new TaskCompletionSource<bool>(_options));
            }
            else
            {
                _waiting.Add(key, new Queue<TaskCompletionSource<bool>>());
            }
        }

        if (waiter is not null)
        {
            using CancellationTokenRegistration cancelled = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
            await waiter.Task.ConfigureAwait(false);
        }

        return new Holder(this, key);
    }

    private void Release(string key)
    {
        while (true)
        {
            TaskCompletionSource<bool> next;
            lock (_waiting)
            {
                Queue<TaskCompletionSource<bool>> queue = _waiting[key];
                if (queue.Count == 0)
                {
                    _waiting.Remove(key);
                    return;
                }

                next = queue.Dequeue();
            }

            // A waiter that was cancelled meanwhile is passed over.
            if (next.TrySetResult(true))
            {
                return;
            }
        }
    }

    private sealed class Holder : IDisposable
    {
        private readonly string _key;
        private AsyncKeyedLock? _owner;

        public Holder(AsyncKeyedLock owner, string key)
        {
            _owner = owner;
            _key = key;
        }

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release(_key);
    }
}
