using System;
using System.Text;
using System.Xml;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>The answer of create, in every shape that may come.</summary>
public sealed class JobAnswerReaderTests
{
    /// <summary>Every node of the page's example.</summary>
    [Fact]
    public void ThePagesExampleIsReadWhole()
    {
        JobsDetail job = Read(PageExample.Response);
        Assert.Equal("Success", job.Code);
        Assert.Equal("", job.Message);
        Assert.Equal("Workflow", job.Type);
        Assert.Equal("demo", job.Name);
        Assert.Equal("b3deffea2f84911ec9cb15254008618d9", job.JobId);
        Assert.Equal(JobState.Running, job.State);
        Assert.Equal("Running", job.StateText);
        Assert.Equal(new DateTimeOffset(2022, 6, 27, 15, 23, 10, TimeSpan.FromHours(8)), job.CreationTime);
        Assert.Equal(TimeSpan.FromHours(8), job.CreationTime!.Value.Offset);
        Assert.Null(job.StartTime);
        Assert.Null(job.EndTime);
        Assert.Equal("Prefix: input", job.Input.ToString());
        Assert.Equal("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800", job.Operation.TimeInterval!.ToString());
        Assert.Equal("w7476ff3564ee45b7b490d64bccaba6cc", job.WorkflowIds);
        Assert.Equal("from-header", job.RequestId);
    }

    /// <summary>The id in the body goes before the one in the header.</summary>
    [Fact]
    public void TheRequestIdOfTheBodyCounts() =>
        Assert.Equal(
            "in-body", Read("<Response><JobsDetail><JobId>j</JobId></JobsDetail><RequestId>in-body</RequestId></Response>").RequestId);

    /// <summary>Namespaces, CDATA, comments, instructions, attributes, another order, unknown nodes: none of them matters.</summary>
    [Fact]
    public void TheFormOfTheXmlDoesNotMatter()
    {
        JobsDetail job = Read("""
            <?xml version="1.0" encoding="UTF-8"?><!-- one -->
            <c:Response xmlns:c="http://www.qcloud.com/document/product/436/7751" version="2">
              <Later><Deep><Deeper>x</Deeper></Deep></Later>
              <c:JobsDetail new="yes">
                <Progress>12</Progress>
                <Operation><QueueId>p1</QueueId><Output><Object>no-input.mp4</Object></Output><c:WorkflowIds> w1 </c:WorkflowIds></Operation>
                <Input><Object><![CDATA[a <b> ]]>&amp; c</Object></Input>
                <State><!-- two -->Succ<!-- three -->ess</State>
                <JobId><?pi x?>j<Nested>no</Nested>1</JobId>
              </c:JobsDetail>
            </c:Response>
            """);
        Assert.Equal("j1", job.JobId);
        Assert.Equal(JobState.Success, job.State);
        Assert.Equal("a <b> & c", job.Input.Object);
        Assert.Equal("w1", job.WorkflowIds);
    }

    /// <summary>A state that nobody knew when this was written stays readable.</summary>
    [Fact]
    public void AnUnknownStateStaysReadable()
    {
        JobsDetail job = Read("<Response><JobsDetail><JobId>j</JobId><State>Hibernating</State></JobsDetail></Response>");
        Assert.Equal(JobState.Unknown, job.State);
        Assert.Equal("Hibernating", job.StateText);
    }

    /// <summary>Times: both offset forms, Z, and all that means that one has not come.</summary>
    [Theory]
    [InlineData("2022-08-09T14:54:17+08:00", "2022-08-09T06:54:17Z")]
    [InlineData("2022-08-09T14:54:17+0800", "2022-08-09T06:54:17Z")]
    [InlineData("2022-08-09T14:54:17-0330", "2022-08-09T18:24:17Z")]
    [InlineData(" 2022-08-09T14:54:17Z ", "2022-08-09T14:54:17Z")]
    [InlineData("2022-08-09T14:54:17.123Z", "2022-08-09T14:54:17.123Z")]
    [InlineData("2022-08-09 14:54:17+08:00", "2022-08-09T06:54:17Z")]
    [InlineData("2022-08-09 14:54:17Z", "2022-08-09T14:54:17Z")]
    [InlineData("2022-08-09T14:54:17", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData("2022-02-30T00:00:00+0800", null)]
    [InlineData("0001-01-01T00:00:00+0800", null)]
    [InlineData("soon", null)]
    public void ATimeIsRead(string text, string? instant)
    {
        JobsDetail job = Read($"<Response><JobsDetail><JobId>j</JobId><EndTime>{text}</EndTime></JobsDetail></Response>");
        Assert.Equal(
            instant is null ? null : DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), job.EndTime);
    }

    /// <summary>A missing job, under the page's name and the Go SDK's (doc 460/76893), also beside an empty job.</summary>
    [Theory]
    [InlineData("<NonExistJobIds>j</NonExistJobIds>")]
    [InlineData("<NonExistJobId>j</NonExistJobId>")]
    [InlineData("<NonExistJobIds><JobId>j</JobId></NonExistJobIds>")]
    [InlineData("<JobsDetail/><NonExistJobIds>j</NonExistJobIds>")]
    [InlineData("<NonExistJobIds>j</NonExistJobIds><JobsDetail></JobsDetail>")]
    [InlineData("<JobsDetail><JobId/><State/></JobsDetail><NonExistJobId>j</NonExistJobId>")]
    public void AMissingJobIsRecognised(string content)
    {
        byte[] body = Encoding.UTF8.GetBytes("<Response><RequestId>r</RequestId>" + content + "</Response>");
        Assert.Null(JobAnswerReader.ReadOne(body, body.Length, "", "j"));
        var refused = Assert.Throws<XmlException>(() => JobAnswerReader.ReadCreated(body, body.Length, ""));
        Assert.StartsWith(Messages.NoJobInAnswer, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>An answer about another job is none about this one, whether that job is there or not.</summary>
    [Theory]
    [InlineData("<JobsDetail><JobId>other</JobId></JobsDetail>")]
    [InlineData("<NonExistJobIds>other</NonExistJobIds>")]
    [InlineData("<JobsDetail><JobId>other</JobId></JobsDetail><NonExistJobIds>j</NonExistJobIds>")]
    public void AnotherJobsAnswerIsRefused(string content)
    {
        byte[] body = Encoding.UTF8.GetBytes("<Response>" + content + "</Response>");
        Assert.Equal(
            "it is about other, and j was asked for.",
            Assert.Throws<XmlException>(() => JobAnswerReader.ReadOne(body, body.Length, "", "j")).Message);
    }

    /// <summary>An empty list of missing jobs beside a job says nothing about it; without a job it is no answer.</summary>
    [Fact]
    public void AnEmptyListOfMissingJobsIsNothing()
    {
        byte[] body = Encoding.UTF8.GetBytes(
            "<Response><NonExistJobIds> </NonExistJobIds><JobsDetail><JobId>j</JobId></JobsDetail></Response>");
        Assert.Equal("j", JobAnswerReader.ReadOne(body, body.Length, "", "j")!.JobId);
        byte[] none = Encoding.UTF8.GetBytes("<Response><NonExistJobIds> </NonExistJobIds><JobsDetail/></Response>");
        var refused = Assert.Throws<XmlException>(() => JobAnswerReader.ReadOne(none, none.Length, "", "j"));
        Assert.StartsWith(Messages.NoJobInAnswer, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>An answer without a job is no answer: nobody may take it for one.</summary>
    [Theory]
    [InlineData("", "Root element is missing")]
    [InlineData("   ", "Root element is missing")]
    [InlineData("not xml", "Data at the root level is invalid")]
    [InlineData("<html><body>gateway</body></html>", "It has no JobsDetail with a JobId.")]
    [InlineData("<Response/>", "It has no JobsDetail with a JobId.")]
    [InlineData("<Response><JobsDetail/></Response>", "It has no JobsDetail with a JobId.")]
    [InlineData("<Response><JobsDetail><JobId>j</JobId>", "Unexpected end of file")]
    [InlineData("<!DOCTYPE Response><Response><JobsDetail><JobId>j</JobId></JobsDetail></Response>", "DTD is prohibited")]
    [InlineData(
        "<!DOCTYPE r [<!ENTITY a 'aaaa'>]><Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>", "DTD is prohibited")]
    [InlineData("<Response><JobsDetail><JobId>&#0;</JobId></JobsDetail></Response>", "hexadecimal value 0x00, is an invalid character")]
    public void WhatIsNoAnswerIsRefused(string xml, string reason) =>
        Assert.Contains(reason, Assert.Throws<XmlException>(() => Read(xml)).Message, StringComparison.Ordinal);

    /// <summary>A pile of a hundred thousand levels is refused for its depth, in a known node or in an unknown one.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("<JobsDetail><JobId>")]
    public void APileOfLevelsIsRefused(string before)
    {
        var xml = new StringBuilder("<Response>" + before);
        for (int i = 0; i < 100_000; i++)
        {
            xml.Append("<a>");
        }

        Assert.StartsWith(Messages.TooDeep, Assert.Throws<XmlException>(() => Read(xml.ToString())).Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes that are no UTF-8 are refused, not guessed.</summary>
    [Fact]
    public void InvalidUtf8IsRefused()
    {
        byte[] body = [.. "<Response><JobsDetail><JobId>"u8, 0xC3, 0x28, .. "</JobId></JobsDetail></Response>"u8];
        var refused = Assert.Throws<XmlException>(() => JobAnswerReader.ReadCreated(body, body.Length, ""));
        Assert.Contains("Invalid character in the given encoding", refused.Message, StringComparison.Ordinal);
    }

    private static JobsDetail Read(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        return JobAnswerReader.ReadCreated(body, body.Length, "from-header");
    }
}
