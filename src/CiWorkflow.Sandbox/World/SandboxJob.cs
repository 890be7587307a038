using System;
using System.Collections.Generic;
using System.Threading;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.World;

/// <summary>
/// A job. Its state follows from the clock: Submitted, Running, and then Success or Failed, unless it is cancelled or paused.
/// </summary>
public sealed class SandboxJob
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _cancelled;

    internal SandboxJob(
        long sequence, string jobId, JobOrder order, IReadOnlyList<SandboxObject> objects, IReadOnlySet<ServiceVariant> variants)
    {
        Sequence = sequence;
        JobId = jobId;
        Order = order;
        Objects = objects;
        Variants = variants;
    }

    /// <summary>Its place in the order in which the bucket's jobs were made.</summary>
    public long Sequence { get; }

    /// <summary>Its id.</summary>
    public string JobId { get; }

    /// <summary>What was asked for.</summary>
    public JobOrder Order { get; }

    /// <summary>The objects that it selected when it was made.</summary>
    public IReadOnlyList<SandboxObject> Objects { get; }

    /// <summary>The keys with "flaky" in them that no job had selected before.</summary>
    public IReadOnlySet<string> FirstTimers { get; internal set; } = new HashSet<string>();

    /// <summary>The readings of the documents by which it was made.</summary>
    public IReadOnlySet<ServiceVariant> Variants { get; }

    /// <summary>How many executions it makes: one for each object and workflow.</summary>
    public int ExecutionCount => Objects.Count * Order.WorkflowIds.Count;

    /// <summary>When it was made. Before that it isn't there.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it begins to run, if nothing comes between.</summary>
    public required DateTimeOffset Begins { get; init; }

    /// <summary>When it ends, if nothing comes between.</summary>
    public required DateTimeOffset Ends { get; init; }

    /// <summary>When lists begin to show it.</summary>
    public DateTimeOffset ListedFrom { get; init; }

    /// <summary>Why it ends in Failed; null when it ends in Success.</summary>
    public string? Failure { get; init; }

    /// <summary>A state to show whatever the clock says: Pause, or a word that no client knows. Null to follow the clock.</summary>
    public string? ForcedState { get; set; }

    /// <summary>Since when a queue that was paused stops it; null where none does.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>The state at a time.</summary>
    public string StateAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _cancelled is not null ? "Cancel"
                : ForcedState is { } forced ? forced
                : PausedAt is { } paused && paused < Ends ? "Pause"
                : now < Begins ? "Submitted"
                : now < Ends ? "Running"
                : Failure is null ? "Success" : "Failed";
        }
    }

    /// <summary>When it began to run, as far as that has come by <paramref name="now"/>.</summary>
    public DateTimeOffset? StartedBy(DateTimeOffset now)
    {
        return Begins <= now && !(_cancelled < Begins) ? Begins : null;
    }

    /// <summary>When it ended, as far as that has come by <paramref name="now"/>.</summary>
    public DateTimeOffset? EndedBy(DateTimeOffset now) => StateAt(now) switch
    {
        "Cancel" => _cancelled,
        "Success" or "Failed" => Ends,
        _ => null,
    };

    /// <summary>Cancels it; false when it had ended.</summary>
    public bool Cancel(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (StateAt(now) is "Cancel" or "Success" or "Failed")
            {
                return false;
            }

            _cancelled = now;
            return true;
        }
    }
}
