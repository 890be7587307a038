using System;

namespace CiWorkflow.Model;

/// <summary>What a job does with its objects (page: Request.Operation).</summary>
public sealed record JobOperation
{
    /// <summary>The upload times that it is limited to; null when it is not.</summary>
    public CiTimeInterval? TimeInterval { get; internal init; }

    /// <summary>The id of the workflow that runs; where the service names several, they are joined by commas.</summary>
    public string WorkflowIds { get; internal init; } = "";

    /// <summary>The ids of workflows, where the service writes several in one text.</summary>
    internal static string[] SplitIds(string workflowIds) => workflowIds.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What a job of Type Job does: Transcode, Snapshot, Animation and so on (460/80155); empty for Type Workflow.</summary>
    public string Tag { get; internal init; } = "";

    /// <summary>The template of a job of Type Job (JobParam.TemplateId); empty where it has none.</summary>
    public string TemplateId { get; internal init; } = "";

    /// <summary>The JobParam of a job of Type Job as the service wrote it; empty where it has none.</summary>
    public string JobParam { get; internal init; } = "";

    /// <summary>Where a job of Type Job writes what it makes; null for Type Workflow.</summary>
    public JobOutput? Output { get; internal init; }

    /// <summary>The queue of a job of Type Job; empty where none is named.</summary>
    public string QueueId { get; internal init; } = "";

    /// <summary>The kind of queue of a job of Type Job; empty where none is named.</summary>
    public string QueueType { get; internal init; } = "";

    /// <summary>Whether a job of Type Job is done when the service is idle, in its own word; empty where it doesn't say.</summary>
    public string FreeTranscode { get; internal init; } = "";

    /// <summary>The text that a job of Type Job was given to pass on to its callback.</summary>
    public string UserData { get; internal init; } = "";

    /// <summary>The priority of a job of Type Job: 0, 1 or 2, the highest; null where none is named.</summary>
    public int? JobLevel { get; internal init; }

    /// <summary>Whom the service calls when a job of Type Job has ended; null for nobody.</summary>
    public JobCallBack? CallBack { get; internal init; }

    /// <summary>The Operation as the service wrote it, with the nodes that this version doesn't know; empty where it wrote none.</summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The workflow or the tag, and the interval where there is one.</summary>
    public override string ToString()
    {
        string what = WorkflowIds.Length > 0 ? WorkflowIds : Tag;
        return TimeInterval is null ? what : what + ", " + TimeInterval;
    }
}
