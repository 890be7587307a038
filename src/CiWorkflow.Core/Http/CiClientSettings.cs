using System;
using System.Net;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Where a client's calls go and how.</summary>
public sealed class CiClientSettings
{
    private Uri? _endpoint;
    private TimeSpan _timeout = TimeSpan.FromSeconds(60);

    /// <summary>Makes settings for a bucket.</summary>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    /// <param name="region">Its region, as ap-beijing.</param>
    /// <param name="credential">Where the keys to sign with come from; a <see cref="CiCredential"/> is its own source.</param>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is null.</exception>
    /// <exception cref="InvalidFieldException">The bucket or the region is malformed.</exception>
    public CiClientSettings(string bucket, string region, ICredentialSource credential)
    {
        Bucket = FieldRules.CheckBucket(bucket);
        Region = FieldRules.CheckRegion(region);
        Credential = credential ?? throw new ArgumentNullException(nameof(credential));
    }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; }

    /// <summary>Its region.</summary>
    public string Region { get; }

    /// <summary>Where the keys to sign with come from.</summary>
    public ICredentialSource Credential { get; }

    /// <summary>Another address to connect to: https, or http on this machine. The Host header stays the bucket's. Null for the service's own.</summary>
    /// <exception cref="InvalidFieldException">It is not such an address.</exception>
    public Uri? Endpoint
    {
        get => _endpoint;
        set => _endpoint = value is null ? null : FieldRules.CheckEndpoint(value);
    }

    /// <summary>How long a call may take from its start to the last byte of its answer; 60 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or more than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>What the client runs in, for the User-Agent: <c>PowerShell 7.6.5</c>. Null for a plain .NET program.</summary>
    public string? HostProduct { get; set; }

    /// <summary>Called once after each call, on any thread, whether it went well or not.</summary>
    public Action<CiExchange>? Exchanged { get; set; }

    /// <summary>Whether <see cref="Exchanged"/> is to see the bodies.</summary>
    public bool RecordBodies { get; set; }

    /// <summary>The proxy to go through; null for the system's. Nothing stands between this machine and itself.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>What the proxy is told to let the request through; null for nothing. Clients that share it share their connections.</summary>
    public ICredentials? ProxyCredential { get; set; }

    /// <summary>The time that requests are signed for; the clock of this process.</summary>
    public ServiceClock Clock { get; set; } = ServiceClock.Process;

    /// <summary>How often and how long a call that can be repeated is repeated.</summary>
    public RetrySettings Retry { get; set; } = new();

    /// <summary>Called, on any thread, with each repeat and why.</summary>
    public Action<string>? Repeating { get; set; }

    /// <summary>Called, on any thread, with what the caller should know although the call went well: that the machine's clock is wrong.</summary>
    public Action<string>? Warned { get; set; }
}
