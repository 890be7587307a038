using System;
using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>The run of a workflow on one object (doc 80050 for a list, doc 45949 for one).</summary>
public sealed record WorkflowExecution
{
    /// <summary>The id of the run.</summary>
    public string RunId { get; internal init; } = "";

    /// <summary>
    /// The object's key. Where the service answers with a URL of the bucket, its key is taken out of it; a URL that isn't the bucket's for
    /// certain stays one, without its query.
    /// </summary>
    public string Object { get; internal init; } = "";

    /// <summary>The state; <see cref="ExecutionState.Unknown"/> for a word that this version doesn't know.</summary>
    public ExecutionState State => StateWords.Read<ExecutionState>(StateText);

    /// <summary>The state in the service's own word, known or not.</summary>
    public string StateText { get; internal init; } = "";

    /// <summary>When the run was made; null where the answer has none.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>The workflow's id.</summary>
    public string WorkflowId { get; internal init; } = "";

    /// <summary>The workflow's name; empty in a list of executions, whose answer has none.</summary>
    public string WorkflowName { get; internal init; } = "";

    /// <summary>The job whose executions were listed; empty where the query named none.</summary>
    public string JobId { get; internal init; } = "";

    /// <summary>The tasks of the run, one a node; null in a list of executions, whose answer has none.</summary>
    public IReadOnlyList<ExecutionTask>? Tasks { get; internal init => field = value is null ? null : new ItemList<ExecutionTask>(value); }

    /// <summary>The workflow as it was when it ran; null in a list of executions, whose answer has none.</summary>
    public WorkflowTopology? Topology { get; internal init; }

    /// <summary>The keys of the objects that its tasks made, sprites included; null where the tasks weren't read.</summary>
    public IReadOnlyList<string>? Outputs
    {
        get
        {
            if (Tasks is null)
            {
                return null;
            }

            var keys = new List<string>();
            foreach (ExecutionTask task in Tasks)
            {
                AddKeys(task.ResultInfo?.ObjectInfo);
                AddKeys(task.ResultInfo?.SpriteObjectInfo);
            }

            return keys;

            void AddKeys(IReadOnlyList<TaskObjectInfo>? made)
            {
                foreach (TaskObjectInfo item in made ?? [])
                {
                    if (item.ObjectName.Length > 0 && item.Code is "" or "Success")
                    {
                        keys.Add(item.ObjectName);
                    }
                }
            }
        }
    }

    /// <summary>Why it failed: node, code and message of each failed task. Null where the tasks weren't read or none failed.</summary>
    public string? Reason
    {
        get
        {
            string? reason = null;
            foreach (ExecutionTask task in Tasks ?? [])
            {
                if (task.State == ExecutionState.Failed)
                {
                    reason = (reason is null ? "" : reason + "; ") + task.Name + ": " + task.Code + (
                        task.Message.Length > 0 ? ", " + task.Message : "");
                }
            }

            return reason;
        }
    }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>
    /// The XML of what this version doesn't know or can't read: new nodes, times in another form. Empty where there is none.
    /// </summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The object's key and the state.</summary>
    public override string ToString() => Object + " (" + StateText + ")";
}
