using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Xml;
using System.Xml.Linq;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes the nodes of a request as a hashtable, whose names become nodes (a list repeats its node), or as XML, with or without the node
/// around them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XmlNodesAttribute : GivenAttribute
{
    private readonly string _root;

    /// <summary>Makes nodes below a node of a name.</summary>
    /// <param name="root">The name.</param>
    public XmlNodesAttribute(string root) => _root = root;

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Plain(inputData) switch
            {
                XElement element => Wrap(element),
                IDictionary table => FromTable(_root, table),
                XmlDocument document => Wrap(XElement.Parse(document.OuterXml)),
                XmlElement element => Wrap(XElement.Parse(element.OuterXml)),
                string text => Wrap(Parse(text)),
                var other => throw new ArgumentTransformationMetadataException(
                    string.Format(CultureInfo.InvariantCulture, CommandMessages.XmlKind, other?.GetType().Name)),
            };
        }
        catch (XmlException malformed)
        {
            throw new ArgumentTransformationMetadataException(
                string.Format(CultureInfo.InvariantCulture, CommandMessages.XmlMalformed, malformed.Message), malformed);
        }
    }

    // Several nodes without one around them are taken too, as they are copied from a page.
    private XElement Parse(string text)
    {
        XElement parsed = XElement.Parse("<" + _root + ">" + text + "</" + _root + ">");
        return parsed.Element(_root) ?? parsed;
    }

    private XElement Wrap(XElement element) => element.Name.LocalName == _root ? element : new XElement(_root, element);

    private static XElement FromTable(string name, IDictionary table)
    {
        var element = new XElement(XmlConvert.VerifyNCName(name));
        foreach (DictionaryEntry entry in EntriesOf(table))
        {
            string node = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            object? value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            if (value is IEnumerable list and not (string or IDictionary))
            {
                foreach (object? item in list)
                {
                    element.Add(FromValue(node, item is PSObject one ? one.BaseObject : item));
                }
            }
            else
            {
                element.Add(FromValue(node, value));
            }
        }

        return element;
    }

    // A hashtable's own order is another one in each process.
    private static IEnumerable<DictionaryEntry> EntriesOf(IDictionary table) => table is Hashtable
        ? table.Cast<DictionaryEntry>()
            .OrderBy(static entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture), StringComparer.Ordinal)
        : table.Cast<DictionaryEntry>();

    private static XElement FromValue(string name, object? value) => value switch
    {
        null or "" => throw new ArgumentTransformationMetadataException(
            string.Format(CultureInfo.InvariantCulture, CommandMessages.XmlNodeBlank, name)),
        IDictionary table => FromTable(name, table),
        bool on => new XElement(XmlConvert.VerifyNCName(name), on ? "true" : "false"),
        _ => new XElement(XmlConvert.VerifyNCName(name), Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
