using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>A service that returns fixed answers, as a page prints them, and keeps what it was asked.</summary>
internal sealed class CannedService(params string[] answers) : HttpMessageHandler
{
    private int _next;

    /// <summary>Each request: its method and address, then its body where it has one.</summary>
    public List<string> Requests { get; } = [];

    public CiClient Client => new(new CiClientSettings("examplebucket-1250000000", "ap-chongqing", new CiCredential("AKIDExample", "example")) { Handler = this });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Requests.Count >= 10_000)
        {
            throw new InvalidOperationException("The calls have no end.");
        }

        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add($"{request.Method} {request.Headers.Host} {request.RequestUri!.PathAndQuery}" + (body.Length > 0 ? " " + body : ""));
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(answers[Math.Min(_next++, answers.Length - 1)], Encoding.UTF8, "application/xml"),
            RequestMessage = request,
        };
    }
}
