using System;
using System.Net;

namespace CiWorkflow.Http;

/// <summary>What clients must have in common to share their connections.</summary>
/// <param name="IsDirect">Whether no proxy is used, as to this machine.</param>
/// <param name="Proxy">The proxy; null for the system's.</param>
/// <param name="ProxyCredential">The keys for the proxy; null for none.</param>
/// <param name="ConnectTimeout">How long connecting may take.</param>
/// <param name="IsOther">Whether they are others than those of most clients (<see cref="CiClientSettings.UsesOtherConnections"/>).</param>
internal sealed record ConnectionKey(
    bool IsDirect, Uri? Proxy, ICredentials? ProxyCredential, TimeSpan ConnectTimeout, bool IsOther = false);
