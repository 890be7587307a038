using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;

namespace CiWorkflow.Commands;

/// <summary>Set-CiContext: changes what is given in the session's context, and keeps the rest.</summary>
[Cmdlet(VerbsCommon.Set, "CiContext", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CiContext))]
public sealed class SetCiContextCommand : ContextSettingsCmdlet
{
    /// <summary>A context to take over whole before the other settings are changed.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Context]
    [ArgumentCompleter(typeof(Completion.ContextCompleter))]
    public CiContext? Context { get; set; }

    /// <summary>Returns the context as it is now.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunSetting(() =>
    {
        CiContext changed = Apply(Context ?? SessionContext.Current);
        if (ShouldProcess(changed.ToString()))
        {
            SessionContext.Set(changed);
        }

        if (PassThru)
        {
            WriteObject(SessionContext.Current);
        }
    });
}
