using System;
using System.Collections.Generic;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.World;

/// <summary>What a create request asks for, read and found in order.</summary>
public sealed record JobOrder(
    string Name,
    string InputKind,
    string InputKey,
    string WorkflowId,
    DateTimeOffset? Start = null,
    DateTimeOffset? End = null,
    string Type = "Workflow")
{
    /// <summary>The type of what is no job but a workflow run on one object; no list of jobs shows it.</summary>
    public const string OneObject = "OneObject";

    /// <summary>The workflows: one id, or several separated by commas; none where the job runs no workflow.</summary>
    public IReadOnlyList<string> WorkflowIds { get; init; } = WorkflowId.Length == 0 && Type != "Workflow"
        ? [""]
        : WorkflowId.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>The interval's start as it was written; it is answered as it was sent.</summary>
    public string? StartText { get; init; }

    /// <summary>The interval's end as it was written.</summary>
    public string? EndText { get; init; }

    /// <summary>The nodes of Operation beside TimeInterval and WorkflowIds, answered as they were sent.</summary>
    public IReadOnlyList<XElement> OtherOperation { get; init; } = [];

    /// <summary>The value of a node of Operation; empty when it isn't there.</summary>
    public string Operation(string node)
    {
        foreach (XElement element in OtherOperation)
        {
            if (element.Name == node)
            {
                return element.Value;
            }
        }

        return "";
    }

    /// <summary>Whether an upload time lies in the interval: both ends inclusive, in whole seconds.</summary>
    public bool Selects(DateTimeOffset uploaded)
    {
        long second = uploaded.ToUnixTimeSeconds();
        return (Start is null || second >= Start.Value.ToUnixTimeSeconds()) && (End is null || second <= End.Value.ToUnixTimeSeconds());
    }
}
