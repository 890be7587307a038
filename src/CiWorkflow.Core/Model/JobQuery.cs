namespace CiWorkflow.Model;

/// <summary>Which jobs to list (doc 76894). What is null is not limited.</summary>
public sealed class JobQuery : CreationQuery
{
    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The workflow's id.</summary>
    public string? WorkflowId { get; set; }

    /// <summary>The kind: Workflow or Job.</summary>
    public string? Type { get; set; }
}
