using System;

namespace CiWorkflow.Model;

/// <summary>What one node of a workflow did in a run (doc 45949: Tasks).</summary>
public sealed class ExecutionTask
{
    /// <summary>The node's name, such as Transcode_1581665960537.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The kind of work, such as Transcode or Snapshot.</summary>
    public string Type { get; internal set; } = "";

    /// <summary>The state; <see cref="ExecutionState.Unknown"/> for a word that this version doesn't know.</summary>
    public ExecutionState State { get; internal set; }

    /// <summary>The state in the service's own word.</summary>
    public string StateText { get; internal set; } = "";

    /// <summary>The error code; Success or empty where there is none.</summary>
    public string Code { get; internal set; } = "";

    /// <summary>What went wrong.</summary>
    public string Message { get; internal set; } = "";

    /// <summary>The id of the media job that did the work; empty where none was made.</summary>
    public string JobId { get; internal set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreateTime { get; internal set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; internal set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; internal set; }

    /// <summary>The node and the state.</summary>
    public override string ToString() => Name + " (" + StateText + ")";
}
