using System.Collections.Generic;

namespace CiWorkflow.Transport;

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
}
