using System;
using System.Collections.Generic;
using System.Threading;

namespace CiWorkflow.Sandbox.World;

/// <summary>A job. Its state follows from the clock: Submitted, Running, and then Success or Failed, unless it is cancelled or paused.</summary>
public sealed class SandboxJob
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _submitted;
    private readonly TimeSpan _running;
    private DateTimeOffset? _cancelled;

    internal SandboxJob(long sequence, string jobId, JobOrder order, IReadOnlyList<SandboxObject> objects, DateTimeOffset created, TimeSpan submitted, TimeSpan running, string? failure)
    {
        Sequence = sequence;
        JobId = jobId;
        Order = order;
        Objects = objects;
        Created = created;
        _submitted = submitted;
        _running = running;
        Failure = failure;
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

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>When it begins to run, if nothing comes between.</summary>
    public DateTimeOffset Begins => Created + _submitted;

    /// <summary>When it ends, if nothing comes between.</summary>
    public DateTimeOffset Ends => Created + _submitted + _running;

    /// <summary>Why it ends in Failed; null when it ends in Success.</summary>
    public string? Failure { get; }

    /// <summary>A state to show whatever the clock says: Pause, or a word that no client knows. Null to follow the clock.</summary>
    public string? ForcedState { get; set; }

    /// <summary>The state at a time.</summary>
    public string StateAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _cancelled is not null ? "Cancel"
                : ForcedState is { } forced ? forced
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
