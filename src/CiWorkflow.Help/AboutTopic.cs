using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Markdig.Syntax;

namespace CiWorkflow.Help;

/// <summary>
/// An about topic as the text file that Get-Help shows: headings at the margin, what stands under them indented by four, at most 80
/// columns.
/// </summary>
internal static class AboutTopic
{
    private const int Columns = 76;
    private const string Indent = "    ";

    public static string Write(string file)
    {
        var text = new StringBuilder();
        foreach (Block block in HelpPage.Parse(file))
        {
            if (block is HeadingBlock heading)
            {
                string title = PlainText.Inline(heading.Inline);
                text.Append(heading.Level <= 2 ? title.ToUpperInvariant() : Indent + title).Append("\n\n");
                continue;
            }

            foreach (string paragraph in PlainText.Paragraphs([block]))
            {
                IEnumerable<string> lines = paragraph.Split('\n').SelectMany(line => block is CodeBlock ? [line] : Wrap(line));
                text.AppendJoin('\n', lines.Select(line => (Indent + line).TrimEnd())).Append("\n\n");
            }
        }

        return text.ToString();
    }

    // Between Latin words a line breaks at a space; Chinese text breaks behind any character, and each of its characters takes two
    // columns.
    private static IEnumerable<string> Wrap(string line)
    {
        string hanging = line.StartsWith("- ", StringComparison.Ordinal) ? "  " : "";
        var current = new StringBuilder();
        int width = 0;
        foreach (string piece in Pieces(line))
        {
            int wide = piece.EnumerateRunes().Sum(Width);
            if (width + wide > Columns - Indent.Length && width > hanging.Length)
            {
                yield return current.ToString();
                current.Clear().Append(hanging);
                width = hanging.Length;
                if (string.IsNullOrWhiteSpace(piece))
                {
                    continue;
                }
            }

            current.Append(piece);
            width += wide;
        }

        yield return current.ToString();
    }

    // What stays together: the letters of a word, and a mark with what it closes or opens.
    private static IEnumerable<string> Pieces(string line)
    {
        string piece = "";
        Rune? last = null;
        foreach (Rune rune in line.EnumerateRunes())
        {
            bool isOneWord = last is { } letter && IsInWord(letter) && IsInWord(rune);
            bool isMarked = last is { } before && !Rune.IsWhiteSpace(before) && (IsClosing(rune) || IsOpening(before));
            if (!isOneWord && !isMarked && piece.Length > 0)
            {
                yield return piece;
                piece = "";
            }

            piece += rune.ToString();
            last = rune;
        }

        yield return piece;
    }

    private static bool IsInWord(Rune rune) => Width(rune) == 1 && !Rune.IsWhiteSpace(rune);

    private static bool IsOpening(Rune rune) => "（《「『“".Contains(rune.ToString(), StringComparison.Ordinal);

    private static bool IsClosing(Rune rune) => "，。；：、！？）》」』”".Contains(rune.ToString(), StringComparison.Ordinal);

    private static int Width(Rune rune) =>
        rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            ? 0 : 1;
}
