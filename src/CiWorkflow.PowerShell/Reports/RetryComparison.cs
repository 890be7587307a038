using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>What a job did with the objects that failed in an earlier one.</summary>
internal sealed class RetryComparison
{
    private readonly HashSet<string> _failed;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public RetryComparison(JobsDetail before, HashSet<string> failed)
    {
        Before = before;
        _failed = failed;
    }

    /// <summary>The earlier job.</summary>
    public JobsDetail Before { get; }

    /// <summary>How many objects failed in it.</summary>
    public long Failed => _failed.Count;

    /// <summary>How many of them succeeded now.</summary>
    public long Success { get; private set; }

    /// <summary>How many of them failed again.</summary>
    public long Again { get; private set; }

    /// <summary>How many of them have neither succeeded nor failed now.</summary>
    public long Missing => Failed - Success - Again;

    /// <summary>Counts an execution of the later job in.</summary>
    public void Add(WorkflowExecution execution)
    {
        if (execution.State is ExecutionState.Success or ExecutionState.Failed && _failed.Contains(execution.Object)
            && _seen.Add(execution.Object))
        {
            Success += execution.State == ExecutionState.Success ? 1 : 0;
            Again += execution.State == ExecutionState.Failed ? 1 : 0;
        }
    }
}
