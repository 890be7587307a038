using System;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Tells from the exceptions of HttpClient why no whole answer came.</summary>
internal static class TransportFailures
{
    /// <param name="failure">What HttpClient threw.</param>
    /// <param name="uri">What was asked.</param>
    /// <param name="requestId">The id of the request, where an answer had begun to come.</param>
    /// <param name="timeout">The timeout of the call.</param>
    public static CiTransportException Explain(Exception failure, Uri uri, string requestId, TimeSpan timeout) => failure is OperationCanceledException
        ? new(TransportFailure.Timeout, uri, requestId, timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), failure)
        : new(KindOf(failure), uri, requestId, failure.GetBaseException().Message, failure);

    private static TransportFailure KindOf(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return TransportFailure.TlsRefused;
                case SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain
                        or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown
                }:
                    return TransportFailure.NotConnected;
            }
        }

        return TransportFailure.ConnectionLost;
    }
}
