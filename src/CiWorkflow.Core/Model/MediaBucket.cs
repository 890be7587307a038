using System;

namespace CiWorkflow.Model;

/// <summary>A bucket that media processing is switched on for (MediaBucketList of <c>GET /mediabucket</c>).</summary>
public sealed record MediaBucket
{
    /// <summary>The bucket, as name-APPID.</summary>
    public string BucketId { get; internal init; } = "";

    /// <summary>Its region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>When it was bound; null when the service says none.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>The bucket.</summary>
    public override string ToString() => BucketId;
}
