using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;

namespace CiWorkflow.Commands;

/// <summary>Get-CiContext: the session's context, or each setting as a command would take it and where it comes from.</summary>
[Cmdlet(VerbsCommon.Get, "CiContext")]
[OutputType(typeof(CiContext), typeof(ResolvedSetting))]
public sealed class GetCiContextCommand : AsyncCmdlet
{
    private const string Nowhere = "-";

    /// <summary>Shows each setting with where it comes from.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Resolve { get; set; }

    /// <summary>A context to resolve as if it were passed to a command.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Context]
    [ArgumentCompleter(typeof(Completion.ContextCompleter))]
    public CiContext? Context { get; set; }

    /// <summary>Lists the contexts that have a name.</summary>
    [Parameter]
    [Given]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ListAvailable)
        {
            WriteObject(SessionContext.Named, enumerateCollection: true);
        }
        else if (Resolve)
        {
            RunItem(() => Context, ResolveAsync);
        }
        else
        {
            WriteObject(Context ?? SessionContext.Current);
        }
    }

    private async Task ResolveAsync()
    {
        var resolver = new ConnectionResolver(Context, SessionContext.Current, WriteWarning);
        Show("Bucket", resolver.Bucket(null));
        Show("Region", resolver.Region(null));
        Found<ICredentialSource> keys = await resolver.CredentialAsync(null, Cancellation);
        string? shown = keys.Value is null ? null : (await keys.Value.GetAsync(Cancellation)).ToString();
        WriteObject(new ResolvedSetting("Credential", shown, keys.Source ?? Nowhere));
        Show("Domain", resolver.Domain());
        Show("CiEndpoint", resolver.CiEndpoint());
        Show("CosEndpoint", resolver.CosEndpoint());
        Show("Proxy", resolver.Proxy());
        Show("TimeoutSec", resolver.TimeoutSec());
        Show("ConnectTimeoutSec", resolver.ConnectTimeoutSec());
        Show("MaximumRetryCount", resolver.MaximumRetryCount());
        Show("RetryInterval", resolver.RetryInterval());
        Show("MaximumRequestsPerSecond", resolver.MaximumRequestsPerSecond());
        Show("LogPath", resolver.LogPath());
    }

    private void Show<T>(string name, Found<T> found)
        where T : class => WriteObject(new ResolvedSetting(
            name, Convert.ToString(found.Value, CultureInfo.InvariantCulture) is { Length: > 0 } value ? value : null, found.Source ?? Nowhere));
}
