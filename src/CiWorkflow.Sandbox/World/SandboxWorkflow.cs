using System;

namespace CiWorkflow.Sandbox.World;

/// <summary>A workflow's definition: one chain of nodes from Start to End, transcoding first and then a snapshot.</summary>
public sealed record SandboxWorkflow(string WorkflowId, string Name, DateTimeOffset Created, string State = "Active")
{
    /// <summary>The prefix that its Start node is for; empty for every object.</summary>
    public string ObjectPrefix { get; init; } = "";

    /// <summary>The node that transcodes; it is the one that fails on a corrupt object.</summary>
    public const string Transcode = "Transcode_1581665960537";

    /// <summary>The node that takes a snapshot of what was transcoded.</summary>
    public const string Snapshot = "Snapshot_1581665960536";
}
