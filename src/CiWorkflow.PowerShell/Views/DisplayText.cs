using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Views;

/// <summary>
/// The texts of the views. They are hidden properties of the types (CiWorkflow.Types.ps1xml), because a view's script block may call no
/// method in ConstrainedLanguage mode.
/// </summary>
public static class DisplayText
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    // Windows PowerShell has none, and shows escape sequences as they are in some hosts.
    private static readonly PropertyInfo? Foreground =
        typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Foreground");

    /// <summary>
    /// The properties of an object as a person may be shown them: views take every text from here. The values of the object itself are
    /// exact.
    /// </summary>
    /// <param name="item">The object.</param>
    /// <returns>A table of the properties' names and values: text, or what is no text, such as a number or a time.</returns>
    public static Hashtable Shown(PSObject item)
    {
        var shown = new Hashtable(StringComparer.OrdinalIgnoreCase);
        object? value = Base(item);
        foreach (PropertyInfo property in value is null ? [] : PropertiesOf(value.GetType()))
        {
            try
            {
                shown[property.Name] = Shown(property.GetValue(value));
            }
            catch (TargetInvocationException)
            {
                // What can't be computed of an object is left out, and the rest is shown.
            }
        }

        return shown;
    }

    /// <summary>The state of a job, an execution or a task, in colour where the shell has colours.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text.</returns>
    public static string? State(PSObject item)
    {
        string? state = item?.Properties["StateText"]?.Value as string;
        string? color = state switch
        {
            "Success" => "Green",
            "Failed" => "Red",
            "Running" => "Cyan",
            "Pause" => "Yellow",
            "Cancel" => "BrightBlack",
            _ => null,
        };
        return color is not null && Color(color) is { } sequence ? sequence + state + "\u001b[0m" : state is null ? null : Line(state);
    }

    /// <summary>How long ago a job or an execution was made; for a job that is going on, how long it has been.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text, as 5m; null where the time isn't known.</returns>
    public static string? Age(PSObject item) =>
        (Base(item) switch { JobsDetail job => job.CreationTime, WorkflowExecution run => run.CreateTime, _ => null }) is { } created
            ? Age((ServiceClock.Process.ServiceTime ?? DateTimeOffset.Now) - created)
            : null;

    /// <summary>What a job selects its objects from, and whether it existed before.</summary>
    /// <param name="item">The job.</param>
    /// <returns>The text.</returns>
    public static string? Input(PSObject item) =>
        Base(item) is JobsDetail job ? (job.Existing ? CommandMessages.ExistingMark + " " : "") + Line(job.Input.ToString()) : null;

    /// <summary>The kinds of a workflow's nodes.</summary>
    /// <param name="item">The workflow.</param>
    /// <returns>The text.</returns>
    public static string? Nodes(PSObject item) =>
        Base(item) is MediaWorkflow { Topology: { } topology }
            ? Line(string.Join(", ", topology.Nodes.Select(static node => node.Type))) : null;

    /// <summary>When it was made, in local time.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text.</returns>
    public static string? Created(PSObject item) => Full(Base(item) switch
    {
        JobsDetail job => job.CreationTime,
        WorkflowExecution run => run.CreateTime,
        MediaWorkflow workflow => workflow.CreateTime,
        _ => null,
    });

    /// <summary>When a job or an interval begins, in local time.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text.</returns>
    public static string? Start(PSObject item) => Base(item) switch
    {
        JobsDetail job => Full(job.StartTime),
        CiTimeInterval interval => Full(interval.Start) ?? CommandMessages.TheBeginning,
        _ => null,
    };

    /// <summary>When a job or an interval ends, in local time.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text.</returns>
    public static string? End(PSObject item) => Base(item) switch
    {
        JobsDetail job => Full(job.EndTime),
        CiTimeInterval interval => Full(interval.End) ?? CommandMessages.Now,
        _ => null,
    };

    /// <summary>How long an interval is.</summary>
    /// <param name="item">The interval.</param>
    /// <returns>The text; null where an end is open.</returns>
    public static string? Length(PSObject item) =>
        Base(item) is CiTimeInterval { Start: { } start, End: { } end } ? (end - start).ToString("c", CultureInfo.InvariantCulture) : null;

    /// <summary>When a workflow was changed or an object uploaded, in local time.</summary>
    /// <param name="item">The object.</param>
    /// <returns>The text.</returns>
    public static string? Modified(PSObject item) => Base(item) switch
    {
        MediaWorkflow workflow => Full(workflow.UpdateTime),
        CiInputObject input => input.LastModified?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>How many objects were counted.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The text.</returns>
    public static string? Count(PSObject item) => (Base(item) as CiInputSummary)?.Count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The size of what was counted.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The text, as 1.5 GB.</returns>
    public static string? Size(PSObject item)
    {
        if (Base(item) is not CiInputSummary summary)
        {
            return null;
        }

        double size = summary.Size;
        int unit = 0;
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
        {
            size /= 1000;
        }

        string text = size.ToString(unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
        return summary.UnknownSize > 0
            ? string.Format(CultureInfo.InvariantCulture, CommandMessages.UnknownSizes, text, summary.UnknownSize) : text;
    }

    /// <summary>The first upload time that was counted, in local time.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The text.</returns>
    public static string? Oldest(PSObject item) => Full((Base(item) as CiInputSummary)?.Oldest);

    /// <summary>The last upload time that was counted, in local time.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The text.</returns>
    public static string? Newest(PSObject item) => Full((Base(item) as CiInputSummary)?.Newest);

    private static PropertyInfo[] PropertiesOf(Type type) => Properties.GetOrAdd(type, static type => [.. type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetIndexParameters().Length == 0)]);

    private static object? Shown(object? value) => value switch
    {
        null or ValueType => value,
        string text => Line(text),
        IEnumerable items => items.Cast<object?>().Select(static item => Line(item?.ToString() ?? "")).ToArray(),
        _ => Line(value.ToString()!),
    };

    private static string Line(string text) => ShownText.Line(Redaction.WithoutQuery(text));

    private static object? Base(PSObject? item) => item?.BaseObject;

    private static string? Full(DateTimeOffset? time) =>
        time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age)
    {
        (double value, string unit) = age.TotalDays >= 1 ? (age.TotalDays, "d") : age.TotalHours >= 1
            ? (age.TotalHours, "h") : age.TotalMinutes >= 1 ? (age.TotalMinutes, "m") : (Math.Max(0, age.TotalSeconds), "s");
        return Math.Floor(value).ToString(CultureInfo.InvariantCulture) + unit;
    }

    private static string? Color(string name)
    {
        object? style = Foreground?.DeclaringType?.GetProperty("Instance")?.GetValue(null);
        object? colors = style is null ? null : Foreground!.GetValue(style);
        return colors?.GetType().GetProperty(name)?.GetValue(colors) as string;
    }
}
