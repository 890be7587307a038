using System;
using System.Collections.Generic;

namespace CiWorkflow.Sandbox.World;

/// <summary>An object of a bucket: its key, its size in bytes, when it was uploaded, and its text where it has one (a UrlFile).</summary>
public sealed record SandboxObject(string Key, long Size, DateTimeOffset Uploaded, string? Text = null)
{
    /// <summary>Its bytes where it has some that are no text (a file of an inventory report).</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The headers x-cos-meta-* that it was uploaded with.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The tag that changes with the object.</summary>
    public string ETag => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{Size:x}-{Uploaded.UtcTicks:x}\"");
}
