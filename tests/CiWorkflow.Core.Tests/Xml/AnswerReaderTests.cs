using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Xml;

/// <summary>How every answer is walked.</summary>
public sealed class AnswerReaderTests
{
    /// <summary>A child that is not read is passed over with all that is in it, wherever it stands; the next one is read.</summary>
    [Theory]
    [InlineData("<a/><b>1</b>")]
    [InlineData("<a></a><b>1</b><c/>")]
    [InlineData("<a>x<b>9</b>y</a> <b>1</b> z <c><b>8</b></c>")]
    [InlineData("text<!-- c --><a><a><a/></a></a><b><![CDATA[1]]></b>")]
    public void AChildThatIsNotReadIsPassedOver(string xml)
    {
        using AnswerReader reader = Open("<r>" + xml + "</r>");
        Assert.Equal(["1"], reader.Children(new List<string>(), (found, name) =>
        {
            if (name == "b")
            {
                found.Add(reader.Text());
            }

            return found;
        }));
    }

    /// <summary>An empty parent has no children, in both spellings.</summary>
    [Theory]
    [InlineData("<r/>")]
    [InlineData("<r></r>")]
    public void AnEmptyElementHasNoChildren(string xml)
    {
        using AnswerReader reader = Open(xml);
        Assert.Equal("as before", reader.Children("as before", (_, _) => "changed"));
    }

    /// <summary>The XML of what is not read is kept where somebody keeps it; else the item around it does.</summary>
    [Fact]
    public void WhatIsNotReadIsKeptByTheNearestKeeper()
    {
        using AnswerReader reader = Open("<r><x>1</x><inner><y a='&quot;'>2</y></inner><keeper><z/></keeper><v/></r>");
        string kept = reader.Children(
            "",
            (found, name) => name switch
            {
                "inner" => reader.Children(found, static (item, _) => item),
                "keeper" => found + reader.Children("", static (item, _) => item, static (_, xml) => "[" + xml + "]"),
                _ => found,
            },
            static (found, xml) => found + xml);
        Assert.Equal("[<z/>]<x>1</x><y a=\"&quot;\">2</y><v/>", kept);
    }

    /// <summary>A copy is the element as it was written, without namespaces, comments and the white space between elements.</summary>
    [Fact]
    public void ACopyIsTheElementAsItWasWritten()
    {
        using AnswerReader reader = Open("<r><n:a xmlns:n='u' xmlns='v' n:p='1' q='&amp;&lt;'> <!-- c --> <b>t &gt; <![CDATA[<u>]]> \"v\"\r</b>\n<c/><d></d></n:a><e>1</e></r>");
        string copy = "";
        string next = "";
        reader.Children(name =>
        {
            if (name == "a")
            {
                copy = reader.Copy();
            }
            else
            {
                next = reader.Text();
            }
        });
        Assert.Equal("<a q=\"&amp;&lt;\"><b>t &gt; &lt;u&gt; &quot;v&quot;\n</b><c/><d></d></a>", copy);
        Assert.Equal("t > <u> \"v\"\n", XElement.Parse(copy, LoadOptions.PreserveWhitespace).Element("b")!.Value);
        Assert.Equal("1", next);
    }

    /// <summary>A copy in a copy is a part of it.</summary>
    [Fact]
    public void ACopyInACopyIsAPartOfIt()
    {
        using AnswerReader reader = Open("<r><a><b>1</b><c>2</c></a></r>");
        string inner = "";
        string outer = "";
        reader.Children(_ => reader.Copy(
            () => reader.Children(0, (none, name) =>
            {
                inner = name == "c" ? reader.Copy() : inner;
                return none;
            }),
            out outer));
        Assert.Equal(("<c>2</c>", "<a><b>1</b><c>2</c></a>"), (inner, outer));
    }

    /// <summary>Whether an element has text, at any depth.</summary>
    [Theory]
    [InlineData("<a/>", false)]
    [InlineData("<a> \n </a>", false)]
    [InlineData("<a><b/><c> </c></a>", false)]
    [InlineData("<a>1</a>", true)]
    [InlineData("<a><b><c>1</c></b></a>", true)]
    [InlineData("<a><![CDATA[1]]></a>", true)]
    public void TextIsFoundAtAnyDepth(string xml, bool hasText)
    {
        using AnswerReader reader = Open("<r>" + xml + "<next/></r>");
        var names = new List<string>();
        bool found = false;
        reader.Children(name =>
        {
            names.Add(name);
            found |= name == "a" && reader.HasText();
        });
        Assert.Equal(hasText, found);
        Assert.Equal(["a", "next"], names);
    }

    /// <summary>Words are trimmed, texts are not; a number is one that is not negative.</summary>
    [Fact]
    public void WordsAreTrimmedAndTextsAreNot()
    {
        using AnswerReader reader = Open(
            "<r><a> x y </a><b> x y </b><c> 12 </c><d>-1</d><e>1.5</e><f/><g>9223372036854775807</g><h>9223372036854775808</h></r>");
        var read = new List<object?>();
        reader.Children(name => read.Add(name == "a" ? reader.Text() : name == "b" ? reader.Word() : reader.Number()));
        Assert.Equal([" x y ", "x y", 12L, null, null, null, long.MaxValue, null], read);
    }

    /// <summary>Text with elements in it, and in many pieces, is put together in order.</summary>
    [Fact]
    public void TextInPiecesIsPutTogether()
    {
        using AnswerReader reader = Open("<r>a<x>no<y/></x> b<![CDATA[ c]]><!-- d -->e<z/></r>");
        Assert.Equal("a b ce", reader.Text());
    }

    /// <summary>64 levels are read, and 65 are not.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TheDepthIsBounded(int levels, bool isRead)
    {
        string xml = string.Concat(Enumerable.Repeat("<a>", levels)) + "x" + string.Concat(Enumerable.Repeat("</a>", levels));
        using AnswerReader reader = Open(xml);
        Exception? failure = Record.Exception(() => reader.HasText());
        Assert.Equal(isRead ? null : Messages.TooDeep, (failure as XmlException)?.Message[..Messages.TooDeep.Length]);
    }

    /// <summary>Another root is refused with the line; the right one is not.</summary>
    [Fact]
    public void AnotherRootIsRefused()
    {
        using AnswerReader reader = Open("\n<html/>");
        Assert.Equal("html", reader.Name);
        var error = Assert.Throws<XmlException>(() => reader.RequireRoot("Response"));
        Assert.Equal(2, error.LineNumber);
        Assert.Contains("Response", error.Message, StringComparison.Ordinal);
        reader.RequireRoot("html");
    }

    /// <summary>A page of a list: its items with the request's id, its token and its total; blank ones are none.</summary>
    [Fact]
    public void APageOfAListIsRead()
    {
        Page<string> page = ReadList("<Response><RequestId>r</RequestId><I>1</I><Other><I>9</I></Other><I>2</I><NextToken> t </NextToken><TotalCount>7</TotalCount></Response>");
        Assert.Equal(["1r", "2r"], page.Items);
        Assert.Equal(("t", 7L), (page.NextToken, page.TotalCount));
        page = ReadList("<Response><I>1</I><NextToken> </NextToken><RequestId/></Response>");
        Assert.Equal(["1header"], page.Items);
        Assert.Equal((null, null), (page.NextToken, page.TotalCount));
        var refused = Assert.Throws<XmlException>(() => ReadList("<html/>"));
        Assert.StartsWith("Its root isn't Response.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A workflow with everything that the documents have for it.</summary>
    [Fact]
    public void AWorkflowIsRead()
    {
        using AnswerReader reader = Open("""
            <MediaWorkflowList><Name> n </Name><WorkflowId> w1 </WorkflowId><State>Active</State><CreateTime>2022-08-09T14:54:17+08:00</CreateTime>
            <UpdateTime>2022-08-09T15:54:17+08:00</UpdateTime><BucketId>media-1250000000</BucketId><Topology><Nodes><Start/></Nodes></Topology><New/></MediaWorkflowList>
            """);
        MediaWorkflow workflow = MediaWorkflowReader.Read(reader);
        Assert.Equal(
            (" n ", "w1", "Active", "media-1250000000", "<New/>"),
            (workflow.Name, workflow.WorkflowId, workflow.State, workflow.BucketId, workflow.Unrecognized));
        Assert.Equal(TimeSpan.FromHours(1), workflow.UpdateTime - workflow.CreateTime);
        Assert.Equal("Start", workflow.Topology!.ToString());
        Assert.Equal(" n  (w1)", workflow.ToString());
    }

    /// <summary>What JSON the base library reads, and how.</summary>
    [Fact]
    public void AnObjectOfJsonIsRead()
    {
        const string Text = """
            {"a": "x", "A1": 2, "n": null, "t": true, "list": [{"k": "1", "x": {"k": 2}}, {}, {"k": "2"}], "o": {"p": "q"}, "a": "last", "not a name": 1}
            """;
        var items = new List<string>();
        IReadOnlyDictionary<string, string> json = JsonText.ReadObject(
            Utf8(Text), ["A", "a1", "n", "t", "o", "none", "not a name", "k"], "List", item => items.Add(item["k"]));
        Assert.Equal(
            ("last", "2", "", "true", "", "", "1"),
            (json["A"], json["a1"], json["n"], json["t"], json["o"], json["none"], json["not a name"]));
        Assert.Equal(["1", "", "2"], items);
        Assert.Equal("x", JsonText.ReadObject(Utf8("\uFEFF{\"a\": \"x\"}"), ["a"])["a"]);
        Assert.Equal("", JsonText.ReadObject(Utf8("{\"a\": \"x\", \"a\": [1]}"), ["a"])["a"]);
        foreach (string other in (string[])["{\"l\": [{}], \"L\": [{}]}", "{\"l\": [1]}"])
        {
            var refused = Assert.Throws<XmlException>(() => JsonText.ReadObject(Utf8(other), [], "l", static _ => { }));
            Assert.Equal(Messages.NoJsonObject, refused.Message);
        }
    }

    /// <summary>What is no object of JSON is refused, and nothing of it is repeated.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("secret")]
    [InlineData("[\"secret\"]")]
    [InlineData("\"secret\"")]
    [InlineData("{\"a\": \"secret\"} x")]
    [InlineData("{\"a\": secret}")]
    [InlineData("}")]
    public void WhatIsNoObjectOfJsonIsRefused(string json)
    {
        var error = Assert.Throws<XmlException>(() => JsonText.ReadObject(Utf8(json), ["a"]));
        Assert.Equal(Messages.NoJsonObject, error.Message);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Page<string> ReadList(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        return ListReader.Read(body, body.Length, "header", "I", static reader => reader.Text(), static (item, id) => item + id);
    }

    private static AnswerReader Open(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        return AnswerReader.Open(body, body.Length);
    }
}
