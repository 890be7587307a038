using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Completes the ids of the newest jobs.</summary>
public sealed class JobIdCompleter : ServiceCompleter
{
    private protected override async Task<IReadOnlyList<Choice>> AskAsync(CiClient client, CancellationToken cancellationToken)
    {
        var choices = new List<Choice>();
        foreach (JobsDetail job in await client.ListJobs(new JobQuery()).NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) ?? [])
        {
            choices.Add(new Choice(job.JobId, job.Name, job.StateText));
        }

        return choices;
    }
}
