using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Background;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that calls the service: the connection parameters and the client they make.</summary>
public abstract class ServiceCmdlet : AsyncCmdlet
{
    private const int MostJobsNamed = 10;

    private readonly HashSet<(string Bucket, string Region, string WorkflowId)> _retriesLookedFor = [];
    private ConnectionResolver? _resolver;
    private CiClient? _client;
    private ObjectPlace? _place;

    /// <summary>The bucket, as name-APPID.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.BucketCompleter))]
    public string? Bucket { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>
    /// The keys: a PSCredential (the SecretId as the user name, the SecretKey as the password), or what New-CiCredential makes.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CredentialTransformation]
    public CiCredential? Credential { get; set; }

    /// <summary>A context to use instead of the session's.</summary>
    [Parameter]
    [Context]
    [ArgumentCompleter(typeof(Completion.ContextCompleter))]
    public CiContext? Context { get; set; }

    /// <summary>The command's log; null where it keeps none.</summary>
    private protected RunLog? Log { get; private set; }

    private ConnectionResolver Resolver =>
        _resolver ??= new ConnectionResolver(Context, SessionContext.Current, message => Post(() => WriteWarning(message)));

    /// <summary>Opens the log before anything is sent, and says so where it can't be written.</summary>
    private protected override void Open()
    {
        if (this is not ILogged logged)
        {
            return;
        }

        try
        {
            string? path = logged.LogPath is { } given ? ResolveFile(nameof(ILogged.LogPath), given) : Resolver.LogPath().Value;
            if (path is not null && logged.LogPath is null && !IsWhatIf && Resolver.NoteSavedLog() is { } warning)
            {
                WriteWarning(warning);
            }

            Log = path is null || IsWhatIf ? null : new RunLog(path, MyInvocation.MyCommand.Name, text => Post(() => WriteWarning(text)));
        }
        catch (Exception refused) when (refused is InvalidFieldException or CommandException)
        {
            ThrowTerminatingError(ErrorRecords.TryMake(refused, () => logged.LogPath)!);
        }
    }

    /// <summary>Does the work of one pipeline item, and logs how it ended where the work itself doesn't.</summary>
    private protected override void RunItem(Func<object?> target, Func<Task> work)
    {
        SetPlace(target());
        if (Log is not { } log)
        {
            base.RunItem(target, work);
            return;
        }

        log.Begin(GivenAttribute.Plain(target()) as string);
        try
        {
            base.RunItem(target, () => LogFailureAsync(work));
        }
        catch (PipelineStoppedException)
        {
            log.WriteInterrupted();
            throw;
        }
    }

    /// <summary>What gathers the items for a job of PowerShell; null where the command runs here.</summary>
    private protected BackgroundCall? MakeBackgroundCall(bool asJob)
    {
        if (!asJob)
        {
            return null;
        }

        var call = new BackgroundCall(this);
        if (this is ILogged { LogPath: { } path })
        {
            call.Replace(nameof(ILogged.LogPath), ResolveFile(nameof(ILogged.LogPath), path));
        }

        return call;
    }

    /// <summary>Notes what the command is about to work on: where it was made from an object, that object's bucket counts.</summary>
    private protected void SetPlace(object? item) => _place = ObjectPlace.Of(item);

    /// <summary>Where the call would go, checked before anybody is asked whether it should.</summary>
    /// <exception cref="InvalidFieldException">The bucket or the region is missing or malformed.</exception>
    private protected (string Bucket, string Region) ResolvePlace() =>
        (FieldRules.CheckBucket(Needed(Resolver.Bucket(NotBlank(Bucket) ?? _place?.Bucket), nameof(Bucket))),
            FieldRules.CheckRegion(Needed(Resolver.Region(NotBlank(Region) ?? NotBlank(_place?.Region)), nameof(Region))));

    private static string? NotBlank(string? text) => string.IsNullOrEmpty(text) ? null : text;

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
            ?? throw new CommandException(
                "CredentialNotFound", ErrorCategory.AuthenticationError, CommandMessages.NoCredential, CommandMessages.NoCredentialAdvice);
        if (_client is { } known && known.Bucket == bucket && known.Region == region && ReferenceEquals(known.Settings.Credential, keys))
        {
            Log?.Use(known);
            return known;
        }

        Resolver.WarnOfSaved();
        bool isDebug = IsOn("Debug");
        _client = new CiClient(Resolver.Settings(bucket, region, keys) with
        {
            HostProduct = "PowerShell " + Host.Version,
            Observer = new StreamObserver(this, isDebug || IsOn("Verbose"), isDebug, Post, Log),
        });
        Log?.Use(_client, (await keys.GetAsync(Cancellation)).ToString());
        return _client;
    }

    /// <summary>The objects of the bucket, the region and the keys of this item.</summary>
    /// <inheritdoc cref="ConnectAsync()" path="/exception"/>
    private protected async Task<CosBucket> ConnectBucketAsync() => BucketOf(await ConnectAsync());

    /// <summary>The objects of a client's bucket.</summary>
    private protected static CosBucket BucketOf(CiClient client) => new(client.Settings);

    /// <summary>Whose keys a command signs with, masked.</summary>
    private protected async Task<string> MaskedAccountAsync() =>
        (await Resolver.CredentialAsync(Credential, Cancellation)).Value is { } keys
            ? (await keys.GetAsync(Cancellation)).ToString()
            : CommandMessages.None;

    /// <summary>Where the keys that a command signs with come from.</summary>
    private protected async Task<string> CredentialPlaceAsync() =>
        (await Resolver.CredentialAsync(Credential, Cancellation)).Source ?? CommandMessages.None;

    /// <summary>Reads a job.</summary>
    /// <exception cref="CommandException">The bucket has none of this id.</exception>
    private protected async Task<JobsDetail> FindJobAsync(CiClient client, string id) =>
        await client.GetJobAsync(id, Cancellation) ?? throw JobMissing(client, id);

    /// <summary>What to say when the bucket has no job of an id.</summary>
    private protected static CommandException JobMissing(CiClient client, string id) =>
        new(
            "JobNotFound",
            ErrorCategory.ObjectNotFound,
            Say(CommandMessages.JobMissing, id, client.Bucket, client.Region),
            CommandMessages.JobMissingAdvice);

    /// <summary>Reads a workflow.</summary>
    /// <exception cref="CommandException">The bucket has none of this id.</exception>
    private protected async Task<MediaWorkflow> FindWorkflowAsync(CiClient client, string id) =>
        await client.ListWorkflows([id]).FindAsync(workflow => workflow.WorkflowId == id, Cancellation)
            ?? throw WorkflowMissing(client, id);

    /// <summary>What to say when the bucket has no workflow of an id.</summary>
    private protected static CommandException WorkflowMissing(CiClient client, string id) =>
        new(
            "WorkflowNotFound",
            ErrorCategory.ObjectNotFound,
            Say(CommandMessages.WorkflowMissing, id, client.Bucket, client.Region),
            CommandMessages.WorkflowMissingAdvice);

    /// <summary>What to say when the bucket has no queue of an id or a name.</summary>
    private protected static CommandException QueueMissing(CiClient client, string idOrName) =>
        new(
            "QueueNotFound",
            ErrorCategory.ObjectNotFound,
            Say(CommandMessages.QueueMissing, idOrName, client.Bucket, client.Region),
            CommandMessages.QueueMissingAdvice);

    /// <summary>What to say when the bucket has no execution of an id.</summary>
    private protected static CommandException RunMissing(CiClient client, string id) =>
        new(
            "ExecutionNotFound",
            ErrorCategory.ObjectNotFound,
            Say(CommandMessages.RunMissing, id, client.Bucket, client.Region),
            CommandMessages.RunMissingAdvice);

    /// <summary>What to say of executions of which it isn't known whether their objects ran again since.</summary>
    private protected static CommandException RerunUnknown(IReadOnlyList<WorkflowExecution> runs) =>
        new(
            "ExecutionRerunUnknown",
            ErrorCategory.InvalidResult,
            Say(CommandMessages.RerunUnknown, runs.Count, runs[0].Object, runs[0].RunId),
            CommandMessages.RerunUnknownAdvice);

    /// <summary>
    /// Warns, once for each workflow, of the jobs whose executions may not be listed yet: objects that they run again still seem to need a
    /// retry.
    /// </summary>
    /// <param name="client">The client of the executions' bucket.</param>
    /// <param name="failed">Executions of one workflow that a retry would be for.</param>
    private protected async Task WarnOfRetriesAsync(CiClient client, IReadOnlyList<WorkflowExecution> failed)
    {
        string workflow = failed[0].WorkflowId;
        if (!_retriesLookedFor.Add((client.Bucket, client.Region, workflow)))
        {
            return;
        }

        try
        {
            IReadOnlyList<JobsDetail> jobs = await RecentJobs.ReadAsync(client, failed, Cancellation);
            if (jobs.Count > 0)
            {
                string shown = string.Join(", ", jobs.Take(MostJobsNamed)) + (jobs.Count > MostJobsNamed ? ", …" : "");
                WriteWarning(Say(CommandMessages.RetriesMayBeUnlisted, workflow, shown));
            }
        }
        catch (CiException failure)
        {
            WriteWarning(Say(CommandMessages.RetriesNotLookedFor, workflow, failure.Message));
        }
    }

    internal static string Say(string format, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);

    private async Task LogFailureAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log!.WriteFailure(Log.Entry(LogOutcome.Failed), failure);
            throw;
        }
    }

    private static string Needed(Found<string> found, string parameter) =>
        found.Value ?? throw new InvalidFieldException(parameter, null, CommandMessages.NotGiven, parameter);
}
