using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Http;

/// <summary>Reads an HTTP response whole and bounded, and distinguishes an answer from an error.</summary>
internal static class ResponseReader
{
    /// <summary>
    /// Reads the body; the failure that ended it early is returned, because the status is known already and still counts.
    /// </summary>
    /// <param name="response">The response, of which the head was read.</param>
    /// <param name="target">Where the body goes.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="isObject">
    /// Whether it is the content of an object, of which nothing shows but the answer's head that it is whole.
    /// </param>
    /// <param name="progress">Called before each read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Exception?> ReadBodyAsync(
        HttpResponseMessage response, Stream target, long maxBytes, bool isObject, Action progress, CancellationToken cancellationToken)
    {
        // .NET Framework's response streams ignore the token of ReadAsync: closing the response ends the read there too.
        using CancellationTokenRegistration close = cancellationToken.Register(static open => ((IDisposable)open!).Dispose(), response);
        try
        {
            using ContentCheck? check = isObject ? new ContentCheck(response) : null;
            using Stream stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            byte[] buffer = new byte[16 * 1024];
            long length = 0;
            while (true)
            {
                progress();
                int read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return check?.Finish();
                }

                length += read;
                check?.Add(buffer, read);
                if (length > maxBytes)
                {
                    return new InvalidDataException(string.Format(CultureInfo.InvariantCulture, Messages.AnswerTooLong, maxBytes));
                }

                target.Write(buffer, 0, read);
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return failure;
        }
    }

    /// <summary>The answer of a response with a success status and no error in its body.</summary>
    /// <param name="response">The response.</param>
    /// <param name="uri">What was asked.</param>
    /// <param name="body">What was read of the body.</param>
    /// <param name="broken">The failure that ended the body early; null for none.</param>
    /// <param name="keys">The keys that were used, which an error may repeat.</param>
    /// <exception cref="CiServiceException">It is an error.</exception>
    /// <exception cref="CiTransportException">The body was not read whole.</exception>
    public static ServiceAnswer Read(
        HttpResponseMessage response, Uri uri, MemoryStream body, Exception? broken, CiCredential? keys = null)
    {
        string requestId = RequestIdOf(response);
        byte[] bytes = body.GetBuffer();
        int length = (int)body.Length;
        ErrorDocument? error = response.IsSuccessStatusCode && !LooksLikeError(bytes, length) ? null : ErrorReader.Read(bytes, length);
        if (!response.IsSuccessStatusCode || error is not null)
        {
            throw new CiServiceException((int)response.StatusCode, WithoutSecrets(error, keys), requestId)
            {
                ServiceTime = response.Headers.Date,
                RetryAfter = RetryAfterOf(response),
            };
        }

        return broken switch
        {
            null => new ServiceAnswer(uri, requestId, bytes, length)
            {
                ContentLength = response.Content.Headers.ContentLength,
                LastModified = response.Content.Headers.LastModified,
                ETag = Header(response, "ETag").Trim('"'),
                StorageClass = Header(response, "x-cos-storage-class"),
                Mark = Header(response, "x-cos-meta-ciworkflow"),
                Keys = keys,
            },
            InvalidDataException => throw new CiTransportException(
                TransportFailure.UnreadableAnswer, uri, requestId, broken.Message, broken),
            _ => throw new CiTransportException(TransportFailure.ConnectionLost, uri, requestId, broken.GetBaseException().Message, broken),
        };
    }

    private static ErrorDocument? WithoutSecrets(ErrorDocument? error, CiCredential? keys)
    {
        string Redact(string text) => Redaction.Redact(text, keys?.SecretValues);
        return error is null ? null : error with
        {
            Code = Redact(error.Code),
            Message = Redact(error.Message),
            Resource = Redact(error.Resource),
            RequestId = Redact(error.RequestId),
            TraceId = Redact(error.TraceId),
        };
    }

    /// <summary>The service's id of the request; empty where no answer of the service has come.</summary>
    public static string RequestIdOf(HttpResponseMessage response) =>
        Header(response, "x-ci-request-id") is { Length: > 0 } id ? id : Header(response, "x-cos-request-id");

    // An error may come with status 200; only a body that begins like one is parsed twice.
    private static bool LooksLikeError(byte[] bytes, int length) =>
        Encoding.UTF8.GetString(bytes, 0, Math.Min(length, 256)).IndexOf("Error", StringComparison.Ordinal) >= 0;

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        // A date is reckoned by the service's own clock, which may differ from this machine's.
        TimeSpan? delay = header?.Date is { } date ? date - (response.Headers.Date ?? DateTimeOffset.UtcNow) : header?.Delta;
        return delay >= TimeSpan.Zero ? delay : null;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : "";
}
