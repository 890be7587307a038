using System.Text;
using CiWorkflow.Signing;
using Xunit;

namespace CiWorkflow.Core.Tests.Signing;

/// <summary>The buffer that signed text is put together in.</summary>
public sealed class ByteBufferTests
{
    /// <summary>It grows by whatever is appended, and what was there stays.</summary>
    [Fact]
    public void ItGrowsAsItIsFilled()
    {
        Assert.Equal("ab", Text(static buffer => buffer.AppendAscii("ab")));
        Assert.Equal("az-[@`{", Text(static buffer => buffer.AppendLowerAscii("AZ-[@`{")));
        Assert.Equal("é中", Text(static buffer => buffer.AppendUtf8("é中")));
        Assert.Equal("00ff1a", Text(static buffer => buffer.AppendHex([0, 255, 26])));
        Assert.Equal("bc", Text(static buffer => buffer.Append("abcd"u8.ToArray(), 1, 2)));
        Assert.Equal("x", Text(static buffer => buffer.Append((byte)'x')));
    }

    /// <summary>It is cleared and filled again.</summary>
    [Fact]
    public void ItIsFilledAgain()
    {
        var buffer = new ByteBuffer(1);
        buffer.AppendAscii("longer");
        buffer.Clear();
        Assert.Equal(0, buffer.Length);
        buffer.AppendAscii("ab");
        Assert.Equal("ab", Encoding.UTF8.GetString(buffer.Bytes, 0, buffer.Length));
    }

    private static string Text(System.Action<ByteBuffer> append)
    {
        // Full to the last byte, so that each kind of text makes it grow.
        var buffer = new ByteBuffer(2);
        buffer.AppendAscii("<<");
        append(buffer);
        return Encoding.UTF8.GetString(buffer.Bytes, 2, buffer.Length - 2);
    }
}
