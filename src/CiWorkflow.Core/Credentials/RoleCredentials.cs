using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>The keys of the machine's role, from the metadata service of a CVM.</summary>
public sealed class RoleCredentials
{
    /// <summary>The variable that names another address of the metadata service, as <c>http://127.0.0.1:8080</c>.</summary>
    public const string AddressVariable = "CIWORKFLOW_METADATA_ADDRESS";

    private const string Path = "/latest/meta-data/cam/security-credentials/";
    private const int MaxBytes = 64 * 1024;

    // A machine outside the cloud may have something at this address that answers slowly or never.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    // "No role" is final for the process. A failure is not: it is only kept from delaying every command.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private static readonly HttpClient Http = new(
        new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxBytes,
    };

    private static readonly RoleCredentials Process = new(Http.SendAsync, AnswerTimeout, static () => DateTimeOffset.UtcNow);

    private readonly ConcurrentDictionary<string, Lookup> _lookups = new(StringComparer.Ordinal);
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _send;
    private readonly TimeSpan _timeout;
    private readonly Func<DateTimeOffset> _clock;

    internal RoleCredentials(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, TimeSpan timeout, Func<DateTimeOffset> clock)
    {
        _send = send;
        _timeout = timeout;
        _clock = clock;
    }

    /// <summary>
    /// Looks for a role of this machine. What is found, and that there is none, is remembered for the process; a failure for a minute.
    /// </summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>A source of the role's keys, which renews them; null where the machine has no role.</returns>
    /// <exception cref="CredentialException">The address in <see cref="AddressVariable"/> is malformed.</exception>
    public static Task<ICredentialSource?> FindAsync(CancellationToken cancellationToken) =>
        Process.FindAsync(Environment.GetEnvironmentVariable(AddressVariable), cancellationToken);

    internal async Task<ICredentialSource?> FindAsync(string? address, CancellationToken cancellationToken)
    {
        string root = Root(address);
        if (_lookups.TryGetValue(root, out Lookup known) && (known.IsFinal || _clock() - known.At < RetryAfter))
        {
            return known.Source;
        }

        var lookup = new Lookup(null, IsFinal: false, default);
        try
        {
            string answer = await ReadAsync(root + Path, cancellationToken).ConfigureAwait(false) ?? "";
            string role = answer.Split('\n')[0].Trim();

            // A page of a gateway that answers every address is no list of roles.
            lookup = Regex.IsMatch(role, @"^[\w+=,.@-]{1,128}$")
                ? new(
                    new RenewedCredentials(stop => FetchAsync(root + Path + Uri.EscapeDataString(role), stop), _clock),
                    IsFinal: true,
                    default)
                : lookup with { IsFinal = answer.Length == 0 };
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            // No role as far as is known; the next look-up may find one.
        }

        lookup = lookup with { At = _clock() };
        return _lookups.AddOrUpdate(root, lookup, (_, other) => other.Source is null ? lookup : other).Source;
    }

    private async Task<CiCredential> FetchAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            string answer = await ReadAsync(address, cancellationToken).ConfigureAwait(false) ?? "";
            CredentialFields fields = CredentialJson.Read(answer, address, CredentialJson.Metadata);
            return new CiCredential(fields.SecretId, fields.SecretKey, fields.Token, fields.Expiration);
        }
        catch (Exception failure) when (failure is InvalidFieldException || IsFailure(failure, cancellationToken))
        {
            throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.RoleUnreachable, address), failure);
        }
    }

    /// <summary>Reads an address; null where the service says that there is nothing.</summary>
    private async Task<string?> ReadAsync(string address, CancellationToken cancellationToken)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(_timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using HttpResponseMessage answer = await _send(request, timed.Token).ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.NotFound ? null
            : answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync().ConfigureAwait(false)
            : throw new HttpRequestException();
    }

    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or InvalidOperationException || (
            failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Root(string? address)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return "http://metadata.tencentyun.com";
        }

        bool valid = Uri.TryCreate(address!.Trim(), UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "http" or "https" && uri is { Host.Length: > 0, UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" };
        return valid ? uri!.GetLeftPart(UriPartial.Authority) : throw new CredentialException(Messages.MetadataAddress);
    }

    private readonly record struct Lookup(RenewedCredentials? Source, bool IsFinal, DateTimeOffset At);
}
