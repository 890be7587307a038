namespace CiWorkflow.Model;

/// <summary>Which executions of a workflow to list (doc 80050). What is null is not limited.</summary>
public sealed class ExecutionQuery : CreationQuery
{
    /// <summary>Makes a query.</summary>
    /// <param name="workflowId">The workflow: the service wants it always.</param>
    /// <exception cref="InvalidFieldException">It isn't a workflow's id.</exception>
    public ExecutionQuery(string workflowId) => WorkflowId = FieldRules.CheckWorkflowId(workflowId);

    // Newer pages call the workflow optional where a job is named (460/80050).
    private ExecutionQuery() => WorkflowId = "";

    /// <summary>The workflow; empty for those of a job in whichever workflow they are.</summary>
    public string WorkflowId { get; }

    /// <summary>The job that started them.</summary>
    public string? JobId { get; set; }

    /// <summary>The object's key.</summary>
    public string? Object { get; set; }

    /// <summary>The executions of a job whose workflows aren't known.</summary>
    internal static ExecutionQuery OfJob() => new();
}
