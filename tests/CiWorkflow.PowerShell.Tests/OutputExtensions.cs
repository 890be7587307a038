using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Reads what came out of a pipeline.</summary>
internal static class OutputExtensions
{
    /// <summary>A property of each object, as text.</summary>
    public static string[] Texts(this IEnumerable<PSObject> output, string property) => [.. output.Select(item => item.Text(property))];

    /// <summary>A property as text; empty where it is null.</summary>
    public static string Text(this PSObject item, string property) => item.Properties[property].Value?.ToString() ?? "";
}
