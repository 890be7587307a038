using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Disable-CiWorkflow: pauses workflows: uploads start them no more. Jobs and single triggers still run them.</summary>
[Cmdlet(VerbsLifecycle.Disable, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaWorkflow))]
public sealed class DisableCiWorkflowCommand : WorkflowStateCmdlet
{
    /// <inheritdoc/>
    private protected override bool IsActive => false;
}
