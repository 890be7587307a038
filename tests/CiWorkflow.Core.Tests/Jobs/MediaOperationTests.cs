using System.Text;
using System.Xml.Linq;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>Jobs of Type Job, held to the page 触发任务（独立节点） (460/80155).</summary>
public sealed class MediaOperationTests
{
    private const string Param = "<JobParam><TemplateId>t1460606b9752148c4ab182f55163ba7cd</TemplateId></JobParam>";
    private const string Queue = "<QueueId>p893bcda225bf4945a378da6662e81a89</QueueId>";
    private const string Output =
        "<Output><Region>ap-chongqing</Region><Bucket>test-1234567890</Bucket><Object>output/${InventoryTriggerJobId}/out.mp4</Object></Output>";

    private const string Interval = "<TimeInterval><Start>2022-02-01T12:00:00+0800</Start><End>2022-05-01T12:00:00+0800</End></TimeInterval>";

    private static readonly CreateJobRequest Page = new(
        "demo",
        new MediaOperation("Transcode", XElement.Parse(Param), XElement.Parse(Output))
        {
            QueueId = "p893bcda225bf4945a378da6662e81a89",
            UserData = "this is my inventorytriggerjob",
            JobLevel = 0,
            CallBack = new JobCallBack { CallBack = "https://www.callback.com" },
        },
        JobInput.FromPrefix("input"),
        CiTimeInterval.Parse("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800"));

    /// <summary>The example of the page, node by node.</summary>
    [Fact]
    public void ThePagesExampleIsWritten() => Assert.Equal(
        "<Request><Name>demo</Name><Type>Job</Type><Input><Prefix>input</Prefix></Input><Operation>" + Interval + Queue
        + "<UserData>this is my inventorytriggerjob</UserData><CallBack>https://www.callback.com</CallBack><Tag>Transcode</Tag>"
        + Param + Output + "<JobLevel>0</JobLevel></Operation></Request>",
        Encoding.UTF8.GetString(CreateJobWriter.Write(Page)));

    /// <summary>What the page requires of each tag is missed before anything is sent; of a tag that the page doesn't have nothing is.</summary>
    [Theory]
    [InlineData("Transcode", "<JobParam/>", Output, "JobParam")]
    [InlineData("Transcode", Param, null, "OutputObject")]
    [InlineData("Transcode", Param, "<Output><SpriteObject>s</SpriteObject></Output>", "OutputObject")]
    [InlineData("Snapshot", Param, "<Output><Bucket>b</Bucket></Output>", "OutputObject")]
    [InlineData("Snapshot", Param, "<Output><SpriteObject>s</SpriteObject></Output>", null)]
    [InlineData("VoiceSeparate", Param, "<Output><AuObject>a</AuObject></Output>", null)]
    [InlineData("StreamExtract", "<JobParam/>", "<Output><StreamExtract><Index>0</Index><Object>o</Object></StreamExtract></Output>", null)]
    [InlineData("MediaInfo", "<JobParam/>", null, null)]
    [InlineData("VideoTag", Param, null, null)]
    [InlineData("", Param, Output, "Tag")]
    public void WhatATagNeedsIsRequired(string tag, string param, string? output, string? missing)
    {
        var refused = Record.Exception(() => new MediaOperation(tag, XElement.Parse(param), output is null ? null : XElement.Parse(output)))
            as InvalidFieldException;
        Assert.Equal(missing, refused?.Field);
    }

    /// <summary>How the service shows an operation isn't documented: only another tag or another value means another job.</summary>
    [Theory]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output + Queue, nameof(JobMatch.Equal))]
    [InlineData("<Tag>transcode</Tag>" + Param + Output + Queue + "<JobLevel>0</JobLevel>", nameof(JobMatch.Equal))]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output, nameof(JobMatch.Unclear))]
    [InlineData("", nameof(JobMatch.Unclear))]
    [InlineData("<Tag>Transcode</Tag><JobParam><TemplateId>t2</TemplateId></JobParam>" + Output, nameof(JobMatch.Unequal))]
    [InlineData("<Tag>Snapshot</Tag>" + Param + Output, nameof(JobMatch.Unrelated))]
    public void AnOperationIsComparedByWhatItDoes(string operation, string match) =>
        Assert.Equal(match, new JobComparison(Page, "test-1234567890").Compare(Shown("Job", Interval + operation)).ToString());

    /// <summary>A workflow's job of the same name is never an operation's.</summary>
    [Fact]
    public void AWorkflowsJobIsAnother() => Assert.Equal(JobMatch.Unrelated, new JobComparison(Page, "test-1234567890").Compare(Shown("Workflow", "")));

    private static JobsDetail Shown(string type, string operation)
    {
        byte[] body = Encoding.UTF8.GetBytes(
            $"<Response><JobsDetail><Name>demo</Name><Type>{type}</Type><JobId>b1</JobId><Input><Prefix>input</Prefix></Input><Operation>{operation}</Operation></JobsDetail></Response>");
        return JobAnswerReader.ReadOne(body, body.Length, "")!;
    }
}
