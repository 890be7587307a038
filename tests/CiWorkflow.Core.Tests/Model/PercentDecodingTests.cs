using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>Percent-encoded UTF-8 (RFC 3986, 2.1), as listings with encoding-type=url and URLs have it.</summary>
public sealed class PercentDecodingTests
{
    /// <summary>What is encoded is decoded, and the rest stays; what isn't encoded UTF-8 is no text.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("a b+c", "a b+c")]
    [InlineData("%20", " ")]
    [InlineData("a%41%61z", "aAaz")]
    [InlineData("%00%09%0a%0A%1f%1F%39%40", "\0\t\n\n\u001f\u001f9@")]
    [InlineData("%7f%7F", "\u007f\u007f")]
    [InlineData("中%E4%B8%ad文", "中中文")]
    [InlineData("%F0%9F%98%80\U0001F600", "\U0001F600\U0001F600")]
    [InlineData("%25%2541", "%%41")]
    [InlineData("%", null)]
    [InlineData("a%", null)]
    [InlineData("%4", null)]
    [InlineData("a%4", null)]
    [InlineData("%4g", null)]
    [InlineData("%g4", null)]
    [InlineData("%/4", null)]
    [InlineData("%4:", null)]
    [InlineData("%@4", null)]
    [InlineData("%4G", null)]
    [InlineData("%`4", null)]
    [InlineData("%FF", null)]
    [InlineData("%E4%B8", null)]
    [InlineData("%E4%B8x", null)]
    public void WhatIsEncodedIsDecoded(string text, string? decoded) => Assert.Equal(decoded, PercentDecoding.TryDecode(text));

    /// <summary>Half a surrogate pair is no text.</summary>
    [Fact]
    public void HalfAPairIsNoText() => Assert.Null(PercentDecoding.TryDecode("%41\uD800"));
}
