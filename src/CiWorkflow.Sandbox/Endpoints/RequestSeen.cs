using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>A request as a test in another process sees it: which keys signed it, and never a SecretKey, a token or a signature.</summary>
internal sealed record RequestSeen(
    string Method,
    string Host,
    string Path,
    string Target,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    string SecretId,
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
        return new RequestSeen(
            request.Method,
            request.Header("Host"),
            request.Path,
            request.Target,
            request.Query.GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => string.Join(',', group.Select(pair => pair.Value))),
            request.Headers.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => IsSecret(pair.Key) ? Masked : pair.Value),
            Field(authorization, "q-ak="),
            authorization.Contains("q-signature=", StringComparison.Ordinal),
            [.. Field(authorization, "q-header-list=").Split(';', StringSplitOptions.RemoveEmptyEntries)],
            Encoding.UTF8.GetString(request.Body),
            request.Status,
            request.Arrived);
    }

    private static string Field(string authorization, string name) =>
        authorization.Split('&').FirstOrDefault(part => part.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";

    private static bool IsSecret(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.EndsWith("-security-token", StringComparison.OrdinalIgnoreCase);
}
