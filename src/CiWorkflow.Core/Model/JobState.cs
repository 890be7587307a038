namespace CiWorkflow.Model;

/// <summary>The state of a job (page: JobsDetail.State).</summary>
public enum JobState
{
    /// <summary>A state that this version doesn't know; <see cref="JobsDetail.StateText"/> has the service's word for it.</summary>
    Unknown = 0,

    /// <summary>Accepted and waiting.</summary>
    Submitted,

    /// <summary>Scanning its input and starting executions.</summary>
    Running,

    /// <summary>Ended: every selected object was handed to the workflow. An execution of it may still have failed.</summary>
    Success,

    /// <summary>Ended with an error; the job's Code and Message say which.</summary>
    Failed,

    /// <summary>Held; it may go on.</summary>
    Pause,

    /// <summary>Ended by a cancel call.</summary>
    Cancel,
}
