using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;

namespace CiWorkflow.Commands;

/// <summary>Clear-CiContext: forgets the session's context, its keys with it.</summary>
[Cmdlet(VerbsCommon.Clear, "CiContext", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class ClearCiContextCommand : CiCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess(SessionContext.Current.ToString()))
        {
            SessionContext.Set(null);
        }
    }
}
