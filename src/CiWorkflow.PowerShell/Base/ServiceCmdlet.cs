using System;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Threading.Tasks;
using CiWorkflow.Model;
using CiWorkflow.Transport;

namespace CiWorkflow.Base;

/// <summary>A cmdlet that calls the service: the connection parameters, the client they make, and what becomes of its errors.</summary>
public abstract class ServiceCmdlet : AsyncCmdlet
{
    private readonly CredentialSource _credentials = new();

    /// <summary>The bucket, as name-APPID.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Bucket { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Region { get; set; }

    /// <summary>The keys: the SecretId as the user name, the SecretKey as the password.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The token that belongs to temporary keys.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? SessionToken { get; set; }

    /// <summary>Another address to connect to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Uri? Endpoint { get; set; }

    /// <summary>Does the work of one pipeline item. What fails is an error about that item, and the next one comes all the same.</summary>
    /// <param name="target">What an error is about: the TargetObject of its record.</param>
    /// <param name="work">The work.</param>
    private protected void RunItem(Func<object?> target, Func<Task> work)
    {
        try
        {
            Run(work);
        }
        catch (Exception failure) when (ErrorRecords.TryMake(failure, target) is { } record)
        {
            WriteError(record);
        }
    }

    /// <summary>Checks where the call would go, before anybody is asked whether it should.</summary>
    /// <exception cref="InvalidFieldException">The bucket or the region is missing, or one of the three is malformed.</exception>
    private protected void CheckPlace()
    {
        FieldRules.CheckBucket(Given(Bucket, nameof(Bucket)));
        FieldRules.CheckRegion(Given(Region, nameof(Region)));
        if (Endpoint is not null)
        {
            FieldRules.CheckEndpoint(Endpoint);
        }
    }

    /// <summary>A client for the bucket, region, endpoint and credential of this item.</summary>
    /// <exception cref="InvalidFieldException">One of them is missing or malformed.</exception>
    /// <exception cref="CredentialNotFoundException">No credential is given and the environment has none.</exception>
    private protected CiClient Connect()
    {
        var settings = new CiClientSettings(Given(Bucket, nameof(Bucket)), Given(Region, nameof(Region)), _credentials.Resolve(Credential, SessionToken))
        {
            Endpoint = Endpoint,
            HostProduct = "PowerShell " + Host.Version,
            RecordBodies = IsOn("Debug"),
        };
        if (settings.RecordBodies || IsOn("Verbose"))
        {
            settings.Exchanged = exchange => Post(() => Tell(exchange));
        }

        return new CiClient(settings);
    }

    /// <summary>What to say when the bucket has no batch of an id.</summary>
    private protected static CommandException JobMissing(CiClient client, string id) =>
        new("JobNotFound", ErrorCategory.ObjectNotFound, Say(CommandMessages.JobMissing, id, client.Bucket, client.Region), CommandMessages.JobMissingAdvice);

    /// <summary>The ids of workflows, where the service tells several in one text.</summary>
    private protected static string[] SplitIds(string[] ids) =>
        string.Join(",", ids).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    private protected static string Say(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    private static string Given(string? value, string parameter) =>
        string.IsNullOrEmpty(value) ? throw new InvalidFieldException(parameter, null, CommandMessages.NotGiven, parameter) : value!;

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
            ? string.Format(CultureInfo.InvariantCulture, CommandMessages.Answered, status, exchange.RequestId.Length > 0 ? exchange.RequestId : CommandMessages.None)
            : CommandMessages.NoAnswer;
        WriteVerbose(string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1}: {2}, {3:0} ms",
            exchange.Method,
            exchange.Uri.AbsoluteUri,
            outcome,
            exchange.Elapsed.TotalMilliseconds));
    }
}
