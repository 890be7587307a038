using System;
using System.Text;
using System.Xml;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>Answers with one item, with a status, or with nothing, and the second names that nodes have in some documents.</summary>
public sealed class ItemReaderTests
{
    /// <summary>The item is taken, with the answer's request id or else the header's; another document is none.</summary>
    [Fact]
    public void AnItemIsTakenWithItsRequestId()
    {
        Assert.Equal(("i", "r1"), Read("<Response><RequestId>r1</RequestId><Item>i</Item><Other>x</Other></Response>"));
        Assert.Equal(("i", "header"), Read("<Response><Item>i</Item><RequestId></RequestId></Response>"));
        Assert.Equal(("j", "header"), Read("<Response><Item>i</Item><Item>j</Item></Response>"));
        Assert.Equal("missing", Assert.Throws<XmlException>(static () => Read("<Response><RequestId>r</RequestId></Response>")).Message[..7]);
        var refused = Assert.Throws<XmlException>(static () => Read("<Other><Item>i</Item></Other>"));
        Assert.StartsWith("Its root isn't Response.", refused.Message, StringComparison.Ordinal);

        static (string Item, string RequestId) Read(string text)
        {
            byte[] body = Encoding.UTF8.GetBytes(text);
            return ItemReader.Read(body, body.Length, "header", static (xml, name) => name == "Item" ? xml.Word() : null, "missing");
        }
    }

    /// <summary>A bucket's versioning was never enabled where it has no status (436/19889).</summary>
    [Theory]
    [InlineData("<VersioningConfiguration/>", false)]
    [InlineData("<VersioningConfiguration><Status/></VersioningConfiguration>", false)]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", true)]
    [InlineData("<VersioningConfiguration><Other>x</Other><Status>Suspended</Status></VersioningConfiguration>", true)]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status><Status/></VersioningConfiguration>", true)]
    public void AStatusIsOnceEnabled(string text, bool hasStatus)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        Assert.Equal(hasStatus, VersioningReader.Read(body, body.Length));
        byte[] other = Encoding.UTF8.GetBytes("<Other><Status>Enabled</Status></Other>");
        var refused = Assert.Throws<XmlException>(() => VersioningReader.Read(other, other.Length));
        Assert.StartsWith("Its root isn't VersioningConfiguration.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Nodes that have two names in the documents are read by both, and the four inputs by theirs.</summary>
    [Fact]
    public void NodesWithTwoNamesAreReadByBoth()
    {
        const string Time = "2026-01-01T00:00:00Z";
        foreach (string name in (string[])["CreateTime", "CreationTime"])
        {
            string node = $"<{name}>{Time}</{name}>";
            Assert.NotNull(Read("<JobsDetail>" + node + "</JobsDetail>", JobsDetailReader.Read).CreationTime);
            WorkflowExecution run = Read($"<WorkflowExecution>{node}<Tasks>{node}</Tasks></WorkflowExecution>", ExecutionReader.Read);
            Assert.NotNull(run.CreateTime);
            Assert.NotNull(run.Tasks![0].CreateTime);
        }

        Assert.Equal("n", Read("<WorkflowExecution><Name>n</Name></WorkflowExecution>", ExecutionReader.Read).WorkflowName);
        Assert.Equal("n", Read("<WorkflowExecution><WorkflowName>n</WorkflowName></WorkflowExecution>", ExecutionReader.Read).WorkflowName);
        JobsDetail job = Read(
            "<JobsDetail><Message>m</Message><Progress>100</Progress><Input><Manifest>a</Manifest><UrlFile>b</UrlFile><Prefix>c</Prefix>"
            + "<Object>d</Object></Input></JobsDetail>",
            JobsDetailReader.Read);
        Assert.Equal(("m", 100, "a", "b", "c", "d"), (job.Message, job.Progress, job.Input.Manifest, job.Input.UrlFile, job.Input.Prefix,
            job.Input.Object));
        Assert.Null(Read("<JobsDetail><Progress>101</Progress></JobsDetail>", JobsDetailReader.Read).Progress);
    }

    private static T Read<T>(string xml, Func<AnswerReader, T> read)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        using AnswerReader reader = AnswerReader.Open(body, body.Length);
        return read(reader);
    }
}
