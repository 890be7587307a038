using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CiWorkflow.Sandbox.Service;

/// <summary>A request as it arrived. Authorization and token are not kept in what a test may print.</summary>
public sealed class SandboxRequest
{
    private SandboxRequest(string method, string target, string path, IReadOnlyList<KeyValuePair<string, string>> query, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        Method = method;
        Target = target;
        Path = path;
        Query = query;
        Headers = headers;
        Body = body;
    }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The target as it stood in the request line.</summary>
    public string Target { get; }

    /// <summary>The path, decoded.</summary>
    public string Path { get; }

    /// <summary>The parameters of the query, decoded, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; }

    /// <summary>The headers, without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body; empty when there is none.</summary>
    public byte[] Body { get; }

    /// <summary>The value of a parameter; null when it isn't there.</summary>
    public string? Parameter(string name) => Query.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>The method and the target.</summary>
    public override string ToString() => Method + " " + Target;

    internal static async Task<SandboxRequest> ReadAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A client that talks to a proxy writes the whole URL in the request line.
        string local = target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
        int question = local.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(question < 0 ? local : local[..question]);
        var query = new List<KeyValuePair<string, string>>();
        foreach (string part in question < 0 ? [] : local[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            query.Add(new(
                Uri.UnescapeDataString(equals < 0 ? part : part[..equals]),
                equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..])));
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            headers[name] = values.ToString();
        }

        using var body = new System.IO.MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return new SandboxRequest(context.Request.Method.ToUpperInvariant(), target, path, query, headers, body.ToArray());
    }
}
