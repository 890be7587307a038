using System.Text;

namespace CiWorkflow.Signing;

/// <summary>RFC 3986 percent-encoding of UTF-8: only A-Z a-z 0-9 <c>-</c> <c>_</c> <c>.</c> <c>~</c> stay.</summary>
internal static class PercentEncoding
{
    /// <summary>Appends <paramref name="text"/> encoded, with capital hexadecimal digits.</summary>
    public static void Append(ByteBuffer target, string text) => Append(target, text, lower: false);

    /// <summary>Appends <paramref name="text"/> encoded and then in lower case, as the names of a signature are.</summary>
    public static void AppendLower(ByteBuffer target, string text) => Append(target, text, lower: true);

    /// <summary>Appends a path encoded: as <see cref="Append(ByteBuffer, string)"/>, but its slashes stay.</summary>
    public static void AppendPath(ByteBuffer target, string path) => Append(target, path, lower: false, slashes: true);

    /// <summary><paramref name="text"/> encoded, for a URL.</summary>
    public static string Encode(string text) => Encode(text, slashes: false);

    /// <summary>A path encoded, for a URL: its slashes stay.</summary>
    public static string EncodePath(string path) => Encode(path, slashes: true);

    private static string Encode(string text, bool slashes)
    {
        var buffer = new ByteBuffer(text.Length * 3);
        Append(buffer, text, lower: false, slashes);
        return Encoding.ASCII.GetString(buffer.Bytes, 0, buffer.Length);
    }

    private static void Append(ByteBuffer target, string text, bool lower, bool slashes = false)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.' or '~' || (c == '/' && slashes))
            {
                target.Append((byte)c);
            }
            else if (c is >= 'A' and <= 'Z')
            {
                target.Append((byte)(lower ? c + ('a' - 'A') : c));
            }
            else if (c < 0x80)
            {
                Escape(target, c, lower);
            }
            else if (c < 0x800)
            {
                Escape(target, 0xC0 | (c >> 6), lower);
                Escape(target, 0x80 | (c & 0x3F), lower);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                int point = char.ConvertToUtf32(c, text[++i]);
                Escape(target, 0xF0 | (point >> 18), lower);
                Escape(target, 0x80 | ((point >> 12) & 0x3F), lower);
                Escape(target, 0x80 | ((point >> 6) & 0x3F), lower);
                Escape(target, 0x80 | (point & 0x3F), lower);
            }
            else
            {
                // Half a surrogate pair has no UTF-8: it goes as U+FFFD, as Encoding.UTF8 writes it.
                int unit = char.IsSurrogate(c) ? 0xFFFD : c;
                Escape(target, 0xE0 | (unit >> 12), lower);
                Escape(target, 0x80 | ((unit >> 6) & 0x3F), lower);
                Escape(target, 0x80 | (unit & 0x3F), lower);
            }
        }
    }

    private static void Escape(ByteBuffer target, int value, bool lower)
    {
        target.Append((byte)'%');
        target.Append(lower ? Hexadecimal.LowerDigit(value >> 4) : Hexadecimal.UpperDigit(value >> 4));
        target.Append(lower ? Hexadecimal.LowerDigit(value & 15) : Hexadecimal.UpperDigit(value & 15));
    }
}
