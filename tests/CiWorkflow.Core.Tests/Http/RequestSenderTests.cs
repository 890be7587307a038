using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>One call: what an observer sees of it, how it ends, and what it may have done.</summary>
public sealed class RequestSenderTests
{
    private static readonly CreateJobRequest Request = new("demo", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("signature=abc/"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// An observer sees the request before it is sent, and then its answer; bodies only where it records them, without secrets.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnObserverSeesTheExchange(bool recordsBodies)
    {
        using var service = new ScriptedService(static () =>
        {
            HttpResponseMessage answer = Answer(200, "<Response><JobsDetail><JobId>j1</JobId><Token>abc</Token></JobsDetail></Response>")();
            answer.Headers.Add("x-ci-request-id", "r1");
            return answer;
        });
        var observer = new RecordingObserver { RecordsBodies = recordsBodies };
        service.Run(() => new CiClient(service.Settings with { Observer = observer }).CreateJobOnceAsync(Request, Cancellation));
        CiExchange sent = Assert.Single(observer.Sent);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("/inventorytriggerjob", sent.Uri.AbsolutePath);
        Assert.Equal((null, "", null, TimeSpan.Zero), (sent.HttpStatus, sent.RequestId, sent.ResponseBody, sent.Elapsed));
        CiExchange done = Assert.Single(observer.Exchanges);
        Assert.Equal((200, "r1", sent.RequestBody), (done.HttpStatus, done.RequestId, done.RequestBody));
        if (recordsBodies)
        {
            Assert.Contains("<Prefix>signature=***</Prefix>", sent.RequestBody, StringComparison.Ordinal);
            Assert.Contains("<JobId>j1</JobId><Token>***</Token>", done.ResponseBody, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((null, null), (sent.RequestBody, done.ResponseBody));
        }
    }

    /// <summary>A call that failed has come to its end too, after the time that it took; one without a body has none.</summary>
    [Fact]
    public void AnObserverSeesAFailedCall()
    {
        using var service = new ScriptedService();
        using var handler = new Handler(async (_, stop) =>
        {
            await service.Time.DelayAsync(TimeSpan.FromSeconds(7), stop);
            throw new IOException("reset");
        });
        Fails<CiTransportException>(service, service.Settings with { Handler = handler });
        CiExchange done = Assert.Single(service.Observer.Exchanges);
        Assert.Equal((null, "", null, null), (done.HttpStatus, done.RequestId, done.RequestBody, done.ResponseBody));
        Assert.Equal(TimeSpan.FromSeconds(7), done.Elapsed);
    }

    /// <summary>A cancelled call sends nothing and asks for no keys.</summary>
    [Fact]
    public async Task ACancelledCallSendsNothing()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        using var stop = new CancellationTokenSource();
        var keys = new KeysThat(stop.Cancel);
        var client = new CiClient(Copy(service.Settings, keys));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetJobAsync("j1", stop.Token));
        Assert.Equal(1, keys.Asked);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetJobAsync("j1", stop.Token));
        Assert.Equal(1, keys.Asked);
        Assert.Empty(service.Requests);
        Assert.Empty(service.Observer.Sent);
    }

    /// <summary>A cancelled wait for an answer is no failure of the connection.</summary>
    [Fact]
    public void CancellingEndsAWaitForAnAnswer()
    {
        using var service = new ScriptedService();
        using var stop = new CancellationTokenSource();
        using var handler = new Handler(async (_, token) =>
        {
            await service.Time.DelayAsync(TimeSpan.FromDays(1), token);
            throw new IOException("never");
        });
        service.Time.At(TimeSpan.FromSeconds(1), stop.Cancel);
        service.Run(() => Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new CiClient(service.Settings with { Handler = handler }).GetJobAsync("j1", stop.Token)));
    }

    /// <summary>A timeout of the call says how long it was; one of the handler's own for connecting says how long that was.</summary>
    [Fact]
    public void ATimeoutSaysHowLongItWas()
    {
        using var service = new ScriptedService();
        using var silent = new Handler(async (_, token) =>
        {
            await service.Time.DelayAsync(TimeSpan.FromDays(1), token);
            throw new IOException("never");
        });
        CiClientSettings settings = service.Settings with { Timeout = TimeSpan.FromSeconds(20), ConnectTimeout = TimeSpan.FromSeconds(3) };
        CiTransportException late = Fails<CiTransportException>(service, settings with { Handler = silent });
        Assert.Equal(TransportFailure.Timeout, late.Failure);
        Assert.Contains(" in 20 seconds.", late.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.Single(service.Observer.Exchanges).Elapsed);

        using var dead = new Handler(static (_, _) => throw new TaskCanceledException("m", new TimeoutException()));
        CiTransportException none = Fails<CiTransportException>(service, settings with { Handler = dead });
        Assert.Equal(TransportFailure.NotConnected, none.Failure);
        Assert.Contains("in 3 seconds.", none.Message, StringComparison.Ordinal);
    }

    /// <summary>An object that broke off is written from its beginning again, and an error never into it.</summary>
    [Fact]
    public void AnObjectIsWrittenFromItsBeginning()
    {
        using var service = new ScriptedService(
            static () => new HttpResponseMessage { Content = new StreamContent(new BrokenStream("half of it", new IOException("reset"))) },
            Error(503, "SlowDown"),
            Answer(200, "whole"));
        using var target = new MemoryStream();
        service.Run(() => new CosBucket(service.Settings).ReadObjectAsync("k", target, Cancellation));
        Assert.Equal("whole", Encoding.UTF8.GetString(target.ToArray()));
        Assert.Equal(3, service.Requests.Count);
    }

    /// <summary>An object may be longer than any answer is; an answer may not.</summary>
    [Fact]
    public void AnObjectMayBeLong()
    {
        byte[] body = new byte[(16 * 1024 * 1024) + 1];
        using var service = new ScriptedService(() => new HttpResponseMessage { Content = new ByteArrayContent(body) });
        using var target = new MemoryStream();
        service.Run(() => new CosBucket(service.Settings).ReadObjectAsync("k", target, Cancellation));
        Assert.Equal(body.Length, target.Length);
        Assert.Equal(TransportFailure.UnreadableAnswer, Fails<CiTransportException>(service, service.Settings).Failure);
    }

    /// <summary>Once a status has come, no failure is one of connecting.</summary>
    [Fact]
    public void AFailureAfterTheStatusIsNoneOfConnecting()
    {
        using var service = new ScriptedService(static () => new HttpResponseMessage
        {
            Content = new StreamContent(new BrokenStream("", new SocketException((int)SocketError.ConnectionRefused))),
        });
        Assert.Equal(TransportFailure.ConnectionLost, Fails<CiTransportException>(service, service.Settings).Failure);
    }

    /// <summary>
    /// A caller's own handler doesn't say how far a request came: whatever breaks there may have acted, unless it says that it didn't
    /// connect. A body that was asked for may have been sent, whatever it says.
    /// </summary>
    [Theory]
    [InlineData(false, SocketError.ConnectionReset, TransportFailure.ConnectionLost)]
    [InlineData(false, SocketError.ConnectionRefused, TransportFailure.NotConnected)]
    [InlineData(true, SocketError.ConnectionReset, TransportFailure.ConnectionLost)]
    [InlineData(true, SocketError.ConnectionRefused, TransportFailure.ConnectionLost)]
    public void AHandlerOfTheCallersOwn(bool readsTheBody, SocketError code, TransportFailure expected)
    {
        using var service = new ScriptedService();
        using var handler = new Handler(async (request, stop) =>
        {
            if (readsTheBody)
            {
                await request.Content!.ReadAsByteArrayAsync(stop);
            }

            throw new HttpRequestException("m", new SocketException((int)code));
        });
        CiTransportException? failed = null;
        service.Run(async () => failed = await Assert.ThrowsAsync<CiTransportException>(
            () => new CiClient(service.Settings with { Handler = handler }).CreateJobOnceAsync(Request, Cancellation)));
        Assert.Equal(expected, failed!.Failure);
        Assert.Equal("ci:TriggerMediaWorkflow", failed.CamAction);
        Assert.False(handler.IsDisposed);
    }

    /// <summary>
    /// A server that closes the connection before TLS has no request; one that closes it after the request may have acted.
    /// </summary>
    [Theory]
    [InlineData("https", TransportFailure.NotConnected)]
    [InlineData("http", TransportFailure.ConnectionLost)]
    public async Task AServerThatClosesTheConnection(string scheme, TransportFailure expected)
    {
        await using var server = new LoopbackServer(
            stream => scheme == "http" ? LoopbackServer.ReadHeadAsync(stream) : Task.CompletedTask);
        var failed = await Assert.ThrowsAsync<CiTransportException>(
            () => new CiClient(Real() with { Endpoint = server.Address(scheme) }).CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(expected, failed.Failure);
    }

    /// <summary>An answer is used as it is: no redirect is followed with the signature, and no cookie is sent back.</summary>
    [Fact]
    public async Task AnAnswerIsUsedAsItIs()
    {
        var heads = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = new LoopbackServer(async stream =>
        {
            heads.Enqueue(await LoopbackServer.ReadHeadAsync(stream));
            await LoopbackServer.WriteAsync(
                stream, "HTTP/1.1 302 Found\r\nLocation: /other\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
        var client = new CiClient(Real() with { Endpoint = server.Address("http") });
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal(302, (await Assert.ThrowsAsync<CiServiceException>(() => client.GetJobAsync("j1", Cancellation))).HttpStatus);
        }

        Assert.Equal(2, heads.Count);
        Assert.All(heads, static head => Assert.DoesNotContain("Cookie", head, StringComparison.OrdinalIgnoreCase));
        Assert.All(heads, static head => Assert.DoesNotContain("Accept-Encoding", head, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A proxy that refuses the keys is asked once, and not by every call.</summary>
    [Fact]
    public async Task AProxyThatRefusesIsAskedOnce()
    {
        await using var proxy = new LoopbackServer(static async stream =>
        {
            await LoopbackServer.ReadHeadAsync(stream);
            await LoopbackServer.WriteAsync(stream, "HTTP/1.1 407 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
        var client = new CiClient(Real() with { Proxy = proxy.Address("http") });
        for (int time = 0; time < 3; time++)
        {
            var refused = await Assert.ThrowsAsync<CiTransportException>(() => client.CreateJobOnceAsync(Request, Cancellation));
            Assert.Equal(TransportFailure.ProxyRefused, refused.Failure);
        }

        Assert.Equal(1, proxy.Accepted);
    }

    /// <summary>A proxy that is named is used for this machine too.</summary>
    [Fact]
    public async Task ANamedProxyIsUsed()
    {
        await using var proxy = new LoopbackServer(static async stream =>
        {
            string head = await LoopbackServer.ReadHeadAsync(stream);
            int status = head.StartsWith("GET http://127.0.0.1:1/", StringComparison.Ordinal) ? 404 : 500;
            await LoopbackServer.WriteAsync(stream, $"HTTP/1.1 {status} Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
        var client = new CiClient(Real() with { Proxy = proxy.Address("http"), Endpoint = new Uri("http://127.0.0.1:1") });
        Assert.Equal(404, (await Assert.ThrowsAsync<CiServiceException>(() => client.GetJobAsync("j1", Cancellation))).HttpStatus);
    }

    private static CiClientSettings Real() => new("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
    {
        Retry = new RetrySettings { MaximumRetryCount = 0 },
    };

    private static CiClientSettings Copy(CiClientSettings settings, ICredentialSource keys) =>
        new(settings.Bucket, settings.Region, keys) { Handler = settings.Handler, Observer = settings.Observer, Clock = settings.Clock };

    private static T Fails<T>(ScriptedService service, CiClientSettings settings)
        where T : CiException
    {
        T? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<T>(
            () => new CiClient(settings with { Retry = new RetrySettings { MaximumRetryCount = 0 } }).GetJobAsync("j1", Cancellation)));
        return error!;
    }

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class KeysThat(Action act) : ICredentialSource
    {
        public int Asked { get; private set; }

        public Task<CiCredential> GetAsync(CancellationToken cancellationToken)
        {
            Asked++;
            act();
            return Task.FromResult(new CiCredential("AKIDtest", "secret"));
        }
    }

#pragma warning disable CA1844 // The array overload is the one that Core, on netstandard2.0, calls.
    private sealed class BrokenStream(string text, Exception failure) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Read(buffer, offset, count) is var read and > 0
                ? Task.FromResult(read)
                : Task.FromException<int>(failure);
    }
#pragma warning restore CA1844
}
