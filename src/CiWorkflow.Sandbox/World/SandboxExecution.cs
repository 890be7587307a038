using System;
using System.Globalization;
using System.Linq;

namespace CiWorkflow.Sandbox.World;

/// <summary>The run of a workflow on one object of a job: nothing of it is stored, it follows from the job, the place and the clock.</summary>
public sealed class SandboxExecution
{
    internal SandboxExecution(SandboxJob job, int place)
    {
        Job = job;
        Place = place;
        RunId = string.Create(CultureInfo.InvariantCulture, $"i{job.Sequence:x12}{place:x8}{job.JobId[1..13]}");
    }

    /// <summary>The job that started it.</summary>
    public SandboxJob Job { get; }

    /// <summary>Its place among the job's objects.</summary>
    public int Place { get; }

    /// <summary>Its id.</summary>
    public string RunId { get; }

    /// <summary>The run of an id; null when there is none.</summary>
    internal static SandboxExecution? Find(SandboxBucket bucket, string runId)
    {
        if (runId.Length != 33
            || !long.TryParse(runId.AsSpan(1, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long sequence)
            || !int.TryParse(runId.AsSpan(13, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int place)
            || bucket.JobsFrom(sequence, ascending: true).FirstOrDefault() is not { } job
            || place < 0 || place >= job.Objects.Count)
        {
            return null;
        }

        var run = new SandboxExecution(job, place);
        return run.RunId == runId ? run : null;
    }

    /// <summary>The object.</summary>
    public SandboxObject Object => Job.Objects[Place];

    /// <summary>When it was made: when the job began to run.</summary>
    public DateTimeOffset Created => Job.Begins;

    /// <summary>Whether it fails: an object whose key contains "corrupt" does always, one with "flaky" the first time that a job selects it.</summary>
    public bool Fails => Object.Key.Contains("corrupt", StringComparison.Ordinal) || Job.FirstTimers.Contains(Object.Key);

    /// <summary>Whether it has been made by a time: a job that is cancelled before it begins makes none.</summary>
    public bool ExistsAt(DateTimeOffset now) => Job.StartedBy(now) is not null;

    /// <summary>When it ends, if nothing comes between.</summary>
    public DateTimeOffset Ends => Created + ((Job.Ends - Created) * (Place + 1) / Math.Max(Job.Objects.Count, 1));

    /// <summary>The state at a time. The runs of a job end one after the other, the last with the job.</summary>
    public string StateAt(DateTimeOffset now)
    {
        return Job.StateAt(now) == "Cancel" && Ends > Job.EndedBy(now) ? "Cancel"
            : now < Ends ? "Running"
            : Fails ? "Failed" : "Success";
    }
}
