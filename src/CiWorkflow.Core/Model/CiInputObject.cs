using System;

namespace CiWorkflow.Model;

/// <summary>An object that a trigger would touch.</summary>
public sealed class CiInputObject
{
    internal CiInputObject(string key) => Key = key;

    /// <summary>Its key.</summary>
    public string Key { get; internal set; }

    /// <summary>Its size in bytes; null where the input doesn't say.</summary>
    public long? Size { get; internal set; }

    /// <summary>When it was uploaded; null where the input doesn't say.</summary>
    public DateTimeOffset? LastModified { get; internal set; }

    /// <summary>Its storage class, such as STANDARD; empty where the input doesn't say.</summary>
    public string StorageClass { get; internal set; } = "";

    /// <summary>Whether it is there; null where that was not asked for and the input doesn't say.</summary>
    public bool? Exists { get; internal set; }

    /// <summary>
    /// The host of its URL where that is a domain of the user's own; null where it is the bucket's.
    /// Whether the service takes such a URL depends on the domains that are bound to the bucket.
    /// </summary>
    public string? ForeignHost { get; internal set; }

    /// <summary>Whether an object of this key came before in the same UrlFile, in whatever spelling.</summary>
    internal bool IsDuplicate { get; set; }

    /// <summary>Whether it is a folder, as the console makes them: its key ends with a slash, and no size is known but 0.</summary>
    internal bool IsFolder => Key.EndsWith("/", StringComparison.Ordinal) && Size is null or 0;

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal set; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal set; } = "";

    /// <summary>The key.</summary>
    public override string ToString() => Key;
}
