using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Completes the ids of the bucket's workflows.</summary>
public sealed class WorkflowIdCompleter : ServiceCompleter
{
    private protected override async Task<IReadOnlyList<Choice>> AskAsync(CiClient client, CancellationToken cancellationToken)
    {
        var choices = new List<Choice>();
        Pager<MediaWorkflow> pages = client.ListWorkflows([]);
        while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (MediaWorkflow workflow in page)
            {
                choices.Add(new Choice(workflow.WorkflowId, workflow.Name, workflow.State));
            }
        }

        return choices;
    }
}
