using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>How many executions of a job are in which state.</summary>
/// <param name="Success">Ended well.</param>
/// <param name="Failed">Ended with an error.</param>
/// <param name="Cancel">Cancelled.</param>
/// <param name="Open">Not ended: running, waiting, paused, or in a state that this version doesn't know.</param>
/// <param name="Paused">Those of the open ones that are paused.</param>
/// <param name="IsWhole">Whether all executions were counted; false where there were more than the limit.</param>
public sealed record ExecutionCount(long Success, long Failed, long Cancel, long Open, long Paused, bool IsWhole)
{
    /// <summary>All that were counted.</summary>
    public long Total => Success + Failed + Cancel + Open;

    /// <summary>Those that have ended.</summary>
    public long Ended => Success + Failed + Cancel;

    /// <summary>Those of the open ones whose state this version doesn't know.</summary>
    public long Unknown { get; init; }

    /// <summary>The service's word for one of those states; empty where there is none.</summary>
    public string UnknownState { get; init; } = "";

    internal ExecutionCount With(WorkflowExecution execution) => execution.State switch
    {
        ExecutionState.Success => this with { Success = Success + 1 },
        ExecutionState.Failed => this with { Failed = Failed + 1 },
        ExecutionState.Cancel => this with { Cancel = Cancel + 1 },
        ExecutionState.Pause => this with { Open = Open + 1, Paused = Paused + 1 },
        ExecutionState.Unknown => this with { Open = Open + 1, Unknown = Unknown + 1, UnknownState = execution.StateText },
        _ => this with { Open = Open + 1 },
    };

    internal static bool IsEnd(ExecutionState state) => state is ExecutionState.Success or ExecutionState.Failed or ExecutionState.Cancel;
}
