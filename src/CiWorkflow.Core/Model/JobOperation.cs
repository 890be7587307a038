namespace CiWorkflow.Model;

/// <summary>What a job does with its objects (page: Request.Operation).</summary>
public sealed class JobOperation
{
    /// <summary>The upload times that it is limited to; null when it is not.</summary>
    public CiTimeInterval? TimeInterval { get; internal set; }

    /// <summary>The id of the workflow that runs; where the service tells several, they are joined by commas.</summary>
    public string WorkflowIds { get; internal set; } = "";

    /// <summary>The workflow, and the interval where there is one.</summary>
    public override string ToString() => TimeInterval is null ? WorkflowIds : WorkflowIds + ", " + TimeInterval;
}
