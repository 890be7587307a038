namespace CiWorkflow.Model;

/// <summary>The state of an execution or of one of its tasks (doc 80050).</summary>
// ConvertTo-Json writes the names of the members only where their type is long.
public enum ExecutionState : long
{
    /// <summary>A state that this version doesn't know; the StateText beside it has the service's word.</summary>
    Unknown = 0,

    /// <summary>Queued.</summary>
    Submitted,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Succeeded.</summary>
    Success,

    /// <summary>Failed. An execution has failed when one of its tasks has.</summary>
    Failed,

    /// <summary>Paused, with its queue.</summary>
    Pause,

    /// <summary>Cancelled.</summary>
    Cancel,
}
