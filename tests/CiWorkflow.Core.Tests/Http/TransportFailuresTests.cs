using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>
/// Why no answer came, by what was thrown and by how far the request had come: from this follows whether a job may exist.
/// </summary>
public sealed class TransportFailuresTests
{
    private static readonly Uri Asked = new("https://host/path?query");

    /// <summary>Where it isn't known how far the request came, only the exceptions can say that no connection came about.</summary>
    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, TransportFailure.NotConnected)]
    [InlineData(HttpRequestError.ConnectionError, TransportFailure.NotConnected)]
    [InlineData(HttpRequestError.SecureConnectionError, TransportFailure.NotConnected)]
    [InlineData(HttpRequestError.ResponseEnded, TransportFailure.ConnectionLost)]
    [InlineData(HttpRequestError.HttpProtocolError, TransportFailure.ConnectionLost)]
    public void AnErrorOfHttpClient(HttpRequestError error, TransportFailure expected) =>
        Assert.Equal(expected, Kind(new HttpRequestException(error, inner: new IOException()), RequestPhase.Unknown));

    /// <summary>A proxy that refuses the keys is distinguished from one that can't connect.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, TransportFailure.ProxyRefused)]
    [InlineData(HttpStatusCode.Forbidden, TransportFailure.ProxyRefused)]
    [InlineData(HttpStatusCode.ProxyAuthenticationRequired, TransportFailure.ProxyRefused)]
    [InlineData(HttpStatusCode.BadGateway, TransportFailure.NotConnected)]
    [InlineData(null, TransportFailure.NotConnected)]
    public void AnAnswerOfAProxy(HttpStatusCode? status, TransportFailure expected) => Assert.Equal(
        expected, Kind(new HttpRequestException(HttpRequestError.ProxyTunnelError, statusCode: status), RequestPhase.NotSent));

    /// <summary>A certificate that isn't trusted is found under what wraps it.</summary>
    [Fact]
    public void ARefusedCertificate()
    {
        var refused = new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new AuthenticationException());
        Assert.Equal(TransportFailure.TlsRefused, Kind(refused, RequestPhase.NotSent));
        Assert.Equal(TransportFailure.TlsRefused, Kind(refused, RequestPhase.Unknown));
        Assert.Equal(TransportFailure.TlsRefused, Kind(new IOException("", new AuthenticationException()), RequestPhase.Unknown));
    }

    /// <summary>.NET Framework wraps a WebException.</summary>
    [Theory]
    [InlineData(WebExceptionStatus.TrustFailure, TransportFailure.TlsRefused)]
    [InlineData(WebExceptionStatus.SecureChannelFailure, TransportFailure.TlsRefused)]
    [InlineData(WebExceptionStatus.NameResolutionFailure, TransportFailure.NotConnected)]
    [InlineData(WebExceptionStatus.ProxyNameResolutionFailure, TransportFailure.NotConnected)]
    [InlineData(WebExceptionStatus.ConnectFailure, TransportFailure.NotConnected)]
    [InlineData(WebExceptionStatus.ReceiveFailure, TransportFailure.ConnectionLost)]
    public void AnErrorOfNetFramework(WebExceptionStatus status, TransportFailure expected) =>
        Assert.Equal(expected, Kind(new HttpRequestException("m", new WebException("m", status)), RequestPhase.Unknown));

    /// <summary>A socket's code that only connecting has.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoData)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostDown)]
    [InlineData(SocketError.NetworkDown)]
    public void ASocketThatDidNotConnect(SocketError code)
    {
        var failure = new HttpRequestException("m", new SocketException((int)code));
        Assert.Equal(TransportFailure.NotConnected, Kind(failure, RequestPhase.Unknown));
        Assert.Equal(TransportFailure.NotConnected, Kind(failure, RequestPhase.NotSent));
        Assert.Equal(TransportFailure.ConnectionLost, Kind(failure, RequestPhase.Sent));
    }

    /// <summary>A reset can come at any time: only what is known about the request decides.</summary>
    [Theory]
    [InlineData(RequestPhase.Unknown, TransportFailure.ConnectionLost)]
    [InlineData(RequestPhase.Sent, TransportFailure.ConnectionLost)]
    [InlineData(RequestPhase.NotSent, TransportFailure.NotConnected)]
    internal void AReset(RequestPhase phase, TransportFailure expected) =>
        Assert.Equal(expected, Kind(new IOException("", new SocketException((int)SocketError.ConnectionReset)), phase));

    /// <summary>A timeout is one of connecting where the handler says so, or where the request was not sent.</summary>
    [Theory]
    [InlineData(RequestPhase.Unknown, false, TransportFailure.Timeout)]
    [InlineData(RequestPhase.Unknown, true, TransportFailure.NotConnected)]
    [InlineData(RequestPhase.Sent, false, TransportFailure.Timeout)]
    [InlineData(RequestPhase.Sent, true, TransportFailure.Timeout)]
    [InlineData(RequestPhase.NotSent, false, TransportFailure.NotConnected)]
    [InlineData(RequestPhase.NotSent, true, TransportFailure.NotConnected)]
    internal void ATimeout(RequestPhase phase, bool isOfConnecting, TransportFailure expected) =>
        Assert.Equal(expected, Kind(new TaskCanceledException("m", isOfConnecting ? new TimeoutException() : null), phase));

    /// <summary>A timeout inside another failure is not the handler's own for connecting.</summary>
    [Fact]
    public void ATimeoutOfAReadIsNotOneOfConnecting() =>
        Assert.Equal(TransportFailure.ConnectionLost, Kind(new IOException("m", new TimeoutException()), RequestPhase.Unknown));

    /// <summary>The message has the seconds of a timeout, or else the innermost message without its secrets.</summary>
    [Fact]
    public void TheMessageSaysWhy()
    {
        Assert.Equal(
            "No whole answer came from https://host/path in 2.5 seconds.", Explain(new TaskCanceledException(), RequestPhase.Sent).Message);
        Assert.Equal(
            "No connection to https://host/path: none came about in 2.5 seconds.",
            Explain(new TaskCanceledException(), RequestPhase.NotSent).Message);
        CiTransportException lost = Explain(new IOException("outer", new IOException("token=abc fell")), RequestPhase.Sent);
        Assert.StartsWith(
            "The connection to https://host/path was lost before a whole answer came: token=*** fell", lost.Message, StringComparison.Ordinal);
        Assert.Equal((Asked, "r1"), (lost.Uri, lost.RequestId));
    }

    private static TransportFailure Kind(Exception failure, RequestPhase phase) => Explain(failure, phase).Failure;

    private static CiTransportException Explain(Exception failure, RequestPhase phase) =>
        TransportFailures.Explain(
            failure, phase, Asked, failure is OperationCanceledException ? "" : "r1", TimeSpan.FromSeconds(2.50004));
}
