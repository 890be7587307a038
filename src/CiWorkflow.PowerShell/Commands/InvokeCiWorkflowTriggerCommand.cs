using System;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Invoke-CiWorkflowTrigger: starts a workflow over many objects of a bucket at once.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "CiWorkflowTrigger", DefaultParameterSetName = RowSet, SupportsShouldProcess = true)]
[OutputType(typeof(JobsDetail), typeof(Job))]
public sealed class InvokeCiWorkflowTriggerCommand : TriggerCmdlet
{
    /// <summary>The id of the workflow to run, or several ids; with -Job those of the job where they aren't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId", "WorkflowIds", BlankInRow = true)]
    [Alias("WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string[]? WorkflowId { get; set; } = [];

    private string WorkflowIds => string.Join(",", WorkflowId ?? []);

    private string EffectiveWorkflowIds => Source is not null && IsBlank(nameof(WorkflowId), WorkflowIds) ? Source.WorkflowId : WorkflowIds;

    private protected override bool IsBlankRow => base.IsBlankRow && IsBlank(nameof(WorkflowId), WorkflowIds);

    /// <inheritdoc/>
    private protected override CreateJobRequest MakeRequest(string name, JobInput input, CiTimeInterval? interval)
    {
        if (EffectiveWorkflowIds.Length == 0)
        {
            throw new InvalidFieldException(nameof(WorkflowId), null, CommandMessages.NoWorkflowId);
        }

        var request = new CreateJobRequest(name, EffectiveWorkflowIds, input, interval);
        foreach (string id in request.WorkflowId.Split(','))
        {
            if (!FieldRules.IsWorkflowId(id))
            {
                WriteWarning(Say(CommandMessages.UnusualWorkflowId, id));
            }
        }

        return request;
    }

    /// <inheritdoc/>
    private protected override void AddTo(Action<string, object?> add) =>
        add(nameof(WorkflowId), WorkflowIds.Length > 0 ? WorkflowIds : null);
}
