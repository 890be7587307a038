using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Asks for the bucket's workflows.</summary>
public abstract class WorkflowCompleter : ServiceCompleter
{
    private protected abstract Choice Choose(MediaWorkflow workflow);

    private protected override Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken) =>
        ReadAsync(client.ListWorkflows([]), Choose, cancellationToken);
}

/// <summary>Completes the ids of the bucket's workflows, by id or by name.</summary>
public sealed class WorkflowIdCompleter : WorkflowCompleter
{
    private protected override Choice Choose(MediaWorkflow workflow) => new(workflow.WorkflowId, workflow.Name, workflow.State);
}

/// <summary>Completes the names of the bucket's workflows.</summary>
public sealed class WorkflowNameCompleter : WorkflowCompleter
{
    private protected override Choice Choose(MediaWorkflow workflow) => new(workflow.Name, workflow.Name, workflow.State);
}
