using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>
/// The connections of the process: one handler for each key, replaced every few minutes so that a change of DNS is noticed.
/// </summary>
internal sealed class ConnectionPool
{
    private const int MostPerHost = 64;
    private const SslProtocols Tls13 = (SslProtocols)12288;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // A proxy locks an account after some wrong passwords: a run of many rows must not try one for each row.
    private static readonly TimeSpan ProxyRefusalLifetime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ConnectionKey, Pool> _pools = [];

    /// <summary>The connections of this process.</summary>
    public static ConnectionPool Process { get; } = new();

    /// <summary>How many handlers there are.</summary>
    internal int Count
    {
        get
        {
            lock (_pools)
            {
                return _pools.Count;
            }
        }
    }

    /// <summary>The handler of a key. It is not disposed before the lease is.</summary>
    /// <exception cref="CiTransportException">The proxy refused these keys less than a minute ago.</exception>
    public Lease Take(ConnectionKey key) => Take(key, Environment.TickCount);

    /// <param name="key">The key.</param>
    /// <param name="now">The Environment.TickCount of now.</param>
    /// <inheritdoc cref="Take(ConnectionKey)"/>
    internal Lease Take(ConnectionKey key, int now)
    {
        lock (_pools)
        {
            if (!_pools.TryGetValue(key, out Pool? pool) || IsOver(pool, now))
            {
                RetireAll(now);
                pool = new Pool(_pools, new HttpMessageInvoker(MakeHandler(key), disposeHandler: true), now);
                _pools[key] = pool;
            }

            if (pool.ProxyRefusal is { } refusal && unchecked(now - refusal.At) < ProxyRefusalLifetime.TotalMilliseconds)
            {
                throw refusal.Failure.Copy();
            }

            pool.Users++;
            return new Lease(pool);
        }
    }

    /// <summary>Makes the handler of a key.</summary>
    internal static HttpMessageHandler MakeHandler(ConnectionKey key)
    {
        // TLS 1.2 at least, whatever the process or Windows PowerShell would accept; .NET Framework doesn't accept this number for TLS
        // 1.3 everywhere.
        bool isFramework = RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);
        SslProtocols protocols = isFramework ? SslProtocols.Tls12 : SslProtocols.Tls12 | Tls13;
        HttpMessageHandler handler = SocketsHandler.IsAvailable
            ? SocketsHandler.Create(key.ConnectTimeout, Lifetime, protocols)
            : new HttpClientHandler { SslProtocols = protocols };

        // A signed request must not be sent to another host, and no cookie belongs in it. Both kinds of handler name these properties
        // alike.
        SocketsHandler.Set(handler, nameof(HttpClientHandler.AllowAutoRedirect), false);
        SocketsHandler.Set(handler, nameof(HttpClientHandler.UseCookies), false);
        SocketsHandler.Set(handler, nameof(HttpClientHandler.MaxConnectionsPerServer), MostPerHost);
        SocketsHandler.Set(handler, nameof(HttpClientHandler.UseProxy), !key.IsDirect);
        if (key.Proxy is { } proxy)
        {
            SocketsHandler.Set(handler, nameof(HttpClientHandler.Proxy), new WebProxy(proxy) { Credentials = key.ProxyCredential });
        }
        else if (key.ProxyCredential is { } credential)
        {
            SocketsHandler.Set(handler, nameof(HttpClientHandler.DefaultProxyCredentials), credential);
        }

        return handler;
    }

    private static bool IsOver(Pool pool, int now) => unchecked(now - pool.MadeAt) >= Lifetime.TotalMilliseconds;

    // Those of other keys go too: their proxy's password would stay in memory until the process ends.
    private void RetireAll(int now)
    {
        foreach (KeyValuePair<ConnectionKey, Pool> old in _pools.Where(pair => IsOver(pair.Value, now)).ToList())
        {
            _pools.Remove(old.Key);
            old.Value.Retire();
        }
    }

    internal sealed class Pool
    {
        private bool _retired;

        public Pool(object gate, HttpMessageInvoker http, int madeAt)
        {
            Gate = gate;
            Http = http;
            MadeAt = madeAt;
        }

        /// <summary>What is locked while the pool is read or changed.</summary>
        public object Gate { get; }

        public HttpMessageInvoker Http { get; }

        public int MadeAt { get; }

        public int Users { get; set; }

        /// <summary>The proxy's last refusal of these keys, and the Environment.TickCount at which it came; null for none.</summary>
        public (CiTransportException Failure, int At)? ProxyRefusal { get; set; }

        public void Retire()
        {
            _retired = true;
            DisposeIfUnused();
        }

        public void DisposeIfUnused()
        {
            if (_retired && Users == 0)
            {
                Http.Dispose();
            }
        }
    }

    internal sealed class Lease : IDisposable
    {
        private readonly Pool _pool;

        public Lease(Pool pool) => _pool = pool;

        public HttpMessageInvoker Http => _pool.Http;

        /// <summary>Notes that the proxy refused the keys.</summary>
        public void RefuseProxy(CiTransportException failure)
        {
            lock (_pool.Gate)
            {
                _pool.ProxyRefusal = (failure, Environment.TickCount);
            }
        }

        public void Dispose()
        {
            lock (_pool.Gate)
            {
                _pool.Users--;
                _pool.DisposeIfUnused();
            }
        }
    }
}
