using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using CiWorkflow.Credentials;

namespace CiWorkflow.Connection;

/// <summary>
/// Where commands go and with whose keys: held once, used by every command. Shows no secret, and holds none that can be exported.
/// </summary>
public sealed class CiContext
{
    private CiCredential? _credential;
    private NetworkCredential? _proxyCredential;

    /// <summary>The name that the session keeps it under; null for none.</summary>
    public string? Name { get; internal set; }

    /// <summary>The bucket, as name-APPID; null when it isn't set.</summary>
    public string? Bucket { get; internal set; }

    /// <summary>The bucket's region; null when it isn't set.</summary>
    public string? Region { get; internal set; }

    /// <summary>Whose keys: the first four characters of the SecretId; null when no keys are set.</summary>
    public string? Credential => _credential is not { } keys ? null
        : keys.Expiration is { } end ? string.Format(CultureInfo.InvariantCulture, CommandMessages.KeysUntil, keys, end)
        : keys.ToString();

    /// <summary>The profile in Tencent's files that the keys are read from; null when none is set.</summary>
    public string? ProfileName { get; internal set; }

    /// <summary>Another address to connect to; null for the service's own.</summary>
    public Uri? Endpoint { get; internal set; }

    /// <summary>Another address for the CI calls alone; null for <see cref="Endpoint"/>.</summary>
    public Uri? CiEndpoint { get; internal set; }

    /// <summary>Another address for the objects alone; null for <see cref="Endpoint"/>.</summary>
    public Uri? CosEndpoint { get; internal set; }

    /// <summary>The domain of the service's hosts; null for myqcloud.com.</summary>
    public string? Domain { get; internal set; }

    /// <summary>The proxy; null for the system's.</summary>
    public Uri? Proxy { get; internal set; }

    /// <summary>The user name for the proxy; null for none.</summary>
    public string? ProxyUserName => _proxyCredential?.UserName;

    /// <summary>How many seconds a request may take; null for 60.</summary>
    public int? TimeoutSec { get; internal set; }

    /// <summary>How many seconds it may take until a connection is there; null for 15.</summary>
    public int? ConnectTimeoutSec { get; internal set; }

    /// <summary>How many times a call that may be repeated is repeated at the most; null for 4.</summary>
    public int? MaximumRetryCount { get; internal set; }

    /// <summary>The longest first delay before a retry, in seconds; null for half a second.</summary>
    public double? RetryIntervalSec => RetryInterval?.TotalSeconds;

    internal TimeSpan? RetryInterval { get; set; }

    /// <summary>How many requests a second may be sent at the most; null for no limit.</summary>
    public double? MaximumRequestsPerSecond { get; internal set; }

    /// <summary>The file that commands keep a log in; null for none.</summary>
    public string? LogPath { get; internal set; }

    internal CiCredential? Keys
    {
        get => _credential;
        set => _credential = value;
    }

    /// <summary>Whose keys it had before it was saved or sent to another process, which secrets don't survive; null for none.</summary>
    internal string? MissingKeys { get; set; }

    /// <summary>Whether it was read from a file or came from another process: somebody else may have written it.</summary>
    internal bool IsSaved { get; set; }

    internal NetworkCredential? ProxyKeys => _proxyCredential;

    internal PSCredential ProxyLogin
    {
        set => _proxyCredential = value.GetNetworkCredential();
    }

    /// <summary>Forgets the login, which is of another proxy than the present one.</summary>
    internal void ForgetProxyLogin() => _proxyCredential = null;

    /// <summary>The bucket and the region.</summary>
    public override string ToString() => (Bucket ?? "-") + " (" + (Region ?? "-") + ")";

    /// <summary>A copy without some settings.</summary>
    internal CiContext Without(IEnumerable<string> settings)
    {
        CiContext left = Copy();
        foreach (string setting in settings)
        {
            switch (setting.ToUpperInvariant())
            {
                case "BUCKET": left.Bucket = null; break;
                case "REGION": left.Region = null; break;
                case "CREDENTIAL": (left._credential, left.MissingKeys) = (null, null); break;
                case "PROFILENAME": left.ProfileName = null; break;
                case "ENDPOINT": left.Endpoint = null; break;
                case "CIENDPOINT": left.CiEndpoint = null; break;
                case "COSENDPOINT": left.CosEndpoint = null; break;
                case "DOMAIN": left.Domain = null; break;
                case "PROXY": (left.Proxy, left._proxyCredential) = (null, null); break;
                case "PROXYCREDENTIAL": left._proxyCredential = null; break;
                case "TIMEOUTSEC": left.TimeoutSec = null; break;
                case "CONNECTTIMEOUTSEC": left.ConnectTimeoutSec = null; break;
                case "MAXIMUMRETRYCOUNT": left.MaximumRetryCount = null; break;
                case "RETRYINTERVAL": left.RetryInterval = null; break;
                case "MAXIMUMREQUESTSPERSECOND": left.MaximumRequestsPerSecond = null; break;
                case "LOGPATH": left.LogPath = null; break;
            }
        }

        return left;
    }

    internal CiContext Copy() => (CiContext)MemberwiseClone();
}
