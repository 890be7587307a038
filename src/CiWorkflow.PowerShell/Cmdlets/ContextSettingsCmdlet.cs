using System;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>The settings of a context, as parameters of the commands that make one or change one.</summary>
public abstract class ContextSettingsCmdlet : CiCmdlet
{
    /// <summary>The bucket, as name-APPID.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.BucketCompleter))]
    public string? Bucket { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The keys: a PSCredential (SecretId, SecretKey), or what New-CiCredential makes.</summary>
    [Parameter]
    [CredentialTransformation]
    public CiCredential? Credential { get; set; }

    /// <summary>The profile in ~/.tencentcloud/credentials or ~/.tccli that the keys are read from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.ProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The domain of the service's hosts: myqcloud.com, or tencentcos.cn.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? Domain { get; set; }

    /// <summary>Another address to connect to for all calls: https, or http on this machine. The Host header stays the bucket's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public Uri? Endpoint { get; set; }

    /// <summary>Another address to connect to for the CI calls alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public Uri? CiEndpoint { get; set; }

    /// <summary>Another address to connect to for the objects alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public Uri? CosEndpoint { get; set; }

    /// <summary>The proxy to use.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public Uri? Proxy { get; set; }

    /// <summary>The user name and the password for the proxy.</summary>
    [Parameter]
    [LoginTransformation]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>How many seconds a request may take; while the content of an object is sent or read, how many without progress.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? TimeoutSec { get; set; }

    /// <summary>How many seconds it may take until a connection is there.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? ConnectTimeoutSec { get; set; }

    /// <summary>How many times a call that may be repeated is repeated at the most; 0 for never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? MaximumRetryCount { get; set; }

    /// <summary>The longest first delay before a retry; each further one is up to twice as long.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias(nameof(CiContext.RetryIntervalSec))]
    [DurationTransformation(MinimumMilliseconds = 0, IsNumberSeconds = true, BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan? RetryInterval { get; set; }

    /// <summary>
    /// How many requests a second may be sent at the most, retries among them: 0.01 to 1000, 0.5 being one in two seconds. All commands of
    /// this process for the same account and host share it.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public double? MaximumRequestsPerSecond { get; set; }

    /// <summary>The file that commands append a line to for each item and its outcome, unless they are given another one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("FullName", BlankInRow = true)]
    public string? LogPath { get; set; }

    /// <summary>A copy of a context with what was given here, checked.</summary>
    /// <exception cref="InvalidFieldException">A setting breaks its rule.</exception>
    private protected CiContext Apply(CiContext context)
    {
        CiContext changed = context.Copy();

        // The profile of an object in the pipeline contradicts nothing: what is typed wins.
        if (Credential is not null && IsTyped(nameof(ProfileName)))
        {
            throw new InvalidFieldException("ProfileName", ProfileName, CommandMessages.ProfileAndKeys);
        }

        changed.Bucket = string.IsNullOrEmpty(Bucket) ? changed.Bucket : FieldRules.CheckBucket(Bucket);
        changed.Region = string.IsNullOrEmpty(Region) ? changed.Region : FieldRules.CheckRegion(Region);
        changed.Domain = string.IsNullOrEmpty(Domain) ? changed.Domain : FieldRules.CheckDomain(Domain);
        if (Endpoint is not null)
        {
            // It is for all calls: an address for some of them that was set before would contradict it.
            (changed.Endpoint, changed.CiEndpoint, changed.CosEndpoint) = (FieldRules.CheckEndpoint(Endpoint), null, null);
        }

        changed.CiEndpoint = Part(nameof(CiEndpoint), CiEndpoint) ?? changed.CiEndpoint;
        changed.CosEndpoint = Part(nameof(CosEndpoint), CosEndpoint) ?? changed.CosEndpoint;
        changed.Proxy = Proxy is null ? changed.Proxy : FieldRules.CheckProxy(Proxy);
        if (changed.Proxy != context.Proxy && changed.ProxyKeys is not null)
        {
            changed.ForgetProxyLogin();
            WriteVerbose(CommandMessages.ProxyLoginDropped);
        }

        changed.TimeoutSec = ContextRules.CheckSeconds(nameof(TimeoutSec), TimeoutSec) ?? changed.TimeoutSec;
        changed.ConnectTimeoutSec = ContextRules.CheckSeconds(nameof(ConnectTimeoutSec), ConnectTimeoutSec) ?? changed.ConnectTimeoutSec;
        changed.MaximumRetryCount = ContextRules.CheckRetries(MaximumRetryCount) ?? changed.MaximumRetryCount;
        changed.RetryInterval = RetryInterval ?? changed.RetryInterval;
        changed.MaximumRequestsPerSecond = ContextRules.CheckRate(MaximumRequestsPerSecond) ?? changed.MaximumRequestsPerSecond;
        changed.LogPath = string.IsNullOrEmpty(LogPath) ? changed.LogPath : ResolveFile(nameof(LogPath), LogPath!);
        if (Credential is not null)
        {
            (changed.Keys, changed.ProfileName, changed.MissingKeys) = (Credential, null, null);
        }
        else if (!string.IsNullOrEmpty(ProfileName))
        {
            (changed.Keys, changed.ProfileName, changed.MissingKeys) = (null, CredentialFile.CheckProfile(ProfileName), null);
        }

        if (ProxyCredential is not null && !ReferenceEquals(ProxyCredential, PSCredential.Empty))
        {
            changed.ProxyLogin = ProxyCredential;
        }

        return changed;
    }

    /// <summary>
    /// An address for some of the calls; null where there is none, or where an object in the pipeline has it and -Endpoint is typed.
    /// </summary>
    private Uri? Part(string parameter, Uri? address) =>
        address is null || (IsTyped(nameof(Endpoint)) && !IsTyped(parameter)) ? null : FieldRules.CheckEndpoint(address, parameter);

    /// <summary>Does something with a context; what breaks a rule is an error.</summary>
    private protected void RunSetting(Action work)
    {
        try
        {
            work();
        }
        catch (InvalidFieldException invalid)
        {
            WriteError(ErrorRecords.TryMake(invalid, () => invalid.Value)!);
        }
    }
}
