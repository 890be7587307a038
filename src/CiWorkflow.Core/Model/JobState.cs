namespace CiWorkflow.Model;

/// <summary>The state of a job (page: JobsDetail.State).</summary>
// ConvertTo-Json writes the names of the members only where their type is long.
public enum JobState : long
{
    /// <summary>A state that this version doesn't know; <see cref="JobsDetail.StateText"/> has the service's word for it.</summary>
    Unknown = 0,

    /// <summary>Accepted and waiting.</summary>
    Submitted,

    /// <summary>Scanning its input and starting executions.</summary>
    Running,

    /// <summary>Every selected object was handed to the workflow. Its executions may still be running, and may fail.</summary>
    Success,

    /// <summary>Failed; the job's Code and Message say which.</summary>
    Failed,

    /// <summary>Paused, because its queue is; it goes on when the queue does.</summary>
    Pause,

    /// <summary>Cancelled.</summary>
    Cancel,
}
