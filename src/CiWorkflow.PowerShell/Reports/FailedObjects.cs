using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>What failed in a job of a report, an object of a workflow each, for the jobs that follow to be compared with it.</summary>
internal sealed class FailedObjects
{
    private readonly HashSet<(string WorkflowId, string Object)> _failed = [];
    private readonly Dictionary<(string WorkflowId, string Object), string> _later = [];

    public FailedObjects(JobsDetail job) => Job = job;

    /// <summary>The job.</summary>
    public JobsDetail Job { get; }

    /// <summary>How many of them are compared.</summary>
    public int Count => _failed.Count;

    /// <summary>How many failed executions were left out of the comparison: what became of their objects isn't known.</summary>
    public long LeftOut { get; private set; }

    /// <summary>How many of them have an execution in a later job of the report.</summary>
    public int RunAgain => _later.Count;

    /// <summary>Takes a failed execution of the job.</summary>
    /// <returns>False where it was taken before.</returns>
    public bool Add(WorkflowExecution execution) => _failed.Add(Key(execution));

    /// <summary>Counts a failed execution that there is no room for.</summary>
    public void LeaveOut() => LeftOut++;

    /// <summary>Whether the object of a later execution failed in this job, in the same workflow.</summary>
    public bool Contains(WorkflowExecution execution) => _failed.Contains(Key(execution));

    /// <summary>Takes an execution of the same object in a later job; the newest job's counts.</summary>
    /// <returns>Whether it is the first one.</returns>
    public bool Follow(WorkflowExecution execution)
    {
        bool isFirst = !_later.ContainsKey(Key(execution));
        _later[Key(execution)] = execution.StateText;
        return isFirst;
    }

    /// <summary>
    /// The state, in the service's word, that an object that failed has in the newest later job of the report; null where it is in none,
    /// Unknown where it was left out.
    /// </summary>
    public string? LaterState(string workflowId, string key) =>
        _later.TryGetValue((workflowId, key), out string state) ? state
        : LeftOut > 0 && !_failed.Contains((workflowId, key)) ? nameof(ExecutionState.Unknown)
        : null;

    /// <summary>What an execution is distinguished by: its workflow and its object.</summary>
    public static (string WorkflowId, string Object) Key(WorkflowExecution execution) => (execution.WorkflowId, execution.Object);
}
