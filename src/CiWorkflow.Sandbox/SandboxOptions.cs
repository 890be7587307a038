using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using CiWorkflow.Sandbox.Variants;
using Microsoft.Extensions.Configuration;

namespace CiWorkflow.Sandbox;

/// <summary>What the command line asks for.</summary>
internal sealed class SandboxOptions
{
    /// <summary>Only serve.</summary>
    public bool Serve { get; init; }

    /// <summary>A prompt against the service.</summary>
    public bool Interactive { get; init; }

    /// <summary>Answer to /_sandbox too.</summary>
    public bool Control { get; init; }

    /// <summary>Serve until standard input ends, as a test does that must leave no process behind.</summary>
    public bool UntilInputEnds { get; init; }

    /// <summary>Refuse what a careful client never sends.</summary>
    public bool Strict { get; init; }

    /// <summary>The variants, separated by commas; All for every one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>How many executions a job has that is there from the start; 0 for no such job.</summary>
    public int Executions { get; init; }

    /// <summary>Show the usage.</summary>
    public bool Help { get; init; }

    /// <summary>The port; 0 for a free one.</summary>
    public ushort Port { get; init; }

    /// <summary>A sandbox that is served already.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The script to run, and its arguments.</summary>
    public IReadOnlyList<string> Script { get; private set; } = [];

    /// <summary>The variants that are asked for.</summary>
    /// <exception cref="ArgumentException">One isn't known.</exception>
    public IReadOnlySet<ServiceVariant> Variants() =>
        string.Equals(Variant, "All", StringComparison.OrdinalIgnoreCase)
            ? Enum.GetValues<ServiceVariant>().ToHashSet()
            : Variant.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(name => Enum.Parse<ServiceVariant>(name, ignoreCase: true)).ToHashSet();

    /// <summary>Reads a command line: options, and behind them a script with its arguments.</summary>
    /// <exception cref="ArgumentException">An option isn't known, or its value can't be read.</exception>
    public static SandboxOptions Read(string[] arguments)
    {
        PropertyInfo[] known = [.. typeof(SandboxOptions).GetProperties().Where(property => property.Name != nameof(Script))];
        var options = new List<string>();
        int at = 0;
        for (; at < arguments.Length && arguments[at].StartsWith('-'); at++)
        {
            string[] parts = arguments[at].TrimStart('-').Split('=', 2);
            string name = parts[0].Replace("-", "", StringComparison.Ordinal);
            PropertyInfo property = known.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"'{arguments[at]}' is not an option.");
            string value = parts.Length == 2 ? parts[1]
                : property.PropertyType == typeof(bool) ? "true"
                : ++at < arguments.Length ? arguments[at]
                : throw new ArgumentException($"'{arguments[at - 1]}' wants a value.");
            options.Add($"--{property.Name}={value}");
        }

        try
        {
            IConfiguration line = new ConfigurationBuilder().AddCommandLine([.. options]).Build();
            SandboxOptions read = line.Get<SandboxOptions>() ?? new SandboxOptions();
            read.Script = arguments[at..];
            return read;
        }
        catch (InvalidOperationException unreadable)
        {
            throw new ArgumentException(unreadable.Message, unreadable);
        }
    }
}
