using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using CiWorkflow.Xml;

namespace CiWorkflow.Http;

/// <summary>Signs a call, sends it, reads its answer whole and bounded, and turns what went wrong into the two exceptions.</summary>
internal sealed class CiTransport
{
    /// <summary>No answer of the service comes near this: a page of 100 jobs is some 100 kB.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly CiClientSettings _settings;
    private readonly string _ciHost;
    private readonly string _bucketHost;
    private readonly string? _endpoint;
    private readonly string _userAgent;
    private readonly ConnectionSettings _connections;
    private readonly Repeater _repeater;

    public CiTransport(CiClientSettings settings)
    {
        _settings = settings;
        _ciHost = settings.Bucket + ".ci." + settings.Region + ".myqcloud.com";
        _bucketHost = BucketHost(settings.Bucket, settings.Region);
        _endpoint = settings.Endpoint?.GetLeftPart(UriPartial.Authority);
        _userAgent = UserAgent.Compose(settings.HostProduct);
        bool direct = settings.Proxy is null && settings.Endpoint is { } other && Model.FieldRules.IsLoopback(other);
        _connections = new ConnectionSettings(direct, settings.Proxy, settings.ProxyCredential);
        _repeater = new Repeater(settings.Retry, HostPace.Of(_endpoint ?? _ciHost), settings.Repeating);
    }

    /// <summary>The host of a bucket's objects.</summary>
    public static string BucketHost(string bucket, string region) => bucket + ".cos." + region + ".myqcloud.com";

    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="CredentialException">There are no keys to sign with.</exception>
    public Task<T> SendAsync<T>(CiRequest request, Func<CiResponse, T> read, CancellationToken cancellationToken) => SendAsync(request, read, cancellationToken, cancellationToken);

    /// <param name="request">The call.</param>
    /// <param name="read">Reads the answer; one that can't be read is a failure of the call, and repeated with it.</param>
    /// <param name="cancellationToken">Ends a pause, and begins no further call.</param>
    /// <param name="abandon">Ends a call that is under way.</param>
    /// <inheritdoc cref="SendAsync{T}(CiRequest, Func{CiResponse, T}, CancellationToken)" path="/exception"/>
    public Task<T> SendAsync<T>(CiRequest request, Func<CiResponse, T> read, CancellationToken cancellationToken, CancellationToken abandon) =>
        _repeater.RunAsync(async () => read(await SendInTimeAsync(request, abandon).ConfigureAwait(false)), request.IsIdempotent, cancellationToken);

    private async Task<CiResponse> SendInTimeAsync(CiRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset signedAt = _settings.Clock.Now;
        try
        {
            return await SendOnceAsync(request, signedAt, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException refused) when (IsClockWrong(refused, signedAt))
        {
            // Refused for its time, the request did nothing: it can be sent again, whatever it is.
            _settings.Clock.Correct(refused.ServiceTime!.Value);
            TimeSpan wrong = (refused.ServiceTime!.Value - signedAt).Duration();
            _settings.Warned?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.ClockCorrected, Math.Round(wrong.TotalMinutes)));
            return await SendOnceAsync(request, _settings.Clock.Now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a request was refused because the service's time, told in its answer, is another than the one it was signed for.</summary>
    private static bool IsClockWrong(CiServiceException refused, DateTimeOffset signedAt) =>
        refused is { HttpStatus: 403, ServiceTime: { } serviceTime }
        && ((refused.Code == "RequestTimeTooSkewed" && (serviceTime - signedAt).Duration() > TimeSpan.FromSeconds(30))
            || !SigningWindow.At(signedAt, null).Holds(serviceTime));

    private async Task<CiResponse> SendOnceAsync(CiRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CiCredential credential = await _settings.Credential.GetAsync(cancellationToken).ConfigureAwait(false);
        using HttpRequestMessage message = Compose(request, credential, now);
        Uri uri = message.RequestUri!;
        var exchange = new CiExchange(request.Method, uri, _settings.RecordBodies ? Decode(request.Body, request.Body?.Length ?? 0) : null);
        var clock = Stopwatch.StartNew();
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(_settings.Timeout + request.MoreTime);
        try
        {
            using Connections.Lease connections = Connections.Borrow(_connections);
            using HttpResponseMessage answer = await connections.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timed.Token).ConfigureAwait(false);
            exchange.HttpStatus = (int)answer.StatusCode;
            exchange.RequestId = RequestIdOf(answer);
            var body = new MemoryStream();
            Stream? target = answer.IsSuccessStatusCode ? request.Target : null;
            target?.SetLength(0);
            Exception? broken = await ReadAsync(answer, target ?? body, target is null ? MostBytes : long.MaxValue, timed.Token).ConfigureAwait(false);
            if (_settings.RecordBodies)
            {
                exchange.ResponseBody = Decode(body.GetBuffer(), (int)body.Length);
            }

            return Judge(answer, exchange, body, broken);
        }
        catch (OperationCanceledException canceled) when (!cancellationToken.IsCancellationRequested)
        {
            string seconds = _settings.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new CiTransportException(TransportFailure.Timeout, uri, exchange.RequestId, seconds, canceled);
        }
        catch (HttpRequestException failure)
        {
            throw new CiTransportException(FailureOf(failure), uri, exchange.RequestId, Innermost(failure), failure);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // HttpClient lets this one through where a connection is reset while it is made.
            throw new CiTransportException(TransportFailure.ConnectionLost, uri, exchange.RequestId, failure.Message, failure);
        }
        finally
        {
            exchange.Elapsed = clock.Elapsed;
            _settings.Exchanged?.Invoke(exchange);
        }
    }

    private HttpRequestMessage Compose(CiRequest request, CiCredential credential, DateTimeOffset now)
    {
        // PUT and POST say their length even when it is none, and so it is signed.
        byte[]? body = request.Body ?? (request.Method is "PUT" or "POST" ? [] : null);
        HttpContent? content = request.BodyStream is { } stream ? new RereadableContent(stream) : body is not null ? new ByteArrayContent(body) : null;
        string host = request.IsForBucket ? _bucketHost : _ciHost;
        var signed = new List<KeyValuePair<string, string>>(4) { new("Host", host) };
        if (content is not null)
        {
            signed.Add(new("Content-Length", (request.BodyStream?.Length ?? body!.Length).ToString(CultureInfo.InvariantCulture)));
        }

        if (request.ContentMd5 is { } md5)
        {
            signed.Add(new("Content-MD5", Convert.ToBase64String(md5)));
        }

        if (credential.SessionToken is { } token)
        {
            signed.Add(new("x-cos-security-token", token));
        }

        RequestSigner signer = RequestSigner.Of(credential);
        string authorization = signer.Sign(signer.WindowAt(now), request.Method, request.Path, request.Query, signed);

        var message = new HttpRequestMessage(new HttpMethod(request.Method), (_endpoint ?? "https://" + host) + PercentEncoding.EncodePath(request.Path) + EncodedQuery(request.Query));
        message.Headers.Host = host;
        message.Headers.Date = now;
        message.Headers.ExpectContinue = false;
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (credential.SessionToken is { } sessionToken)
        {
            message.Headers.TryAddWithoutValidation("x-cos-security-token", sessionToken);
        }

        if (request.OnlyIfAbsent)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", "*");
        }

        if (content is not null)
        {
            message.Content = content;
            content.Headers.ContentMD5 = request.ContentMd5;
            if (request.BodyStream is not null || body!.Length > 0)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            }
        }

        return message;
    }

    /// <summary>Reads the body; what broke on the way is returned, so that the status still counts.</summary>
    private static async Task<Exception?> ReadAsync(HttpResponseMessage answer, Stream body, long most, CancellationToken cancellationToken)
    {
        try
        {
            using Stream stream = await answer.Content.ReadAsStreamAsync().ConfigureAwait(false);
            byte[] buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > most)
                {
                    return new InvalidDataException(Messages.AnswerTooLong);
                }
            }

            return null;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException && !cancellationToken.IsCancellationRequested)
        {
            return failure;
        }
    }

    private static CiResponse Judge(HttpResponseMessage answer, CiExchange exchange, MemoryStream body, Exception? broken)
    {
        byte[] bytes = body.GetBuffer();
        int length = (int)body.Length;
        ErrorBody? error = null;
        if (!answer.IsSuccessStatusCode || LooksLikeError(bytes, length))
        {
            error = ErrorReader.Read(bytes, length);
        }

        if (!answer.IsSuccessStatusCode || error is not null)
        {
            throw new CiServiceException(
                (int)answer.StatusCode,
                error?.Code ?? "",
                error?.Message ?? "",
                error?.Resource ?? "",
                error is { RequestId.Length: > 0 } ? error.RequestId : exchange.RequestId,
                error?.TraceId ?? "",
                answer.Headers.Date,
                RetryAfterOf(answer));
        }

        return broken switch
        {
            null => new CiResponse(exchange.RequestId, bytes, length, exchange.Uri)
            {
                ContentLength = answer.Content.Headers.ContentLength,
                LastModified = answer.Content.Headers.LastModified,
                StorageClass = answer.Headers.TryGetValues("x-cos-storage-class", out IEnumerable<string>? classes) ? string.Join(",", classes) : "",
            },
            InvalidDataException => throw new CiTransportException(TransportFailure.UnreadableAnswer, exchange.Uri, exchange.RequestId, broken.Message, broken),
            _ => throw new CiTransportException(TransportFailure.ConnectionLost, exchange.Uri, exchange.RequestId, Innermost(broken), broken),
        };
    }

    // An error may come with status 200; only a body that starts like one is read twice.
    private static bool LooksLikeError(byte[] bytes, int length)
    {
        int shown = Math.Min(length, 256);
        return Encoding.UTF8.GetString(bytes, 0, shown).IndexOf("Error", StringComparison.Ordinal) >= 0;
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when answer.Headers.Date is { } now && date > now => date - now,
        { Date: { } date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
        _ => null,
    };

    private static string RequestIdOf(HttpResponseMessage answer)
    {
        foreach (string name in new[] { "x-ci-request-id", "x-cos-request-id" })
        {
            if (answer.Headers.TryGetValues(name, out IEnumerable<string>? values))
            {
                return string.Join(",", values);
            }
        }

        return "";
    }

    private static TransportFailure FailureOf(HttpRequestException failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return TransportFailure.TlsRefused;
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain
                    or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown }:
                    return TransportFailure.NotConnected;
            }
        }

        return TransportFailure.ConnectionLost;
    }

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } cause)
        {
            failure = cause;
        }

        return failure.Message;
    }

    private static string EncodedQuery(List<KeyValuePair<string, string>> query)
    {
        if (query.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("?");
        foreach (KeyValuePair<string, string> pair in query)
        {
            text.Append(text.Length > 1 ? "&" : "").Append(PercentEncoding.Encode(pair.Key));
            if (pair.Value.Length > 0)
            {
                text.Append('=').Append(PercentEncoding.Encode(pair.Value));
            }
        }

        return text.ToString();
    }

    private static string? Decode(byte[]? body, int length) => body is null ? null : Redaction.Redact(Encoding.UTF8.GetString(body, 0, length));
}
