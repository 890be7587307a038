using System;
using System.Collections.Generic;
using System.Linq;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CiWorkflow.Help;

/// <summary>An example: its title, its code, and what is said of it.</summary>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A named text: a parameter, an input or an output.</summary>
internal sealed record HelpEntry(string Name, int Line, IReadOnlyList<string> Paragraphs);

/// <summary>A link: its text, and its address where it has one.</summary>
internal sealed record HelpLink(string Text, string Address);

/// <summary>
/// The page of a cmdlet: a heading with its name, the synopsis, then sections with second-level headings. The sections
/// are named in English or in Chinese; an example, a parameter, an input and an output are third-level headings.
/// </summary>
internal sealed class HelpPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UsePreciseSourceLocation().Build();

    private readonly Dictionary<string, List<Block>> _sections = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> SectionNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Description"] = "Description", ["说明"] = "Description",
        ["Examples"] = "Examples", ["示例"] = "Examples",
        ["Parameters"] = "Parameters", ["参数"] = "Parameters",
        ["Inputs"] = "Inputs", ["输入"] = "Inputs",
        ["Outputs"] = "Outputs", ["输出"] = "Outputs",
        ["Notes"] = "Notes", ["备注"] = "Notes",
        ["Links"] = "Links", ["相关链接"] = "Links",
    };

    private HelpPage(string file, string title)
    {
        File = file;
        Title = title;
    }

    public string File { get; }

    /// <summary>The text of the first heading: the cmdlet's name.</summary>
    public string Title { get; }

    public IReadOnlyList<string> Synopsis { get; private set; } = [];

    public IReadOnlyList<string> Description => PlainText.Paragraphs(Section("Description"));

    public IReadOnlyList<string> Notes => PlainText.Paragraphs(Section("Notes"));

    public IReadOnlyList<HelpEntry> Parameters => Entries("Parameters");

    public IReadOnlyList<HelpEntry> Inputs => Entries("Inputs");

    public IReadOnlyList<HelpEntry> Outputs => Entries("Outputs");

    public IReadOnlyList<HelpLink> Links =>
        [
            .. Section("Links")
                .SelectMany(block => block.Descendants<LinkInline>())
                .Select(link => new HelpLink(PlainText.Inline(link), link.Url ?? "")),
        ];

    public IReadOnlyList<HelpExample> Examples =>
        [.. Parts("Examples").Select(part => new HelpExample(
            part.Title,
            string.Join("\n", part.Blocks.OfType<CodeBlock>().Take(1).Select(PlainText.Code)),
            PlainText.Paragraphs(part.Blocks.Where(block => block != part.Blocks.OfType<CodeBlock>().FirstOrDefault()))))];

    /// <summary>Reads a page.</summary>
    /// <exception cref="HelpException">It has no first heading, or a section that isn't known.</exception>
    public static HelpPage Read(string file)
    {
        MarkdownDocument document = Parse(file);
        if (document.FirstOrDefault() is not HeadingBlock { Level: 1 } title)
        {
            throw new HelpException(file, 1, "a page begins with a heading that is its cmdlet's name.");
        }

        var page = new HelpPage(file, PlainText.Inline(title.Inline));
        var blocks = new List<Block>();
        List<Block> synopsis = blocks;
        foreach (Block block in document.Skip(1))
        {
            if (block is HeadingBlock { Level: 2 } section)
            {
                string name = PlainText.Inline(section.Inline);
                if (!SectionNames.TryGetValue(name, out string? known) || !page._sections.TryAdd(known, blocks = []))
                {
                    throw new HelpException(file, section.Line + 1, $"the section '{name}' is not known, or stands here twice.");
                }
            }
            else
            {
                blocks.Add(block);
            }
        }

        page.Synopsis = PlainText.Paragraphs(synopsis);
        return page;
    }

    /// <summary>Reads a file of Markdown.</summary>
    public static MarkdownDocument Parse(string file) => Markdown.Parse(System.IO.File.ReadAllText(file), Pipeline);

    private List<Block> Section(string name) => _sections.GetValueOrDefault(name, []);

    private IReadOnlyList<HelpEntry> Entries(string section) =>
        [.. Parts(section).Select(part => new HelpEntry(part.Title, part.Line, PlainText.Paragraphs(part.Blocks)))];

    private IEnumerable<(string Title, int Line, List<Block> Blocks)> Parts(string section)
    {
        (string Title, int Line, List<Block> Blocks) part = default;
        foreach (Block block in Section(section))
        {
            if (block is HeadingBlock { Level: 3 } heading)
            {
                if (part.Blocks is not null)
                {
                    yield return part;
                }

                part = (PlainText.Inline(heading.Inline), heading.Line + 1, []);
            }
            else if (part.Blocks is null)
            {
                throw new HelpException(File, block.Line + 1, $"in the section {section} each text stands under a third-level heading.");
            }
            else
            {
                part.Blocks.Add(block);
            }
        }

        if (part.Blocks is not null)
        {
            yield return part;
        }
    }
}
