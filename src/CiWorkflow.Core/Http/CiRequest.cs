using System;
using System.Collections.Generic;
using System.IO;

namespace CiWorkflow.Http;

/// <summary>One call before it is signed: nothing in it is encoded.</summary>
internal sealed class CiRequest
{
    public CiRequest(string method, string path)
    {
        Method = method;
        Path = path;
    }

    public string Method { get; }

    public string Path { get; }

    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    public bool IsIdempotent => Method != "POST";

    /// <summary>The parameters of the query; one without a value has an empty one.</summary>
    public List<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>The body; null for a call that has none.</summary>
    public byte[]? Body { get; set; }

    /// <summary>A body that is read from its beginning each time, instead of <see cref="Body"/>.</summary>
    public Stream? BodyStream { get; set; }

    /// <summary>The Content-Type of the body.</summary>
    public string ContentType { get; set; } = "application/xml";

    /// <summary>The MD5 of the body, which the service checks; null for none.</summary>
    public byte[]? ContentMd5 { get; set; }

    /// <summary>Whether the call is for the bucket itself (its cos host), and not for CI.</summary>
    public bool IsForBucket { get; set; }

    /// <summary>Whether an object that is there already is to be left alone (If-None-Match: *).</summary>
    public bool OnlyIfAbsent { get; set; }

    /// <summary>Where the body of a good answer goes instead of memory; emptied before.</summary>
    public Stream? Target { get; set; }

    /// <summary>What is added to the time that a call may take: for a body that takes long to send.</summary>
    public TimeSpan MoreTime { get; set; }
}
