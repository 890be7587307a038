using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>What is sent to each host, and what an answer means.</summary>
public sealed class ExchangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// The ci host gets the token under both names, because the pages and the SDKs disagree (1045/43609, 460/42865); the cos host under
    /// one. Both are signed.
    /// </summary>
    [Fact]
    public void TheTokenIsSentUnderTheNamesOfItsHost()
    {
        using var service = new ScriptedService(Answer(200, NoJobs), Answer(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
        service.Run(() => new CiClient(service.Settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        service.Run(() => new CosBucket(service.Settings).ListObjectsAsync("a/", "", "", Cancellation));
        (HttpRequestMessage ci, HttpRequestMessage cos) = (service.Requests[0].Request, service.Requests[1].Request);
        Assert.Equal("media-1250000000.ci.ap-beijing.myqcloud.com", ci.Headers.Host);
        Assert.Equal("token", Header(ci, "x-ci-security-token"));
        Assert.Equal("token", Header(ci, "x-cos-security-token"));
        Assert.Contains(
            "q-header-list=host;x-ci-security-token;x-cos-security-token&", Header(ci, "Authorization"), StringComparison.Ordinal);
        Assert.Equal("media-1250000000.cos.ap-beijing.myqcloud.com", cos.Headers.Host);
        Assert.Equal("", Header(cos, "x-ci-security-token"));
        Assert.Contains("q-header-list=host;x-cos-security-token&", Header(cos, "Authorization"), StringComparison.Ordinal);
    }

    /// <summary>The domain is part of both hosts, and each endpoint is the address of its own host alone.</summary>
    [Fact]
    public void TheHostFollowsTheDomainAndTheAddressTheEndpoint()
    {
        using var service = new ScriptedService(Answer(200, NoJobs), Answer(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
        CiClientSettings settings = service.Settings with
        {
            Domain = "tencentcos.cn",
            Endpoint = new Uri("https://both.example.com"),
            CosEndpoint = new Uri("https://cos.example.com:8443"),
        };
        service.Run(() => new CiClient(settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        service.Run(() => new CosBucket(settings).ListObjectsAsync("a/", "", "", Cancellation));
        Assert.Equal(["both.example.com", "cos.example.com"], service.Requests.Select(static seen => seen.Request.RequestUri!.Host));
        Assert.Equal(
            ["media-1250000000.ci.ap-beijing.tencentcos.cn", "media-1250000000.cos.ap-beijing.tencentcos.cn"],
            service.Requests.Select(static seen => seen.Request.Headers.Host));
    }

    /// <summary>An answer is the service's own error only with its document; without it nothing is decided.</summary>
    [Theory]
    [InlineData(404, "<Error><Code>NoSuchBucket</Code></Error>", true)]
    [InlineData(200, "<Error><Code>InternalError</Code></Error>", true)]
    [InlineData(200, "<?xml version='1.0'?>\n<Error><Code>InternalError</Code><Message>m</Message>", true)]
    [InlineData(302, "", false)]
    [InlineData(404, "", false)]
    [InlineData(404, "<html>Error</html>", false)]
    [InlineData(502, "<Error/>", false)]
    [InlineData(403, "{\"Error\":{\"Code\":\"AccessDenied\"}}", false)]
    public void OnlyADocumentIsTheServicesOwnError(int status, string body, bool isOwn)
    {
        using var service = new ScriptedService(Answer(status, body));
        CiServiceException? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<CiServiceException>(
            () => new CiClient(service.Settings).CancelJobAsync("j1", Cancellation)));
        Assert.Equal(isOwn, error!.HasErrorDocument);
        Assert.Equal(isOwn, error.Code.Length > 0);
        Assert.Equal(status, error.HttpStatus);
        Assert.Equal("ci:CancelInventoryTriggerJob", error.CamAction);
    }

    /// <summary>A successful answer that only mentions an error is an answer.</summary>
    [Fact]
    public void AnAnswerThatMentionsAnErrorIsAnAnswer()
    {
        using var service = new ScriptedService(
            Answer(200, "<Response><JobsDetail><Code>ErrorX</Code><JobId>j1</JobId></JobsDetail></Response>"));
        JobsDetail? job = null;
        service.Run(async () => job = await new CiClient(service.Settings).GetJobAsync("j1", Cancellation));
        Assert.Equal("ErrorX", job!.Code);
    }

    /// <summary>A missing object costs one request more, which distinguishes it from a missing bucket; the bucket is then known.</summary>
    [Fact]
    public void AMissingObjectIsToldFromAMissingBucket()
    {
        using var service = new ScriptedService(Answer(404, ""), Error(404, "NoSuchKey"), Answer(404, ""));
        var bucket = new CosBucket(service.Settings);
        service.Run(async () =>
        {
            Assert.Null(await bucket.HeadObjectAsync("k", Cancellation));
            Assert.Null(await bucket.HeadObjectAsync("k", Cancellation));
        });
        Assert.Equal(["HEAD", "GET", "HEAD"], service.Requests.Select(static seen => seen.Request.Method.Method));
        Assert.Equal("bytes=0-0", Header(service.Requests[1].Request, "Range"));

        using var other = new ScriptedService(Answer(404, ""), Error(404, "NoSuchBucket"));
        other.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<CiServiceException>(() => new CosBucket(other.Settings).HeadObjectAsync("k", Cancellation));
            Assert.Equal("NoSuchBucket", error.Code);
        });

        using var proxy = new ScriptedService(Answer(404, "<html/>"));
        proxy.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<CiServiceException>(
                () => new CosBucket(proxy.Settings).HeadObjectAsync("k", Cancellation));
            Assert.Equal((404, false), (error.HttpStatus, error.HasErrorDocument));
        });
    }

    /// <summary>Only a bucket whose versioning was never enabled says so (COS: GET Bucket versioning).</summary>
    [Theory]
    [InlineData("<VersioningConfiguration/>", false)]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", true)]
    [InlineData("<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", true)]
    public void ASuspendedVersioningCounts(string body, bool wasVersioned)
    {
        using var service = new ScriptedService(Answer(200, body));
        service.Run(async () => Assert.Equal(wasVersioned, await new CosBucket(service.Settings).WasVersionedAsync(Cancellation)));
        Assert.Equal("?versioning", service.Requests[0].Request.RequestUri!.Query);
    }

    /// <summary>A write that must not overwrite says so in a signed header.</summary>
    [Fact]
    public void AWriteThatMustNotOverwriteSaysSo()
    {
        using var service = new ScriptedService(Answer(200, ""));
        using var content = new MemoryStream([1, 2, 3]);
        service.Run(() => new CosBucket(service.Settings).PutObjectAsync("k", content, new byte[16], onlyIfAbsent: true, Cancellation));
        HttpRequestMessage sent = service.Requests[0].Request;
        Assert.Equal("true", Header(sent, "x-cos-forbid-overwrite"));
        Assert.Contains(
            "content-length;content-md5;host;x-cos-forbid-overwrite;x-cos-security-token",
            Header(sent, "Authorization"),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// States and types are sent in the service's spelling whatever was typed, and unknown ones are refused before anything is sent
    /// (76894).
    /// </summary>
    [Fact]
    public void WordsAreSentInTheServicesSpelling()
    {
        using var service = new ScriptedService(Answer(200, NoJobs));
        service.Run(() => new CiClient(service.Settings)
            .ListJobs(new JobQuery { States = ["failed", "SUCCESS"], Type = "workflow" })
            .NextAsync(cancellationToken: Cancellation));
        Assert.Contains("type=Workflow&", service.Requests[0].Request.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Contains("states=Failed%2CSuccess", service.Requests[0].Request.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Equal("State", Assert.Throws<InvalidFieldException>(static () => new JobQuery { States = ["Fail"] }).Field);
        Assert.Equal("Type", Assert.Throws<InvalidFieldException>(static () => new JobQuery { Type = "batch" }).Field);
        var refused = Assert.Throws<InvalidFieldException>(() => new CiClient(service.Settings).ListQueues([], "Active,Paused"));
        Assert.Equal(("State", "Active,Paused"), (refused.Field, refused.Value));
        Assert.Single(service.Requests);
    }
}
