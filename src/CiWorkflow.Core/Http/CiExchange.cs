using System;

namespace CiWorkflow.Http;

/// <summary>What went over the wire in one call, for a log. Holds no key, token or signature.</summary>
public sealed class CiExchange
{
    internal CiExchange(string method, Uri uri, string? requestBody)
    {
        Method = method;
        Uri = uri;
        RequestBody = requestBody;
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The URL; signatures travel in a header, never in it.</summary>
    public Uri Uri { get; }

    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? HttpStatus { get; internal set; }

    /// <summary>The service's id of the request; empty when no answer came.</summary>
    public string RequestId { get; internal set; } = "";

    /// <summary>From the start of the call to its last byte.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The XML sent; null when there was none or bodies are not recorded.</summary>
    public string? RequestBody { get; }

    /// <summary>The text received; null when there was none or bodies are not recorded.</summary>
    public string? ResponseBody { get; internal set; }
}
