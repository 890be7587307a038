using System;
using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>What the lists of jobs and of executions have in common. What is null is not limited.</summary>
public abstract class CreationQuery
{
    /// <summary>The states, in the service's words; empty for all.</summary>
    public IReadOnlyList<string> States { get; set; } = [];

    /// <summary>Made at this time or after it, in whole seconds.</summary>
    public DateTimeOffset? CreatedAfter { get; set; }

    /// <summary>Made at this time or before it, in whole seconds.</summary>
    public DateTimeOffset? CreatedBefore { get; set; }

    /// <summary>The order.</summary>
    public CreationOrder Order { get; set; }
}
