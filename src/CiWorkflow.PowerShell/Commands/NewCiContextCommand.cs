using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;

namespace CiWorkflow.Commands;

/// <summary>New-CiContext: a context to pass with -Context, without touching the session's.</summary>
[Cmdlet(VerbsCommon.New, "CiContext")]
[OutputType(typeof(CiContext))]
public sealed class NewCiContextCommand : ContextSettingsCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => RunSetting(() => WriteObject(Apply(new CiContext())));
}
