namespace CiWorkflow.Model;

/// <summary>Which jobs to list (doc 76894). What is null is not limited.</summary>
public sealed class JobQuery : CreationQuery
{
    private string? _type;

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The workflow's id.</summary>
    public string? WorkflowId { get; set; }

    /// <summary>The kind, Workflow or Job, in any case.</summary>
    /// <exception cref="InvalidFieldException">It is neither.</exception>
    public string? Type
    {
        get => _type;
        set => _type = value is null ? null : QueryWords.Spell("Type", value, QueryWords.JobTypes);
    }
}
