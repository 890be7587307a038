using System;
using System.Text;
using System.Xml;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox.World;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>A job with everything that the documents and SDKs have for it, and with what they don't have.</summary>
public sealed class JobsDetailReaderTests
{
    /// <summary>A job of Type Job (doc 460/80155) is read whole.</summary>
    [Fact]
    public void AMediaJobIsReadWhole()
    {
        JobsDetail job = Read("""
            <JobId>j1</JobId><Type>Job</Type>
            <Operation>
              <TimeInterval><Start>2022-02-01T12:00:00+0800</Start></TimeInterval>
              <Tag>Transcode</Tag>
              <JobParam><TemplateId>t04e1</TemplateId><Transcode><Video a="1"><Codec>H.264 &amp; more</Codec></Video></Transcode></JobParam>
              <Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket><Object>out/${InventoryTriggerJobId}-${Number}.mp4</Object><SpriteObject>s.jpg</SpriteObject></Output>
              <QueueId>p2242ab62c7c94486915508540933a2c6</QueueId><QueueType>SpeedTranscoding</QueueType>
              <UserData>mine</UserData><JobLevel>2</JobLevel>
              <CallBack>https://hook.example.com/</CallBack><CallBackFormat>XML</CallBackFormat><CallBackType>TDMQ</CallBackType>
              <CallBackMqConfig><MqRegion>bj</MqRegion><MqMode>Queue</MqMode><MqName>q</MqName></CallBackMqConfig>
              <FreeTranscode>true</FreeTranscode>
            </Operation>
            """);
        JobOperation operation = job.Operation;
        Assert.Equal("Transcode", operation.Tag);
        Assert.Equal("Transcode", job.Tag);
        Assert.Equal("t04e1", operation.TemplateId);
        Assert.Equal(
            "<JobParam><TemplateId>t04e1</TemplateId><Transcode><Video a=\"1\"><Codec>H.264 &amp; more</Codec></Video></Transcode></JobParam>",
            operation.JobParam);
        Assert.Equal(
            ("ap-beijing", "media-1250000000", "out/${InventoryTriggerJobId}-${Number}.mp4"),
            (operation.Output!.Region, operation.Output.Bucket, operation.Output.Object));
        Assert.Contains("<SpriteObject>s.jpg</SpriteObject>", operation.Output.Xml, StringComparison.Ordinal);
        Assert.Equal(("p2242ab62c7c94486915508540933a2c6", "SpeedTranscoding"), (operation.QueueId, operation.QueueType));
        Assert.Equal(operation.QueueId, job.QueueId);
        Assert.Equal(("mine", 2), (operation.UserData, operation.JobLevel));
        Assert.Equal(
            new JobCallBack { CallBack = "https://hook.example.com/", CallBackFormat = "XML", CallBackType = "TDMQ", MqRegion = "bj", MqMode = "Queue", MqName = "q" },
            operation.CallBack);
        Assert.Equal("Transcode, 2022-02-01T12:00:00+0800/", operation.ToString());
        Assert.StartsWith("<Operation><TimeInterval><Start>", operation.Xml, StringComparison.Ordinal);
        Assert.EndsWith("<FreeTranscode>true</FreeTranscode></Operation>", operation.Xml, StringComparison.Ordinal);
        Assert.Equal("", job.Unrecognized);
    }

    /// <summary>The Go SDK has Tag and QueueId in the job itself.</summary>
    [Fact]
    public void TheTagMayStandInTheJobItself()
    {
        JobsDetail job = Read("<Tag>Snapshot</Tag><QueueId>p1</QueueId><Operation><QueueId>p2</QueueId></Operation>");
        Assert.Equal(("Snapshot", "p1", "p2"), (job.Tag, job.QueueId, job.Operation.QueueId));
    }

    /// <summary>A job of Type Workflow has nothing of a media job.</summary>
    [Fact]
    public void AWorkflowJobHasNothingOfAMediaJob()
    {
        JobOperation operation = Read("<Operation><WorkflowIds>w1</WorkflowIds></Operation>").Operation;
        Assert.Equal(new JobOperation { WorkflowIds = "w1", Xml = "<Operation><WorkflowIds>w1</WorkflowIds></Operation>" }, operation);
        Assert.Equal("w1", operation.ToString());
    }

    /// <summary>Several workflows, in one node or in several (the Java demo writes a comma list).</summary>
    [Theory]
    [InlineData("<WorkflowIds>w1</WorkflowIds><WorkflowIds>w2</WorkflowIds>")]
    [InlineData("<WorkflowIds>w1,w2</WorkflowIds>")]
    [InlineData("<WorkflowIds>w1</WorkflowIds><WorkflowIds/><WorkflowIds>w2</WorkflowIds>")]
    public void SeveralWorkflowsAreKept(string ids) => Assert.Equal("w1,w2", Read($"<Operation>{ids}</Operation>").WorkflowIds);

    /// <summary>New nodes and unreadable times are kept as they came.</summary>
    [Fact]
    public void WhatIsNotUnderstoodIsKept()
    {
        JobsDetail job = Read("""
            <JobId>j</JobId><New a="1"><Deep>x &lt; y</Deep></New><CreationTime>yesterday &amp; before</CreationTime><StartTime>-</StartTime>
            <Input><Prefix>a/</Prefix><Filter>f</Filter></Input><EndTime>2022-08-09T14:54:17</EndTime>
            """);
        Assert.Equal(
            "<New a=\"1\"><Deep>x &lt; y</Deep></New><CreationTime>yesterday &amp; before</CreationTime><EndTime>2022-08-09T14:54:17</EndTime><Input><Filter>f</Filter></Input>",
            job.Unrecognized);
        Assert.Null(job.CreationTime);
        Assert.Equal("a/", job.Input.Prefix);
    }

    /// <summary>What is kept of one job is bounded.</summary>
    [Fact]
    public void WhatIsKeptIsBounded()
    {
        JobsDetail job = Read("<JobId>j</JobId><New>" + new string('x', 100_000) + "</New><Newer>1</Newer>");
        Assert.Equal(16 * 1024, job.Unrecognized.Length);
        Assert.Equal("j", job.JobId);
    }

    /// <summary>An interval of which one end can't be read is neither open there nor equal to one that is.</summary>
    [Theory]
    [InlineData("2022-02-01T12:00:00+0800", "soon")]
    [InlineData("soon", "2022-02-01T12:00:00+0800")]
    [InlineData("soon", "later")]
    public void AnUnreadableEndIsNotAnOpenEnd(string start, string end)
    {
        CiTimeInterval interval =
            Read($"<Operation><TimeInterval><Start>{start}</Start><End>{end}</End></TimeInterval></Operation>").Operation.TimeInterval!;
        Assert.Equal(start + "/" + end, interval.ToString());
        Assert.NotEqual(new CiTimeInterval { Start = interval.Start, End = interval.End }, interval);
        JobInput input = JobInput.FromPrefix("input/");
        Assert.Equal("TimeInterval", Assert.Throws<InvalidFieldException>(() => new CreateJobRequest("n", DemoWorld.WorkflowId, input, interval)).Field);
        Assert.Equal("TimeInterval", Assert.Throws<InvalidFieldException>(() => new InputQuery(input) { Interval = interval }).Field);
        Assert.Null(Read("<Operation><TimeInterval></TimeInterval></Operation>").Operation.TimeInterval);
    }

    /// <summary>
    /// What stands in the interval under another name, twice or in an element of its own may limit the job: without it, the job again would
    /// run over the uploads of all time.
    /// </summary>
    [Theory]
    [InlineData("<Operation><TimeInterval><StartTime>2022-02-01T12:00:00+0800</StartTime></TimeInterval></Operation>")]
    [InlineData("<Operation><TimeInterval><Start>2022-02-01T12:00:00+0800</Start><Until>2022-02-02</Until></TimeInterval></Operation>")]
    [InlineData("<Operation><TimeInterval><Start><Time>2022-02-01T12:00:00+0800</Time></Start></TimeInterval></Operation>")]
    [InlineData("<Operation><TimeInterval><Start>2022-02-01T12:00:00Z</Start><Start>2022-02-02T12:00:00Z</Start></TimeInterval></Operation>")]
    [InlineData("<Operation><TimeInterval><End>2022-02-01T12:00:00Z</End></TimeInterval><TimeInterval><End>2022-02-02T12:00:00Z</End></TimeInterval></Operation>")]
    [InlineData("<Operation><TimeInterval><End>2022-02-01T12:00:00Z</End></TimeInterval></Operation><Operation><WorkflowIds>w1</WorkflowIds></Operation>")]
    public void AnIntervalThatIsNotUnderstoodWholeIsNotKnown(string operation)
    {
        CiTimeInterval interval = Read(operation).Operation.TimeInterval!;
        var error = Assert.Throws<InvalidFieldException>(
            () => new CreateJobRequest("n", DemoWorld.WorkflowId, JobInput.FromPrefix("input/"), interval));
        Assert.Equal("TimeInterval", error.Field);
        Assert.Equal(interval, CiTimeInterval.ParseOfJob(interval.ToString()));
    }

    /// <summary>So is an input that comes twice.</summary>
    [Fact]
    public void AnInputThatComesTwiceIsNotKnown()
    {
        JobInput input = Read("<Input><Object>a.mp4</Object></Input><Input><Prefix>a/</Prefix></Input>").Input;
        Assert.Equal("Input", Assert.Throws<InvalidFieldException>(() => new CreateJobRequest("n", DemoWorld.WorkflowId, input)).Field);
    }

    /// <summary>An answer of more nodes than any page has is refused before it takes much memory.</summary>
    [Theory(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    [InlineData("<WorkflowIds>w7476ff3564ee45b7b490d64bccaba6cc</WorkflowIds>")]
    [InlineData("<TimeInterval><Start>x</Start></TimeInterval>")]
    [InlineData("<New/>")]
    public void RepeatedNodesAreBounded(string node)
    {
        var text = new StringBuilder("<Response><JobsDetail><JobId>j</JobId><Operation>");
        while (text.Length < 16 * 1024 * 1024)
        {
            text.Append(node);
        }

        byte[] body = Encoding.UTF8.GetBytes(text.Append("</Operation></JobsDetail></Response>").ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than 500000 nodes", Assert.Throws<XmlException>(() => JobAnswerReader.ReadCreated(body, body.Length, "")).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12L * body.Length);
    }

    private static JobsDetail Read(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes("<JobsDetail>" + xml + "</JobsDetail>");
        using AnswerReader reader = AnswerReader.Open(body, body.Length);
        return JobsDetailReader.Read(reader);
    }
}
