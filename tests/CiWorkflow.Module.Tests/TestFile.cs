using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace CiWorkflow.Module.Tests;

/// <summary>A test file, and which of its tests are to run.</summary>
internal sealed record TestFile(string Path, string Name, string? Lines, bool List, bool IsAlone, bool StartsProcesses, bool MayHaveTests)
{
    // The first line of a file that stops or changes its process.
    private const string Alone = "# In a process of its own:";

    private static readonly string[] Starts = ["Start-Pwsh", "Invoke-Pwsh", "Start-Terminal", "Start-Job", "Process]::Start"];

    /// <summary>What RunFile.ps1 is given, as JSON.</summary>
    public string Order => JsonSerializer.Serialize(new { Path, Name, Line = Lines ?? "", List });

    /// <summary>What RunFile.ps1 is given, on a command line.</summary>
    public string[] Arguments => ["-Path", Path, "-Name", Name, .. Lines is null ? [] : new[] { "-Line", Lines }, .. List ? ["-List"] : Array.Empty<string>()];

    /// <summary>Reads what a file says of itself.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">A wildcard over Describe.Context.It.</param>
    /// <param name="uids">The tests to run; null for all.</param>
    /// <param name="list">Whether to name the tests only.</param>
    public static TestFile Read(FileInfo file, string name, IReadOnlyCollection<string>? uids, bool list)
    {
        string text = File.ReadAllText(file.FullName);
        string? lines = uids is null ? null : LinesOf(file.Name, uids);
        bool isOfTier = Environment.GetEnvironmentVariable("CIWORKFLOW_TESTS") != "second" || text.Contains("-Tag Second", StringComparison.Ordinal);
        bool mayHaveTests = lines != "" && isOfTier && Has(text, name);
        bool isAlone = text.StartsWith(Alone, StringComparison.Ordinal);
        bool startsProcesses = Array.Exists(Starts, start => text.Contains(start, StringComparison.Ordinal));
        return new TestFile(file.FullName, name, lines, list, isAlone, startsProcesses, mayHaveTests);
    }

    // The names stand in the text, those of a Describe, a Context and an It each at its own place: what lies between dots and wildcards is there.
    private static bool Has(string text, string name)
    {
        string names = text.Replace("''", "'", StringComparison.Ordinal);
        return name.Split(['*', '?', '.', '[', ']', '`', '"'], StringSplitOptions.RemoveEmptyEntries)
            .All(part => names.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static string LinesOf(string file, IEnumerable<string> uids) =>
        string.Join(',', uids.Where(uid => uid.StartsWith(file + ":", StringComparison.Ordinal)).Select(uid => uid[(file.Length + 1)..].Split('#')[0]).Distinct());
}
