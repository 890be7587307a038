using System;
using System.Text;

namespace CiWorkflow.Signing;

/// <summary>A growing run of bytes that is cleared and filled again.</summary>
internal sealed class ByteBuffer
{
    public ByteBuffer(int capacity) => Bytes = new byte[capacity];

    public byte[] Bytes { get; private set; }

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void Append(byte value)
    {
        Reserve(1);
        Bytes[Length++] = value;
    }

    public void Append(byte[] source, int start, int count)
    {
        Reserve(count);
        Buffer.BlockCopy(source, start, Bytes, Length, count);
        Length += count;
    }

    /// <summary>Appends text that is known to be ASCII.</summary>
    public void AppendAscii(string text)
    {
        Reserve(text.Length);
        Length += Encoding.ASCII.GetBytes(text, 0, text.Length, Bytes, Length);
    }

    public void AppendLowerAscii(string text)
    {
        Reserve(text.Length);
        foreach (char c in text)
        {
            Bytes[Length++] = (byte)(c is >= 'A' and <= 'Z' ? c + ('a' - 'A') : c);
        }
    }

    public void AppendUtf8(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, 0, text.Length, Bytes, Length);
    }

    public void AppendHex(byte[] value)
    {
        Reserve(value.Length * 2);
        Hexadecimal.Write(value, Bytes, Length);
        Length += value.Length * 2;
    }

    public void Reserve(int count)
    {
        int needed = checked(Length + count);
        if (needed > Bytes.Length)
        {
            byte[] larger = new byte[Math.Max(needed, Bytes.Length * 2)];
            Buffer.BlockCopy(Bytes, 0, larger, 0, Length);
            Bytes = larger;
        }
    }
}
