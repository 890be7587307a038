using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Inputs;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>
/// An object counts only where something shows that it came whole: x-cos-hash-crc64ecma, Content-Length, the protocol's own end, or the
/// ETag, which is the MD5 (COS: GET Object).
/// </summary>
public sealed class ContentCheckTests
{
    private const string Text = "https://media-1250000000.cos.ap-beijing.myqcloud.com/in/1.mp4\n";

    /// <summary>The check value of CRC-64/XZ, in one piece and in two.</summary>
    [Fact]
    public void TheChecksumIsEcmas()
    {
        byte[] digits = "123456789"u8.ToArray();
        Assert.Equal(0x995DC9BBDF1939FA, Crc64.Empty.Add(digits, 9).Value);
        Assert.Equal(0x995DC9BBDF1939FA, Crc64.Empty.Add(digits, 4).Add(digits[4..], 5).Value);
        Assert.Equal(0UL, Crc64.Empty.Value);
    }

    /// <summary>A body that ends with its connection is whole only where a checksum says so.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("ETag: \"$md5\"", true)]
    [InlineData("ETag: \"0123456789abcdef0123456789abcdef\"", false)]
    [InlineData("ETag: \"$md5-2\"", false)]
    [InlineData("ETag: W/\"$md5\"", false)]
    [InlineData("x-cos-hash-crc64ecma: $crc", true)]
    [InlineData("x-cos-hash-crc64ecma: 1", false)]
    [InlineData("x-cos-hash-crc64ecma: none", false)]
    [InlineData("Content-Length: $length", true)]
    [InlineData("Content-Length: $length\r\nx-cos-hash-crc64ecma: 1", false)]
    public async Task ABodyWithoutAnEndIsWholeByItsChecksum(string header, bool isWhole)
    {
        byte[] body = Encoding.ASCII.GetBytes(Text);
#pragma warning disable CA5351 // The service's ETag is defined on MD5.
        string md5 = Convert.ToHexString(System.Security.Cryptography.MD5.HashData(body));
#pragma warning restore CA5351
        string head = header.Replace("$md5", md5, StringComparison.Ordinal)
            .Replace("$length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$crc", Crc64.Empty.Add(body, body.Length).Value.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var raw = new TcpListener(IPAddress.Loopback, 0);
        raw.Start();
        Task serving = ServeAsync(raw, "HTTP/1.1 200 OK\r\nConnection: close\r\n" + (head.Length > 0 ? head + "\r\n" : "") + "\r\n" + Text);
        var settings = new CiClientSettings(InputFixture.Name, "ap-beijing", new CiCredential("AKIDexample", "key"))
        {
            CosEndpoint = new Uri("http://" + raw.LocalEndpoint),
            Retry = new RetrySettings { MaximumRetryCount = 0 },
            Clock = new ServiceClock(),
        };
        using var selection = new InputSelection(new CosBucket(settings), new InputQuery(JobInput.FromUrlFile("lists/one.txt")));
        Task<InputPage?> reading = selection.NextAsync(TestContext.Current.CancellationToken);
        if (isWhole)
        {
            Assert.Equal(["in/1.mp4"], (await reading)!.Keys());
        }
        else
        {
            var failure = await Assert.ThrowsAsync<CiTransportException>(() => reading);
            Assert.Equal(TransportFailure.ConnectionLost, failure.Failure);

            // An ETag that isn't the MD5 may be of an object that was uploaded in parts: it proves nothing.
            bool differs = header.EndsWith(": 1", StringComparison.Ordinal);
            Assert.Contains(differs ? Messages.ContentDiffers : Messages.ContentUnproved, failure.Message, StringComparison.Ordinal);
        }

        await serving;
    }

    /// <summary>A length that the content doesn't have, or a checksum of other content, is read again, and then is a failure.</summary>
    [Theory]
    [InlineData("length")]
    [InlineData("checksum")]
    public async Task WhatIsNotWholeIsReadAgain(string wrong)
    {
        var inputs = new InputFixture();
        int answers = 0;
        inputs.Service.Instead = _ =>
        {
            answers++;
            var answer = new HttpResponseMessage { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Text)) };
            if (answers < 3 && wrong == "length")
            {
                answer.Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(Text)));
                answer.Content.Headers.ContentLength = Text.Length + 1;
            }
            else if (answers < 3)
            {
                answer.Headers.Add("x-cos-hash-crc64ecma", "1");
            }

            return answer;
        };
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/one.txt")));
        Assert.Equal(("in/1.mp4", 3), (page.Keys().Single(), answers));
    }

    private static async Task ServeAsync(TcpListener raw, string answer)
    {
        using TcpClient one = await raw.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        NetworkStream stream = one.GetStream();
        byte[] buffer = new byte[8192];
        string request = "";
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            request += Encoding.ASCII.GetString(buffer, 0, read);
            Assert.NotEqual(0, read);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
