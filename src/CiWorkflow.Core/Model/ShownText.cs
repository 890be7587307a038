using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>
/// Text as a person may be shown it. What moves the cursor, breaks the line, turns the direction, hides or isn't a character is spelled
/// out: whoever names an object, a job or a workflow decides what a terminal shows of it, and not what it does.
/// </summary>
/// <remarks>
/// Spelled out, as <c>\u001b</c>, are the controls (C0, DEL, C1), the separators of lines and paragraphs, the format characters (marks
/// of direction, zero width, tags), what is as blank as those, and halves of surrogate pairs. A joiner or a non-joiner stays where a
/// script or an emoji needs it, a variation selector behind the character that it varies, and a number sign of Arabic, Syriac or Kaithi,
/// which is seen.
/// </remarks>
internal static class ShownText
{
    private const int MaxCharacters = 200;
    private const char NonJoiner = '\u200C';
    private const char Joiner = '\u200D';

    /// <summary>A value in a message: cut where it is long.</summary>
    public static string Of(string value)
    {
        bool isLong = value.Length > MaxCharacters;
        int length = !isLong ? value.Length : char.IsHighSurrogate(value[MaxCharacters - 1]) && char.IsLowSurrogate(value[MaxCharacters])
            ? MaxCharacters + 1
            : MaxCharacters;
        return Line(value.Substring(0, length)) + (length < value.Length ? "…" : "");
    }

    /// <summary>Text of one line.</summary>
    public static string Line(string text) => Show(text, lineBreak: null);

    /// <summary>
    /// Text of several lines, such as a body: each but the first is indented, so that none can pass for a line of another kind.
    /// </summary>
    public static string Lines(string text) => Show(text.Replace("\r\n", "\n"), lineBreak: "\n    ");

    /// <summary>Whether the character, of one or two units, that stands somewhere in a text is shown as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="length">How many units it has.</param>
    public static bool IsShown(string text, int at, out int length)
    {
        char c = text[at];
        length = char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        if (c is >= ' ' and <= '~')
        {
            return true;
        }

        if (c is NonJoiner or Joiner)
        {
            return IsJoining(text, at);
        }

        return CharUnicodeInfo.GetUnicodeCategory(text, at) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Surrogate => false,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            UnicodeCategory.Format => IsNumberSign(CodeAt(text, at)),
            _ => !IsBlank(c) && c < '\uFFFE' && (!IsVariation(CodeAt(text, at)) || IsVaried(text, at)),
        };
    }

    private static string Show(string text, string? lineBreak)
    {
        StringBuilder? shown = null;
        int length;
        for (int i = 0; i < text.Length; i += length)
        {
            if (IsShown(text, i, out length))
            {
                shown?.Append(text, i, length);
                continue;
            }

            shown ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (text[i] == '\n' && lineBreak is not null)
            {
                shown.Append(lineBreak);
                continue;
            }

            for (int unit = i; unit < i + length; unit++)
            {
                shown.Append("\\u").Append(((int)text[unit]).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return shown?.ToString() ?? text;
    }

    // Between two letters of a script that joins them, behind a mark of one (a virama), or between two signs of an emoji.
    private static bool IsJoining(string text, int at)
    {
        if (at == 0)
        {
            return false;
        }

        int before = at >= 2 && char.IsLowSurrogate(text[at - 1]) && char.IsHighSurrogate(text[at - 2]) ? at - 2 : at - 1;
        bool isLast = at + 1 == text.Length;
        if (IsOfJoiningScript(text, before))
        {
            return IsMark(CharUnicodeInfo.GetUnicodeCategory(text, before)) || (!isLast && IsOfJoiningScript(text, at + 1));
        }

        return text[at] == Joiner && !isLast && IsOfEmoji(text, before) && IsOfEmoji(text, at + 1);
    }

    // Arabic to N'Ko and Samaritan to Arabic Extended, Indic, Myanmar, Khmer, Mongolian, and what Arabic has in other places.
    private static bool IsOfJoiningScript(string text, int at) =>
        text[at] is (>= '\u0600' and <= '\u0DFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u18AF')
            or (>= '\uFB50' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        && CharUnicodeInfo.GetUnicodeCategory(text, at) is var category && (IsMark(category) || category == UnicodeCategory.OtherLetter);

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsOfEmoji(string text, int at) =>
        CodeAt(text, at) is (>= 0x2190 and <= 0x2BFF) or 0xFE0F or (>= 0x1F000 and <= 0x1FAFF);

    private static bool IsNumberSign(int code) =>
        code is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    // The fillers of Hangul and Khmer and the joiner of graphemes take no room, though they aren't format characters.
    private static bool IsBlank(char c) => c is '\u034F' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u3164' or '\uFFA0';

    private static bool IsVariation(int code) =>
        code is (>= 0xFE00 and <= 0xFE0F) or (>= 0x180B and <= 0x180F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsVaried(string text, int at)
    {
        if (at == 0)
        {
            return false;
        }

        int before = at >= 2 && char.IsLowSurrogate(text[at - 1]) && char.IsHighSurrogate(text[at - 2]) ? at - 2 : at - 1;
        return text[before] > ' ' && !IsVariation(CodeAt(text, before)) && CharUnicodeInfo.GetUnicodeCategory(text, before)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
    }

    private static int CodeAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            ? char.ConvertToUtf32(text[at], text[at + 1])
            : text[at];
}
