using System.Text;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>Error bodies (436/7730), whole, cut off, and of somebody else.</summary>
public sealed class ErrorReaderTests
{
    private const string Whole = "<?xml version='1.0'?><Error><Code> c </Code><New/><Message> m </Message><Resource> /r </Resource><RequestId> i </RequestId><TraceId> t </TraceId></Error>";

    /// <summary>Every node that the documents have.</summary>
    [Fact]
    public void AnErrorIsReadWhole()
    {
        ErrorDocument error = Read(Whole)!;
        Assert.Equal(("c", " m ", " /r ", "i", "t"), (error.Code, error.Message, error.Resource, error.RequestId, error.TraceId));
    }

    /// <summary>What stood before a cut counts; nothing of it is made up.</summary>
    [Theory]
    [InlineData("<Error><Code>c</Code><Message>m</Mess", "c", "")]
    [InlineData("<Error><Code>c</Code><Message>m</Message><RequestId>r", "c", "m")]
    [InlineData("<Error><Co", "", "")]
    [InlineData("<Error>", "", "")]
    [InlineData("<Error/>", "", "")]
    public void WhatStoodBeforeACutCounts(string body, string code, string message)
    {
        ErrorDocument error = Read(body)!;
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    /// <summary>Another document is no error of the service.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Bad gateway")]
    [InlineData("<html><body><Code>c</Code></body></html>")]
    [InlineData("<Response><Error><Code>c</Code></Error></Response>")]
    [InlineData("<!DOCTYPE Error><Error><Code>c</Code></Error>")]
    public void AnotherDocumentIsNoError(string body) => Assert.Null(Read(body));

    private static ErrorDocument? Read(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        return ErrorReader.Read(body, body.Length);
    }
}
