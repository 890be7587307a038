using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// Finds the cells of rows that are not used, because their parameter was given for all rows: on the command line, or by
/// $PSDefaultParameterValues, which nobody sees.
/// </summary>
internal sealed class OverriddenColumns
{
    // What decides what runs, where, and so what is paid for. A name is given anew on purpose.
    private static readonly string[] Parameters = ["WorkflowId", "Tag", "TemplateId", "QueueId", "Bucket", "Region"];

    private static readonly string[] Places = ["Bucket", "Region"];

    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The cells of a row that differ from what was given; each parameter is found once.</summary>
    /// <param name="row">The row; null where there is none.</param>
    /// <param name="call">The command.</param>
    /// <param name="isTyped">Whether a parameter was given for all rows.</param>
    public IEnumerable<(string Parameter, string Cell, string Given)> Find(PSObject? row, InvocationInfo call, Func<string, bool> isTyped)
    {
        // An object of this module is given to a command to do something else with it, but where it is.
        bool isRow = row?.BaseObject is PSCustomObject;
        if (row is null || !(isRow || row.BaseObject.GetType().Assembly == typeof(JobsDetail).Assembly))
        {
            yield break;
        }

        foreach (string name in Parameters.Where(name => isTyped(name) && (isRow || Places.Contains(name))))
        {
            IEnumerable<string> columns = new[] { name }.Concat(call.MyCommand.Parameters[name].Aliases);
            string given = Text(call.BoundParameters[name]);
            if (columns.Select(column => Text(row.Properties[column]?.Value)).FirstOrDefault(cell => cell.Length > 0) is { } found
                && found != given && _found.Add(name))
            {
                yield return (name, found, given);
            }
        }
    }

    private static string Text(object? value) => value is IEnumerable<string> several
        ? string.Join(",", several)
        : LanguagePrimitives.ConvertTo<string>(value).Trim();
}
