using System;
using System.Linq;
using System.Text;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>
/// Workflows, queues, templates, bound buckets and media jobs: every node that their pages have stands in the property of its name, and
/// what is written back has every node too.
/// </summary>
public sealed class DefinitionReaderTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset Updated = Created.AddDays(1);

    private const string Times =
        "<CreateTime>2026-01-01T00:00:00+0800</CreateTime><UpdateTime>2026-01-02T00:00:00+0800</UpdateTime>";

    private const string Notify =
        "<NotifyConfig><State>On</State><Type>Url</Type><Event>TaskFinish</Event><Url>https://x/</Url><ResultFormat>JSON</ResultFormat>"
        + "<MqMode>Queue</MqMode><MqRegion>bj</MqRegion><MqName>q</MqName><New>1</New></NotifyConfig>";

    /// <summary>A queue (page 查询媒体处理队列), and what of it is written back (page 更新媒体处理队列).</summary>
    [Fact]
    public void AQueueIsReadAndWrittenWhole()
    {
        MediaQueue queue = Read(
            "<QueueList><QueueId>p1</QueueId><Name>queue 1</Name><State>Active</State><MaxSize>10000</MaxSize>"
            + $"<MaxConcurrent>10</MaxConcurrent><Category>Transcoding</Category><BucketId>b</BucketId><New>1</New>{Notify}{Times}</QueueList>",
            MediaQueueReader.Read);
        var notify = new QueueNotifyConfig
        {
            State = "On", Type = "Url", Event = "TaskFinish", Url = "https://x/", ResultFormat = "JSON", MqMode = "Queue", MqRegion = "bj",
            MqName = "q", Xml = Notify,
        };
        Assert.Equal(
            new MediaQueue
            {
                QueueId = "p1", Name = "queue 1", State = "Active", MaxSize = 10_000, MaxConcurrent = 10, Category = "Transcoding",
                NotifyConfig = notify, CreateTime = Created, UpdateTime = Updated, Unrecognized = "<New>1</New>",
            },
            queue);
        const string Head = "<Request><Name>queue 1</Name><QueueID>p1</QueueID><State>Active</State>";
        Assert.Equal(Head + Notify + "</Request>", Encoding.UTF8.GetString(QueueWriter.Write(queue)));

        MediaQueue changed = queue with { NotifyConfig = notify with { State = "Off", Url = "", MqName = "r", Xml = "" } };
        Assert.Equal(
            Head + "<NotifyConfig><State>Off</State><Type>Url</Type><Event>TaskFinish</Event><ResultFormat>JSON</ResultFormat>"
            + "<MqMode>Queue</MqMode><MqRegion>bj</MqRegion><MqName>r</MqName></NotifyConfig></Request>",
            Encoding.UTF8.GetString(QueueWriter.Write(changed)));
        Assert.Equal(
            Head + "<NotifyConfig><State>Off</State></NotifyConfig></Request>",
            Encoding.UTF8.GetString(QueueWriter.Write(queue with { NotifyConfig = null })));
        Assert.Equal("On, https://x/", notify.ToString());
        Assert.Equal("On, q", (notify with { Url = "" }).ToString());
        Assert.Equal("On", (notify with { Url = "", MqName = "" }).ToString());
        Assert.Equal("queue 1 (p1)", queue.ToString());
    }

    /// <summary>A template (page 查询模板), its tag also under the name that the Go SDK reads.</summary>
    [Theory]
    [InlineData("Tag")]
    [InlineData("Code")]
    public void ATemplateIsReadWhole(string tag)
    {
        string xml = $"<TemplateList><TemplateId>t1</TemplateId><Name>720p</Name><{tag}>Transcode</{tag}><Category>Custom</Category>{Times}"
            + "<TransTpl><Video>v</Video></TransTpl></TemplateList>";
        MediaTemplate template = Read(xml, MediaTemplateReader.Read);
        Assert.Equal(
            new MediaTemplate
            {
                TemplateId = "t1", Name = "720p", Tag = "Transcode", Category = "Custom", CreateTime = Created, UpdateTime = Updated,
                Xml = xml,
            },
            template);
        Assert.Equal("720p (t1)", template.ToString());
    }

    /// <summary>A bound bucket, named by BucketId, by Name, or by both; an empty one of them hides none.</summary>
    [Theory]
    [InlineData("<BucketId>b</BucketId>")]
    [InlineData("<Name>b</Name>")]
    [InlineData("<BucketId>b</BucketId><Name></Name>")]
    public void ABoundBucketIsReadWhole(string names)
    {
        MediaBucket bucket = Read($"<MediaBucketList>{names}<Region>ap-beijing</Region>{Times}</MediaBucketList>", MediaBucketReader.Read);
        Assert.Equal(new MediaBucket { BucketId = "b", Region = "ap-beijing", CreateTime = Created }, bucket);
        Assert.Equal("b", bucket.ToString());
    }

    /// <summary>A workflow with its nodes, what follows each, and the queues that they name at any depth, each once.</summary>
    [Theory]
    [InlineData("CreateTime")]
    [InlineData("CreationTime")]
    public void AWorkflowIsReadWhole(string createTime)
    {
        const string Topology =
            "<Topology><Dependencies><Start>A, B</Start><A>C</A><B/></Dependencies><Nodes><Start><Type>Start</Type></Start>"
            + "<A><Type>Transcode</Type><Operation><QueueId>p1</QueueId></Operation></A>"
            + "<B><Type>Snapshot</Type><Operation><X><QueueId>p2</QueueId><QueueId/></X></Operation></B>"
            + "<C><Type>Transcode</Type><Operation><QueueId>p1</QueueId></Operation></C></Nodes></Topology>";
        MediaWorkflow workflow = Read(
            "<MediaWorkflowList><Name>n</Name><WorkflowId>w1</WorkflowId><State>Active</State><BucketId>b</BucketId><New>1</New>"
            + Times.Replace("CreateTime", createTime, StringComparison.Ordinal) + Topology + "</MediaWorkflowList>",
            MediaWorkflowReader.Read);
        Assert.Equal(
            new MediaWorkflow
            {
                Name = "n", WorkflowId = "w1", State = "Active", BucketId = "b", CreateTime = Created, UpdateTime = Updated,
                Unrecognized = "<New>1</New>", Topology = workflow.Topology,
            },
            workflow);
        Assert.Equal("n (w1)", workflow.ToString());
        WorkflowTopology read = workflow.Topology!;
        Assert.Equal(["Start -> A, B", "A -> C", "B", "C"], read.Nodes.Select(static node => node.ToString()));
        Assert.Equal(["Start", "Transcode", "Snapshot", "Transcode"], read.Nodes.Select(static node => node.Type));
        Assert.Equal(["p1", "p2"], read.QueueIds);
        Assert.Equal("Start, A, B, C", read.ToString());
        Assert.Equal(Topology, read.Xml);
        Assert.Equal(
            $"<Request><MediaWorkflow><Name>m</Name><State>Paused</State>{Topology.Replace("<B/>", "<B />", StringComparison.Ordinal)
                .Replace("<QueueId/>", "<QueueId />", StringComparison.Ordinal)}</MediaWorkflow></Request>",
            Encoding.UTF8.GetString(WorkflowWriter.Write("m", "Paused", read.Xml)));
        Assert.Null(Read("<MediaWorkflowList><Topology/></MediaWorkflowList>", MediaWorkflowReader.Read).Topology);
    }

    /// <summary>A media job, with the objects that it made where the service lists them.</summary>
    [Theory]
    [InlineData("CreateTime")]
    [InlineData("CreationTime")]
    public void AMediaJobIsReadWhole(string createTime)
    {
        const string Operation = "<Operation><Tag>Snapshot</Tag><Output><Object>out/${Number}.jpg</Object></Output><MediaResult>"
            + "<OutputFile><ObjectPrefix>out/</ObjectPrefix><ObjectName>1.jpg</ObjectName><ObjectName>2.jpg</ObjectName><ObjectName/>"
            + "<SpriteOutputFile><ObjectName>out/s.jpg</ObjectName></SpriteOutputFile></OutputFile></MediaResult></Operation>";
        string body = "<JobsDetail><JobId>j1</JobId><Tag>Snapshot</Tag><State>Success</State><Code>Success</Code><Message>m</Message>"
            + $"<Progress>100</Progress><QueueId>p1</QueueId><{createTime}>2026-01-01T00:00:00+0800</{createTime}>"
            + "<StartTime>2026-01-02T00:00:00+0800</StartTime><EndTime>2026-01-03T00:00:00+0800</EndTime><New>1</New>"
            + "<Input><Object>in/a.mp4</Object><Other>x</Other></Input>" + Operation + "</JobsDetail>";
        MediaJob job = Read(body, MediaJobReader.Read);
        Assert.Equal(
            new MediaJob
            {
                MediaJobId = "j1", Tag = "Snapshot", StateText = "Success", Code = "Success", Message = "m", Progress = 100, QueueId = "p1",
                CreationTime = Created, StartTime = Updated, EndTime = Updated.AddDays(1), Object = "in/a.mp4", Operation = Operation,
                Outputs = job.Outputs, Unrecognized = "<New>1</New><Other>x</Other>",
            },
            job);
        Assert.Equal("out/1.jpg, out/2.jpg, out/s.jpg", job.Outputs.ToString());
        Assert.Equal("in/a.mp4 (Success)", job.ToString());
        Assert.Null(Read("<JobsDetail><Progress>101</Progress></JobsDetail>", MediaJobReader.Read).Progress);
    }

    private static T Read<T>(string xml, Func<AnswerReader, T> read)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        using AnswerReader reader = AnswerReader.Open(body, body.Length);
        return read(reader);
    }
}
