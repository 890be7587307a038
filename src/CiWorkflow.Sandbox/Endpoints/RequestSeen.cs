using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>A request as a test in another process sees it: that keys and tokens were there, never what they were.</summary>
internal sealed record RequestSeen(
    string Method,
    string Host,
    string Path,
    string Target,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    bool IsSigned,
    IReadOnlyList<string> SignedHeaders,
    string Body,
    int Status,
    DateTimeOffset Time)
{
    private const string Masked = "***";

    public static RequestSeen Of(SandboxRequest request)
    {
        string authorization = request.Header("Authorization");
        string list = authorization.Split('&').FirstOrDefault(part => part.StartsWith("q-header-list=", StringComparison.Ordinal)) ?? "";
        return new RequestSeen(
            request.Method,
            request.Header("Host"),
            request.Path,
            request.Target,
            request.Query.GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => string.Join(',', group.Select(pair => pair.Value))),
            request.Headers.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => IsSecret(pair.Key) ? Masked : pair.Value),
            authorization.Contains("q-signature=", StringComparison.Ordinal),
            [.. list.Split('=').Last().Split(';', StringSplitOptions.RemoveEmptyEntries)],
            Encoding.UTF8.GetString(request.Body),
            request.Status,
            request.Arrived);
    }

    private static bool IsSecret(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.EndsWith("-security-token", StringComparison.OrdinalIgnoreCase);
}
