using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>What one round of a wait found out about a job.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Job">
/// The job; null when the bucket has none of that id, and where <see cref="Failure"/> says why it could not be read.
/// </param>
public sealed record JobStatus(string JobId, JobsDetail? Job)
{
    /// <summary>
    /// Whether it is waited for no longer: the job and its executions have ended, it doesn't exist, or <see cref="Failure"/> says why
    /// not.
    /// </summary>
    public bool IsEnded { get; init; }

    /// <summary>Whether this round saw that it hasn't ended: the job, or one of its executions, is waiting, running or paused.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Its executions as they were counted last; null where they were not counted.</summary>
    public ExecutionCount? Executions { get; init; }

    /// <summary>How many objects its input selects now; null where that isn't known.</summary>
    public long? Selected { get; init; }

    /// <summary>How many executions that comes to, one for each object and workflow; null where that isn't known.</summary>
    public long? Expected { get; init; }

    /// <summary>How many executions there must be at least: those of the objects that were there before the job.</summary>
    public long AtLeast { get; init; }

    /// <summary>
    /// How many executions were not seen of those that there must be at least; null where that isn't known, because they were not
    /// counted to the end, or because none was seen and how many objects the job selected isn't known.
    /// </summary>
    public long? Unseen =>
        Executions is not { IsWhole: true } count ? null
        : AtLeast > count.Total ? AtLeast - count.Total
        : count.Total == 0 && Expected != 0 ? null
        : 0;

    /// <summary>
    /// Why the job or its executions could not be read. Where <see cref="IsEnded"/> is false they are read again in the next round.
    /// </summary>
    public CiException? Failure { get; init; }
}
