using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace CiWorkflow.Core.Tests.Signing;

/// <summary>Requests with the Authorization that the official Node SDK 3.0.0 made for them.</summary>
public static class SigningVectors
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The vectors, as theory data.</summary>
    public static TheoryData<string> Ids() => new(Load().Select(vector => vector.Id));

    /// <summary>The vector of an id.</summary>
    internal static SigningVector Get(string id) => Load().Single(vector => vector.Id == id);

    internal static IReadOnlyList<SigningVector> Load()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Signing", "signing.json");
        return JsonSerializer.Deserialize<SigningVector[]>(File.ReadAllText(file), Options)
            ?? throw new InvalidDataException(file);
    }
}

internal sealed record SigningVector(
    string Id,
    string Method,
    string Path,
    Dictionary<string, string> Query,
    Dictionary<string, string> Headers,
    string SecretId,
    string SecretKey,
    string KeyTime,
    string Authorization);
