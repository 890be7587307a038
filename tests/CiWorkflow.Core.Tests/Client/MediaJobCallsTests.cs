using System.Collections.Generic;
using System.Threading.Tasks;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>The list of single media jobs (doc 460/48235; DescribeMediaJobs of the Go SDK), held to an answer of its shape.</summary>
public sealed class MediaJobCallsTests
{
    private const string Answer = """
        <Response>
            <RequestId>r1</RequestId>
            <JobsDetail>
                <Code>Success</Code><Message>Success</Message><JobId>j8d121820f5e411ec926ef19d53ba9c5d</JobId>
                <Tag>Snapshot</Tag><State>Success</State>
                <CreationTime>2022-06-27T15:23:10+0800</CreationTime><StartTime>2022-06-27T15:23:11+0800</StartTime>
                <EndTime>2022-06-27T15:23:18+0800</EndTime>
                <QueueId>p2242ab62c7c94486915508540933a2c6</QueueId><Progress>100</Progress>
                <Input><BucketId>examplebucket-1250000000</BucketId><Object>input/a b.mp4</Object><Region>ap-chongqing</Region></Input>
                <Operation><TemplateId>t1</TemplateId>
                    <MediaResult><OutputFile><Bucket>examplebucket-1250000000</Bucket>
                        <ObjectName>out/1.jpg</ObjectName><ObjectName>out/2.jpg</ObjectName></OutputFile>
                        <SpriteOutputFile><ObjectName>out/sprite.jpg</ObjectName></SpriteOutputFile></MediaResult></Operation>
            </JobsDetail>
            <JobsDetail>
                <Code>MediaFormatError</Code><Message>damaged</Message><JobId>j2</JobId><State>Failed</State>
                <Input><Object>b.mp4</Object></Input><Operation/>
            </JobsDetail>
            <NextToken>next</NextToken>
        </Response>
        """;

    /// <summary>What was read, what was made and why it failed are read, and the query has the service's names.</summary>
    [Fact]
    public async Task MediaJobsOfAJobAreRead()
    {
        var service = new CannedService(Answer);
        IReadOnlyList<MediaJob>? page = await service.Client.ListMediaJobs(new MediaJobQuery { JobId = "b1", Tag = "Snapshot",
            States = ["Success", "Failed"] })
            .NextAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            "GET examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /jobs"
                + "?inventoryTriggerJobId=b1&tag=Snapshot&size=100&orderByTime=Desc&states=Success%2CFailed",
            Assert.Single(service.Requests));
        MediaJob made = page![0];
        Assert.Equal(("j8d121820f5e411ec926ef19d53ba9c5d", "b1", "Snapshot", ExecutionState.Success, "input/a b.mp4", 100),
            (made.MediaJobId, made.JobId, made.Tag, made.State, made.Object, made.Progress));
        Assert.Equal(["out/1.jpg", "out/2.jpg", "out/sprite.jpg"], made.Outputs);
        Assert.Equal(7, (made.EndTime - made.StartTime)!.Value.TotalSeconds);
        Assert.Contains("<TemplateId>t1</TemplateId>", made.Operation, System.StringComparison.Ordinal);
        Assert.Equal((ExecutionState.Failed, "MediaFormatError", "damaged"), (page[1].State, page[1].Code, page[1].Message));
        Assert.Empty(page[1].Outputs);
    }
}
