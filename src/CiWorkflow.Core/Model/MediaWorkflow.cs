using System;

namespace CiWorkflow.Model;

/// <summary>A workflow's definition (MediaWorkflowList).</summary>
public sealed record MediaWorkflow
{
    /// <summary>The name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The id: <c>w</c> and 32 hexadecimal digits.</summary>
    public string WorkflowId { get; internal init; } = "";

    /// <summary>Active or Paused, or a word that the service has added since. Paused: new uploads don't start it by themselves.</summary>
    public string State { get; internal init; } = "";

    /// <summary>When it was made; null where the answer has none.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>When it was last changed; null where the answer has none.</summary>
    public DateTimeOffset? UpdateTime { get; internal init; }

    /// <summary>Its nodes and what follows on what; null where the answer has none.</summary>
    public WorkflowTopology? Topology { get; internal init; }

    /// <summary>The bucket that the service says the workflow belongs to; empty where it says none.</summary>
    public string BucketId { get; internal init; } = "";

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>
    /// The XML of what this version doesn't know or can't read: new nodes, times in another form. Empty where there is none.
    /// </summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The name and the id.</summary>
    public override string ToString() => Name + " (" + WorkflowId + ")";
}
