using System;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Credentials;

/// <summary>Temporary keys that are renewed five minutes before they expire, with one renewal at a time for all callers.</summary>
public sealed class RenewedCredentials : ICredentialSource
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    private readonly object _lock = new();
    private readonly Func<CancellationToken, Task<CiCredential>> _fetch;
    private readonly Func<DateTimeOffset> _clock;
    private CiCredential? _current;
    private Task<CiCredential>? _fetching;

    /// <summary>Makes a source.</summary>
    /// <param name="fetch">Fetches new keys; keys without an expiration are kept for good.</param>
    /// <param name="clock">Returns the current time; null for the clock of the machine.</param>
    public RenewedCredentials(Func<CancellationToken, Task<CiCredential>> fetch, Func<DateTimeOffset>? clock = null)
    {
        _fetch = fetch ?? throw new ArgumentNullException(nameof(fetch));
        _clock = clock ?? (static () => DateTimeOffset.UtcNow);
    }

    /// <inheritdoc/>
    public async Task<CiCredential> GetAsync(CancellationToken cancellationToken)
    {
        Task<CiCredential> fetching;
        CiCredential? current;
        lock (_lock)
        {
            current = _current;
            if (current is not null && !(current.Expiration - _clock() < RenewBefore))
            {
                return current;
            }

            // One caller's cancellationToken must not cancel the renewal that the others wait for.
            fetching = _fetching ??= Task.Run(() => _fetch(CancellationToken.None), CancellationToken.None);
        }

        try
        {
            return await WaitAsync(fetching, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialException) when (current is not null && current.Expiration > _clock())
        {
            // The old keys are still valid; the next request tries the renewal again.
            return current;
        }
    }

    private async Task<CiCredential> WaitAsync(Task<CiCredential> fetching, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<CiCredential>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken)))
        {
            Task<CiCredential> first = await Task.WhenAny(fetching, stopped.Task).ConfigureAwait(false);
            if (first == fetching)
            {
                lock (_lock)
                {
                    if (_fetching == fetching)
                    {
                        _fetching = null;
                        _current = fetching.Status == TaskStatus.RanToCompletion ? fetching.Result : _current;
                    }
                }
            }

            return await first.ConfigureAwait(false);
        }
    }
}
