using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>The keys of the machine's role, from the metadata service of a CVM.</summary>
public static class RoleCredentials
{
    /// <summary>The variable that names another address of the metadata service, as <c>http://127.0.0.1:8080</c>.</summary>
    public const string AddressVariable = "CIWORKFLOW_METADATA_ADDRESS";

    private const string Path = "/latest/meta-data/cam/security-credentials/";
    private const int MostBytes = 64 * 1024;

    // A machine outside the cloud has no such service: it is waited for once in a session, and not longer than this.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, RenewedCredentials?> Sources = new(StringComparer.Ordinal);
    private static readonly HttpClient Http = new(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Looks for a role, once a session and address.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>A source of the role's keys, which renews them; null where the machine has no role.</returns>
    public static async Task<ICredentialSource?> FindAsync(CancellationToken cancellationToken)
    {
        string address = Environment.GetEnvironmentVariable(AddressVariable)?.TrimEnd('/') is { Length: > 0 } given ? given : "http://metadata.tencentyun.com";
        if (Sources.TryGetValue(address, out RenewedCredentials? known))
        {
            return known;
        }

        RenewedCredentials? found = null;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(AnswerTimeout);
            if (FirstLine(await TextAsync(address + Path, patience.Token).ConfigureAwait(false)) is { Length: > 0 } role)
            {
                found = new RenewedCredentials(stop => FetchAsync(address + Path + Uri.EscapeDataString(role), stop));
                await found.GetAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception none) when (none is HttpRequestException or CredentialException or InvalidOperationException || (none is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            found = null;
        }

        return Sources.GetOrAdd(address, found);
    }

    private static async Task<CiCredential> FetchAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(AnswerTimeout);
            string answer = await TextAsync(address, patience.Token).ConfigureAwait(false);
            CredentialFields fields = CredentialJson.Read(answer, address, "TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime");
            DateTimeOffset? end = fields.Expires is > 0 and < 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(fields.Expires) : null;
            return new CiCredential(fields.SecretId, fields.SecretKey, fields.Token, end);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or InvalidFieldException)
        {
            throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.RoleUnreachable, address), failure);
        }
    }

    private static async Task<string> TextAsync(string address, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await Http.GetAsync(address, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync().ConfigureAwait(false) : throw new HttpRequestException();
    }

    private static string FirstLine(string text)
    {
        int end = text.IndexOf('\n');
        return (end < 0 ? text : text.Substring(0, end)).Trim();
    }
}
