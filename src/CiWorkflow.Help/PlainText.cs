using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CiWorkflow.Help;

/// <summary>Markdown as the plain text that a terminal shows.</summary>
internal static class PlainText
{
    /// <summary>The paragraphs of some blocks; a list, a table and a code block are one paragraph of several lines each.</summary>
    public static IReadOnlyList<string> Paragraphs(IEnumerable<Block> blocks) => [.. blocks.SelectMany(Lines)];

    /// <summary>The text of a code block, without its fence.</summary>
    public static string Code(CodeBlock block) => block.Lines.ToString();

    /// <summary>The text of a line, without its marks; a link is its text, followed by its address where that is another page's.</summary>
    public static string Inline(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? [])
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                LineBreakInline => text.Append(' '),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                LinkInline link => text.Append(Link(link)),
                AutolinkInline address => text.Append(address.Url),
                ContainerInline container => text.Append(Inline(container)),
                _ => text.Append(inline),
            };
        }

        return text.ToString();
    }

    private static string Link(LinkInline link)
    {
        string shown = Inline(link);
        return link.Url is { } url && url.Contains("://", StringComparison.Ordinal) && url != shown ? $"{shown} ({url})" : shown;
    }

    private static IEnumerable<string> Lines(Block block) => block switch
    {
        CodeBlock code => ["    " + Code(code).ReplaceLineEndings("\n    ")],
        Table table => [string.Join("\n", TableLines(table))],
        LeafBlock leaf => [Inline(leaf.Inline)],
        ListBlock list => [string.Join("\n", list.Cast<ListItemBlock>().Select((item, index) => Item(list, item, index)))],
        ContainerBlock container => container.SelectMany(Lines),
        _ => [],
    };

    private static string Item(ListBlock list, ListItemBlock item, int index)
    {
        string mark = list.IsOrdered ? (index + 1).ToString(CultureInfo.InvariantCulture) + ". " : "- ";
        return mark + string.Join("\n" + new string(' ', mark.Length), item.SelectMany(Lines));
    }

    // A row of a table is a line: its first cell, then the others.
    private static IEnumerable<string> TableLines(Table table) =>
        table.Cast<TableRow>().Where(row => !row.IsHeader)
            .Select(row => row.Cast<TableCell>().Select(cell => string.Join(" ", cell.SelectMany(Lines))).ToList())
            .Select(cells => "- " + cells[0] + ": " + string.Join("; ", cells.Skip(1).Where(cell => cell.Length > 0)));
}
