using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>The service's lists of jobs as a command reads them, and which of the jobs count as the one that is requested.</summary>
internal sealed class JobLists
{
    /// <summary>How many pages of one list are read at most.</summary>
    public const int MostPages = 1000;

    private readonly JobTriggerContext _context;

    public JobLists(JobTriggerContext context) => _context = context;

    /// <summary>When the first list was asked for (<see cref="ITimeSource.Elapsed"/>); null before.</summary>
    public TimeSpan? FirstLook { get; private set; }

    /// <summary>When that was by the service's clock, at the latest; null where no answer has shown it.</summary>
    public DateTimeOffset? FirstLookTime { get; private set; }

    /// <summary>Notes that a list is going to be read.</summary>
    public void NoteLook() => FirstLook ??= _context.Time.Elapsed;

    /// <summary>Reads a page.</summary>
    /// <param name="name">The name of the jobs; null for all.</param>
    /// <param name="pageToken">The page; null for the first.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="CiException">It could not be read.</exception>
    public Task<Page<JobsDetail>> ReadAsync(string? name, string? pageToken, CancellationToken cancellationToken) =>
        ReadAsync(_context.Service, name, pageToken, cancellationToken);

    /// <param name="service">What is asked.</param>
    /// <param name="name">The name of the jobs; null for all.</param>
    /// <param name="pageToken">The page; null for the first.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <inheritdoc cref="ReadAsync(string?, string?, CancellationToken)"/>
    public async Task<Page<JobsDetail>> ReadAsync(
        IJobService service, string? name, string? pageToken, CancellationToken cancellationToken)
    {
        Page<JobsDetail> page = await _context.Retry.RunAsync(
            () => service.ListAsync(name, pageToken, cancellationToken),
            static failure => RetryPolicy.MayRepeat(failure, isIdempotent: true),
            cancellationToken).ConfigureAwait(false);
        FirstLookTime ??= _context.Service.ServiceTime;
        return page;
    }

    /// <summary>The first of the jobs that is equal to the request, marked as existing; null where none is.</summary>
    public JobsDetail? FirstEqual(IEnumerable<JobsDetail> jobs, JobComparison comparison)
    {
        foreach (JobsDetail job in jobs)
        {
            if (Compare(job, comparison) == JobMatch.Equal)
            {
                return job with { Existing = true };
            }
        }

        return null;
    }

    /// <summary>The jobs that may be equal to the request.</summary>
    public List<JobsDetail> Unclear(IEnumerable<JobsDetail> jobs, JobComparison comparison) =>
        [.. jobs.Where(job => Compare(job, comparison) == JobMatch.Unclear)];

    /// <summary>How a job matches the request, where its state counts.</summary>
    public JobMatch Compare(JobsDetail job, JobComparison comparison) => Counted(job, comparison.Compare(job));

    /// <summary>What the match of a job means by its state.</summary>
    public JobMatch Counted(JobsDetail job, JobMatch match)
    {
        IReadOnlyCollection<JobState> counted = _context.Options.ExistingStates;
        return counted.Count == 0 || counted.Contains(job.State) ? match

            // What a state means that this version doesn't know can't be said: the job may count.
            : job.State == JobState.Unknown && match == JobMatch.Equal ? JobMatch.Unclear
            : job.State == JobState.Unknown ? match
            : JobMatch.Unrelated;
    }
}

/// <summary>Jobs by their names.</summary>
internal sealed class JobsByName
{
    private readonly Dictionary<string, List<JobsDetail>> _jobs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a job behind those of its name.</summary>
    public void Add(JobsDetail job)
    {
        if (!_jobs.TryGetValue(job.Name, out List<JobsDetail>? sameName))
        {
            _jobs.Add(job.Name, sameName = []);
        }

        sameName.Add(job);
    }

    /// <summary>The jobs of a name, in the order in which they were added.</summary>
    public IReadOnlyList<JobsDetail> Of(string name) => _jobs.TryGetValue(name, out List<JobsDetail>? jobs) ? jobs : [];
}
