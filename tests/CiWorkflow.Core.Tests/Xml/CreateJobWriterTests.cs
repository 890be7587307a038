using System.Text;
using System.Xml.Linq;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>The body of create.</summary>
public sealed class CreateJobWriterTests
{
    private const string WorkflowId = "w7476ff3564ee45b7b490d64bccaba6cc";

    /// <summary>The page's example, to the byte but for its line breaks.</summary>
    [Fact]
    public void ThePagesExampleIsWrittenAsThePageHasIt()
    {
        var interval = CiTimeInterval.Parse("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800");
        byte[] body = CreateJobWriter.Write(new CreateJobRequest("demo", WorkflowId, JobInput.FromPrefix("input"), interval));
        Assert.Equal(PageExample.Request.ReplaceLineEndings(""), Encoding.UTF8.GetString(body));
    }

    /// <summary>Each kind of input becomes its own node, alone.</summary>
    [Fact]
    public void EachInputHasItsNode()
    {
        foreach ((JobInput input, string xml) in new[]
        {
            (JobInput.FromPrefix(""), "<Prefix />"),
            (JobInput.FromObject("a b.mp4"), "<Object>a b.mp4</Object>"),
            (JobInput.FromUrlFile("lists/视频.txt"), "<UrlFile>lists/视频.txt</UrlFile>"),
            (JobInput.FromManifest("inv/manifest.json"), "<Manifest>inv/manifest.json</Manifest>"),
        })
        {
            XElement written = Written(new CreateJobRequest("n", WorkflowId, input)).Element("Input")!;
            Assert.Equal($"<Input>{xml}</Input>", written.ToString(SaveOptions.DisableFormatting));
        }
    }

    /// <summary>An interval that isn't given is left out, and so is an open end.</summary>
    [Fact]
    public void WhatIsOpenIsLeftOut()
    {
        JobInput input = JobInput.FromPrefix("a");
        Assert.Null(Written(new CreateJobRequest("n", WorkflowId, input)).Element("Operation")!.Element("TimeInterval"));
        XElement open = Written(new CreateJobRequest("n", WorkflowId, input, CiTimeInterval.Parse("2022-02-01T12:00:00Z/"))).Element("Operation")!.Element("TimeInterval")!;
        Assert.Equal("<TimeInterval><Start>2022-02-01T12:00:00+0000</Start></TimeInterval>", open.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>What means something in XML arrives as it was given.</summary>
    [Theory]
    [InlineData("a&b<c>\"d'e")]
    [InlineData("]]>")]
    [InlineData(" leading and trailing ")]
    [InlineData("emoji \U0001F600 和 中文")]
    public void MarkupInAKeyArrivesAsText(string key) =>
        Assert.Equal(
            key, Written(new CreateJobRequest("n", WorkflowId, JobInput.FromObject(key))).Element("Input")!.Element("Object")!.Value);

    private static XElement Written(CreateJobRequest request) =>
        XElement.Parse(Encoding.UTF8.GetString(CreateJobWriter.Write(request)), LoadOptions.PreserveWhitespace);
}
