using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>What an HTTP response becomes: an answer, the service's error, or a failure of the connection.</summary>
public sealed class ResponseReaderTests
{
    private const int MostBytes = 16 * 1024 * 1024;
    private static readonly Uri Asked = new("https://host/path");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The id of the request is in the header of its host, and the ci host's comes first.</summary>
    [Theory]
    [InlineData("ci-1", "cos-1", "ci-1")]
    [InlineData("", "cos-1", "cos-1")]
    [InlineData(null, "cos-1", "cos-1")]
    [InlineData(null, null, "")]
    public void TheRequestIdIsOfTheHost(string? ci, string? cos, string expected)
    {
        using HttpResponseMessage response = Response(200, "");
        Add(response, "x-ci-request-id", ci);
        Add(response, "x-cos-request-id", cos);
        Assert.Equal(expected, ResponseReader.RequestIdOf(response));
    }

    /// <summary>An answer carries what its headers say; what they don't is null or empty.</summary>
    [Fact]
    public void AnAnswerHasWhatItsHeadersSay()
    {
        using HttpResponseMessage response = Response(200, "body");
        Add(response, "x-cos-request-id", "r1");
        ServiceAnswer bare = Read(response, "body");
        Assert.Equal(("r1", Asked, "body"), (bare.RequestId, bare.Uri, Encoding.UTF8.GetString(bare.Body, 0, bare.Length)));
        Assert.Equal((4L, null, "", ""), (bare.ContentLength, bare.LastModified, bare.StorageClass, bare.Mark));

        response.Content.Headers.LastModified = Noon;
        Add(response, "x-cos-storage-class", "ARCHIVE");
        Add(response, "x-cos-meta-ciworkflow", "mark");
        ServiceAnswer full = Read(response, "body");
        Assert.Equal((Noon, "ARCHIVE", "mark"), (full.LastModified, full.StorageClass, full.Mark));
    }

    /// <summary>An error carries the service's time and the time that it asks to wait, and no secret.</summary>
    [Fact]
    public void AnErrorHasWhatTheServiceSays()
    {
        using HttpResponseMessage response = Response(403, "");
        response.Headers.Date = Noon;
        Add(response, "Retry-After", "7");
        Add(response, "x-cos-request-id", "r1");
        var error = Assert.Throws<CiServiceException>(() => Read(
            response, "<Error><Code>C</Code><Message>token=abc</Message><Resource>/k?token=abc</Resource></Error>"));
        Assert.Equal((Noon, TimeSpan.FromSeconds(7), "r1"), (error.ServiceTime, error.RetryAfter, error.RequestId));
        Assert.Equal(("C", "token=***"), (error.Code, error.ServiceMessage));
        Assert.DoesNotContain("abc", error.Resource, StringComparison.Ordinal);
        Assert.StartsWith("/k", error.Resource, StringComparison.Ordinal);
    }

    /// <summary>Retry-After as a date is reckoned by the service's clock, or by this machine's where the answer has no Date.</summary>
    [Theory]
    [InlineData(9, 9)]
    [InlineData(0, 0)]
    [InlineData(-1, null)]
    public void RetryAfterMayBeADate(int ahead, int? seconds)
    {
        TimeSpan? expected = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null;
        foreach (DateTimeOffset now in new[] { Noon, Noon.AddYears(-10), Noon.AddYears(10) })
        {
            using HttpResponseMessage response = Response(503, "");
            response.Headers.Date = now;
            Add(response, "Retry-After", now.AddSeconds(ahead).ToString("R"));
            Assert.Equal(expected, Assert.Throws<CiServiceException>(() => Read(response, "")).RetryAfter);
        }
    }

    /// <summary>Without the service's clock a date is reckoned by the machine's.</summary>
    [Fact]
    public void RetryAfterMayBeADateWithoutTheServicesClock()
    {
        using HttpResponseMessage response = Response(503, "");
        Add(response, "Retry-After", DateTimeOffset.UtcNow.AddHours(2).ToString("R"));
        TimeSpan? delay = Assert.Throws<CiServiceException>(() => Read(response, "")).RetryAfter;
        Assert.InRange(delay!.Value, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    /// <summary>A body that broke off fails the call, and the status of an error counts all the same.</summary>
    [Fact]
    public void ABodyThatBrokeOff()
    {
        var broken = new IOException("outer", new IOException("inner"));
        using HttpResponseMessage good = Response(200, "");
        Add(good, "x-cos-request-id", "r1");
        var lost = Assert.Throws<CiTransportException>(() => ResponseReader.Read(good, Asked, new MemoryStream(), broken));
        Assert.Equal((TransportFailure.ConnectionLost, "r1", Asked), (lost.Failure, lost.RequestId, lost.Uri));
        Assert.Contains("inner", lost.Message, StringComparison.Ordinal);
        Assert.Same(broken, lost.InnerException);

        var tooLong = Assert.Throws<CiTransportException>(
            () => ResponseReader.Read(good, Asked, new MemoryStream(), new InvalidDataException("too long")));
        Assert.Equal(TransportFailure.UnreadableAnswer, tooLong.Failure);
        Assert.Contains("too long", tooLong.Message, StringComparison.Ordinal);

        using HttpResponseMessage bad = Response(404, "");
        Assert.Equal(
            404, Assert.Throws<CiServiceException>(() => ResponseReader.Read(bad, Asked, new MemoryStream(), broken)).HttpStatus);
    }

    /// <summary>No answer has more than 16 MiB; the content of an object has no bound.</summary>
    [Fact]
    public async Task AnAnswerIsBoundedAndAnObjectIsNot()
    {
        Assert.Null(await ReadBodyAsync(new MemoryStream(new byte[MostBytes]), new MemoryStream(), MostBytes));
        var tooLong = await ReadBodyAsync(new MemoryStream(new byte[MostBytes + 1]), new MemoryStream(), MostBytes);
        Assert.Equal("it is longer than 16777216 bytes.", Assert.IsType<InvalidDataException>(tooLong).Message);
        using var target = new MemoryStream();
        Assert.Null(await ReadBodyAsync(new MemoryStream(new byte[MostBytes + 1]), target, long.MaxValue));
        Assert.Equal(MostBytes + 1, target.Length);
    }

    /// <summary>What came before the connection broke is kept, and the failure is returned.</summary>
    [Fact]
    public async Task WhatCameBeforeAFailureIsKept()
    {
        foreach (Exception failure in new Exception[] { new IOException("f"), new HttpRequestException("f"), new ObjectDisposedException("f") })
        {
            using var target = new MemoryStream();
            Assert.Same(failure, await ReadBodyAsync(new EndingStream(3, () => Task.FromException<int>(failure)), target, MostBytes));
            Assert.Equal(3, target.Length);
        }
    }

    /// <summary>A stream that ignores the token is closed, and what it throws then is no failure of the connection.</summary>
    [Fact]
    public async Task CancellingClosesTheStream()
    {
        using var stop = new CancellationTokenSource();
        var read = new TaskCompletionSource<int>();
        var stream = new EndingStream(3, () => read.Task);
        using HttpResponseMessage response = new() { Content = new StreamContent(stream) };
        Task reading = ResponseReader.ReadBodyAsync(response, Stream.Null, MostBytes, false, static () => { }, stop.Token);
        Assert.False(stream.IsClosed);
        await stop.CancelAsync();
        Assert.True(stream.IsClosed);
        read.SetException(new ObjectDisposedException("stream"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    /// <summary>A document that isn't XML is an unreadable answer, with the address and the id.</summary>
    [Fact]
    public void AnAnswerThatIsNotXmlIsUnreadable()
    {
        var answer = new ServiceAnswer(Asked, "r1", [1, 2, 3], 2);
        Assert.Equal(("", ""), (answer.StorageClass, answer.Mark));
        Assert.Equal("2 r1", answer.Parse(static (_, length, id) => length + " " + id));
        var unreadable = Assert.Throws<CiTransportException>(() => answer.Parse<string>(static (_, _, _) => throw new XmlException("why")));
        Assert.Equal((TransportFailure.UnreadableAnswer, "r1", Asked), (unreadable.Failure, unreadable.RequestId, unreadable.Uri));
        Assert.Contains("why", unreadable.Message, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Response(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body) };

    private static void Add(HttpResponseMessage response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ServiceAnswer Read(HttpResponseMessage response, string body)
    {
        var stream = new MemoryStream();
        stream.Write(Encoding.UTF8.GetBytes(body));
        return ResponseReader.Read(response, Asked, stream, null);
    }

    private static async Task<Exception?> ReadBodyAsync(Stream body, Stream target, long maxBytes)
    {
        using HttpResponseMessage response = new() { Content = new StreamContent(body) };
        return await ResponseReader.ReadBodyAsync(response, target, maxBytes, maxBytes == long.MaxValue, static () => { }, Cancellation);
    }

    /// <summary>Returns some bytes and then what it is set to.</summary>
#pragma warning disable CA1844 // The array overload is the one that Core, on netstandard2.0, calls.
    private sealed class EndingStream(int bytes, Func<Task<int>> end) : MemoryStream(new byte[bytes])
    {
        public bool IsClosed { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Read(buffer, offset, count) is var read and > 0 ? Task.FromResult(read) : end();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
#pragma warning restore CA1844
}
