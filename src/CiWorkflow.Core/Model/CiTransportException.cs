using System;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>Why a request brought no answer that could be read.</summary>
public enum TransportFailure
{
    /// <summary>No connection came about: refused, no such host, no route. The request did not leave.</summary>
    NotConnected = 0,

    /// <summary>The server's certificate or its TLS was refused. The request did not leave.</summary>
    TlsRefused,

    /// <summary>The proxy refused to connect for these keys (407, 401 or 403). The request did not leave.</summary>
    ProxyRefused,

    /// <summary>The connection broke while the request or its answer was under way. Whether the service acted is not known.</summary>
    ConnectionLost,

    /// <summary>No whole answer came in the time allowed. Whether the service acted is not known.</summary>
    Timeout,

    /// <summary>An answer came with a success status, and could not be read. Whether the service acted is not known.</summary>
    UnreadableAnswer,
}

/// <summary>A request brought no answer that could be read.</summary>
public sealed class CiTransportException : CiException
{
    internal CiTransportException(TransportFailure failure, Uri uri, string requestId, string detail, Exception? inner)
        : base(Compose(failure, uri, requestId, detail), inner)
    {
        Failure = failure;
        Uri = uri;
        RequestId = requestId;
    }

    private CiTransportException(CiTransportException other)
        : base(other.Message, other.InnerException)
    {
        Failure = other.Failure;
        Uri = other.Uri;
        RequestId = other.RequestId;
    }

    internal CiTransportException(string message)
        : base(message)
    {
        Failure = TransportFailure.UnreadableAnswer;
        RequestId = "";
    }

    /// <summary>What happened.</summary>
    public TransportFailure Failure { get; }

    /// <summary>The URL that was asked; it holds no secret. Null where the failure is of a whole list.</summary>
    public Uri? Uri { get; }

    /// <summary>The id of the request where an answer began to come; else empty.</summary>
    public string RequestId { get; }

    /// <summary>Whether the service may have acted on the request all the same.</summary>
    public bool MayHaveActed =>
        Failure is not (TransportFailure.NotConnected or TransportFailure.TlsRefused or TransportFailure.ProxyRefused);

    /// <summary>The same failure for another call: an exception is thrown once.</summary>
    internal CiTransportException Copy() => new(this);

    private static string Compose(TransportFailure failure, Uri uri, string requestId, string detail)
    {
        string what = failure switch
        {
            TransportFailure.NotConnected or TransportFailure.ProxyRefused => Messages.NotConnected,
            TransportFailure.TlsRefused => Messages.TlsRefused,
            TransportFailure.ConnectionLost => Messages.ConnectionLost,
            TransportFailure.Timeout => Messages.Timeout,
            _ => Messages.UnreadableAnswer,
        };
        string message = string.Format(CultureInfo.InvariantCulture, what, uri.GetLeftPart(UriPartial.Path), detail);
        return requestId.Length == 0 ? message : message + string.Format(CultureInfo.InvariantCulture, Messages.WithRequestId, requestId);
    }
}
