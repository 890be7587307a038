using System.Text;

namespace CiWorkflow.Model;

/// <summary>Reads percent-encoded UTF-8 strictly: a key that is only half understood would name another object.</summary>
internal static class PercentDecoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a text; <c>+</c> stays <c>+</c>, as in the path of a URL.</summary>
    /// <returns>Null where a <c>%</c> has no two hexadecimal digits behind it, or the bytes aren't UTF-8.</returns>
    public static string? TryDecode(string text)
    {
        if (text.IndexOf('%') < 0)
        {
            return text;
        }

        try
        {
            // What isn't encoded goes through its own UTF-8, so that one pass decodes a mixed text.
            byte[] bytes = Strict.GetBytes(text);
            int length = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                byte value = bytes[i];
                if (value == '%')
                {
                    int high = i + 2 < bytes.Length ? Digit(bytes[i + 1]) : -1;
                    int low = i + 2 < bytes.Length ? Digit(bytes[i + 2]) : -1;
                    if (high < 0 || low < 0)
                    {
                        return null;
                    }

                    value = (byte)((high << 4) | low);
                    i += 2;
                }

                bytes[length++] = value;
            }

            return Strict.GetString(bytes, 0, length);
        }
        catch (System.ArgumentException)
        {
            // Bytes that aren't UTF-8, or half a surrogate pair.
            return null;
        }
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };
}
