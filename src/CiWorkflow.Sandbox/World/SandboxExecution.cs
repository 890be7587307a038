using System;
using System.Globalization;
using System.Linq;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.World;

/// <summary>
/// The run of a workflow on one object of a job: nothing of it is stored, it follows from the job, the place and the clock.
/// </summary>
public sealed class SandboxExecution
{
    internal SandboxExecution(SandboxJob job, int place)
    {
        Job = job;
        Place = place;
    }

    /// <summary>The job that started it.</summary>
    public SandboxJob Job { get; }

    /// <summary>Its place among the job's objects.</summary>
    public int Place { get; }

    /// <summary>Its id.</summary>
    public string RunId => string.Create(CultureInfo.InvariantCulture, $"i{Job.Sequence:x12}{Place:x8}{Job.JobId[1..13]}");

    /// <summary>The run of an id; null when there is none.</summary>
    internal static SandboxExecution? Find(SandboxBucket bucket, string runId)
    {
        if (runId.Length != 33
            || !long.TryParse(runId.AsSpan(1, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long sequence)
            || !int.TryParse(runId.AsSpan(13, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int place)
            || bucket.JobsFrom(sequence, ascending: true).FirstOrDefault() is not { } job
            || place < 0 || place >= job.ExecutionCount)
        {
            return null;
        }

        var run = new SandboxExecution(job, place);
        return run.RunId == runId ? run : null;
    }

    /// <summary>The object.</summary>
    public SandboxObject Object => Job.Objects[Place / Job.Order.WorkflowIds.Count];

    /// <summary>The workflow that runs on it.</summary>
    public string WorkflowId => Job.Order.WorkflowIds[Place % Job.Order.WorkflowIds.Count];

    /// <summary>When it was made: when the job began to run, or one after the other from then on.</summary>
    public DateTimeOffset Created => Job.Variants.Contains(ServiceVariant.ExecutionsAppearLate) ? Job.Begins + Share(Place) : Job.Begins;

    /// <summary>When it ends: one after the other, the last with the job, or as long after it as the job ran.</summary>
    public DateTimeOffset Ends => Job.Begins + (Share(Place + 1) * (Job.Variants.Contains(ServiceVariant.SuccessBeforeExecutions) ? 2 : 1));

    /// <summary>
    /// Whether it fails: an object whose key contains "corrupt" does always, one with "flaky" the first time that a job selects it.
    /// </summary>
    public bool Fails => Job.Objects is NumberedObjects
        ? NumberedObjects.IsCorrupt(Place / Job.Order.WorkflowIds.Count)
        : Object.Key.Contains("corrupt", StringComparison.Ordinal) || Job.FirstTimers.Contains(Object.Key);

    /// <summary>
    /// Whether it has been made by a time: a job that is cancelled before it begins makes none. One that was started alone is there with
    /// its answer.
    /// </summary>
    public bool ExistsAt(DateTimeOffset now) => Job.Order.Type == JobOrder.OneObject || (Job.StartedBy(now) is not null && Created <= now);

    /// <summary>The state at a time.</summary>
    public string StateAt(DateTimeOffset now) =>
        Job.StateAt(now) == "Cancel" && Ends > Job.EndedBy(now) && !Job.Variants.Contains(ServiceVariant.CancelEndsNoExecution) ? "Cancel"
        : Job.PausedAt < Ends && Job.PausedAt <= now ? "Pause"
        : now < Ends ? "Running"
        : Fails ? "Failed" : "Success";

    private TimeSpan Share(int place) => (Job.Ends - Job.Begins) * place / Math.Max(Job.ExecutionCount, 1);
}
