using System;
using System.Globalization;
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
    public string? ProfileName { get; set; }

    /// <summary>Another address to connect to: https, or http on this machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public Uri? Endpoint { get; set; }

    /// <summary>The proxy to go through.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public Uri? Proxy { get; set; }

    /// <summary>Who the proxy is told that we are.</summary>
    [Parameter]
    [Given]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>How many seconds a request may take.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? TimeoutSec { get; set; }

    /// <summary>How many times a call that can be repeated is repeated at the most; 0 for never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? MaximumRetryCount { get; set; }

    /// <summary>The longest first pause before a repeat; the next ones are up to twice as long each.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation(MinimumMilliseconds = 0)]
    public TimeSpan? RetryInterval { get; set; }

    /// <summary>A copy of a context with what was given here, checked.</summary>
    /// <exception cref="InvalidFieldException">A setting breaks its rule.</exception>
    private protected CiContext Apply(CiContext context)
    {
        CiContext changed = context.Copy();
        if (Credential is not null && !string.IsNullOrEmpty(ProfileName))
        {
            throw new InvalidFieldException("ProfileName", ProfileName, CommandMessages.ProfileAndKeys);
        }

        changed.Bucket = string.IsNullOrEmpty(Bucket) ? changed.Bucket : FieldRules.CheckBucket(Bucket);
        changed.Region = string.IsNullOrEmpty(Region) ? changed.Region : FieldRules.CheckRegion(Region);
        changed.Endpoint = Endpoint is null ? changed.Endpoint : FieldRules.CheckEndpoint(Endpoint);
        changed.Proxy = Proxy is null ? changed.Proxy : FieldRules.CheckProxy(Proxy);
        changed.TimeoutSec = CheckRange(nameof(TimeoutSec), TimeoutSec, 1, 86400) ?? changed.TimeoutSec;
        changed.MaximumRetryCount = CheckRange(nameof(MaximumRetryCount), MaximumRetryCount, 0, 100) ?? changed.MaximumRetryCount;
        changed.RetryInterval = RetryInterval ?? changed.RetryInterval;
        if (Credential is not null)
        {
            (changed.Keys, changed.ProfileName) = (Credential, null);
        }
        else if (!string.IsNullOrEmpty(ProfileName))
        {
            (changed.Keys, changed.ProfileName) = (null, CredentialFile.CheckProfile(ProfileName));
        }

        if (ProxyCredential is not null && !ReferenceEquals(ProxyCredential, PSCredential.Empty))
        {
            changed.ProxyLogin = ProxyCredential;
        }

        return changed;
    }

    // Not ValidateRange, which refuses the blank cell of a saved context too.
    private static int? CheckRange(string field, int? value, int least, int most) =>
        value < least || value > most ? throw new InvalidFieldException(field, Convert.ToString(value, CultureInfo.InvariantCulture), CommandMessages.OutOfRange, least, most) : value;

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
