using System.Linq;
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

    private const string OtherOutput =
        "<Output><Region>ap-chongqing</Region><Bucket>test-1234567890</Bucket><Object>output/other.mp4</Object></Output>";

    private const string ShortOutput = "<Output><Object>output/${InventoryTriggerJobId}/out.mp4</Object></Output>";
    private const string Rest = "<UserData>this is my inventorytriggerjob</UserData><JobLevel>0</JobLevel><CallBack>https://www.callback.com</CallBack>";
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

    /// <summary>A message queue for the callback is written with its nodes, and nothing of it where it has no name.</summary>
    [Fact]
    public void AMessageQueueIsWritten()
    {
        string Write(JobCallBack callBack) => Encoding.UTF8.GetString(CreateJobWriter.Write(
            new CreateJobRequest(
                "n", new MediaOperation("MediaInfo", new XElement("JobParam"), null) { CallBack = callBack }, JobInput.FromPrefix("a"))));
        var queue = new JobCallBack { CallBackFormat = "XML", CallBackType = "TDMQ", MqRegion = "bj", MqMode = "Queue", MqName = "q" };
        Assert.Contains(
            "<CallBackFormat>XML</CallBackFormat><CallBackType>TDMQ</CallBackType><CallBackMqConfig><MqRegion>bj</MqRegion>"
            + "<MqMode>Queue</MqMode><MqName>q</MqName></CallBackMqConfig><Tag>MediaInfo</Tag>",
            Write(queue), System.StringComparison.Ordinal);
        Assert.DoesNotContain("Mq", Write(queue with { MqName = "" }), System.StringComparison.Ordinal);
    }

    /// <summary>Operations are equal where everything that they do is.</summary>
    [Fact]
    public void OperationsAreEqualByWhatTheyDo()
    {
        MediaOperation Make(string tag = "Transcode", string param = Param, string output = Output) =>
            new(tag, XElement.Parse(param), XElement.Parse(output)) { QueueId = "p", UserData = "u", JobLevel = 1, CallBack = new JobCallBack { CallBack = "c" } };
        MediaOperation one = Make();
        Assert.Equal(one, Make());
        Assert.Equal(one.GetHashCode(), Make().GetHashCode());
        MediaOperation?[] others =
        [
            Make("Snapshot"), Make(param: "<JobParam><TemplateId>t2</TemplateId></JobParam>"), Make(output: "<Output><Object>o</Object></Output>"),
            one with { QueueId = "q" }, one with { UserData = "v" }, one with { JobLevel = 2 },
            one with { CallBack = new JobCallBack { CallBack = "d" } }, null,
            one with { QueueType = "SpeedTranscoding" }, one with { IsFreeTranscode = true },
            one with { CallBack = new JobCallBack { CallBack = "c", KafkaTopic = "t" } },
        ];
        Assert.All(others, other => Assert.NotEqual(one, other));
    }

    /// <summary>
    /// What the page requires of each tag is missed before anything is sent; of a tag that the page doesn't have nothing is.
    /// </summary>
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
        Assert.EndsWith(
            missing switch
            {
                null => "",
                "Tag" => Messages.TagRule,
                "JobParam" => JobScript.Text(Messages.JobParamRule, tag),
                _ when tag == "Snapshot" => JobScript.Text(Messages.OutputOrRule, tag, "SpriteObject"),
                _ => JobScript.Text(Messages.OutputRule, tag),
            },
            refused?.Message ?? "",
            System.StringComparison.Ordinal);
    }

    /// <summary>How the service shows an operation isn't documented: only another tag or another value means another job.</summary>
    [Theory]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output + Queue + Rest, nameof(JobMatch.Equal))]
    [InlineData("<Tag>transcode</Tag>" + Param + Output + Queue + Rest + "<CallBackFormat>XML</CallBackFormat>", nameof(JobMatch.Equal))]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output + Queue, nameof(JobMatch.Unclear))]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output + Queue + Rest + "<CallBackFormat>JSON</CallBackFormat>", nameof(JobMatch.Unclear))]
    [InlineData("<Tag>Transcode</Tag>" + Param + Output, nameof(JobMatch.Unclear))]
    [InlineData("", nameof(JobMatch.Unclear))]
    [InlineData("<Tag>Transcode</Tag><JobParam><TemplateId>t2</TemplateId></JobParam>" + Output, nameof(JobMatch.Unequal))]
    [InlineData("<Tag>Snapshot</Tag>" + Param + Output, nameof(JobMatch.Unrelated))]
    [InlineData("<Tag>Transcode</Tag>" + Param + Queue, nameof(JobMatch.Unclear))]
    [InlineData("<Tag>Transcode</Tag>" + Param + OtherOutput + Queue, nameof(JobMatch.Unequal))]
    [InlineData("<Tag>Transcode</Tag>" + Param + ShortOutput + Queue, nameof(JobMatch.Unclear))]
    public void AnOperationIsComparedByWhatItDoes(string operation, string match) =>
        Assert.Equal(match, new JobComparison(Page, "test-1234567890", "ap-beijing").Compare(Shown("Job", Interval + operation)).ToString());

    /// <summary>The tag stands beside the operation (doc 460/80155, answer), in it, or in both; then the one beside it counts.</summary>
    [Theory]
    [InlineData("Transcode", "", nameof(JobMatch.Equal))]
    [InlineData("Snapshot", "", nameof(JobMatch.Unrelated))]
    [InlineData("Transcode", "Snapshot", nameof(JobMatch.Equal))]
    [InlineData("Snapshot", "Transcode", nameof(JobMatch.Unrelated))]
    [InlineData("", "Transcode", nameof(JobMatch.Equal))]
    [InlineData("", "Snapshot", nameof(JobMatch.Unrelated))]
    public void TheTagMayStandBesideTheOperation(string beside, string inside, string match) => Assert.Equal(match,
        new JobComparison(Page, "test-1234567890", "ap-beijing").Compare(
            Shown("Job", Interval + (inside.Length > 0 ? $"<Tag>{inside}</Tag>" : "") + Param + Output + Queue + Rest, $"<Tag>{beside}</Tag>"))
            .ToString());

    /// <summary>A workflow's job of the same name is never an operation's.</summary>
    [Fact]
    public void AWorkflowsJobIsAnother() => Assert.Equal(JobMatch.Unrelated, new JobComparison(Page, "test-1234567890", "ap-beijing").Compare(Shown("Workflow", "")));

    /// <summary>
    /// Nodes with nodes of their own are compared whole; what is shown beside ours proves nothing, and an empty node is nothing.
    /// </summary>
    [Theory]
    [InlineData("<JobParam><Animation><Fps>15</Fps></Animation></JobParam>", nameof(JobMatch.Equal))]
    [InlineData("<JobParam><Animation><Fps>16</Fps></Animation></JobParam>", nameof(JobMatch.Unclear))]
    [InlineData("<JobParam><Other>1</Other></JobParam>", nameof(JobMatch.Unclear))]
    [InlineData("<JobParam><Animation><Fps>15</Fps></Animation><Other>1</Other></JobParam>", nameof(JobMatch.Unclear))]
    [InlineData("<JobParam><Animation><Fps>15</Fps></Animation><Other> </Other></JobParam>", nameof(JobMatch.Equal))]
    [InlineData("", nameof(JobMatch.Unclear))]
    public void NodesAreComparedWhole(string param, string match)
    {
        var request = new CreateJobRequest(
            "demo", new MediaOperation("MediaInfo", XElement.Parse("<JobParam><Animation><Fps>15</Fps></Animation></JobParam>"), null),
                JobInput.FromPrefix("input"));
        Assert.Equal(match, new JobComparison(request, "test-1234567890", "ap-beijing").Compare(Shown("Job", "<Tag>MediaInfo</Tag>" + param + Output
            + Queue)).ToString());
    }

    /// <summary>
    /// The order of nodes with different names means nothing; of nodes that come several times none shows that the job is another.
    /// </summary>
    [Theory]
    [InlineData("<JobParam><B><Y>2</Y><X>1</X></B><A>a</A><A>b</A></JobParam>", nameof(JobMatch.Equal))]
    [InlineData("<JobParam><A>b</A><A>a</A><B><X>1</X><Y>2</Y></B></JobParam>", nameof(JobMatch.Unclear))]
    [InlineData("<JobParam><A>a</A><B><X>1</X><Y>2</Y></B></JobParam>", nameof(JobMatch.Unclear))]
    [InlineData("<JobParam><A>a</A><A>b</A><B><X>2</X><Y>1</Y></B></JobParam>", nameof(JobMatch.Unclear))]
    public void TheOrderOfNodesMeansNothing(string shown, string match)
    {
        XElement param = XElement.Parse("<JobParam><A>a</A><A>b</A><B><X>1</X><Y>2</Y></B></JobParam>");
        JobComparison comparison = Of(param);
        Assert.Equal(match, comparison.Compare(Shown("Job", "<Tag>MediaInfo</Tag>" + shown)).ToString());
        Assert.Equal(match == nameof(JobMatch.Equal), comparison.Identity == Of(XElement.Parse(shown)).Identity);

        static JobComparison Of(XElement param) =>
            new(new CreateJobRequest("demo", new MediaOperation("MediaInfo", param, null), JobInput.FromPrefix("input")), "test-1234567890", "ap-beijing");
    }

    /// <summary>An operation without parameters is equal to one that shows none; without a type or a tag nothing is certain.</summary>
    [Fact]
    public void WithoutParametersNothingIsMissed()
    {
        var request = new CreateJobRequest("demo", new MediaOperation("MediaInfo", XElement.Parse("<JobParam/>"), null),
            JobInput.FromPrefix("input"));
        var comparison = new JobComparison(request, "test-1234567890", "ap-beijing");
        Assert.Equal(JobMatch.Equal, comparison.Compare(Shown("Job", "<Tag>MediaInfo</Tag>")));
        Assert.Equal(JobMatch.Unclear, comparison.Compare(Shown("Job", "")));
        Assert.Equal(JobMatch.Unclear, comparison.Compare(Shown("", "<Tag>MediaInfo</Tag>")));
    }

    /// <summary>Another queue is another job's; a template with blanks around it is the same.</summary>
    [Fact]
    public void AnotherQueueIsAnothersJob()
    {
        var comparison = new JobComparison(Page, "test-1234567890", "ap-beijing");
        string spaced = Param.Replace("t1460606b9752148c4ab182f55163ba7cd", " t1460606b9752148c4ab182f55163ba7cd ",
            System.StringComparison.Ordinal);
        Assert.Equal(JobMatch.Equal, comparison.Compare(Shown("Job", Interval + "<Tag>Transcode</Tag>" + spaced + Output + Queue + Rest)));
        string other = Queue.Replace("p893", "p894", System.StringComparison.Ordinal);
        Assert.Equal(JobMatch.Unequal, comparison.Compare(Shown("Job", Interval + "<Tag>Transcode</Tag>" + Param + Output + other)));
    }

    /// <summary>Operations that differ in what they do have identities of their own.</summary>
    [Fact]
    public void EachOperationHasAnIdentity()
    {
        XElement param = XElement.Parse(Param);
        XElement output = XElement.Parse(Output);
        MediaOperation[] operations =
        [
            new("Transcode", param, output), new("VideoProcess", param, output),
                new("Transcode", XElement.Parse("<JobParam><TemplateId>t2</TemplateId></JobParam>"), output),
            new("Transcode", param, XElement.Parse("<Output><Object>o</Object></Output>")),
                new("Transcode", param, output) { QueueId = "p2" },
        ];
        Assert.Distinct(System.Array.ConvertAll(
            operations, static operation => new JobComparison(new CreateJobRequest("demo", operation, JobInput.FromPrefix("input")),
                "b", "ap-beijing").Identity));
    }

    /// <summary>
    /// Every field that an operation has is written, tells requests apart, is compared with what a job shows, and makes operations unequal.
    /// </summary>
    [Theory]
    [InlineData("QueueId", "<QueueId>p2</QueueId>")]
    [InlineData("UserData", "<UserData>u</UserData>")]
    [InlineData("JobLevel", "<JobLevel>2</JobLevel>")]
    [InlineData("CallBack", "<CallBack>https://a.example/</CallBack>")]
    [InlineData("CallBackFormat", "<CallBackFormat>JSON</CallBackFormat>")]
    [InlineData("CallBackType", "<CallBackType>TDMQ</CallBackType>")]
    [InlineData("MqName", "<CallBackMqConfig><MqName>q</MqName></CallBackMqConfig>")]
    public void EveryFieldCountsEverywhere(string field, string xml)
    {
        MediaOperation plain = new("MediaInfo", new XElement("JobParam"), null);
        MediaOperation With(string text) => field switch
        {
            "QueueId" => plain with { QueueId = text },
            "UserData" => plain with { UserData = text },
            "JobLevel" => plain with { JobLevel = text == "other" ? 1 : 2 },
            "CallBack" => plain with { CallBack = new JobCallBack { CallBack = text } },
            "CallBackFormat" => plain with { CallBack = new JobCallBack { CallBackFormat = text } },
            "CallBackType" => plain with { CallBack = new JobCallBack { CallBackType = text } },
            _ => plain with { CallBack = new JobCallBack { MqName = text } },
        };
        string value = XElement.Parse(xml) is { HasElements: true } node ? node.Elements().Single().Value : XElement.Parse(xml).Value;
        (CreateJobRequest asked, CreateJobRequest other, CreateJobRequest none) = (Of(With(value)), Of(With("other")), Of(plain));
        Assert.Contains(xml, Encoding.UTF8.GetString(CreateJobWriter.Write(asked)), System.StringComparison.Ordinal);
        Assert.NotEqual(asked.Operation, other.Operation);
        Assert.NotEqual(asked.Operation, none.Operation);
        Assert.Equal(asked.Operation, With(value));
        Assert.Distinct([Comparison(asked).Identity, Comparison(other).Identity, Comparison(none).Identity]);
        JobsDetail shown = Shown("Job", "<Tag>MediaInfo</Tag>" + xml);
        Assert.Equal(JobMatch.Equal, Comparison(asked).Compare(shown));
        Assert.Equal(JobMatch.Unequal, Comparison(other).Compare(shown));
        Assert.Equal(JobMatch.Unclear, Comparison(asked).Compare(Shown("Job", "<Tag>MediaInfo</Tag>")));

        // The bucket's own queue may be filled in; what else wasn't asked for may be another request's.
        Assert.Equal(field == "QueueId" ? JobMatch.Equal : JobMatch.Unclear, Comparison(none).Compare(shown));

        // The entry of a ledger has the name that it always had: what it didn't tell apart stands in the entry.
        Assert.Equal(field == "QueueId", Comparison(asked).EntryIdentity != Comparison(none).EntryIdentity);
        Assert.Equal(field != "QueueId", Comparison(asked).Details != Comparison(none).Details);

        static CreateJobRequest Of(MediaOperation operation) => new("demo", operation, JobInput.FromPrefix("input"));

        static JobComparison Comparison(CreateJobRequest request) => new(request, "test-1234567890", "ap-beijing");
    }

    /// <summary>What is the service's default may be shown where it wasn't asked for.</summary>
    [Fact]
    public void ADefaultMayBeShown()
    {
        var request = new CreateJobRequest("demo", new MediaOperation("MediaInfo", new XElement("JobParam"), null), JobInput.FromPrefix("input"));
        JobsDetail shown = Shown(
            "Job", "<Tag>MediaInfo</Tag><JobLevel>0</JobLevel><CallBackFormat>XML</CallBackFormat><CallBackType>Url</CallBackType>");
        Assert.Equal(JobMatch.Equal, new JobComparison(request, "test-1234567890", "ap-beijing").Compare(shown));
    }

    private static JobsDetail Shown(string type, string operation, string beside = "")
    {
        byte[] body = Encoding.UTF8.GetBytes(
            $"<Response><JobsDetail><Name>demo</Name><Type>{type}</Type><JobId>b1</JobId><Input><Prefix>input</Prefix></Input>{beside}<Operation>{operation}</Operation></JobsDetail></Response>");
        return JobAnswerReader.ReadOne(body, body.Length, "", "b1")!;
    }
}
