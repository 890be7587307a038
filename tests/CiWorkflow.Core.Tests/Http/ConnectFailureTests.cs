using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>
/// A request that never left this machine is distinguished from one whose outcome is unknown, and nothing is looked for.
/// </summary>
public sealed class ConnectFailureTests
{
    private static readonly CreateJobRequest Request = new("demo", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("input/"));

    private static readonly X509Certificate2 Certificate = SelfSigned();

    // What hangs is met by the timeout; what fails at once is not, however slow this machine is.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortConnectTimeout = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What stands between this machine and the service.</summary>
    public static TheoryData<string, TransportFailure> Kinds() => new()
    {
        { "connection refused", TransportFailure.NotConnected },
        { "no such host", TransportFailure.NotConnected },
        { "dropped SYN", TransportFailure.NotConnected },
        { "proxy refused", TransportFailure.NotConnected },
        { "proxy 407", TransportFailure.ProxyRefused },
        { "proxy 403", TransportFailure.ProxyRefused },
        { "proxy 502", TransportFailure.NotConnected },
        { "proxy closes", TransportFailure.NotConnected },
        { "proxy hangs", TransportFailure.NotConnected },
        { "certificate not trusted", TransportFailure.TlsRefused },
        { "plain HTTP on a TLS port", TransportFailure.TlsRefused },
        { "close in the handshake", TransportFailure.NotConnected },
        { "handshake hangs", TransportFailure.NotConnected },
    };

    /// <summary>
    /// Creating a job ends within the connect timeout, with a failure that says that nothing left, and without a search for the job.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task CreatingAJobEndsWithinTheConnectTimeout(string kind, TransportFailure failure)
    {
        await using Obstacle obstacle = Obstacle.Make(kind);
        var observer = new RecordingObserver();
        var error = await Assert.ThrowsAsync<CiTransportException>(
            () => new JobTrigger(new CiClient(obstacle.Settings(observer))).CreateAsync(Request, cancellationToken: Cancellation));
        Assert.Equal(failure, error.Failure);
        Assert.False(error.MayHaveActed);
        Assert.DoesNotContain(observer.Exchanges, static exchange => exchange.Uri.Query.Contains("name=", StringComparison.Ordinal));
        Assert.True(!obstacle.Hangs || error.Tries == 1, "A connection that took the whole connect timeout was tried again.");
    }

    /// <summary>A call without a body fails in the same way.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadingAJobEndsWithinTheConnectTimeout(string kind, TransportFailure failure)
    {
        await using Obstacle obstacle = Obstacle.Make(kind);
        var error = await Assert.ThrowsAsync<CiTransportException>(
            () => new CiClient(obstacle.Settings(null)).GetJobAsync("j1", Cancellation));

        // Without a body it can't be known whether the proxy closed before the request or after it: a call that only reads may be
        // repeated either way.
        Assert.Equal(kind == "proxy closes" ? TransportFailure.ConnectionLost : failure, error.Failure);
    }

    /// <summary>A password that the proxy refused isn't sent again for every row of a run: a proxy locks the account after some.</summary>
    [Fact]
    public async Task AWrongProxyPasswordIsTriedOnce()
    {
        await using Obstacle obstacle = Obstacle.Make("proxy 407");
        var client = new CiClient(obstacle.Settings(null));
        for (int row = 0; row < 20; row++)
        {
            var error = await Assert.ThrowsAsync<CiTransportException>(() => client.GetJobAsync("j1", Cancellation));
            Assert.Equal(TransportFailure.ProxyRefused, error.Failure);
        }

        Assert.Equal(1, obstacle.PasswordsSeen);
    }

    /// <summary>The connect timeout is never longer than the timeout of the call.</summary>
    [Fact]
    public async Task AShortTimeoutBoundsConnectingToo()
    {
        await using Obstacle obstacle = Obstacle.Make("dropped SYN");
        CiClientSettings given = obstacle.Settings(null);
        CiClientSettings settings = given with { ConnectTimeout = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromSeconds(1) };
        var error = await Assert.ThrowsAsync<CiTransportException>(() => new CiClient(settings).GetJobAsync("j1", Cancellation));
        Assert.Equal(TransportFailure.NotConnected, error.Failure);
    }

    /// <summary>
    /// Under another endpoint the certificate is still checked against the bucket's host, which the client names in the handshake.
    /// </summary>
    [Fact]
    public async Task TheCertificateMustBeTheBucketsHosts()
    {
        var named = new TaskCompletionSource<string>();
        await using var server = new LoopbackServer(async stream =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    named.TrySetResult(hello.ServerName);
                    return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = Certificate });
                },
                null,
                Cancellation);
        });
        CiClientSettings settings = Settings() with { Endpoint = server.Address("https") };
        var refused = await Assert.ThrowsAsync<CiTransportException>(() => new CiClient(settings).GetJobAsync("j1", Cancellation));
        Assert.Equal(TransportFailure.TlsRefused, refused.Failure);
        Assert.Equal("media-1250000000.ci.ap-beijing.myqcloud.com", await named.Task);
    }

    /// <summary>A socket error after the request was written says nothing about whether the service has it, whatever its code.</summary>
    [Theory]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.ConnectionReset)]
    public async Task ASocketErrorAfterTheRequestWasWrittenLeavesItUnknown(SocketError code)
    {
        var handler = new FailingHandler(async request =>
        {
            await request.Content!.ReadAsByteArrayAsync(Cancellation);
            throw new HttpRequestException("lost", new SocketException((int)code));
        });
        CiClientSettings settings = Settings() with { Handler = handler };
        var error = await Assert.ThrowsAsync<CiTransportException>(() => new CiClient(settings).CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(TransportFailure.ConnectionLost, error.Failure);
        Assert.True(error.MayHaveActed);
    }

    /// <summary>The same error before anything was written shows that the request did not leave.</summary>
    [Fact]
    public async Task ASocketErrorOfTheConnectIsNotUnknown()
    {
        var handler = new FailingHandler(
            static _ => throw new HttpRequestException("refused", new SocketException((int)SocketError.HostUnreachable)));
        CiClientSettings settings = Settings() with { Handler = handler };
        var error = await Assert.ThrowsAsync<CiTransportException>(() => new CiClient(settings).CreateJobOnceAsync(Request, Cancellation));
        Assert.False(error.MayHaveActed);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static CiClientSettings Settings() => new("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
    {
        ConnectTimeout = ConnectTimeout,
        Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(20) },
    };

    private sealed class FailingHandler(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request);
    }

    /// <summary>A server or a proxy that lets nothing through, and the settings that lead to it.</summary>
    private sealed class Obstacle : IAsyncDisposable
    {
        private readonly Func<CiClientSettings, CiClientSettings> _change;
        private readonly IAsyncDisposable? _server;
        private int _passwordsSeen;

        private Obstacle(Func<CiClientSettings, CiClientSettings> change, IAsyncDisposable? server = null)
        {
            _change = change;
            _server = server;
        }

        /// <summary>Whether it answers nothing at all.</summary>
        public bool Hangs { get; private init; }

        public int PasswordsSeen => _passwordsSeen;

        public static Obstacle Make(string kind)
        {
            Obstacle made = Of(kind);
            return kind.EndsWith("hangs", StringComparison.Ordinal) || kind == "dropped SYN"
                ? new(settings => made._change(settings) with { ConnectTimeout = ShortConnectTimeout }, made._server) { Hangs = true }
                : made;
        }

        private static Obstacle Of(string kind) => kind switch
        {
            "connection refused" => new(settings => settings with { Endpoint = new Uri("https://127.0.0.1:" + UnusedPort()) }),
            "no such host" => new(settings => settings with { Endpoint = new Uri("https://no-such-host.invalid") }),
            "dropped SYN" => Silent(),
            "proxy refused" => new(settings => settings with { Proxy = new Uri("http://127.0.0.1:" + UnusedPort()) }),
            "proxy 407" => Proxy(
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"),
            "proxy 403" => Proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nDenied"),
            "proxy 502" => Proxy("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
            "proxy closes" => Proxy(""),
            "proxy hangs" => Proxy(null),
            "certificate not trusted" => Server(static async stream =>
            {
                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(Certificate);
                await LoopbackServer.ReadHeadAsync(tls);
            }),
            "plain HTTP on a TLS port" => Server(static async stream =>
            {
                await stream.ReadExactlyAsync(new byte[5]);
                await LoopbackServer.WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                await stream.CopyToAsync(Stream.Null);
            }),
            "close in the handshake" => Server(static stream => stream.ReadExactlyAsync(new byte[5]).AsTask()),
            "handshake hangs" => Server(static _ => Task.Delay(Timeout.Infinite)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        public CiClientSettings Settings(ICiObserver? observer) => _change(ConnectFailureTests.Settings() with { Observer = observer });

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

        private static Obstacle Server(Func<Stream, Task> answer)
        {
            var server = new LoopbackServer(answer);
            return new(settings => settings with { Endpoint = server.Address("https") }, server);
        }

        private static Obstacle Proxy(string? answer)
        {
            Obstacle? made = null;
            var server = new LoopbackServer(async stream =>
            {
                while (await LoopbackServer.ReadHeadAsync(stream) is { Length: > 0 } head)
                {
                    if (head.Contains("Proxy-Authorization", StringComparison.OrdinalIgnoreCase))
                    {
                        Interlocked.Increment(ref made!._passwordsSeen);
                    }

                    if (answer is null)
                    {
                        await Task.Delay(Timeout.Infinite);
                    }

                    if (answer == "")
                    {
                        return;
                    }

                    await LoopbackServer.WriteAsync(stream, answer!);
                }
            });
            var keys = new NetworkCredential("user", "wrong");
            return made = new(settings => settings with { Proxy = server.Address("http"), ProxyCredential = keys }, server);
        }

        // Connections beyond a full backlog are not refused: their first packet is dropped.
        private static Obstacle Silent()
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(0);
            var waiting = Enumerable.Range(0, 8).Select(_ =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                try
                {
                    socket.Connect(listener.LocalEndPoint!);
                }
                catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                    // It fills the backlog while it waits.
                }

                return socket;
            }).Append(listener).ToArray();
            return new(settings => settings with { Endpoint = new Uri("https://" + listener.LocalEndPoint) }, new Sockets(waiting));
        }

        private static int UnusedPort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private sealed class Sockets(Socket[] sockets) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                Array.ForEach(sockets, static socket => socket.Dispose());
                return default;
            }
        }
    }
}
