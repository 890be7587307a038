using System;

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
    /// <summary>The interval's start as it was written; it is answered as it was sent.</summary>
    public string? StartText { get; init; }

    /// <summary>The interval's end as it was written.</summary>
    public string? EndText { get; init; }

    /// <summary>Whether an upload time lies in the interval: both ends inclusive, in whole seconds.</summary>
    public bool Selects(DateTimeOffset uploaded)
    {
        long second = uploaded.ToUnixTimeSeconds();
        return (Start is null || second >= Start.Value.ToUnixTimeSeconds()) && (End is null || second <= End.Value.ToUnixTimeSeconds());
    }
}
