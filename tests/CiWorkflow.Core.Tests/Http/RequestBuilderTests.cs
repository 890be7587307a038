using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Signing;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>What goes on the wire for a call.</summary>
public sealed class RequestBuilderTests
{
    private static readonly CiCredential Keys = new("AKIDtest", "secret");
    private static readonly ServiceHost Host = ServiceHost.Ci(new CiClientSettings("media-1250000000", "ap-beijing", Keys));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// The path and the query are encoded; a parameter without a value has no equals sign, and an empty one isn't added.
    /// </summary>
    [Theory]
    [InlineData("", "/a%20b/c")]
    [InlineData("cancel=", "/a%20b/c?cancel")]
    [InlineData("a b=/&&c==", "/a%20b/c?a%20b=%2F&c=%3D")]
    [InlineData("x=1&cancel=&y=2", "/a%20b/c?x=1&cancel&y=2")]
    public void TheAddressIsEncoded(string query, string expected)
    {
        var call = new ServiceCall("GET", "/a b/c", "");
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            call.Query.Add(new(parts[0], parts[1]));
        }

        call.AddQuery("none", null);
        call.AddQuery("empty", "");
        using HttpRequestMessage sent = Build(call);
        Assert.Equal("https://" + Host.Name + expected, sent.RequestUri!.AbsoluteUri);
    }

    /// <summary>Every request names its host, its time and this library, doesn't ask before it sends, and is signed.</summary>
    [Fact]
    public void EveryRequestHasItsHeaders()
    {
        var call = new ServiceCall("GET", "/", "");
        call.Headers.Add(new("x-cos-own", "v"));
        using HttpRequestMessage sent = Build(call);
        Assert.Equal(Host.Name, sent.Headers.Host);
        Assert.Equal(Start, sent.Headers.Date);
        Assert.False(sent.Headers.ExpectContinue);
        Assert.StartsWith("CiWorkflow/", Header(sent, "User-Agent"), StringComparison.Ordinal);
        Assert.Contains("(PowerShell", sent.Headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.Equal("v", Header(sent, "x-cos-own"));
        Assert.Contains("q-header-list=host;x-cos-own&", Header(sent, "Authorization"), StringComparison.Ordinal);
        Assert.DoesNotContain(sent.Headers, static header => header.Key.Contains("security-token", StringComparison.Ordinal));
        Assert.Null(sent.Content);
        Assert.True(call.IsIdempotent);
        Assert.False(new ServiceCall("POST", "/", "").IsIdempotent);
    }

    /// <summary>PUT and POST have a length even without a body, and then no type.</summary>
    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public void AnEmptyBodyHasALength(string method)
    {
        using HttpRequestMessage sent = Build(new ServiceCall(method, "/", ""));
        Assert.Equal(method, sent.Method.Method);
        Assert.Equal(0, sent.Content!.Headers.ContentLength);
        Assert.Null(sent.Content.Headers.ContentType);
        using HttpRequestMessage empty = Build(new ServiceCall(method, "/", "") { Body = [] });
        Assert.Null(empty.Content!.Headers.ContentType);
        Assert.Contains("q-header-list=content-length;host&", Header(sent, "Authorization"), StringComparison.Ordinal);
    }

    /// <summary>A body has its type, its length and its MD5, whatever the method.</summary>
    [Fact]
    public async Task ABodyHasItsTypeLengthAndMd5()
    {
        byte[] body = [1, 2, 3];
        byte[] md5 = [.. Enumerable.Range(0, 16).Select(static i => (byte)i)];
        using HttpRequestMessage sent = Build(new ServiceCall("GET", "/", "") { Body = body, ContentMd5 = md5 });
        Assert.Equal("application/xml", sent.Content!.Headers.ContentType!.ToString());
        Assert.Equal(3, sent.Content.Headers.ContentLength);
        Assert.Equal(md5, sent.Content.Headers.ContentMD5);
        Assert.Contains("q-header-list=content-length;content-md5;host&", Header(sent, "Authorization"), StringComparison.Ordinal);
        Assert.Equal(body, await sent.Content.ReadAsByteArrayAsync(Cancellation));

        using HttpRequestMessage stream = Build(
            new ServiceCall("GET", "/", "") { BodyStream = new MemoryStream(), ContentType = "text/plain; charset=utf-8" });
        Assert.Equal("text/plain; charset=utf-8", stream.Content!.Headers.ContentType!.ToString());
        Assert.Equal(0, stream.Content.Headers.ContentLength);
    }

    /// <summary>A body is sent from its beginning each time, in pieces of 64 KiB; each piece, and the end, is progress.</summary>
    [Fact]
    public async Task ABodyIsSentInPieces()
    {
        byte[] body = [.. Enumerable.Range(0, (128 * 1024) + 1).Select(static i => (byte)i)];
        using var source = new MemoryStream(body);
        int progress = 0;
        using var content = new RequestContent(source, () => progress++);
        Assert.False(content.IsSent);
        for (int time = 0; time < 2; time++)
        {
            progress = 0;
            var target = new PieceStream();
            await content.CopyToAsync(target, Cancellation);
            Assert.Equal(body, target.ToArray());
            Assert.Equal([64 * 1024, 64 * 1024, 1], target.Pieces);
            Assert.Equal(4, progress);
            Assert.True(content.IsSent);
        }

        Assert.True(source.CanRead);
    }

    private static HttpRequestMessage Build(ServiceCall call) =>
        new RequestBuilder(Host, "PowerShell").Build(call, Keys, Start, SigningWindow.At(Start, null), static () => { });

#pragma warning disable CA1844 // The array overload is the one that Core, on netstandard2.0, calls.
    private sealed class PieceStream : MemoryStream
    {
        public List<int> Pieces { get; } = [];

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Pieces.Add(count);
            Write(buffer, offset, count);
            return Task.CompletedTask;
        }
    }
#pragma warning restore CA1844
}
