using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that calls the service: the connection parameters and the client they make.</summary>
public abstract class ServiceCmdlet : AsyncCmdlet
{
    private ConnectionResolver? _resolver;
    private CiClient? _client;
    private ICredentialSource? _clientKeys;

    /// <summary>The bucket, as name-APPID.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Bucket { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(Completion.RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The keys: a PSCredential (the SecretId as the user name, the SecretKey as the password), or what New-CiCredential makes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CredentialTransformation]
    public CiCredential? Credential { get; set; }

    /// <summary>A context to use instead of the session's.</summary>
    [Parameter]
    public CiContext? Context { get; set; }

    private ConnectionResolver Resolver => _resolver ??= new ConnectionResolver(Context, SessionContext.Current, message => Post(() => WriteWarning(message)));

    /// <summary>Where the call would go, checked before anybody is asked whether it should.</summary>
    /// <exception cref="InvalidFieldException">The bucket or the region is missing or malformed.</exception>
    private protected (string Bucket, string Region) ResolvePlace() =>
        (FieldRules.CheckBucket(Needed(Resolver.Bucket(Bucket), nameof(Bucket))), FieldRules.CheckRegion(Needed(Resolver.Region(Region), nameof(Region))));

    /// <summary>A client for the bucket, the region and the keys of this item.</summary>
    /// <exception cref="InvalidFieldException">The bucket or the region is missing or malformed.</exception>
    /// <exception cref="CredentialException">A file of keys can't be read.</exception>
    /// <exception cref="CommandException">There are no keys.</exception>
    private protected Task<CiClient> ConnectAsync()
    {
        (string bucket, string region) = ResolvePlace();
        return ConnectAsync(bucket, region);
    }

    /// <summary>A client for a place that was resolved already.</summary>
    /// <inheritdoc cref="ConnectAsync()" path="/exception"/>
    private protected async Task<CiClient> ConnectAsync(string bucket, string region)
    {
        ICredentialSource keys = (await Resolver.CredentialAsync(Credential, Cancellation)).Value
            ?? throw new CommandException("CredentialNotFound", ErrorCategory.AuthenticationError, CommandMessages.NoCredential, CommandMessages.NoCredentialAdvice);
        if (_client is { } known && known.Bucket == bucket && known.Region == region && ReferenceEquals(_clientKeys, keys))
        {
            return known;
        }

        bool debug = IsOn("Debug");
        bool told = debug || IsOn("Verbose");
        _clientKeys = keys;
        return _client = Resolver.Connect(bucket, region, keys, settings =>
        {
            settings.HostProduct = "PowerShell " + Host.Version;
            settings.RecordBodies = debug;
            settings.Warned = warning => Post(() => WriteWarning(warning));
            settings.Repeating = told ? text => Post(() => WriteVerbose(text)) : null;
            settings.Exchanged = told ? exchange => Post(() => Tell(exchange)) : null;
        });
    }

    /// <summary>What to say when the bucket has no job of an id.</summary>
    private protected static CommandException JobMissing(CiClient client, string id) =>
        new("JobNotFound", ErrorCategory.ObjectNotFound, Say(CommandMessages.JobMissing, id, client.Bucket, client.Region), CommandMessages.JobMissingAdvice);

    /// <summary>What to say when the bucket has no execution of an id.</summary>
    private protected static CommandException RunMissing(CiClient client, string id) =>
        new("ExecutionNotFound", ErrorCategory.ObjectNotFound, Say(CommandMessages.RunMissing, id, client.Bucket, client.Region), CommandMessages.RunMissingAdvice);

    /// <summary>The ids of workflows, where the service tells several in one text.</summary>
    private protected static string[] SplitIds(string[] ids) =>
        string.Join(",", ids).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    private protected static string Say(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    private static string Needed(Found<string> found, string parameter) =>
        found.Value ?? throw new InvalidFieldException(parameter, null, CommandMessages.NotGiven, parameter);

    private void Tell(CiExchange exchange)
    {
        if (exchange.RequestBody is { Length: > 0 } sent)
        {
            WriteDebug(CommandMessages.Sent + sent);
        }

        if (exchange.ResponseBody is { Length: > 0 } received)
        {
            WriteDebug(CommandMessages.Received + received);
        }

        string outcome = exchange.HttpStatus is { } status
            ? Say(CommandMessages.Answered, status, exchange.RequestId.Length > 0 ? exchange.RequestId : CommandMessages.None)
            : CommandMessages.NoAnswer;
        WriteVerbose(Say("{0} {1}: {2}, {3:0} ms", exchange.Method, exchange.Uri.AbsoluteUri, outcome, exchange.Elapsed.TotalMilliseconds));
    }
}
