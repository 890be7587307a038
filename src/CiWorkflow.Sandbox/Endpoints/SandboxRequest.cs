using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>A request as it arrived. Authorization and token are not in what <see cref="ToString"/> shows.</summary>
public sealed class SandboxRequest
{
    private SandboxRequest(
        string method,
        string target,
        string path,
        IReadOnlyList<KeyValuePair<string, string>> query,
        IReadOnlyDictionary<string, string> headers)
    {
        Method = method;
        Target = target;
        Path = path;
        Query = query;
        Headers = headers;
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
    public byte[] Body { get; private set; } = [];

    /// <summary>The connection that it came over.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>When it arrived, by the machine's clock.</summary>
    public DateTimeOffset Arrived { get; } = DateTimeOffset.UtcNow;

    /// <summary>The status of its answer; 0 while there is none, and where the connection was cut instead.</summary>
    public int Status { get; internal set; }

    /// <summary>The value of a parameter; null when it isn't there.</summary>
    public string? Parameter(string name) => Query.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>The value of a header; empty when it isn't there.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>The method and the target.</summary>
    public override string ToString() => Method + " " + Target;

    internal static SandboxRequest ReadHead(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A client that talks to a proxy writes the whole URL in the request line.
        string local = target.StartsWith('/') || !Uri.TryCreate(target, UriKind.Absolute, out Uri? whole) ? target : whole.PathAndQuery;
        int question = local.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(question < 0 ? local : local[..question]);
        var query = new List<KeyValuePair<string, string>>();
        foreach (string part in question < 0 ? [] : local[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            query.Add(new(Decode(equals < 0 ? part : part[..equals]), equals < 0 ? "" : Decode(part[(equals + 1)..])));
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, StringValues values) in context.Request.Headers)
        {
            headers[name] = values.ToString();
        }

        return new SandboxRequest(context.Request.Method.ToUpperInvariant(), target, path, query, headers) { Connection = context.Connection.Id };
    }

    /// <summary>Reads the body, as far as <paramref name="most"/> bytes.</summary>
    /// <returns>Whether that was all of it.</returns>
    internal async Task<bool> ReadBodyAsync(Stream body, long most, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (whole.Length + read > most)
                {
                    return false;
                }

                whole.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Body = whole.ToArray();
        return true;
    }

    /// <summary>What is kept of it counts as so many bytes; 0 until it has been answered.</summary>
    internal int KeptBytes { get; private set; }

    /// <summary>Cuts a long body when the call has been answered.</summary>
    /// <returns>What is kept of the request counts as so many bytes.</returns>
    internal int Settle(int mostBody)
    {
        if (Body.Length > mostBody)
        {
            Body = Body[..mostBody];
        }

        return KeptBytes = 1024 + Body.Length + (2 * Target.Length) + Headers.Sum(pair => 2 * (pair.Key.Length + pair.Value.Length));
    }

    // The service reads a plus sign in a query as a space, as the Go and Python SDKs write one.
    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
