namespace CiWorkflow.Model;

/// <summary>What a job does with its objects (page: Request.Operation).</summary>
public sealed record JobOperation
{
    /// <summary>The upload times that it is limited to; null when it is not.</summary>
    public CiTimeInterval? TimeInterval { get; internal init; }

    /// <summary>The id of the workflow that runs; where the service tells several, they are joined by commas.</summary>
    public string WorkflowIds { get; internal init; } = "";

    /// <summary>The Operation as the service wrote it, with the nodes that this version doesn't know; empty where it wrote none.</summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The workflow, and the interval where there is one.</summary>
    public override string ToString() => TimeInterval is null ? WorkflowIds : WorkflowIds + ", " + TimeInterval;
}
