using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>What is said of a job whose executions were not all seen.</summary>
internal static class NotSeen
{
    /// <param name="job">The job, which has ended.</param>
    /// <param name="seen">How many of its executions were seen.</param>
    /// <param name="unseen">How many of those that it must have were not; null where that isn't known.</param>
    /// <param name="selected">How many objects its input selects now; null where that isn't known.</param>
    /// <returns>The text; null where all were seen.</returns>
    public static string? Describe(JobsDetail job, long seen, long? unseen, long? selected) =>
        unseen == 0 ? null
        : unseen is { } fewer && seen > 0 ? ServiceCmdlet.Say(CommandMessages.FewerSeen, job.Name, job.JobId, seen, fewer)
        : selected is { } some ? ServiceCmdlet.Say(CommandMessages.NoneSeen, job.Name, job.JobId, some)
        : ServiceCmdlet.Say(CommandMessages.NoneSeenOfUnknown, job.Name, job.JobId);
}
