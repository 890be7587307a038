using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Help;

/// <summary>
/// Writes the help of cmdlets as MAML, the form that Get-Help reads: the texts are the pages', everything else is the assembly's.
/// </summary>
internal sealed class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XElement _root = new(
        Msh + "helpItems",
        new XAttribute("schema", "maml"),
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev));

    /// <summary>Adds a cmdlet.</summary>
    /// <param name="cmdlet">What the assembly says.</param>
    /// <param name="page">Its page.</param>
    /// <param name="shared">The texts of parameters that many cmdlets have, by name.</param>
    /// <param name="onlineText">The text of the link to the page.</param>
    /// <param name="onlineAddress">Where the page can be read.</param>
    /// <exception cref="HelpException">The page names a parameter that the cmdlet doesn't have.</exception>
    public void Add(
        CmdletMetadata cmdlet, HelpPage page, IReadOnlyDictionary<string, HelpEntry> shared, string onlineText, string onlineAddress)
    {
        foreach (HelpEntry entry in page.Parameters.Where(entry => cmdlet.Parameters.All(parameter => "-" + parameter.Name != entry.Name)))
        {
            throw new HelpException(page.File, entry.Line, $"{cmdlet.Name} has no parameter {entry.Name}.");
        }

        Dictionary<string, HelpEntry> texts = page.Parameters.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        IReadOnlyList<string> TextOf(ParameterMetadata parameter) =>
            texts.TryGetValue("-" + parameter.Name, out HelpEntry? entry)
                || shared.TryGetValue("-" + parameter.Name, out entry) ? entry.Paragraphs : [];

        List<ParameterMetadata> shown = [.. cmdlet.Parameters.Where(parameter => !parameter.IsHidden)];
        _root.Add(new XElement(
            Command + "command",
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                new XElement(Maml + "description", Paragraphs(page.Synopsis))),
            new XElement(Maml + "description", Paragraphs(page.Description)),
            new XElement(Command + "syntax", cmdlet.Sets.Select(set => new XElement(
                Command + "syntaxItem",
                new XElement(Maml + "name", cmdlet.Name),
                shown.Where(parameter => parameter.In(set) is not null).OrderBy(parameter => parameter.In(set)!.Position ?? int.MaxValue)
                    .ThenBy(parameter => !parameter.In(set)!.IsMandatory)
                    .Select(parameter => Parameter(parameter, parameter.In(set)!, [], withValues: true))))),
            new XElement(
                Command + "parameters",
                shown.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                    .Select(parameter => Parameter(parameter, Widest(parameter), TextOf(parameter), withValues: false))),
            new XElement(Command + "inputTypes", page.Inputs.Select(entry => TypeItem("inputType", entry))),
            new XElement(Command + "returnValues", page.Outputs.Select(entry => TypeItem("returnValue", entry))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select((example, index) => new XElement(
                Command + "example",
                new XElement(Maml + "title", $"--------- {index + 1}. {example.Title} ---------"),
                new XElement(Dev + "code", example.Code),
                new XElement(Dev + "remarks", Paragraphs(example.Remarks))))),
            new XElement(
                Command + "relatedLinks",
                page.Links.Select(link => (link.Text, Address: link.Address.Contains("://", StringComparison.Ordinal) ? link.Address : ""))
                    .Prepend((Text: onlineText, Address: onlineAddress))
                    .Select(link => new XElement(
                        Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", link.Address))))));
    }

    /// <summary>Writes the file.</summary>
    public void Save(string file) => new XDocument(_root).Save(file);

    // The list of parameters has one entry for all sets: mandatory only where every set says so.
    private static ParameterSetEntry Widest(ParameterMetadata parameter) => new(
        parameter.Sets.Values.All(entry => entry.IsMandatory),
        parameter.Sets.Values.Select(entry => entry.Position).FirstOrDefault(position => position is not null),
        parameter.Sets.Values.Select(entry => entry.PipelineInput).OrderByDescending(text => text.Length).First());

    private static XElement Parameter(ParameterMetadata parameter, ParameterSetEntry entry, IReadOnlyList<string> text, bool withValues) =>
        new(
        Command + "parameter",
        new XAttribute("required", entry.IsMandatory ? "true" : "false"),
        new XAttribute("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
        new XAttribute("globbing", parameter.HasWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", entry.PipelineInput),
        new XAttribute(
            "position", entry.Position is { } position
                ? (position + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        new XElement(Maml + "description", Paragraphs(text)),
        withValues && parameter.AllowedValues.Count > 0
            ? new XElement(Command + "parameterValueGroup", parameter.AllowedValues.Select(value =>
                new XElement(
                    Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value)))
            : null,
        parameter.IsSwitch
            ? null
            : new XElement(
                Command + "parameterValue",
                new XAttribute("required", "true"), new XAttribute("variableLength", "false"), parameter.TypeName),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", parameter.DefaultValue ?? (parameter.IsSwitch ? "False" : "None")));

    private static XElement TypeItem(string name, HelpEntry entry) => new(
        Command + name,
        new XElement(Dev + "type", new XElement(Maml + "name", entry.Name)),
        new XElement(Maml + "description", Paragraphs(entry.Paragraphs)));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
