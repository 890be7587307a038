using System;
using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>
/// Reads a <c>&lt;Topology&gt;</c>: its nodes and dependencies, whose names are the names of their elements, the queues they name, and its
/// XML.
/// </summary>
internal static class TopologyReader
{
    private static readonly char[] Separators = [',', ' '];

    public static WorkflowTopology? Read(AnswerReader xml)
    {
        var next = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var nodes = new List<WorkflowNode>();
        var queueIds = new List<string>();
        bool empty = xml.Copy(() => ReadParts(xml, next, nodes, queueIds), out string text);
        for (int i = 0; i < nodes.Count; i++)
        {
            nodes[i] = next.TryGetValue(nodes[i].Name, out string[]? followers) ? nodes[i] with { Next = followers } : nodes[i];
        }

        return empty ? null : new WorkflowTopology(nodes, [.. queueIds.Distinct(StringComparer.Ordinal)], text);
    }

    private static bool ReadParts(AnswerReader xml, Dictionary<string, string[]> next, List<WorkflowNode> nodes, List<string> queueIds) =>
        xml.Children(true, (_, part) =>
        {
            switch (part)
            {
                case "Dependencies":
                    xml.Children(name => next[name] = xml.Word().Split(Separators, StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "Nodes":
                    xml.Children(name => nodes.Add(ReadNode(xml, name, queueIds)));
                    break;
            }

            return false;
        });

    private static WorkflowNode ReadNode(AnswerReader xml, string name, List<string> queueIds) => xml.Children(
        new WorkflowNode(name, "", []),
        (node, part) =>
        {
            if (part == "Type")
            {
                return node with { Type = xml.Word() };
            }

            ReadQueueIds(xml, part, queueIds);
            return node;
        });

    // A node names its queue in its Operation, at a depth that differs from one kind of node to another; the Start node names up to five:
    // QueueId, SpeechRecognitionQueueId, PicProcessQueueId, AIProcessQueueId, SpeedTranscodingQueueId (436/51247, 1045/49945).
    private static void ReadQueueIds(AnswerReader xml, string name, List<string> queueIds)
    {
        if (!name.EndsWith("QueueId", StringComparison.Ordinal))
        {
            xml.Children(child => ReadQueueIds(xml, child, queueIds));
        }
        else if (xml.Word() is { Length: > 0 } id)
        {
            queueIds.Add(id);
        }
    }
}
