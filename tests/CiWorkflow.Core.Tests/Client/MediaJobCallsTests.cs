using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>The list of single media jobs (doc 460/84766), and what they made as the pages show it (1045/49523).</summary>
public sealed class MediaJobCallsTests
{
    // The shape is that of 1045/49523: one prefix for all names, the sprite images inside OutputFile, in a bucket of its own.
    private const string Answer = """
        <Response>
            <RequestId>r1</RequestId>
            <JobsDetail>
                <Code>Success</Code><Message>Success</Message><JobId>j8d121820f5e411ec926ef19d53ba9c5d</JobId>
                <Tag>Snapshot</Tag><State>Success</State>
                <CreationTime>2022-06-27T15:23:10+0800</CreationTime><StartTime>2022-06-27T15:23:11+0800</StartTime>
                <EndTime>2022-06-27T15:23:18+0800</EndTime>
                <QueueId>p2242ab62c7c94486915508540933a2c6</QueueId><Progress>100</Progress>
                <Input><BucketId>examplebucket-1250000000</BucketId><Object>clips/one.mp4</Object><Region>ap-chongqing</Region></Input>
                <Operation><TemplateId>t1</TemplateId>
                    <Output><Bucket>results-1250000000</Bucket><Region>ap-shanghai</Region>
                        <Object>shots/one-${Number}.jpg</Object><SpriteObject>shots/one-sheet-${Number}.jpg</SpriteObject></Output>
                    <MediaResult><OutputFile><Bucket>results-1250000000</Bucket><Region>ap-shanghai</Region>
                        <ObjectPrefix>shots/one-</ObjectPrefix><ObjectName>0.jpg</ObjectName><ObjectName>1.jpg</ObjectName>
                        <Md5Info><ObjectName>1.jpg</ObjectName><Md5>5d41402abc4b2a76b9719d911017c592</Md5></Md5Info>
                        <SpriteOutputFile><Bucket>sheets-1250000000</Bucket><Region>ap-shanghai</Region>
                            <ObjectPrefix>shots/one-sheet-</ObjectPrefix><ObjectName>0.jpg</ObjectName></SpriteOutputFile>
                    </OutputFile></MediaResult></Operation>
            </JobsDetail>
            <JobsDetail>
                <Code>MediaFormatError</Code><Message>damaged</Message><JobId>j2</JobId><State>Failed</State>
                <Input><Object>b.mp4</Object></Input><Operation/>
            </JobsDetail>
            <NextToken>next</NextToken>
        </Response>
        """;

    private static readonly string[] Paths = ["/jobs", "/pic_jobs"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What was read, what was made and why it failed are read, and the query has the service's names.</summary>
    [Fact]
    public async Task MediaJobsOfAJobAreRead()
    {
        var service = new CannedService(Answer);
        IReadOnlyList<MediaJob>? page = await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1", Tag = "Snapshot",
            States = ["Success", "Failed"] })
            .NextAsync(cancellationToken: Cancellation);
        Assert.Equal(
            "GET examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /jobs"
                + "?inventoryTriggerJobId=b1&tag=Snapshot&size=100&orderByTime=Desc&states=Success%2CFailed",
            Assert.Single(service.Requests));
        MediaJob made = page![0];
        Assert.Equal(("j8d121820f5e411ec926ef19d53ba9c5d", "b1", "Snapshot", ExecutionState.Success, "clips/one.mp4", 100),
            (made.MediaJobId, made.JobId, made.Tag, made.State, made.Object, made.Progress));
        Assert.Equal(7, (made.EndTime - made.StartTime)!.Value.TotalSeconds);
        Assert.Contains("<TemplateId>t1</TemplateId>", made.Operation, StringComparison.Ordinal);
        Assert.Equal((ExecutionState.Failed, "MediaFormatError", "damaged"), (page[1].State, page[1].Code, page[1].Message));
        Assert.Empty(page[1].Outputs);
    }

    /// <summary>An object of another bucket or region is no key of this one: its URL is what names it.</summary>
    [Theory]
    [InlineData("elsewhere-1999999999", "ap-chongqing", "https://elsewhere-1999999999.cos.ap-chongqing.myqcloud.com/clips/one.mp4")]
    [InlineData("examplebucket-1250000000", "ap-beijing", "https://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/clips/one.mp4")]
    [InlineData("", "", "clips/one.mp4")]
    public async Task AnotherBucketsObjectIsNoKeyOfThisOne(string bucket, string region, string expected)
    {
        var service = new CannedService(Answer.Replace("<BucketId>examplebucket-1250000000</BucketId>", $"<BucketId>{bucket}</BucketId>", StringComparison.Ordinal)
            .Replace("<Region>ap-chongqing</Region>", $"<Region>{region}</Region>", StringComparison.Ordinal));
        MediaJob read = (await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1" }).NextAsync(cancellationToken: Cancellation))![0];
        Assert.Equal((expected, "examplebucket-1250000000", "ap-chongqing"), (read.Object, read.Bucket, read.Region));
    }

    /// <summary>A key is the prefix and the name behind it, in the bucket that the result names, with its checksum.</summary>
    [Fact]
    public async Task WhatWasMadeHasItsKeyAndItsPlace()
    {
        var service = new CannedService(Answer);
        MediaJob made = (await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1" })
            .NextAsync(cancellationToken: Cancellation))![0];
        Assert.Equal(
            [
                ("shots/one-0.jpg", "results-1250000000", "ap-shanghai", ""),
                ("shots/one-1.jpg", "results-1250000000", "ap-shanghai", "5d41402abc4b2a76b9719d911017c592"),
                ("shots/one-sheet-0.jpg", "sheets-1250000000", "ap-shanghai", ""),
            ],
            made.Outputs.Select(static output => (output.Object, output.Bucket, output.Region, output.Md5)));
        Assert.Equal("shots/one-0.jpg, shots/one-1.jpg, shots/one-sheet-0.jpg", made.Outputs.ToString());
    }

    /// <summary>
    /// Without a result nothing is known to have been made: Output still has its placeholders. Where the prefixes can't be told to belong
    /// to the names, no key is known.
    /// </summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("<MediaResult/>", "")]
    [InlineData("<MediaResult><OutputFile><ObjectName>out/a.mp4</ObjectName></OutputFile></MediaResult>", "out/a.mp4")]
    [InlineData("<MediaResult><OutputFile><ObjectName/></OutputFile></MediaResult>", "")]
    [InlineData("<MediaResult><OutputFile><ObjectPrefix>a/</ObjectPrefix><ObjectName>0</ObjectName><ObjectPrefix>b/</ObjectPrefix>"
        + "<ObjectName>1</ObjectName></OutputFile></MediaResult>", "a/0, b/1")]
    [InlineData("<MediaResult><OutputFile><ObjectPrefix>a/</ObjectPrefix><ObjectPrefix>b/</ObjectPrefix><ObjectName>0</ObjectName>"
        + "</OutputFile></MediaResult>", "")]
    [InlineData("<MediaResult><OutputFile><Bucket>o-1</Bucket><ObjectName>a</ObjectName><SpriteOutputFile><ObjectName>s</ObjectName>"
        + "</SpriteOutputFile></OutputFile></MediaResult>", "a, s")]
    public async Task OnlyAResultSaysWhatWasMade(string result, string outputs)
    {
        var service = new CannedService("<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><Output>"
            + "<Object>out/${Number}.jpg</Object></Output>" + result + "</Operation></JobsDetail></Response>");
        MediaJob made = Assert.Single((await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1" })
            .NextAsync(cancellationToken: Cancellation))!);
        Assert.Equal(outputs, made.Outputs.ToString());
        Assert.All(made.Outputs, output => Assert.Equal(result.Contains("o-1", StringComparison.Ordinal) ? "o-1" : "", output.Bucket));
    }

    /// <summary>
    /// The media jobs of PicProcess are found under either reading: by /jobs (460/84766), or by /pic_jobs where /jobs has none of them or
    /// doesn't know them (460/82392).
    /// </summary>
    [Theory]
    [InlineData("job", "", "j1", 1)]
    [InlineData("none", "job", "j1", 2)]
    [InlineData("400", "job", "j1", 2)]
    [InlineData("404", "job", "j1", 2)]
    [InlineData("none", "404", "", 2)]
    [InlineData("400", "none", "", 2)]
    public void PictureJobsAreFoundUnderEitherReading(string jobs, string pictures, string found, int requests)
    {
        using var service = new ScriptedService(Reply(jobs), Reply(pictures));
        service.Run(async () => Assert.Equal(found, string.Join(",",
            (await ReadAsync(service, "PicProcess")).Select(static job => job.MediaJobId))));
        Assert.Equal(Paths.Take(requests), service.Requests.Select(static seen => seen.Request.RequestUri!.AbsolutePath));
    }

    /// <summary>What neither call knows is the first one's refusal, and a refusal for another reason is none of "there are none".</summary>
    [Theory]
    [InlineData("400", "404", 400)]
    [InlineData("403", "job", 403)]
    [InlineData("none", "403", 403)]
    public void ARefusalIsNotNone(string jobs, string pictures, int status)
    {
        using var service = new ScriptedService(Reply(jobs), Reply(pictures));
        service.Run(async () => Assert.Equal(
            status, (await Assert.ThrowsAsync<CiServiceException>(() => ReadAsync(service, "PicProcess"))).HttpStatus));
    }

    /// <summary>A service that ignores the tag answers others too, which were not asked for.</summary>
    [Fact]
    public async Task WhatHasAnotherTagIsLeftOut()
    {
        var service = new CannedService("<Response><JobsDetail><JobId>j1</JobId><Tag>snapshot</Tag></JobsDetail>"
            + "<JobsDetail><JobId>j2</JobId><Tag>Transcode</Tag></JobsDetail><JobsDetail><JobId>j3</JobId></JobsDetail></Response>");
        IReadOnlyList<MediaJob>? page = await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1", Tag = "Snapshot" })
            .NextAsync(cancellationToken: Cancellation);
        Assert.Equal(["j1", "j3"], page!.Select(static job => job.MediaJobId));
    }

    private static Func<System.Net.Http.HttpResponseMessage> Reply(string what) =>
        int.TryParse(what, out int status) ? ScriptedService.Error(status, "Refused")
        : ScriptedService.Answer(200, what == "job"
            ? "<Response><JobsDetail><JobId>j1</JobId><Tag>PicProcess</Tag></JobsDetail></Response>"
            : "<Response><RequestId>r1</RequestId></Response>");

    private static Task<List<MediaJob>> ReadAsync(ScriptedService service, string tag) =>
        new CiClient(service.Settings).ListMediaJobs(new MediaJobQuery { JobId = "b1", Tag = tag }).ReadAllAsync(Cancellation);
}
