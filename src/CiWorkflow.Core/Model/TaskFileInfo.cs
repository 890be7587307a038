using System;

namespace CiWorkflow.Model;

/// <summary>
/// What the service found out about a file of a task (doc 460/45949: Tasks.FileInfo with BasicInfo, MediaInfo and ImageInfo).
/// </summary>
public sealed record TaskFileInfo
{
    /// <summary>The key (BasicInfo.Object).</summary>
    public string Object { get; internal init; } = "";

    /// <summary>The size in bytes (BasicInfo.Size); null where the service doesn't say.</summary>
    public long? Size { get; internal init; }

    /// <summary>The content type (BasicInfo.ContentType).</summary>
    public string ContentType { get; internal init; } = "";

    /// <summary>The entity tag (BasicInfo.ETag).</summary>
    public string ETag { get; internal init; } = "";

    /// <summary>When it was last written (BasicInfo.LastModified); null where the service doesn't say.</summary>
    public DateTimeOffset? LastModified { get; internal init; }

    /// <summary>The whole FileInfo as the service wrote it, with what it says about video, sound and pictures.</summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The key.</summary>
    public override string ToString() => Object;
}
