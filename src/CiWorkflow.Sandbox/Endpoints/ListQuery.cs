using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The query of a list: filters, order, page size and the place to go on from. What isn't known is refused.</summary>
internal sealed class ListQuery
{
    private static readonly string[] Common =
        ["nextToken", "size", "orderByTime", "states", "startCreationTime", "endCreationTime", "workflowId", "jobId", "name"];

    private static readonly string[] Types = ["Workflow", "Job"];

    private readonly string _identity;
    private readonly string[] _states;
    private readonly string[] _types;
    private readonly bool _namesInPart;

    private ListQuery(ServiceCall call, string[] states, string[] types, string identity)
    {
        SandboxRequest request = call.Request;
        _identity = identity;
        _states = states;
        _types = types;
        _namesInPart = call.Has(ServiceVariant.NameMatchedInPart);
        Size = Number(request.Parameter("size"), 10, "size");
        Ascending = Choice(request.Parameter("orderByTime"), "orderByTime", "Desc", "Asc") == "Asc";
        After = Time(request.Parameter("startCreationTime"), "startCreationTime");
        Before = Time(request.Parameter("endCreationTime"), "endCreationTime");
        WorkflowId = Given(request.Parameter("workflowId"));
        JobId = Given(request.Parameter("jobId"));
        Name = Given(request.Parameter("name"));
        Position = ReadToken(Given(request.Parameter("nextToken")));
    }

    public int Size { get; }

    public bool Ascending { get; }

    public DateTimeOffset? After { get; }

    public DateTimeOffset? Before { get; }

    public string? WorkflowId { get; }

    public string? JobId { get; }

    public string? Name { get; }

    /// <summary>The last item of the page before, as job and place in it; null on the first page.</summary>
    public (long Job, int Place)? Position { get; }

    /// <exception cref="ServiceErrorException">Something in the query isn't as the docs have it.</exception>
    public static ListQuery Read(ServiceCall call, string[] states, params string[] more)
    {
        SandboxRequest request = call.Request;
        foreach ((string name, _) in request.Query)
        {
            if (call.World.IsStrict && !Common.Contains(name) && !more.Contains(name))
            {
                throw ServiceErrorException.InvalidArgument($"The parameter {name} is not known.");
            }
        }

        // A token goes on with the query that it came from and with no other; the size may change.
        IEnumerable<string> filters = request.Query.Where(pair => pair.Key is not ("nextToken" or "size"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key + "=" + pair.Value);
        string identity = request.Path + "?" + string.Join('&', filters);
        return new ListQuery(call, Words(call, "states", states), Words(call, "type", Types), identity);
    }

    public bool Wants(string state, DateTimeOffset created) =>
        (_states.Length == 0 || _states.Contains(state))
        && !(created.ToUnixTimeSeconds() < After?.ToUnixTimeSeconds())
        && !(created.ToUnixTimeSeconds() > Before?.ToUnixTimeSeconds());

    public bool WantsType(string type) => _types.Length == 0 || _types.Contains(type);

    public bool WantsName(string name) => Name is null || name == Name || (_namesInPart && name.Contains(Name, StringComparison.Ordinal));

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

    /// <summary>The words of a filter, as the service spells them; none where everything is wanted.</summary>
    private static string[] Words(ServiceCall call, string parameter, string[] known)
    {
        StringComparison comparison = call.Has(ServiceVariant.FiltersIgnoreCase)
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        var wanted = new List<string>();
        foreach (string word in call.List(parameter))
        {
            if (string.Equals(word, "All", comparison))
            {
                return [];
            }

            if (known.FirstOrDefault(one => string.Equals(one, word, comparison)) is { } found)
            {
                wanted.Add(found);
            }
            else if (call.Has(ServiceVariant.UnknownFiltersIgnored))
            {
                return [];
            }
            else
            {
                throw ServiceErrorException.InvalidArgument($"{parameter}: '{word}' is not known.");
            }
        }

        return [.. wanted];
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

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
        string.IsNullOrEmpty(text) ? null : CreateJobBody.ReadTime(text)
            ?? throw ServiceErrorException.InvalidArgument($"{name} is '{text}', not a time such as 2022-02-01T12:00:00+0800.");
}
