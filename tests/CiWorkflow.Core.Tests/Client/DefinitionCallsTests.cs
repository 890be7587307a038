using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>The calls about what jobs run with, held to the examples of the service's pages (intlcloud: 队列接口, 工作流接口, 模板接口).</summary>
public sealed class DefinitionCallsTests
{
    private const string WorkflowId = "w7476ff3564ee45b7b490d64bccaba6cc";

    // 更新媒体处理队列, with a node that the page doesn't have (KafkaConfig: Go SDK).
    private const string Queues = """
        <Response>
            <RequestId>NTk0MjdmODlfMjQ4OGY3XzYzYzhfMjc=</RequestId>
            <TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>
            <QueueList>
                <QueueId>p4a17eeea29334bf499b7e20e2fbfd99d</QueueId>
                <Name>My-Queue-Media</Name>
                <State>Active</State>
                <MaxSize>10000</MaxSize><MaxConcurrent>10</MaxConcurrent>
                <NotifyConfig>
                    <Url>http://callback.demo.com?token=1</Url>
                    <Event>TaskFinish,WorkflowFinish</Event>
                    <Type>Url</Type>
                    <State>On</State>
                    <ResultFormat>JSON</ResultFormat>
                    <KafkaConfig><Topic>t</Topic></KafkaConfig>
                </NotifyConfig>
                <CreateTime>2022-08-09T16:13:05+0800</CreateTime>
                <Category>CateAll</Category>
            </QueueList>
        </Response>
        """;

    private const string UpdatedQueue = """
        <Response><RequestId>NjJm</RequestId><Queue><QueueId>p4a17eeea29334bf499b7e20e2fbfd99d</QueueId><Name>My-Queue-Media</Name><State>Paused</State></Queue></Response>
        """;

    /// <summary>Every field of a queue is read, and the query of its notification is not shown.</summary>
    [Fact]
    public async Task AQueueIsReadWhole()
    {
        var service = new CannedService(Queues);
        IReadOnlyList<MediaQueue>? page = await service.Client.ListQueues([], "Active").NextAsync(cancellationToken: TestContext.Current.CancellationToken);
        MediaQueue queue = Assert.Single(page!);
        Assert.Equal("GET examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /queue?pageNumber=1&pageSize=50&state=Active", Assert.Single(service.Requests));
        Assert.Equal("My-Queue-Media", queue.Name);
        Assert.Equal((10_000, 10, "CateAll"), (queue.MaxSize, queue.MaxConcurrent, queue.Category));
        Assert.Equal("On, http://callback.demo.com", queue.NotifyConfig!.ToString());
        Assert.Equal("NTk0MjdmODlfMjQ4OGY3XzYzYzhfMjc=", queue.RequestId);
    }

    /// <summary>
    /// The page wants name, state and notification together: what isn't changed goes back as it came, unknown nodes too.
    /// </summary>
    [Fact]
    public async Task AQueueIsWrittenBackWithOnlyTheChange()
    {
        var service = new CannedService(Queues, UpdatedQueue);
        MediaQueue queue = (await service.Client.ListQueues([]).NextAsync(cancellationToken: TestContext.Current.CancellationToken))![0];
        MediaQueue changed = await service.Client.UpdateQueueAsync(queue with { State = "Paused" }, TestContext.Current.CancellationToken);
        Assert.Equal("Paused", changed.State);
        Assert.Equal(
            "PUT examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /queue/p4a17eeea29334bf499b7e20e2fbfd99d "
            + "<Request><Name>My-Queue-Media</Name><QueueID>p4a17eeea29334bf499b7e20e2fbfd99d</QueueID><State>Paused</State><NotifyConfig>"
            + "<Url>http://callback.demo.com?token=1</Url><Event>TaskFinish,WorkflowFinish</Event><Type>Url</Type><State>On</State>"
            + "<ResultFormat>JSON</ResultFormat><KafkaConfig><Topic>t</Topic></KafkaConfig></NotifyConfig></Request>",
            service.Requests[1]);
    }

    /// <summary>NotifyConfig must be there.</summary>
    [Fact]
    public async Task AQueueWithoutNotificationGoesBackWithItSwitchedOff()
    {
        var service = new CannedService(UpdatedQueue);
        await service.Client.UpdateQueueAsync(new MediaQueue { Name = "q", QueueId = "p4a17eeea29334bf499b7e20e2fbfd99d", State = "Active" }, TestContext.Current.CancellationToken);
        Assert.EndsWith("<State>Active</State><NotifyConfig><State>Off</State></NotifyConfig></Request>", service.Requests[0], StringComparison.Ordinal);
    }

    /// <summary>创建工作流: the answer has the definition with the id that it was given.</summary>
    [Fact]
    public async Task AWorkflowIsCreatedFromItsTopology()
    {
        var service = new CannedService($"<Response><RequestId>r</RequestId><MediaWorkflow><Name>copy</Name><WorkflowId>{WorkflowId}</WorkflowId><State>Paused</State></MediaWorkflow></Response>");
        MediaWorkflow made = await service.Client.CreateWorkflowAsync("copy", isActive: false, "<Topology><Nodes/></Topology>", TestContext.Current.CancellationToken);
        Assert.Equal((WorkflowId, "Paused"), (made.WorkflowId, made.State));
        Assert.EndsWith(
            "/workflow <Request><MediaWorkflow><Name>copy</Name><State>Paused</State><Topology><Nodes /></Topology></MediaWorkflow></Request>",
            service.Requests[0],
            StringComparison.Ordinal);
    }

    /// <summary>Go and Python SDKs: ?active and ?paused, without a value and without a body.</summary>
    [Theory]
    [InlineData(true, "active")]
    [InlineData(false, "paused")]
    public async Task AWorkflowIsActivatedAndPaused(bool isActive, string word)
    {
        var service = new CannedService("");
        await service.Client.SetWorkflowStateAsync(WorkflowId, isActive, TestContext.Current.CancellationToken);
        Assert.StartsWith($"PUT examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /workflow/{WorkflowId}?{word}", Assert.Single(service.Requests), StringComparison.Ordinal);
    }

    /// <summary>删除工作流: no body.</summary>
    [Fact]
    public async Task AWorkflowIsDeleted()
    {
        var service = new CannedService($"<Response><RequestId>r</RequestId><WorkflowId>{WorkflowId}</WorkflowId></Response>");
        await service.Client.DeleteWorkflowAsync(WorkflowId, TestContext.Current.CancellationToken);
        Assert.Equal($"DELETE examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /workflow/{WorkflowId}", Assert.Single(service.Requests));
    }

    /// <summary>查询模板; the Go SDK reads the tag from Code.</summary>
    [Theory]
    [InlineData("Tag")]
    [InlineData("Code")]
    public async Task ATemplateIsReadWithTheNodesOfItsKind(string node)
    {
        var service = new CannedService(
            $"<Response><TotalCount>1</TotalCount><TemplateList><TemplateId>t1460606b</TemplateId><Name>n</Name><{node}>Transcode</{node}><TransTpl><Video/></TransTpl></TemplateList></Response>");
        Pager<MediaTemplate> pages = service.Client.ListTemplates(new TemplateQuery { Tag = "Transcode", Category = "Official", Name = "n" });
        MediaTemplate template = Assert.Single((await pages.NextAsync(cancellationToken: TestContext.Current.CancellationToken))!);
        Assert.Equal("Transcode", template.Tag);
        Assert.Contains("<TransTpl><Video/></TransTpl>", template.Xml, StringComparison.Ordinal);
        Assert.EndsWith("/template?pageNumber=1&pageSize=50&tag=Transcode&category=Official&name=n", service.Requests[0], StringComparison.Ordinal);
    }

    /// <summary>DescribeMediaBuckets: the page's host is the region's, without a bucket in front.</summary>
    [Theory]
    [InlineData("<MediaBucketList><BucketId>examplebucket-1250000000</BucketId><Region>ap-chongqing</Region></MediaBucketList>", true)]
    [InlineData("<MediaBucketList><Name>examplebucket-1250000000</Name></MediaBucketList>", true)]
    [InlineData("<MediaBucketList><BucketId>examplebucket-12500000001</BucketId></MediaBucketList>", false)]
    [InlineData("", false)]
    public async Task TheBindingIsAskedOfTheRegion(string list, bool isBound)
    {
        var service = new CannedService($"<Response><RequestId>r</RequestId>{list}</Response>");
        MediaBucket? binding = await service.Client.GetBindingAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isBound, binding is not null);
        Assert.Equal(
            "GET ci.ap-chongqing.myqcloud.com /mediabucket?pageNumber=1&pageSize=50&regions=ap-chongqing&bucketNames=examplebucket-1250000000",
            Assert.Single(service.Requests));
    }

    /// <summary>手动触发工作流: the id of the run ends with an equals sign there, and can be read back.</summary>
    [Fact]
    public async Task OneObjectIsStartedAndItsExecutionRead()
    {
        var service = new CannedService(
            "<Response><RequestId>r</RequestId><InstanceId>i6fc78ca77d6011eba0ac5254008618d9=</InstanceId></Response>",
            "<Response><WorkflowExecution><RunId>i6fc78ca77d6011eba0ac5254008618d9=</RunId><State>Running</State></WorkflowExecution></Response>");
        WorkflowExecution run = await service.Client.StartExecutionOnceAsync(WorkflowId, "input/一.mp4", null, TestContext.Current.CancellationToken);
        Assert.Equal("i6fc78ca77d6011eba0ac5254008618d9=", run.RunId);
        Assert.Equal(
            $"POST examplebucket-1250000000.ci.ap-chongqing.myqcloud.com /triggerworkflow?workflowId={WorkflowId}&object=input%2F%E4%B8%80.mp4", service.Requests[0]);
        Assert.Equal(ExecutionState.Running, (await service.Client.GetExecutionAsync(run.RunId, TestContext.Current.CancellationToken))!.State);
    }
}
