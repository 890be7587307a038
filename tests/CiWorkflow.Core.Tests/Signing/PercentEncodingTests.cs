using System.Linq;
using System.Text;
using CiWorkflow.Signing;
using Xunit;

namespace CiWorkflow.Core.Tests.Signing;

/// <summary>Percent-encoding, held to .NET's own for every character.</summary>
public sealed class PercentEncodingTests
{
    /// <summary>Every UTF-16 unit, alone and between letters; half a pair becomes U+FFFD, as Encoding.UTF8 writes it.</summary>
    [Fact]
    public void EveryUnitIsEncodedAsRfc3986Says()
    {
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            string text = "A" + (char)unit + "z";
            string expected = Reference(text);
            Assert.Equal(expected, PercentEncoding.Encode(text));
            Assert.Equal(expected.ToLowerInvariant(), Lower(text));
        }
    }

    /// <summary>Characters outside the BMP, at the ends of their blocks.</summary>
    [Theory]
    [InlineData(0x10000)]
    [InlineData(0x1F600)]
    [InlineData(0x3FFFF)]
    [InlineData(0x40000)]
    [InlineData(0xFFFFF)]
    [InlineData(0x10FFFF)]
    public void ACharacterOfTwoUnitsIsOneOfFourBytes(int point)
    {
        string text = char.ConvertFromUtf32(point);
        Assert.Equal(Reference(text), PercentEncoding.Encode(text));
        Assert.Equal(12, PercentEncoding.Encode(text).Length);
    }

    /// <summary>Two halves in the wrong order, or a half at the end, are two and one of U+FFFD.</summary>
    [Fact]
    public void AHalfIsAReplacement()
    {
        Assert.Equal("%EF%BF%BD%EF%BF%BD", PercentEncoding.Encode("\uDE00\uD83D"));
        Assert.Equal("a%EF%BF%BD", PercentEncoding.Encode("a\uD83D"));
        Assert.Equal("%EF%BF%BDa", PercentEncoding.Encode("\uD83Da"));
    }

    /// <summary>A path keeps its slashes, and encodes everything else as a parameter does.</summary>
    [Fact]
    public void APathKeepsItsSlashes()
    {
        Assert.Equal("/a%20b/%E4%B8%AD//%2B%25", PercentEncoding.EncodePath("/a b/中//+%"));
        Assert.Equal("%2Fa", PercentEncoding.Encode("/a"));
    }

    /// <summary>A text of any length.</summary>
    [Fact]
    public void ALongTextIsEncodedWhole()
    {
        string text = string.Concat(Enumerable.Repeat("中a ", 10_000));
        Assert.Equal(Reference(text), PercentEncoding.Encode(text));
        Assert.Equal("", PercentEncoding.Encode(""));
    }

    /// <summary>RFC 3986 on UTF-8, byte by byte.</summary>
    internal static string Reference(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(
        static b => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~' ? ((char)b).ToString() : $"%{b:X2}"));

    private static string Lower(string text)
    {
        var buffer = new ByteBuffer(1);
        PercentEncoding.AppendLower(buffer, text);
        return Encoding.ASCII.GetString(buffer.Bytes, 0, buffer.Length);
    }
}
