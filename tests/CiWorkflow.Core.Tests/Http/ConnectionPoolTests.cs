using System;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>The connections of the process: what they do, who shares them and how long.</summary>
public sealed class ConnectionPoolTests
{
    private static readonly int Minute = (int)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly ConnectionPool _pool = new();
    private readonly ConnectionKey _key = new(true, null, null, TimeSpan.FromSeconds(15));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A signed request goes to no other host and carries no cookie; nothing is unpacked on the way; no TLS before 1.2; a change of DNS is
    /// noticed within minutes.
    /// </summary>
    [Fact]
    public void AHandlerDoesNothingOnItsOwn()
    {
        using var handler = (SocketsHttpHandler)ConnectionPool.MakeHandler(_key);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Equal(64, handler.MaxConnectionsPerServer);
        Assert.False(handler.UseProxy);
        Assert.Null(handler.Proxy);
        Assert.Equal(_key.ConnectTimeout, handler.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMinutes(5), handler.PooledConnectionLifetime);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handler.SslOptions.EnabledSslProtocols);
    }

    /// <summary>A proxy is used with its keys, and the system's with its own or the given ones.</summary>
    [Fact]
    public void AProxyIsUsedWithItsKeys()
    {
        var keys = new NetworkCredential("u", "p");
        var address = new Uri("http://proxy:8080");
        using var given = (SocketsHttpHandler)ConnectionPool.MakeHandler(_key with { IsDirect = false, Proxy = address, ProxyCredential = keys });
        Assert.True(given.UseProxy);
        Assert.Equal(address, given.Proxy!.GetProxy(new Uri("https://host")));
        Assert.Same(keys, given.Proxy.Credentials);
        Assert.Null(given.DefaultProxyCredentials);
        using var system = (SocketsHttpHandler)ConnectionPool.MakeHandler(_key with { IsDirect = false, ProxyCredential = keys });
        Assert.True(system.UseProxy);
        Assert.Null(system.Proxy);
        Assert.Same(keys, system.DefaultProxyCredentials);
        using var plain = (SocketsHttpHandler)ConnectionPool.MakeHandler(_key with { IsDirect = false });
        Assert.Null(plain.DefaultProxyCredentials);
    }

    /// <summary>A property that a handler lacks is a clear error: silently it would be a redirect followed or a cookie kept.</summary>
    [Fact]
    public void AMissingPropertyIsAnError()
    {
        string message = Assert.Throws<MissingMemberException>(static () => SocketsHandler.Set(new object(), "AllowAutoRedirect", false)).Message;
        Assert.Contains("System.Object", message, StringComparison.Ordinal);
        Assert.Contains("AllowAutoRedirect", message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Who has the same key shares the connections for five minutes; they are then replaced, and closed by the last who uses them.
    /// </summary>
    [Fact]
    public async Task ConnectionsAreSharedForFiveMinutes()
    {
        ConnectionPool.Lease first = _pool.Take(_key, 0);
        using ConnectionPool.Lease second = _pool.Take(_key, (5 * Minute) - 1);
        Assert.Same(first.Http, second.Http);
        using ConnectionPool.Lease other = _pool.Take(_key with { IsDirect = false }, 0);
        Assert.NotSame(first.Http, other.Http);
        using ConnectionPool.Lease later = _pool.Take(_key, 5 * Minute);
        Assert.NotSame(first.Http, later.Http);

        first.Dispose();
        Assert.False(await IsClosedAsync(second.Http));
        second.Dispose();
        Assert.True(await IsClosedAsync(first.Http));
        Assert.False(await IsClosedAsync(later.Http));
    }

    /// <summary>The clock of the process begins again after 24 days: the connections are replaced all the same.</summary>
    [Fact]
    public void TheClockMayBeginAgain()
    {
        using ConnectionPool.Lease before = _pool.Take(_key, int.MaxValue);
        using ConnectionPool.Lease soon = _pool.Take(_key, int.MinValue + Minute);
        Assert.Same(before.Http, soon.Http);
        using ConnectionPool.Lease later = _pool.Take(_key, int.MinValue + (5 * Minute));
        Assert.NotSame(before.Http, later.Http);
    }

    /// <summary>Connections that nobody uses any more are closed when they are replaced.</summary>
    [Fact]
    public async Task UnusedConnectionsAreClosedWhenTheyAreReplaced()
    {
        ConnectionPool.Lease first = _pool.Take(_key, 0);
        first.Dispose();
        Assert.False(await IsClosedAsync(first.Http));
        _pool.Take(_key, 5 * Minute).Dispose();
        Assert.True(await IsClosedAsync(first.Http));
    }

    /// <summary>
    /// Connections of other keys are dropped too after their five minutes: each login for a proxy would stay in memory with its password.
    /// </summary>
    [Fact]
    public async Task ConnectionsOfOtherKeysAreDroppedInTime()
    {
        using ConnectionPool.Lease used = _pool.Take(_key with { ProxyCredential = new NetworkCredential("used", "p") }, 0);
        ConnectionPool.Lease idle = _pool.Take(_key with { ProxyCredential = new NetworkCredential("idle", "p") }, 0);
        idle.Dispose();
        using ConnectionPool.Lease young = _pool.Take(_key with { IsDirect = false }, 1);
        using ConnectionPool.Lease present = _pool.Take(_key, 5 * Minute);
        Assert.Equal(2, _pool.Count);
        Assert.True(await IsClosedAsync(idle.Http));
        Assert.False(await IsClosedAsync(used.Http));
        Assert.False(await IsClosedAsync(young.Http));
        used.Dispose();
        Assert.True(await IsClosedAsync(used.Http));
    }

    /// <summary>A proxy that refused the keys is not asked again with them for a minute; each call gets an error of its own.</summary>
    [Fact]
    public void AProxyThatRefusedIsLeftAloneForAMinute()
    {
        var refusal = new CiTransportException(TransportFailure.ProxyRefused, new Uri("https://host/"), "", "407", null);
        int now = Environment.TickCount;
        using ConnectionPool.Lease lease = _pool.Take(_key, now);
        lease.RefuseProxy(refusal);
        var again = Assert.Throws<CiTransportException>(() => _pool.Take(_key, now + Minute - 1));
        Assert.NotSame(refusal, again);
        Assert.Equal((refusal.Message, refusal.Failure, refusal.Uri), (again.Message, again.Failure, again.Uri));
        _pool.Take(_key with { IsDirect = false }, now).Dispose();
        _pool.Take(_key, now + (2 * Minute)).Dispose();
    }

    private static async Task<bool> IsClosedAsync(HttpMessageInvoker http)
    {
        // Nothing is sent in a scheme that no handler knows.
        using var request = new HttpRequestMessage(HttpMethod.Get, "none://host/");
        return await Record.ExceptionAsync(() => http.SendAsync(request, Cancellation)) is ObjectDisposedException;
    }
}
