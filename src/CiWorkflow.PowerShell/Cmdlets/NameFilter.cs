using System;
using System.Management.Automation;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A name to find by. Whether the service compares whole names or parts of them isn't documented (doc 76894: name), so what it answers is
/// compared again.
/// </summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern? _pattern;

    /// <param name="name">The name, or a pattern with wildcards, which finds whatever the case is.</param>
    public NameFilter(string name)
    {
        Name = name;
        _pattern = WildcardPattern.ContainsWildcardCharacters(name)
            ? new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant) : null;
    }

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <summary>Whether it is a pattern, so that finding nothing is no error.</summary>
    public bool IsPattern => _pattern is not null;

    /// <summary>What the service can be asked for: the name, or null where everything is to be listed and compared here.</summary>
    public string? Query => IsPattern ? null : Name;

    /// <summary>Whether a name is meant.</summary>
    public bool IsMatch(string name) => _pattern?.IsMatch(name) ?? name.Equals(Name, StringComparison.Ordinal);
}
