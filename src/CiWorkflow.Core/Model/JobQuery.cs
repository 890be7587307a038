using System;
using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>Which batches to list (doc 76894). What is null is not limited.</summary>
public sealed class JobQuery
{
    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The states, in the service's words; empty for all.</summary>
    public IReadOnlyList<string> States { get; set; } = [];

    /// <summary>The workflow's id.</summary>
    public string? WorkflowId { get; set; }

    /// <summary>The kind: Workflow or Job.</summary>
    public string? Type { get; set; }

    /// <summary>Made at this time or after it, in whole seconds.</summary>
    public DateTimeOffset? CreatedAfter { get; set; }

    /// <summary>Made at this time or before it, in whole seconds.</summary>
    public DateTimeOffset? CreatedBefore { get; set; }

    /// <summary>The order.</summary>
    public CreationOrder Order { get; set; }
}
