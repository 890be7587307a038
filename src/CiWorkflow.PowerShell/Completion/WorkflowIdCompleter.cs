using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Completion;

/// <summary>Completes the ids of the bucket's workflows.</summary>
public sealed class WorkflowIdCompleter : ServiceCompleter
{
    private protected override Task<IReadOnlyList<Choice>> AskAsync(CiClient client, CancellationToken cancellationToken) =>
        ReadAsync(client.ListWorkflows([]), static workflow => new Choice(workflow.WorkflowId, workflow.Name, workflow.State), cancellationToken);
}
