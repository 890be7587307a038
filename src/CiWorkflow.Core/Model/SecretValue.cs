using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>
/// A secret by its value, which is found in a text however it is written there: as it is, percent-encoded, as XML or as JSON, once or more
/// often.
/// </summary>
internal sealed class SecretValue
{
    // A shorter one stands in innocent words; keys are much longer.
    private const int LeastLength = 4;

    private readonly string _value;

    public SecretValue(string value) => _value = value;

    /// <summary>A text in which the value is masked.</summary>
    public string MaskIn(string text, ref long reads)
    {
        if (_value.Length < LeastLength || text.Length < _value.Length)
        {
            return text;
        }

        // As it is first: a percent sign before it could otherwise be read together with its first characters.
        var all = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            all.Add(i);
        }

        text = MaskIn(text, text, all, _value, ref reads);
        string plain = Decode(text, out List<int> places, ref reads);
        return places.Count == text.Length ? text : MaskIn(text, plain, places, Decode(_value, out _, ref reads), ref reads);
    }

    // Knuth, Morris and Pratt: the time is in proportion to the lengths, whatever repeats in them.
    private static string MaskIn(string text, string plain, List<int> places, string value, ref long reads)
    {
        int[] back = new int[value.Length];
        for (int i = 1, same = 0; i < value.Length; i++)
        {
            for (; same > 0 && value[i] != value[same]; same = back[same - 1])
            {
                reads++;
            }

            same += value[i] == value[same] ? 1 : 0;
            back[i] = same;
        }

        StringBuilder? masked = null;
        int copied = 0;
        for (int i = 0, same = 0; i < plain.Length; i++)
        {
            reads++;
            for (; same > 0 && plain[i] != value[same]; same = back[same - 1])
            {
                reads++;
            }

            same += plain[i] == value[same] ? 1 : 0;
            if (same == value.Length)
            {
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, copied, places[i + 1 - same] - copied).Append(Redaction.Mask);
                copied = i + 1 < places.Count ? places[i + 1] : text.Length;
                same = 0;
            }
        }

        return masked?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }

    /// <summary>A text without its encodings, and where in it each character begins.</summary>
    private static string Decode(string text, out List<int> places, ref long reads)
    {
        var plain = new StringBuilder(text.Length);
        places = new List<int>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            places.Add(i);
            char c = text[i++];

            // What was decoded may be the first character of another code: %252B is a plus, and so is &amp;#43;.
            while (TryDecode(text, c, i, out char decoded, out int next))
            {
                reads += next - i;
                c = decoded;
                i = next;
            }

            reads++;
            plain.Append(c);
        }

        return plain.ToString();
    }

    private static bool TryDecode(string text, char first, int at, out char decoded, out int next)
    {
        (decoded, next) = (first, at);
        switch (first)
        {
            case '%':
                next = at + 2;
                return TryHex(text, at, 2, out decoded);
            case '\\' when at < text.Length && text[at] is '"' or '\\' or '/':
                (decoded, next) = (text[at], at + 1);
                return true;
            case '\\' when at < text.Length && text[at] is 'u':
                next = at + 5;
                return TryHex(text, at + 1, 4, out decoded);
            case '&':
                return TryEntity(text, at, out decoded, out next);
            default:
                return false;
        }
    }

    private static bool TryEntity(string text, int at, out char decoded, out int next)
    {
        const int longest = 8;
        (decoded, next) = ('\0', at);
        int end = text.IndexOf(';', at, Math.Min(longest, text.Length - at));
        if (end < 0)
        {
            return false;
        }

        next = end + 1;
        string name = text.Substring(at, end - at);
        int code = name switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => CodeOf(name),
        };
        decoded = (char)code;
        return code is > 0 and < 0x80;
    }

    // #43, #x2B.
    private static int CodeOf(string entity)
    {
        bool isHex = entity.StartsWith("#x", StringComparison.OrdinalIgnoreCase);
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return entity.StartsWith("#", StringComparison.Ordinal)
            && int.TryParse(entity.Substring(isHex ? 2 : 1), style, CultureInfo.InvariantCulture, out int code) ? code : 0;
    }

    private static bool TryHex(string text, int at, int digits, out char decoded)
    {
        int code = 0;
        for (int i = at; i < at + digits; i++)
        {
            int digit = i >= text.Length ? -1 : text[i] switch
            {
                >= '0' and <= '9' => text[i] - '0',
                >= 'a' and <= 'f' => text[i] - 'a' + 10,
                >= 'A' and <= 'F' => text[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                decoded = '\0';
                return false;
            }

            code = (code * 16) + digit;
        }

        decoded = (char)code;
        return true;
    }
}
