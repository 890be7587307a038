using System;
using System.Net;
using System.Net.Http;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Where the calls of a client go, and how. Immutable: a changed copy is made by <c>with</c>.</summary>
public sealed record CiClientSettings
{
    private readonly string _domain = "myqcloud.com";
    private readonly Uri? _endpoint;
    private readonly Uri? _ciEndpoint;
    private readonly Uri? _cosEndpoint;
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);
    private readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(15);
    private readonly double? _maximumRequestsPerSecond;

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
    public string Bucket { get; private init; }

    /// <summary>Its region.</summary>
    public string Region { get; private init; }

    /// <summary>Where the keys to sign with come from.</summary>
    public ICredentialSource Credential { get; }

    /// <summary>The domain that the service's hosts end with: myqcloud.com by default, or tencentcos.cn.</summary>
    /// <exception cref="InvalidFieldException">It is not a host's name.</exception>
    public string Domain
    {
        get => _domain;
        init => _domain = FieldRules.CheckDomain(value);
    }

    /// <summary>
    /// Another address to connect to for all calls: https, or http on this machine. The Host header stays the bucket's. Null for the
    /// service's own.
    /// </summary>
    /// <exception cref="InvalidFieldException">It is not such an address.</exception>
    public Uri? Endpoint
    {
        get => _endpoint;
        init => _endpoint = value is null ? null : FieldRules.CheckEndpoint(value, nameof(Endpoint));
    }

    /// <summary>Another address for the CI calls alone; it takes precedence over <see cref="Endpoint"/>.</summary>
    /// <inheritdoc cref="Endpoint" path="/exception"/>
    public Uri? CiEndpoint
    {
        get => _ciEndpoint;
        init => _ciEndpoint = value is null ? null : FieldRules.CheckEndpoint(value, nameof(CiEndpoint));
    }

    /// <summary>Another address for the objects alone; it takes precedence over <see cref="Endpoint"/>.</summary>
    /// <inheritdoc cref="Endpoint" path="/exception"/>
    public Uri? CosEndpoint
    {
        get => _cosEndpoint;
        init => _cosEndpoint = value is null ? null : FieldRules.CheckEndpoint(value, nameof(CosEndpoint));
    }

    /// <summary>
    /// How long a call may take from its start to the last byte of its answer; 60 seconds by default. While the content of an object is
    /// sent or
    /// received, it is the longest time without progress.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or more than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        init => _timeout = CheckTimeout(value);
    }

    /// <summary>
    /// How long it may take until a connection is there, 15 seconds by default: the name's resolution, TCP, the proxy's CONNECT and TLS
    /// together. A failure to connect is not repeated after this time either. Never longer than <see cref="Timeout"/>.
    /// </summary>
    /// <inheritdoc cref="Timeout" path="/exception"/>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout < _timeout ? _connectTimeout : _timeout;
        init => _connectTimeout = CheckTimeout(value);
    }

    /// <summary>The proxy to use; null for the system's. Calls to this machine use none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The keys for the proxy; null for none. Clients that share the object share their connections.</summary>
    public ICredentials? ProxyCredential { get; init; }

    /// <summary>
    /// What sends the requests, instead of the connections of the process; null for these. It is never disposed by a client.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The program that uses the client, for the User-Agent: <c>PowerShell 7.6.5</c>. Null for a plain .NET program.</summary>
    public string? HostProduct { get; init; }

    /// <summary>What observes the client's requests; null for nothing.</summary>
    public ICiObserver? Observer { get; init; }

    /// <summary>The time that requests are signed for and that timeouts are measured by; the clock of this process by default.</summary>
    public ServiceClock Clock { get; init; } = ServiceClock.Process;

    /// <summary>How often and how long a call that may be repeated is repeated.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>
    /// How many requests a second may be sent at the most, retries among them, from 0.01 to 1000; null for no limit. All clients of the
    /// process to the same host and account (the APPID of the bucket) share it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.01 or more than 1000.</exception>
    public double? MaximumRequestsPerSecond
    {
        get => _maximumRequestsPerSecond;
        init => _maximumRequestsPerSecond = value is null or (>= LeastRequestsPerSecond and <= MostRequestsPerSecond)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// Whether its connections are others than those of the clients without it: an old connection may lead to the same old copy of a list.
    /// </summary>
    internal bool UsesOtherConnections { get; init; }

    internal const double LeastRequestsPerSecond = 0.01;
    internal const double MostRequestsPerSecond = 1000;

    /// <summary>The same settings for another bucket.</summary>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    /// <param name="region">Its region.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidFieldException">The bucket or the region is malformed.</exception>
    public CiClientSettings For(string bucket, string region) =>
        this with { Bucket = FieldRules.CheckBucket(bucket), Region = FieldRules.CheckRegion(region) };

    private static TimeSpan CheckTimeout(TimeSpan value) =>
        value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value));
}
