using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Finds from what HttpClient threw, and from how far the request had come, why no whole answer came.</summary>
internal static class TransportFailures
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="phase">How far the request had come.</param>
    /// <param name="uri">What was asked.</param>
    /// <param name="requestId">The id of the request, where an answer had begun to come.</param>
    /// <param name="timeout">The timeout that has ended, where one has.</param>
    /// <param name="keys">The keys that were used, which are not shown.</param>
    public static CiTransportException Explain(
        Exception failure, RequestPhase phase, Uri uri, string requestId, TimeSpan timeout, CiCredential? keys = null)
    {
        TransportFailure kind = KindOf(failure, phase);
        string seconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        string detail = failure is not OperationCanceledException
            ? Redaction.Redact(failure.GetBaseException().Message, keys?.SecretValues)
            : kind == TransportFailure.Timeout ? seconds
            : string.Format(CultureInfo.InvariantCulture, Messages.NoConnectionInTime, seconds);
        return new(kind, uri, requestId, detail, failure);
    }

    private static TransportFailure KindOf(Exception failure, RequestPhase phase) => phase switch
    {
        RequestPhase.Sent => failure is OperationCanceledException ? TransportFailure.Timeout : TransportFailure.ConnectionLost,
        RequestPhase.NotSent => ConnectFailureOf(failure) ?? TransportFailure.NotConnected,
        _ when ConnectFailureOf(failure) is { } connecting => connecting,
        _ => failure is OperationCanceledException ? TransportFailure.Timeout : TransportFailure.ConnectionLost,
    };

    /// <summary>The kind of a failure that the exceptions themselves show to be one of connecting; null where they don't.</summary>
    private static TransportFailure? ConnectFailureOf(Exception failure)
    {
        TransportFailure? found = null;
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return TransportFailure.TlsRefused;
                case HttpRequestException http when ErrorOf(http) is "SecureConnectionError":
                    // A connection that ends in the handshake; an AuthenticationException inside says that TLS itself was refused.
                    found = TransportFailure.NotConnected;
                    break;
                case TimeoutException when failure is OperationCanceledException:
                    // .NET's ConnectTimeout ended (SocketsHttpHandler.ConnectTimeout).
                    return TransportFailure.NotConnected;
                case WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure }:
                    return TransportFailure.TlsRefused;
                case WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } }:
                    return TransportFailure.ProxyRefused;
                case WebException
                {
                    Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                        or WebExceptionStatus.ConnectFailure
                }:
                    return TransportFailure.NotConnected;
                case HttpRequestException http when ErrorOf(http) is "ProxyTunnelError":
                    return StatusOf(http) is 401 or 403 or 407 ? TransportFailure.ProxyRefused : TransportFailure.NotConnected;
                case HttpRequestException http when ErrorOf(http) is "NameResolutionError" or "ConnectionError":
                    return TransportFailure.NotConnected;
                case SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain
                        or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable
                        or SocketError.HostDown or SocketError.NetworkDown
                }:
                    return TransportFailure.NotConnected;
            }
        }

        return found;
    }

    // HttpRequestError (.NET 8) and StatusCode (.NET 5) are read by name: netstandard2.0 doesn't know them.
    private static string? ErrorOf(HttpRequestException failure) =>
        typeof(HttpRequestException).GetProperty("HttpRequestError")?.GetValue(failure)?.ToString();

    private static int? StatusOf(HttpRequestException failure) =>
        typeof(HttpRequestException).GetProperty("StatusCode")?.GetValue(failure) is HttpStatusCode status ? (int)status : null;
}
