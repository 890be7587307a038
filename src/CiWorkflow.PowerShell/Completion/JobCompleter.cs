using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Asks for the newest jobs.</summary>
public abstract class JobCompleter : ServiceCompleter
{
    private protected abstract Choice Choose(JobsDetail job);

    private protected override async Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken)
    {
        var choices = new List<Choice>();
        Pager<JobsDetail> pages = client.ListJobs(new JobQuery());
        foreach (JobsDetail job in await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) ?? [])
        {
            choices.Add(Choose(job));
        }

        return choices;
    }
}

/// <summary>Completes the ids of the newest jobs, by id or by name.</summary>
public sealed class JobIdCompleter : JobCompleter
{
    private protected override Choice Choose(JobsDetail job) => new(job.JobId, job.Name, job.StateText);
}

/// <summary>Completes the names of the newest jobs.</summary>
public sealed class JobNameCompleter : JobCompleter
{
    private protected override Choice Choose(JobsDetail job) => new(job.Name, job.Name, job.StateText);
}
