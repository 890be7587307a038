using System;
using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>What one node of a workflow did in a run (doc 45949: Tasks).</summary>
public sealed record ExecutionTask
{
    /// <summary>The node's name, such as Transcode_1581665960537.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The kind of work, such as Transcode or Snapshot.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>The state; <see cref="ExecutionState.Unknown"/> for a word that this version doesn't know.</summary>
    public ExecutionState State => StateWords.Read<ExecutionState>(StateText);

    /// <summary>The state in the service's own word.</summary>
    public string StateText { get; internal init; } = "";

    /// <summary>The error code; Success or empty where there is none.</summary>
    public string Code { get; internal init; } = "";

    /// <summary>What went wrong.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>The id of the media job that did the work; empty where none was made.</summary>
    public string JobId { get; internal init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; internal init; }

    /// <summary>What it made; null where the service doesn't say.</summary>
    public TaskResultInfo? ResultInfo { get; internal init; }

    /// <summary>What the service found out about the files of the task.</summary>
    public IReadOnlyList<TaskFileInfo> FileInfo { get; internal init; } = [];

    /// <summary>How the workflow's conditions were decided; null where the service doesn't say.</summary>
    public TaskJudgementInfo? JudgementInfo { get; internal init; }

    /// <summary>
    /// The XML of what this version doesn't know or can't read: new nodes, times in another form. Empty where there is none.
    /// </summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The node and the state.</summary>
    public override string ToString() => Name + " (" + StateText + ")";
}
