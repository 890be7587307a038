using System;
using System.Collections.Generic;
using System.Text;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;Topology&gt;</c>: its nodes and dependencies, whose names are the names of their elements, and its XML as it is.</summary>
internal static class TopologyReader
{
    private static readonly XmlWriterSettings Copy = new() { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment };

    public static WorkflowTopology? Read(XmlReader xml)
    {
        var next = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var nodes = new List<KeyValuePair<string, string>>();
        var text = new StringBuilder();
        using (XmlWriter copy = XmlWriter.Create(text, Copy))
        {
            AnswerXml.Copy(xml, copy);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        using XmlReader topology = AnswerXml.OpenAtRoot(bytes, bytes.Length);
        if (!AnswerXml.Enter(topology))
        {
            return null;
        }

        while (AnswerXml.NextChild(topology))
        {
            switch (topology.LocalName)
            {
                case "Dependencies": ReadChildren(topology, name => next[name] = AnswerXml.Word(topology).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)); break;
                case "Nodes": ReadChildren(topology, name => nodes.Add(new(name, ReadType(topology)))); break;
                default: AnswerXml.Skip(topology); break;
            }
        }

        var made = new List<WorkflowNode>(nodes.Count);
        foreach (KeyValuePair<string, string> node in nodes)
        {
            made.Add(new WorkflowNode(node.Key, node.Value, next.TryGetValue(node.Key, out string[]? followers) ? followers : []));
        }

        return new WorkflowTopology(made, ReadQueueIds(bytes), text.ToString());
    }

    private static List<string> ReadQueueIds(byte[] bytes)
    {
        var ids = new List<string>();
        using XmlReader topology = AnswerXml.OpenAtRoot(bytes, bytes.Length);
        while (!topology.EOF)
        {
            if (topology is { NodeType: XmlNodeType.Element, LocalName: "QueueId" })
            {
                if (AnswerXml.Word(topology) is { Length: > 0 } id && !ids.Contains(id))
                {
                    ids.Add(id);
                }
            }
            else
            {
                topology.Read();
            }
        }

        return ids;
    }

    private static void ReadChildren(XmlReader xml, Action<string> read)
    {
        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                read(xml.LocalName);
            }
        }
    }

    private static string ReadType(XmlReader xml)
    {
        string type = "";
        ReadChildren(xml, name =>
        {
            if (name == "Type")
            {
                type = AnswerXml.Word(xml);
            }
            else
            {
                AnswerXml.Skip(xml);
            }
        });
        return type;
    }
}
