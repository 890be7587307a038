using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Signing;

namespace CiWorkflow.Http;

/// <summary>
/// Sends the calls to one host of a bucket: signed, with a timeout, and with the clock corrected where the service refuses it.
/// </summary>
internal sealed class RequestSender
{
    private static readonly TimeSpan ConnectMargin = TimeSpan.FromMilliseconds(500);

    private readonly CiClientSettings _settings;
    private readonly RequestBuilder _builder;
    private readonly ConnectionKey _connections;
    private readonly HttpMessageInvoker? _givenHandler;

    public RequestSender(CiClientSettings settings, ServiceHost host)
    {
        _settings = settings;
        _builder = new RequestBuilder(host, settings.HostProduct);
        bool isDirect = settings.Proxy is null && host.IsLoopback;
        _connections = new ConnectionKey(
            isDirect, settings.Proxy, settings.ProxyCredential, settings.ConnectTimeout, settings.UsesOtherConnections);
        _givenHandler = settings.Handler is { } handler ? new HttpMessageInvoker(handler, disposeHandler: false) : null;
        Retry = new RetryPolicy(settings, host.Root);
    }

    /// <summary>The retries of the calls to this host.</summary>
    public RetryPolicy Retry { get; }

    /// <summary>Makes a call, and repeats it where that does no harm and may help.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the answer; one that can't be read is a failure of the call, and is repeated like one.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="CredentialException">There are no keys to sign with.</exception>
    public Task<T> SendAsync<T>(ServiceCall call, Func<ServiceAnswer, T> read, CancellationToken cancellationToken) => Retry.RunAsync(
        async () =>
        {
            await Retry.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
            return await SendOnceAsync(call, read, cancellationToken).ConfigureAwait(false);
        },
        failure => RetryPolicy.MayRepeat(failure, call.IsIdempotent),
        cancellationToken);

    /// <summary>
    /// Makes a call once. Only where the service refused it for its time or its keys, and another time or other keys are at hand, it is
    /// signed and
    /// sent again: a refused call did nothing.
    /// </summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<T> SendOnceAsync<T>(ServiceCall call, Func<ServiceAnswer, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return read(await AnswerAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (CiException failure)
        {
            failure.CamAction = call.CamAction;
            throw;
        }
    }

    private async Task<ServiceAnswer> AnswerAsync(ServiceCall call, CancellationToken cancellationToken)
    {
        ServiceClock clock = _settings.Clock;
        DateTimeOffset signedFor = clock.Now;
        cancellationToken.ThrowIfCancellationRequested();
        CiCredential keys = await (_settings.Credential is IExpiringCredentials expiring
            ? expiring.GetAsync(clock.ServiceTime, cancellationToken)
            : _settings.Credential.GetAsync(cancellationToken)).ConfigureAwait(false);
        SigningWindow window = RequestSigner.Of(keys).WindowAt(signedFor);
        try
        {
            return await ExchangeAsync(call, keys, signedFor, window, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException refused) when (
            ClockRefusal.TryRead(refused, call.Method, signedFor, window, out DateTimeOffset serviceTime))
        {
            if (clock.Correct(serviceTime))
            {
                _settings.Observer?.ClockCorrected((serviceTime - signedFor).Duration());
            }

            // It must not wait: a caller that may send until some moment only has looked at the time before.
            Retry.CountRequest();
            return await ExchangeNowAsync(call, keys, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException refused) when (KeyRefusal.Is(refused) && _settings.Credential is IRenewableCredentials)
        {
            var source = (IRenewableCredentials)_settings.Credential;
            CiCredential others = await source.RenewAsync(keys, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(others, keys))
            {
                throw;
            }

            Retry.CountRequest();
            return await ExchangeNowAsync(call, others, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<ServiceAnswer> ExchangeNowAsync(ServiceCall call, CiCredential credential, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _settings.Clock.Now;
        return ExchangeAsync(call, credential, now, RequestSigner.Of(credential).WindowAt(now), cancellationToken);
    }

    private async Task<ServiceAnswer> ExchangeAsync(
        ServiceCall call, CiCredential credential, DateTimeOffset signedFor, SigningWindow window, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        call.Sending?.Invoke();
        ITimeSource time = _settings.Clock.Time;
        ICiObserver? observer = _settings.Observer;
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Action restart = () => time.CancelAfter(timed, _settings.Timeout);
        using HttpRequestMessage message = _builder.Build(call, credential, signedFor, window, restart);
        Uri uri = message.RequestUri!;
        bool records = observer is { RecordsBodies: true };
        var exchange = new CiExchange(call.Method, uri, records && call.Body is { } sent ? Text(sent, sent.Length, credential) : null);
        TimeSpan begun = time.Elapsed;
        observer?.Sending(exchange);
        ConnectionPool.Lease? lease = null;
        try
        {
            lease = _givenHandler is null ? ConnectionPool.Process.Take(_connections) : null;
            time.CancelAfter(timed, TimeToSend(message));
            HttpMessageInvoker http = lease?.Http ?? _givenHandler!;
            using HttpResponseMessage response = await http.SendAsync(message, timed.Token).ConfigureAwait(false);
            exchange = exchange with { HttpStatus = (int)response.StatusCode, RequestId = ResponseReader.RequestIdOf(response) };
            if (exchange.RequestId.Length > 0 && response.Headers.Date is { } serviceTime)
            {
                _settings.Clock.Measure(serviceTime);
            }

            Stream? target = response.IsSuccessStatusCode ? call.Target : null;
            target?.SetLength(0);
            var body = new MemoryStream();
            Action progress = target is null ? static () => { } : restart;
            Exception? broken = await ResponseReader.ReadBodyAsync(
                response,
                target ?? body,
                target is null ? call.MaxBytes : long.MaxValue,
                isObject: response.IsSuccessStatusCode && call.IsObject,
                progress,
                timed.Token).ConfigureAwait(false);
            exchange = records ? exchange with { ResponseBody = Text(body.GetBuffer(), (int)body.Length, credential) } : exchange;
            return ResponseReader.Read(response, uri, body, broken, credential);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            RequestPhase phase = exchange.HttpStatus is null ? PhaseOf(message) : RequestPhase.Sent;
            TimeSpan timeout = phase != RequestPhase.Sent && !timed.IsCancellationRequested
                ? _connections.ConnectTimeout
                : _settings.Timeout;
            CiTransportException explained = TransportFailures.Explain(
                failure, phase, uri, exchange.RequestId, timeout, credential);
            if (explained.Failure == TransportFailure.ProxyRefused)
            {
                lease?.RefuseProxy(explained);
            }

            throw explained;
        }
        finally
        {
            lease?.Dispose();
            observer?.Completed(exchange with { Elapsed = time.Elapsed - begun });
        }
    }

    /// <summary>How long it may take until the request is sent; when its body is, the timeout of the call begins.</summary>
    private TimeSpan TimeToSend(HttpRequestMessage message) =>
        _givenHandler is not null ? _settings.Timeout
        : !SocketsHandler.IsAvailable && message.Content is { Headers.ContentLength: > 0 } ? _connections.ConnectTimeout

        // The handler's own connect timeout must end first, because it shows that no connection came about.
        : _connections.ConnectTimeout == _settings.Timeout ? _settings.Timeout + ConnectMargin
        : _settings.Timeout;

    private RequestPhase PhaseOf(HttpRequestMessage message) => message.Content switch
    {
        RequestContent { IsSent: true } => RequestPhase.Sent,

        // .NET Framework doesn't ask for a body of no bytes.
        RequestContent { Headers.ContentLength: > 0 } when _givenHandler is null => RequestPhase.NotSent,
        RequestContent when _givenHandler is null && SocketsHandler.IsAvailable => RequestPhase.NotSent,
        _ => RequestPhase.Unknown,
    };

    private static string Text(byte[] body, int length, CiCredential keys) =>
        Redaction.Redact(Encoding.UTF8.GetString(body, 0, length), keys.SecretValues);
}
