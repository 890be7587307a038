using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;

namespace CiWorkflow.Commands;

/// <summary>
/// New-CiContext: a context to pass with -Context, without touching the session's; with a name it is passed by its name.
/// </summary>
[Cmdlet(VerbsCommon.New, "CiContext")]
[OutputType(typeof(CiContext))]
public sealed class NewCiContextCommand : ContextSettingsCmdlet
{
    /// <summary>A name to keep it under in this session, for -Context; one of the same name is replaced.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.ContextCompleter))]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunSetting(() =>
    {
        CiContext context = Apply(new CiContext { Name = Name });
        if (Name is not null)
        {
            SessionContext.Add(context);
        }

        WriteObject(context);
    });
}
