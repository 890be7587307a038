using System;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CiWorkflow.Jobs;

/// <summary>
/// The order of XML nodes, which means nothing where their names differ: a hashtable has another one in each process, and the service may
/// show another one than was sent.
/// </summary>
internal static class NodeOrder
{
    /// <summary>A copy of a node with its nodes in the order of their names, on all levels; nodes of one name keep their order.</summary>
    public static XElement Sorted(XElement node)
    {
        var sorted = new XElement(
            node.Name, node.Attributes().OrderBy(static attribute => attribute.Name.ToString(), StringComparer.Ordinal));
        if (node.HasElements)
        {
            sorted.Add(node.Elements().OrderBy(static child => child.Name.ToString(), StringComparer.Ordinal).Select(Sorted));
        }
        else if (node.Value.Length > 0)
        {
            sorted.Value = node.Value;
        }

        return sorted;
    }

    /// <summary>The sorted node as text; empty for null.</summary>
    public static string TextOf(XElement? node)
    {
        if (node is null)
        {
            return "";
        }

        // The text names an entry of a ledger, which another system must find: no line end of it may be the system's own.
        var settings = new XmlWriterSettings
        {
            OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Replace,
        };
        var text = new StringBuilder();
        using (XmlWriter writer = XmlWriter.Create(text, settings))
        {
            Sorted(node).WriteTo(writer);
        }

        return text.ToString();
    }

    /// <summary>Whether two nodes are the same but for the order.</summary>
    public static bool Equals(XElement one, XElement other) => XNode.DeepEquals(Sorted(one), Sorted(other));
}
