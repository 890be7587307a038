using System;
using System.Collections.Generic;
using System.IO;

namespace CiWorkflow.Http;

/// <summary>One call before it is signed: nothing in it is encoded.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, with its leading slash.</param>
/// <param name="CamAction">The CAM action that the caller's keys must be allowed, as <c>ci:TriggerMediaWorkflow</c>.</param>
internal sealed record ServiceCall(string Method, string Path, string CamAction)
{
    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    public bool IsIdempotent => Method != "POST";

    /// <summary>The parameters of the query; one without a value has an empty one.</summary>
    public List<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>The headers of this call alone; those that are signed by rule are signed.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The body; null for a call that has none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>A body that is read from its beginning for each try, instead of <see cref="Body"/>.</summary>
    public Stream? BodyStream { get; init; }

    /// <summary>The Content-Type of the body.</summary>
    public string ContentType { get; init; } = "application/xml";

    /// <summary>The MD5 of the body, which the service checks; null for none.</summary>
    public byte[]? ContentMd5 { get; init; }

    /// <summary>Where the body of a good answer goes instead of memory; emptied before each try.</summary>
    public Stream? Target { get; init; }

    /// <summary>Whether a good answer is the content of an object, of which only its head shows that it came whole.</summary>
    public bool IsObject { get; init; }

    /// <summary>The longest body that is read into memory: a page of 100 jobs has some 100 kB.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Is called before each time that it is sent: a refused one is sent again with other keys or another time. What it throws is thrown,
    /// and nothing is sent. Null for nobody.
    /// </summary>
    public Action? Sending { get; init; }

    /// <summary>Adds a parameter; one that is null or empty is left out.</summary>
    public void AddQuery(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            Query.Add(new(name, value));
        }
    }
}
