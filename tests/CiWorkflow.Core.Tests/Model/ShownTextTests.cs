using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>A text from outside, as it may be printed at a prompt.</summary>
public sealed class ShownTextTests
{
    /// <summary>What moves the cursor, hides text or isn't a character is spelled out; all else stays.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("a b/中.mp4", "a b/中.mp4")]
    [InlineData("a\u001b[2Jb", "a\\u001b[2Jb")]
    [InlineData("a\r\n", "a\\u000d\\u000a")]
    [InlineData("\u202Egpj.exe", "\\u202egpj.exe")]
    [InlineData("\u200B", "\\u200b")]
    [InlineData("\U0001F600x", "\U0001F600x")]
    public void WhatCannotBeSeenIsSpelledOut(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    /// <summary>Half a surrogate pair is spelled out, wherever it stands.</summary>
    [Fact]
    public void HalfAPairIsSpelledOut()
    {
        Assert.Equal("a\\ud83d", ShownText.Of("a\uD83D"));
        Assert.Equal("\\ud83da", ShownText.Of("\uD83Da"));
        Assert.Equal("\\ude00\\ud83d", ShownText.Of("\uDE00\uD83D"));
    }

    /// <summary>A long text is cut behind 200 characters, and says so.</summary>
    [Fact]
    public void ALongTextIsCut()
    {
        string longest = new('a', 200);
        Assert.Equal(longest, ShownText.Of(longest));
        Assert.Equal(longest + "…", ShownText.Of(longest + "b"));
        Assert.Equal(longest[1..] + "\U0001F600…", ShownText.Of(longest[1..] + "\U0001F600b"));
    }
}
