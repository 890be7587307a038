using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The query of a list: filters, order, page size and the place to go on from. What isn't known is refused.</summary>
internal sealed class ListQuery
{
    private static readonly string[] Common = ["nextToken", "size", "orderByTime", "states", "startCreationTime", "endCreationTime", "workflowId", "jobId", "name"];

    private readonly string _identity;

    private ListQuery(SandboxRequest request, string[] states, string identity)
    {
        _identity = identity;
        States = states;
        Size = Number(request.Parameter("size"), 10, "size");
        Ascending = Choice(request.Parameter("orderByTime"), "orderByTime", "Desc", "Asc") == "Asc";
        After = Time(request.Parameter("startCreationTime"), "startCreationTime");
        Before = Time(request.Parameter("endCreationTime"), "endCreationTime");
        WorkflowId = Given(request.Parameter("workflowId"));
        JobId = Given(request.Parameter("jobId"));
        Name = Given(request.Parameter("name"));
        Type = Given(request.Parameter("type"));
        Position = ReadToken(Given(request.Parameter("nextToken")));
    }

    public int Size { get; }

    public bool Ascending { get; }

    public IReadOnlyList<string> States { get; }

    public DateTimeOffset? After { get; }

    public DateTimeOffset? Before { get; }

    public string? WorkflowId { get; }

    public string? JobId { get; }

    public string? Name { get; }

    public string? Type { get; }

    /// <summary>The last item of the page before, as job and place in it; null on the first page.</summary>
    public (long Job, int Place)? Position { get; }

    /// <exception cref="ServiceErrorException">Something in the query isn't as the docs have it.</exception>
    public static ListQuery Read(SandboxRequest request, string[] states, params string[] more)
    {
        foreach ((string name, _) in request.Query)
        {
            if (!Common.Contains(name) && !more.Contains(name))
            {
                throw ServiceErrorException.InvalidArgument($"The parameter {name} is not known.");
            }
        }

        string[] wanted = [.. (Given(request.Parameter("states")) ?? "All").Split(',')];
        foreach (string state in wanted)
        {
            if (state != "All" && !states.Contains(state))
            {
                throw ServiceErrorException.InvalidArgument($"states: '{state}' is not known.");
            }
        }

        // A token goes on with the query that it came from and with no other; the size may change.
        string identity = request.Path + "?" + string.Join('&', request.Query.Where(pair => pair.Key is not ("nextToken" or "size")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));
        return new ListQuery(request, wanted.Contains("All") ? [] : wanted, identity);
    }

    public bool Wants(string state, DateTimeOffset created) =>
        (States.Count == 0 || States.Contains(state))
        && !(created.ToUnixTimeSeconds() < After?.ToUnixTimeSeconds())
        && !(created.ToUnixTimeSeconds() > Before?.ToUnixTimeSeconds());

    /// <summary>The token of the page behind an item.</summary>
    public string TokenAfter(long job, int place) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job};{place};{Hash(_identity)}")));

    private (long Job, int Place)? ReadToken(string? token)
    {
        if (token is null)
        {
            return null;
        }

        try
        {
            string[] parts = Encoding.UTF8.GetString(Convert.FromHexString(token)).Split(';');
            if (parts.Length == 3 && parts[2] == Hash(_identity))
            {
                return (long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
            }
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw ServiceErrorException.InvalidArgument("nextToken does not belong to this query.");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static int Number(string? text, int otherwise, string name) =>
        string.IsNullOrEmpty(text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 100 ? number
        : throw ServiceErrorException.InvalidArgument($"{name} is '{text}', not a number from 1 to 100.");

    private static string Choice(string? text, string name, params string[] choices) =>
        string.IsNullOrEmpty(text) ? choices[0]
        : choices.Contains(text) ? text
        : throw ServiceErrorException.InvalidArgument($"{name} is '{text}', not one of {string.Join(", ", choices)}.");

    private static DateTimeOffset? Time(string? text, string name) =>
        string.IsNullOrEmpty(text) ? null : CreateJobBody.ReadTime(text) ?? throw ServiceErrorException.InvalidArgument($"{name} is '{text}', not a time such as 2022-02-01T12:00:00+0800.");
}
