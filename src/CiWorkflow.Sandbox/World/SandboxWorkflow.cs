using System;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.World;

/// <summary>
/// A workflow's definition; one without a topology of its own is a chain of nodes from Start to End, transcoding first and then a
/// snapshot.
/// </summary>
public sealed record SandboxWorkflow(string WorkflowId, string Name, DateTimeOffset Created, string State = "Active")
{
    /// <summary>The node that transcodes; it is the one that fails on a corrupt object.</summary>
    public const string Transcode = "Transcode_1581665960537";

    /// <summary>The node that takes a snapshot of what was transcoded.</summary>
    public const string Snapshot = "Snapshot_1581665960536";

    /// <summary>The prefix that its Start node is for; empty for every object.</summary>
    public string ObjectPrefix { get; init; } = "";

    /// <summary>When it was changed.</summary>
    public DateTimeOffset Updated { get; init; } = Created;

    /// <summary>The Topology that it was made with; null for the usual chain.</summary>
    public XElement? Topology { get; init; }

    /// <summary>The state that it is in from <see cref="NextFrom"/> on; null when it stays.</summary>
    public string? NextState { get; init; }

    /// <summary>When <see cref="NextState"/> begins.</summary>
    public DateTimeOffset NextFrom { get; init; }

    /// <summary>The state at a time.</summary>
    public string StateAt(DateTimeOffset now) => NextState is not null && NextFrom <= now ? NextState : State;

    /// <summary>The workflow with another state from a time on.</summary>
    public SandboxWorkflow Switch(string state, DateTimeOffset from) =>
        this with { State = StateAt(from), NextState = state, NextFrom = from };
}
