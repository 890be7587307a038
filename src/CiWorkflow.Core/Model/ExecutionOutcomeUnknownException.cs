using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>A workflow was to be started on an object, and whether it was could not be found out. It was not asked for again.</summary>
public sealed class ExecutionOutcomeUnknownException : CiException
{
    internal ExecutionOutcomeUnknownException(
        string workflowId, string key, DateTimeOffset asked, IReadOnlyList<WorkflowExecution> candidates, string reason, Exception inner)
        : base(Compose(workflowId, key, asked, candidates, reason, inner), inner)
    {
        WorkflowId = workflowId;
        Object = key;
        Asked = asked;
        Candidates = candidates;
    }

    /// <summary>The workflow.</summary>
    public string WorkflowId { get; }

    /// <summary>The object's key.</summary>
    public string Object { get; }

    /// <summary>When it was asked for, by this machine's clock.</summary>
    public DateTimeOffset Asked { get; }

    /// <summary>The executions of which one may be the one; empty where none was listed.</summary>
    public IReadOnlyList<WorkflowExecution> Candidates { get; }

    private static string Compose(
        string workflowId, string key, DateTimeOffset asked, IReadOnlyList<WorkflowExecution> candidates, string reason, Exception inner)
    {
        string why = candidates.Count > 0
            ? string.Join(", ", candidates.Select(static run => run.RunId)) : reason.Length > 0 ? reason : Messages.NoneListed;
        return string.Format(CultureInfo.InvariantCulture, Messages.ExecutionUnknown, key, workflowId, asked, why, inner.Message);
    }
}
