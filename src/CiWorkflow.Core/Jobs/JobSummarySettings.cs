using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>How much a summary reads.</summary>
public sealed record JobSummarySettings
{
    /// <summary>
    /// How many failed executions are read for their reasons at the most, and how many executions are timed: one request each.
    /// 1,000 where nothing is set; <see cref="long.MaxValue"/> reads all.
    /// </summary>
    public long DetailLimit { get; init; } = 1_000;

    /// <summary>How many executions are read at once; 8 where nothing is set.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Leaves the input of the job uncounted.</summary>
    public bool SkipInput { get; init; }

    /// <summary>Called with how many executions were read, after each page.</summary>
    public Action<long>? Read { get; init; }

    /// <summary>
    /// Called with the executions of each page, in the order in which they were made; the failed ones with their tasks as far as they
    /// were read.
    /// </summary>
    public Action<IReadOnlyList<WorkflowExecution>>? Page { get; init; }

    /// <summary>Called with the first failure to read an execution: the reasons of the others are not read then.</summary>
    public Action<CiException>? Unreadable { get; init; }
}
