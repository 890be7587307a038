using System;
using System.Text;
using System.Xml;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>Executions in every shape that the documents and SDKs show.</summary>
public sealed class ExecutionReaderTests
{
    /// <summary>What was made and found out (doc 460/45949, Java's MediaTasks) is read whole.</summary>
    [Fact]
    public void WhatATaskMadeIsRead()
    {
        ExecutionTask task = Assert.Single(ReadOne("""
            <Tasks><Name>Snapshot_1</Name><Type>Snapshot</Type><State>Success</State><JobId>j1</JobId>
              <ResultInfo><ObjectCount>2</ObjectCount><SpriteObjectCount>1</SpriteObjectCount><New/>
                <ObjectInfo><ObjectName>out/1.jpg</ObjectName><ObjectUrl>https://x/out/1.jpg</ObjectUrl><InputObjectName>in.mp4</InputObjectName><Code>Success</Code><Message/></ObjectInfo>
                <ObjectInfo><ObjectName>out/2.jpg</ObjectName><Code>Failed</Code><Message>broken</Message><ImageOcrResult>t</ImageOcrResult></ObjectInfo>
                <SpriteObjectInfo><ObjectName>out/s.jpg</ObjectName></SpriteObjectInfo></ResultInfo>
              <FileInfo><BasicInfo><Object>in.mp4</Object><Size>5</Size><ContentType>video/mp4</ContentType><ETag>"e"</ETag><LastModified>2022-08-09T06:54:17Z</LastModified></BasicInfo><MediaInfo><Video><Width>1920</Width></Video></MediaInfo></FileInfo>
              <FileInfo><BasicInfo><Object>b</Object></BasicInfo></FileInfo>
              <JudgementInfo><ObjectCount>1</ObjectCount><JudgementResult><ObjectName>in.mp4</ObjectName><ObjectUrl>u</ObjectUrl><State>Success</State><InputObjectInfo><Width>1920</Width></InputObjectInfo></JudgementResult></JudgementInfo>
            </Tasks>
            """).Tasks!);
        TaskResultInfo result = task.ResultInfo!;
        Assert.Equal((2, 1, "<New/>"), (result.ObjectCount, result.SpriteObjectCount, result.Unrecognized));
        Assert.Equal(
            [
                new TaskObjectInfo { ObjectName = "out/1.jpg", ObjectUrl = "https://x/out/1.jpg", InputObjectName = "in.mp4", Code = "Success" },
                new TaskObjectInfo { ObjectName = "out/2.jpg", Code = "Failed", Message = "broken", Unrecognized = "<ImageOcrResult>t</ImageOcrResult>" },
            ],
            result.ObjectInfo);
        Assert.Equal("out/s.jpg", Assert.Single(result.SpriteObjectInfo).ObjectName);
        Assert.Equal(2, task.FileInfo.Count);
        TaskFileInfo file = task.FileInfo[0];
        Assert.Equal(
            ("in.mp4", 5, "video/mp4", "\"e\"", new DateTimeOffset(2022, 8, 9, 6, 54, 17, TimeSpan.Zero)),
            (file.Object, file.Size, file.ContentType, file.ETag, file.LastModified));
        Assert.Contains("<Width>1920</Width>", file.Xml, StringComparison.Ordinal);
        Assert.Equal(1, task.JudgementInfo!.ObjectCount);
        Assert.Equal(
            new TaskJudgementResult { ObjectName = "in.mp4", ObjectUrl = "u", State = "Success", InputObjectInfo = "<InputObjectInfo><Width>1920</Width></InputObjectInfo>" },
            Assert.Single(task.JudgementInfo.JudgementResult));
        Assert.Equal("", task.Unrecognized);
    }

    /// <summary>A task that made nothing has no result; one run always has tasks, a listed one has none.</summary>
    [Fact]
    public void WhatIsNotThereIsNull()
    {
        ExecutionTask task = Assert.Single(ReadOne("<Tasks><Name>n</Name></Tasks>").Tasks!);
        Assert.Null(task.ResultInfo);
        Assert.Null(task.JudgementInfo);
        Assert.Empty(task.FileInfo);
        Assert.Empty(ReadOne("").Tasks!);
        Assert.Null(ReadList("<RunId>i</RunId>").Tasks);
    }

    /// <summary>The time under either name, in every form that was seen.</summary>
    [Theory]
    [InlineData("CreateTime", "2022-08-09T14:54:17+08:00")]
    [InlineData("CreateTime", "2022-08-09T14:54:17+0800")]
    [InlineData("CreationTime", "2022-08-09 14:54:17+0800")]
    [InlineData("CreationTime", "2022-08-09T06:54:17Z")]
    [InlineData("CreationTime", "2022-08-09 06:54:17Z")]
    public void ATimeIsReadUnderEitherName(string name, string time)
    {
        WorkflowExecution run = ReadList($"<{name}>{time}</{name}>");
        Assert.Equal(new DateTimeOffset(2022, 8, 9, 6, 54, 17, TimeSpan.Zero), run.CreateTime);
        Assert.Equal("", run.Unrecognized);
    }

    /// <summary>New nodes and unreadable times are kept, of the execution and of each task.</summary>
    [Fact]
    public void WhatIsNotUnderstoodIsKept()
    {
        WorkflowExecution run = ReadOne(
            "<BucketId>b</BucketId><CreateTime>soon</CreateTime><Tasks><HdrMode>x</HdrMode><EndTime>later</EndTime></Tasks>");
        Assert.Equal("<BucketId>b</BucketId><CreateTime>soon</CreateTime>", run.Unrecognized);
        Assert.Equal("<HdrMode>x</HdrMode><EndTime>later</EndTime>", run.Tasks![0].Unrecognized);
    }

    /// <summary>The nodes of a topology, what follows on each, its queues, and its XML with every node in it.</summary>
    [Fact]
    public void ATopologyIsRead()
    {
        WorkflowTopology topology = ReadOne("""
            <Topology><Dependencies><Start>A, B</Start><A>End</A></Dependencies>
            <Nodes><Start><Type>Start</Type><Input><QueueId>q1</QueueId></Input></Start><A><Type>Transcode</Type><Operation x="1"><QueueId>q2</QueueId><New>n</New></Operation></A><B><Operation><QueueId>q1</QueueId></Operation></B></Nodes><Later>l</Later></Topology>
            """).Topology!;
        Assert.Equal("Start, A, B", topology.ToString());
        Assert.Equal(["Start -> A, B", "A -> End", "B"], [.. System.Linq.Enumerable.Select(topology.Nodes, node => node.ToString())]);
        Assert.Equal("Transcode", topology.Nodes[1].Type);
        Assert.Equal(["q1", "q2"], topology.QueueIds);
        Assert.Contains("<Operation x=\"1\"><QueueId>q2</QueueId><New>n</New></Operation>", topology.Xml, StringComparison.Ordinal);
        Assert.EndsWith("<Later>l</Later></Topology>", topology.Xml, StringComparison.Ordinal);
        Assert.Null(ReadOne("<Topology/>").Topology);
    }

    /// <summary>An answer without an execution is no answer.</summary>
    [Theory]
    [InlineData("<Response/>", "It has no WorkflowExecution with a RunId.")]
    [InlineData("<Response><WorkflowExecution/></Response>", "It has no WorkflowExecution with a RunId.")]
    [InlineData("<Error><RunId>i</RunId></Error>", "Its root isn't Response.")]
    public void WhatIsNoAnswerIsRefused(string xml, string reason)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        var refused = Assert.Throws<XmlException>(() => ExecutionReader.ReadOne(body, body.Length, ""));
        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    private static WorkflowExecution ReadOne(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes("<Response><WorkflowExecution><RunId>i</RunId>" + xml + "</WorkflowExecution></Response>");
        return ExecutionReader.ReadOne(body, body.Length, "");
    }

    private static WorkflowExecution ReadList(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes("<Response><WorkflowExecutionList>" + xml + "</WorkflowExecutionList></Response>");
        return ListReader.Read(body, body.Length, "", "WorkflowExecutionList", ExecutionReader.Read, static (run, _) => run).Items[0];
    }
}
