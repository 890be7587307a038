using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Enable-CiWorkflow: activates workflows: from then on each upload that fits starts them.</summary>
[Cmdlet(VerbsLifecycle.Enable, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaWorkflow))]
public sealed class EnableCiWorkflowCommand : WorkflowStateCmdlet
{
    /// <inheritdoc/>
    private protected override bool IsActive => true;
}
