using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CiWorkflow.Sandbox.World;

/// <summary>An object of a bucket: its key, its size in bytes, when it was uploaded, and its text where it has one (a UrlFile).</summary>
public sealed record SandboxObject(string Key, long Size, DateTimeOffset Uploaded, string? Text = null)
{
    private readonly string? _text = Text;

    /// <summary>Its bytes, where it was made with some that may be no text.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Its content as text; null for an object that is only a size.</summary>
    public string? Text
    {
        get => _text ?? (Bytes is null ? null : Encoding.UTF8.GetString(Bytes));
        init => _text = value;
    }

    /// <summary>Its content; null for an object that is only a size.</summary>
    public byte[]? Content => Bytes ?? (_text is null ? null : Encoding.UTF8.GetBytes(_text));

    /// <summary>What it was uploaded as.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>Its storage class.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    /// <summary>The headers x-cos-meta-* that it was uploaded with.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The MD5 of its content in quotes; for an object that is only a size, something that changes with it.</summary>
    public string ETag =>
        $"\"{Md5(Content ?? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key} {Size} {Uploaded.UtcTicks}")))}\"";

#pragma warning disable CA5351 // The service's ETag is defined on MD5.
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
}
