using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Threading;

namespace CiWorkflow.Http;

/// <summary>The connection pools of the process: one for each setting, made anew every few minutes so that a change of DNS is seen.</summary>
internal static class Connections
{
    private const int MostPerHost = 64;
    private const SslProtocols Tls13 = (SslProtocols)12288;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly Dictionary<ConnectionSettings, Pool> Pools = [];

    /// <summary>Borrows the pool of a setting; to be given back by disposing the lease.</summary>
    public static Lease Borrow(ConnectionSettings settings)
    {
        lock (Pools)
        {
            int now = Environment.TickCount;
            if (Pools.TryGetValue(settings, out Pool? pool) && unchecked(now - pool.MadeAt) >= Lifetime.TotalMilliseconds)
            {
                pool.Retire();
                pool = null;
            }

            if (pool is null)
            {
                pool = new Pool(Make(settings), now);
                Pools[settings] = pool;
            }

            pool.Borrowers++;
            return new Lease(pool);
        }
    }

    private static HttpClient Make(ConnectionSettings settings)
    {
        // TLS 1.2 at least, whatever the process or Windows PowerShell would take; .NET Framework knows no TLS 1.3 by this number everywhere.
        bool isFramework = RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);
        var handler = new HttpClientHandler
        {
            SslProtocols = isFramework ? SslProtocols.Tls12 : SslProtocols.Tls12 | Tls13,

            // A signed request must not wander, and nobody's cookies belong in it.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = MostPerHost,
            UseProxy = !settings.Direct,
        };
        if (settings.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy) { Credentials = settings.ProxyCredential };
        }
        else if (settings.ProxyCredential is { } credential)
        {
            handler.DefaultProxyCredentials = credential;
        }

        // Each call has a time of its own.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal sealed class Pool
    {
        private bool _retired;

        public Pool(HttpClient http, int madeAt)
        {
            Http = http;
            MadeAt = madeAt;
        }

        public HttpClient Http { get; }

        public int MadeAt { get; }

        public int Borrowers { get; set; }

        public void Retire()
        {
            _retired = true;
            DisposeIfUnused();
        }

        public void DisposeIfUnused()
        {
            if (_retired && Borrowers == 0)
            {
                Http.Dispose();
            }
        }
    }

    internal readonly struct Lease : IDisposable
    {
        private readonly Pool _pool;

        public Lease(Pool pool) => _pool = pool;

        public HttpClient Http => _pool.Http;

        public void Dispose()
        {
            lock (Pools)
            {
                _pool.Borrowers--;
                _pool.DisposeIfUnused();
            }
        }
    }
}
