using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Credentials;

/// <summary>Temporary keys that are renewed five minutes before they expire, with one renewal at a time for all callers.</summary>
internal sealed class RenewedCredentials : IRenewableCredentials, IExpiringCredentials
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    // A source that fails or answers slowly must not slow down every request while the old keys are still valid.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private readonly Func<CancellationToken, Task<CiCredential>> _fetch;
    private readonly Func<DateTimeOffset> _clock;
    private CiCredential? _current;
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _receivedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;
    private Task<CiCredential>? _fetching;

    /// <summary>Makes a source.</summary>
    /// <param name="fetch">Fetches new keys; keys without an expiration are kept until the service refuses them.</param>
    /// <param name="clock">Returns the current time; null for the clock of the machine.</param>
    public RenewedCredentials(Func<CancellationToken, Task<CiCredential>> fetch, Func<DateTimeOffset>? clock = null)
    {
        _fetch = fetch ?? throw new ArgumentNullException(nameof(fetch));
        _clock = clock ?? (static () => DateTimeOffset.UtcNow);
    }

    /// <inheritdoc/>
    public Task<CiCredential> GetAsync(CancellationToken cancellationToken) => GetAsync(serviceTime: null, cancellationToken);

    /// <inheritdoc/>
    public Task<CiCredential> GetAsync(DateTimeOffset? serviceTime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DateTimeOffset now = _clock();
            bool isFresh = _current is not null && !(_current.Expiration - (serviceTime ?? now) < RenewBefore);
            bool isPaused = now - _failedAt < RetryAfter || (serviceTime is null && now - _receivedAt < RetryAfter);
            return isFresh || (isPaused && IsValid(_current, serviceTime, now))
                ? Task.FromResult(_current!)
                : FetchAsync(_current, serviceTime, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<CiCredential> RenewAsync(CiCredential refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DateTimeOffset now = _clock();
            bool isOther = _current is not null && !ReferenceEquals(_current, refused);
            return IsValid(_current, serviceTime: null, now) && (isOther || now - _fetchedAt < RetryAfter)
                ? Task.FromResult(_current!)
                : FetchAsync(_current, serviceTime: null, cancellationToken);
        }
    }

    // By a clock that may be hours wrong, keys that have just come are tried, whatever their end seems to be.
    private bool IsValid(CiCredential? keys, DateTimeOffset? serviceTime, DateTimeOffset now) =>
        keys is not null
        && (!(keys.Expiration <= (serviceTime ?? now)) || (serviceTime is null && now - _receivedAt < RetryAfter));

    private async Task<CiCredential> FetchAsync(CiCredential? old, DateTimeOffset? serviceTime, CancellationToken cancellationToken)
    {
        // One caller's cancellationToken must not cancel the renewal that the others wait for.
        Task<CiCredential> fetching = _fetching ??= Task.Run(() => FetchOnceAsync(serviceTime), CancellationToken.None);
        try
        {
            return await WaitAsync(fetching, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialException) when (IsValid(old, serviceTime, _clock()))
        {
            return old!;
        }
    }

    private async Task<CiCredential> FetchOnceAsync(DateTimeOffset? serviceTime)
    {
        CiCredential? valid = null;
        try
        {
            CiCredential fetched = await _fetch(CancellationToken.None).ConfigureAwait(false);
            valid = serviceTime is not null && fetched.Expiration <= serviceTime ? null : fetched;
            return valid
                ?? throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.KeysEnded, fetched.Expiration));
        }
        finally
        {
            lock (_lock)
            {
                _fetching = null;
                _fetchedAt = _clock();
                (_failedAt, _receivedAt) = valid is null ? (_fetchedAt, _receivedAt) : (DateTimeOffset.MinValue, _fetchedAt);
                _current = valid ?? _current;
            }
        }
    }

    private static async Task<CiCredential> WaitAsync(Task<CiCredential> fetching, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<CiCredential>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken)))
        {
            return await (await Task.WhenAny(fetching, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
