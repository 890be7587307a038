using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;

namespace CiWorkflow.Commands;

/// <summary>Clear-CiContext: forgets the session's context, its keys with it, a named context, or single settings.</summary>
[Cmdlet(
    VerbsCommon.Clear, "CiContext", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = "Session")]
public sealed class ClearCiContextCommand : CiCmdlet
{
    /// <summary>The settings of the session's context to take away; all when it isn't given.</summary>
    [Parameter(Position = 0, ParameterSetName = "Session")]
    [Text]
    [ValidateSet(
        "Bucket", "Region", "Credential",
        "ProfileName", "Endpoint", "CiEndpoint", "CosEndpoint", "Domain", "Proxy", "ProxyCredential", "TimeoutSec", "ConnectTimeoutSec",
        "MaximumRetryCount", "RetryInterval", "MaximumRequestsPerSecond", "LogPath")]
    public string[] Setting { get; set; } = [];

    /// <summary>The names of contexts to forget.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    [Text]
    [ArgumentCompleter(typeof(Completion.ContextCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (ShouldProcess(name))
            {
                SessionContext.Remove(name);
            }
        }

        if (Name.Length == 0 && ShouldProcess(SessionContext.Current.ToString()))
        {
            SessionContext.Set(Setting.Length == 0 ? null : SessionContext.Current.Without(Setting));
        }
    }
}
