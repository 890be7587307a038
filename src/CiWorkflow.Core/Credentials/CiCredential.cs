using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>The keys that sign a request: SecretId, SecretKey and, for temporary keys, the session token.</summary>
/// <remarks>
/// Immutable, and safe for concurrent use. No public member returns the SecretKey, and <see cref="ToString"/> shows
/// four characters of the SecretId. Keep one instance as long as its keys live: the signing keys derived from it
/// are kept for the instance and reused.
/// </remarks>
public sealed class CiCredential : IExpiringCredentials
{
    // A machine's clock is rarely wrong by more: keys that ended before are not tried, even where the service's time isn't known.
    private static readonly TimeSpan MostClockError = TimeSpan.FromDays(1);

    private readonly byte[] _secretKey;

    /// <summary>Makes a credential of permanent keys, or of temporary ones with their <paramref name="sessionToken"/>.</summary>
    /// <param name="secretId">The SecretId: printable ASCII, without spaces and without <c>&amp;</c>, <c>=</c> and <c>;</c>.</param>
    /// <param name="secretKey">The SecretKey that belongs to it: not empty, without blanks and line breaks.</param>
    /// <param name="sessionToken">
    /// The token of temporary keys, sent as x-cos-security-token: printable ASCII; null for permanent keys.
    /// </param>
    /// <param name="expiration">When temporary keys expire; null where that is not known.</param>
    /// <exception cref="InvalidFieldException">
    /// One of them can't be sent in a header. The message never holds the SecretKey or the token.
    /// </exception>
    public CiCredential(string secretId, string secretKey, string? sessionToken = null, DateTimeOffset? expiration = null)
    {
        if (string.IsNullOrEmpty(secretId) || !IsHeaderText(secretId, "&=;"))
        {
            throw new InvalidFieldException("Credential", null, Messages.InvalidSecretId);
        }

        if (string.IsNullOrEmpty(secretKey))
        {
            throw new InvalidFieldException("Credential", null, Messages.EmptySecretKey);
        }

        foreach (char c in secretKey)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                throw new InvalidFieldException("Credential", null, Messages.InvalidSecretKey);
            }
        }

        if (sessionToken is { Length: > 0 } && !IsHeaderText(sessionToken, ""))
        {
            throw new InvalidFieldException("SessionToken", null, Messages.InvalidSessionToken);
        }

        SecretId = secretId;
        _secretKey = Encoding.UTF8.GetBytes(secretKey);
        SessionToken = string.IsNullOrEmpty(sessionToken) ? null : sessionToken;
        Expiration = expiration;
    }

    /// <summary>When temporary keys expire; null for permanent keys, and where it is not known.</summary>
    public DateTimeOffset? Expiration { get; }

    /// <summary>
    /// The SecretId, which names the key pair and travels in every request. Never shown whole: see <see cref="ToString"/>.
    /// </summary>
    internal string SecretId { get; }

    /// <summary>Whether these are temporary keys, with a session token.</summary>
    public bool IsTemporary => SessionToken is not null;

    internal string? SessionToken { get; }

    internal byte[] SecretKey => _secretKey;

    /// <summary>What of it must not be shown, as it is and as the pair in an Authorization of kind Basic.</summary>
    internal IEnumerable<string> SecretValues
    {
        get
        {
            string secretKey = Encoding.UTF8.GetString(_secretKey);
            yield return SecretId;
            yield return secretKey;
            yield return SessionToken ?? "";
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(SecretId + ":" + secretKey));
        }
    }

    /// <summary>These keys until they expire.</summary>
    /// <exception cref="CredentialException">They have expired.</exception>
    Task<CiCredential> ICredentialSource.GetAsync(CancellationToken cancellationToken) => Get(serviceTime: null);

    /// <inheritdoc/>
    Task<CiCredential> IExpiringCredentials.GetAsync(DateTimeOffset? serviceTime, CancellationToken cancellationToken) => Get(serviceTime);

    /// <summary>Whether the keys have expired by the service's time; where that is null, whether they surely have.</summary>
    internal bool HasExpired(DateTimeOffset? serviceTime) => Expiration <= (serviceTime ?? (DateTimeOffset.UtcNow - MostClockError));

    private Task<CiCredential> Get(DateTimeOffset? serviceTime) =>
        HasExpired(serviceTime)
            ? Task.FromException<CiCredential>(
                new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.KeysEnded, Expiration)))
            : Task.FromResult(this);

    /// <summary>The first four characters of the SecretId, and nothing else.</summary>
    public override string ToString() => SecretId.Length > 8 ? SecretId.Substring(0, 4) + "****" : "****";

    /// <summary>A hash of the keys: <see cref="ToString"/> is the same for the keys of many accounts.</summary>
    internal string Fingerprint()
    {
        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash([.. Encoding.UTF8.GetBytes(SecretId + "\n" + SessionToken + "\n"), .. _secretKey]));
    }

    internal bool HasKeys(string secretId, string secretKey, string? sessionToken) =>
        SecretId == secretId && SessionToken == sessionToken && Encoding.UTF8.GetString(_secretKey) == secretKey;

    private static bool IsHeaderText(string text, string refused)
    {
        foreach (char c in text)
        {
            if (c <= ' ' || c > '~' || refused.IndexOf(c) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
