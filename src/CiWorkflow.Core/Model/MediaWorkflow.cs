using System;

namespace CiWorkflow.Model;

/// <summary>A workflow's definition (MediaWorkflowList).</summary>
public sealed class MediaWorkflow
{
    /// <summary>The name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The id: <c>w</c> and 32 hexadecimal digits.</summary>
    public string WorkflowId { get; internal set; } = "";

    /// <summary>Active or Paused, or a word that the service has added since. Paused: new uploads don't start it by themselves.</summary>
    public string State { get; internal set; } = "";

    /// <summary>When it was made; null when the service says none.</summary>
    public DateTimeOffset? CreateTime { get; internal set; }

    /// <summary>When it was last changed; null when the service says none.</summary>
    public DateTimeOffset? UpdateTime { get; internal set; }

    /// <summary>Its nodes and what follows on what; null where the service tells none.</summary>
    public WorkflowTopology? Topology { get; internal set; }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal set; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal set; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal set; } = "";

    /// <summary>The name and the id.</summary>
    public override string ToString() => Name + " (" + WorkflowId + ")";
}
