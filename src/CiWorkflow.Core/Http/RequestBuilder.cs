using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Text;
using CiWorkflow.Credentials;
using CiWorkflow.Signing;

namespace CiWorkflow.Http;

/// <summary>Makes the signed HTTP request of a call.</summary>
internal sealed class RequestBuilder
{
    private readonly ServiceHost _host;
    private readonly string _userAgent;

    public RequestBuilder(ServiceHost host, string? hostProduct)
    {
        _host = host;
        _userAgent = UserAgent.Compose(hostProduct);
    }

    /// <param name="call">The call.</param>
    /// <param name="credential">The keys to sign with.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="window">The time in which the signature is to be valid.</param>
    /// <param name="progress">Called before each piece of the body is sent.</param>
    public HttpRequestMessage Build(
        ServiceCall call, CiCredential credential, DateTimeOffset now, SigningWindow window, Action progress)
    {
        RequestContent? content = ContentOf(call, progress);
        List<KeyValuePair<string, string>> headers = HeadersOf(call, credential);
        var signed = new List<KeyValuePair<string, string>>(headers) { new("Host", _host.Name) };
        if (content is not null)
        {
            signed.Add(new("Content-Length", content.Headers.ContentLength!.Value.ToString(CultureInfo.InvariantCulture)));
        }

        if (call.ContentMd5 is { } md5)
        {
            signed.Add(new("Content-MD5", Convert.ToBase64String(md5)));
        }

        string authorization = RequestSigner.Of(credential).Sign(window, call.Method, call.Path, call.Query, signed);

        string address = _host.Root + PercentEncoding.EncodePath(call.Path) + EncodedQuery(call.Query);
        var message = new HttpRequestMessage(new HttpMethod(call.Method), address) { Content = content };
        message.Headers.Host = _host.Name;
        message.Headers.Date = now;
        message.Headers.ExpectContinue = false;
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        foreach (KeyValuePair<string, string> header in headers)
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return message;
    }

    // PUT and POST send their length even when it is zero, and so it is signed.
    private static RequestContent? ContentOf(ServiceCall call, Action progress)
    {
        if (call.Body is null && call.BodyStream is null && call.Method is not ("PUT" or "POST"))
        {
            return null;
        }

        var content = new RequestContent(call.BodyStream ?? new MemoryStream(call.Body ?? [], writable: false), progress);
        content.Headers.ContentMD5 = call.ContentMd5;
        if (call.BodyStream is not null || call.Body is { Length: > 0 })
        {
            content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        }

        return content;
    }

    private List<KeyValuePair<string, string>> HeadersOf(ServiceCall call, CiCredential credential)
    {
        var headers = new List<KeyValuePair<string, string>>(call.Headers);
        if (credential.SessionToken is { } token)
        {
            headers.Add(new("x-cos-security-token", token));
            if (_host.IsCi)
            {
                // The pages and the SDKs disagree about the header's name on the ci host (1045/43609, 460/42865): both are sent.
                headers.Add(new("x-ci-security-token", token));
            }
        }

        return headers;
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
}
