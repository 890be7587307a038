using System;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>An input that an answer shows and that isn't understood is never sent: an empty Input may be the whole bucket.</summary>
public sealed class JobInputTests
{
    /// <summary>What a job's Input may look like (page: Request.Input has one of four), and that nothing is made from it.</summary>
    [Theory]
    [InlineData("<Input><Directory>incoming/</Directory></Input>", "Directory")]
    [InlineData("<Input><Prefix>in/</Prefix><Suffix>.mp4</Suffix></Input>", "Suffix")]
    [InlineData("<Input><Prefix/><Suffix>.mp4</Suffix></Input>", "Suffix")]
    [InlineData("<Input><Prefix><Key>in/</Key></Prefix></Input>", "Prefix")]
    [InlineData("<Input><Prefix>a/</Prefix><Prefix>b/</Prefix></Input>", "b/")]
    [InlineData("<Input><Prefix>in/</Prefix><Object>in/a.mp4</Object></Input>", "Object: in/a.mp4")]
    [InlineData("<Input><UrlFile>l.txt</UrlFile><Manifest>m.json</Manifest></Input>", "UrlFile: l.txt")]
    [InlineData("<Input><Object/></Input>", "Object")]
    [InlineData("<Input><Prefix/><Object/></Input>", "Prefix")]
    [InlineData("<Input/>", "Prefix")]
    [InlineData("", "Prefix")]
    public void WhatIsNotUnderstoodIsNotSent(string input, string named)
    {
        JobInput read = Read(input);
        InvalidFieldException refused = Assert.Throws<InvalidFieldException>(() => new CreateJobRequest("n", "w1", read));
        Assert.Equal("Input", refused.Field);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        var ofOperation = Assert.Throws<InvalidFieldException>(
            () => new CreateJobRequest("n", new MediaOperation("MediaInfo", new XElement("JobParam"), null), read));
        Assert.Equal(refused.Message, ofOperation.Message);
    }

    /// <summary>The writer of the body refuses it too, however the request came to have it.</summary>
    [Fact]
    public void TheWriterRefusesIt()
    {
        var request = new CreateJobRequest("n", "w1", JobInput.FromPrefix("in/"));
        typeof(CreateJobRequest).GetField("<Input>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(request, new JobInput());
        var refused = Assert.Throws<InvalidFieldException>(() => CreateJobWriter.Write(request));
        Assert.Contains(Messages.InputAbsent, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Empty nodes beside the one that is filled say nothing; an empty Prefix alone is the whole bucket.</summary>
    [Theory]
    [InlineData("<Input><Manifest/><UrlFile/><Prefix>in/</Prefix><Object></Object></Input>", "<Input><Prefix>in/</Prefix></Input>")]
    [InlineData("<Input><Prefix/><Object>a.mp4</Object></Input>", "<Input><Object>a.mp4</Object></Input>")]
    [InlineData("<Input><Prefix/></Input>", "<Input><Prefix /></Input>")]
    public void TheOneInputIsSentAlone(string shown, string sent) => Assert.Contains(
        sent, Encoding.UTF8.GetString(CreateJobWriter.Write(new CreateJobRequest("n", "w1", Read(shown)))), StringComparison.Ordinal);

    private static JobInput Read(string input)
    {
        byte[] answer = Encoding.UTF8.GetBytes("<JobsDetail><JobId>j</JobId>" + input + "</JobsDetail>");
        using AnswerReader xml = AnswerReader.Open(answer, answer.Length);
        return JobsDetailReader.Read(xml).Input;
    }
}
