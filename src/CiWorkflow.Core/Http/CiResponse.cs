namespace CiWorkflow.Http;

/// <summary>A whole answer with a success status.</summary>
internal sealed class CiResponse
{
    public CiResponse(string requestId, byte[] body, int length, System.Uri uri)
    {
        RequestId = requestId;
        Body = body;
        Length = length;
        Uri = uri;
    }

    /// <summary>Content-Length; null where it isn't told.</summary>
    public long? ContentLength { get; set; }

    /// <summary>Last-Modified; null where it isn't told.</summary>
    public System.DateTimeOffset? LastModified { get; set; }

    /// <summary>x-cos-storage-class; empty where it isn't told.</summary>
    public string StorageClass { get; set; } = "";

    /// <summary>The id from the x-ci-request-id header; empty where there is none.</summary>
    public string RequestId { get; }

    public byte[] Body { get; }

    /// <summary>How much of <see cref="Body"/> is filled.</summary>
    public int Length { get; }

    public System.Uri Uri { get; }
}
