using System;
using System.Net;

namespace CiWorkflow.Http;

/// <summary>What makes two clients share their connections: whether there is a proxy, and which.</summary>
internal readonly struct ConnectionSettings : IEquatable<ConnectionSettings>
{
    public ConnectionSettings(bool direct, Uri? proxy, ICredentials? proxyCredential)
    {
        Direct = direct;
        Proxy = proxy;
        ProxyCredential = proxyCredential;
    }

    /// <summary>Without any proxy, as to this machine.</summary>
    public bool Direct { get; }

    /// <summary>The proxy; null for the system's.</summary>
    public Uri? Proxy { get; }

    public ICredentials? ProxyCredential { get; }

    public bool Equals(ConnectionSettings other) =>
        Direct == other.Direct && Equals(Proxy, other.Proxy) && ReferenceEquals(ProxyCredential, other.ProxyCredential);

    public override bool Equals(object? obj) => obj is ConnectionSettings other && Equals(other);

    public override int GetHashCode() => (Proxy?.GetHashCode() ?? 0) ^ (ProxyCredential?.GetHashCode() ?? 0) ^ (Direct ? 1 : 0);
}
