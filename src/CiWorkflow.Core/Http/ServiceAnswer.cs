using System;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>A whole answer with a success status.</summary>
/// <param name="Uri">What was asked.</param>
/// <param name="RequestId">The id from the x-ci-request-id or x-cos-request-id header; empty where there is none.</param>
/// <param name="Body">The body.</param>
/// <param name="Length">How much of <paramref name="Body"/> is filled.</param>
internal sealed record ServiceAnswer(Uri Uri, string RequestId, byte[] Body, int Length)
{
    /// <summary>Content-Length; null where there is none.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Last-Modified; null where there is none.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>ETag without its quotes; empty where there is none.</summary>
    public string ETag { get; init; } = "";

    /// <summary>x-cos-storage-class; empty where there is none.</summary>
    public string StorageClass { get; init; } = "";

    /// <summary>x-cos-meta-ciworkflow, which this library adds to what it writes; empty where there is none.</summary>
    public string Mark { get; init; } = "";

    /// <summary>The keys that were used; null where none were.</summary>
    public CiCredential? Keys { get; init; }

    /// <summary>Parses the body.</summary>
    /// <param name="parser">Takes the body, how much of it is filled, and the request's id.</param>
    /// <exception cref="CiTransportException">It can't be parsed.</exception>
    public T Parse<T>(Func<byte[], int, string, T> parser)
    {
        try
        {
            return parser(Body, Length, RequestId);
        }
        catch (Exception malformed) when (malformed is not CiException)
        {
            string detail = Redaction.Redact(malformed.Message, Keys?.SecretValues);
            throw new CiTransportException(
                TransportFailure.UnreadableAnswer, Uri, RequestId, detail, detail == malformed.Message ? malformed : null);
        }
    }
}
