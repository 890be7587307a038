using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>What a job did with the objects that failed in an earlier one of the same bucket.</summary>
internal sealed class RetryComparison
{
    private readonly FailedObjects _failed;
    private readonly HashSet<(string WorkflowId, string Object)> _seen = [];

    public RetryComparison(FailedObjects failed) => _failed = failed;

    /// <summary>The earlier job.</summary>
    public JobsDetail Before => _failed.Job;

    /// <summary>How many objects failed in it.</summary>
    public long Failed => _failed.Count;

    /// <summary>How many of them succeeded now.</summary>
    public long Success { get; private set; }

    /// <summary>How many of them failed again.</summary>
    public long Again { get; private set; }

    /// <summary>How many of them have neither succeeded nor failed now.</summary>
    public long Missing => Failed - Success - Again;

    /// <summary>Counts an execution of the later job in.</summary>
    /// <returns>Whether it is a success, and the first execution since the object failed in the earlier job.</returns>
    public bool Add(WorkflowExecution execution)
    {
        if (!_failed.Contains(execution) || !_seen.Add(FailedObjects.Key(execution)))
        {
            return false;
        }

        Success += execution.State == ExecutionState.Success ? 1 : 0;
        Again += execution.State == ExecutionState.Failed ? 1 : 0;
        return _failed.Follow(execution) && execution.State == ExecutionState.Success;
    }
}
