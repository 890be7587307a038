using System;

namespace CiWorkflow.Http;

/// <summary>What was sent and received in one call, for a log. Holds no key, token or signature.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The URL; signatures are sent in a header, never in it.</param>
/// <param name="RequestBody">The text sent; null when there was none or bodies are not recorded.</param>
public sealed record CiExchange(string Method, Uri Uri, string? RequestBody)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The service's id of the request; empty when no answer came.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The time from the start of the call to the last byte of its answer.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The text received; null when there was none or bodies are not recorded.</summary>
    public string? ResponseBody { get; init; }
}
