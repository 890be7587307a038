namespace CiWorkflow.Model;

/// <summary>The state of an execution or of one of its tasks (doc 80050).</summary>
public enum ExecutionState
{
    /// <summary>A state that this version doesn't know; the StateText beside it has the service's word.</summary>
    Unknown = 0,

    /// <summary>Waiting for its turn.</summary>
    Submitted,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Success,

    /// <summary>Ended with an error. An execution has failed when one of its tasks has.</summary>
    Failed,

    /// <summary>Held.</summary>
    Pause,

    /// <summary>Cancelled.</summary>
    Cancel,
}
