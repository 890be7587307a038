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
    [InlineData("a\u009b8m", "a\\u009b8m")]
    [InlineData("a\u2028b\u2029c\u0085", "a\\u2028b\\u2029c\\u0085")]
    [InlineData("\u2066a\u2069\u061C", "\\u2066a\\u2069\\u061c")]
    [InlineData("\U000E0041\U000E007F", "\\udb40\\udc41\\udb40\\udc7f")]
    [InlineData("a\u200Db\u200Cc\u00AD\uFEFF\u2060", "a\\u200db\\u200cc\\u00ad\\ufeff\\u2060")]
    [InlineData("a\u3164\u115F\u034F\uFFFE", "a\\u3164\\u115f\\u034f\\ufffe")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\u0915\u094D\u200D\u0937 \u0D28\u0D4D\u200D", "\u0915\u094D\u200D\u0937 \u0D28\u0D4D\u200D")]
    [InlineData("\u0645\u200C \u200C\u0645", "\u0645\\u200c \\u200c\u0645")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\u2764\uFE0F\u200D\U0001F525", "\u2764\uFE0F\u200D\U0001F525")]
    [InlineData("\U0001F468\u200Cx\U0001F468\u200D", "\U0001F468\\u200cx\U0001F468\\u200d")]
    [InlineData("\u8FBB\U000E0100\U000E0101", "\u8FBB\U000E0100\\udb40\\udd01")]
    [InlineData("\uFE0Fa", "\\ufe0fa")]
    [InlineData("\u0600\u0661", "\u0600\u0661")]
    public void WhatCannotBeSeenIsSpelledOut(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    /// <summary>Half a surrogate pair is spelled out, wherever it stands.</summary>
    [Fact]
    public void HalfAPairIsSpelledOut()
    {
        Assert.Equal("a\\ud83d", ShownText.Of("a\uD83D"));
        Assert.Equal("\\ud83da", ShownText.Of("\uD83Da"));
        Assert.Equal("\\ude00\\ud83d", ShownText.Of("\uDE00\uD83D"));
    }

    /// <summary>A body keeps its lines, and none of them can pass for a line of something else.</summary>
    [Fact]
    public void ABodyKeepsItsLines() =>
        Assert.Equal("<a>\n    <b>\\u001b\\u000d</b>\n    \\u0009c", ShownText.Lines("<a>\r\n<b>\u001b\r</b>\n\tc"));

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
