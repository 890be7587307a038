using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace CiWorkflow.Model;

/// <summary>The nodes of a workflow and what follows on what (Topology).</summary>
public sealed record WorkflowTopology
{
    internal WorkflowTopology(IReadOnlyList<WorkflowNode> nodes, IReadOnlyList<string> queueIds, string xml)
    {
        Nodes = nodes;
        QueueIds = queueIds;
        Xml = xml;
    }

    /// <summary>The nodes, in the service's order.</summary>
    public IReadOnlyList<WorkflowNode> Nodes { get; }

    /// <summary>
    /// The queues that its nodes name (QueueId, PicProcessQueueId and the like), each once;
    /// empty where they name none and the bucket's default queue is used.
    /// </summary>
    public IReadOnlyList<string> QueueIds { get; }

    /// <summary>The Topology as the service wrote it, with the nodes that this version doesn't know.</summary>
    public string Xml { get; }

    /// <summary>
    /// Whether its Start node has a filter (ObjectPrefix, ExtFilter) or takes a share of the objects (SamplingConfig): whether a job heeds
    /// them isn't documented.
    /// </summary>
    internal bool MayLeaveOut
    {
        get
        {
            try
            {
                return XElement.Parse(Xml).Descendants("Start").Any(static start =>
                    start.Descendants("ObjectPrefix").Any(static prefix => prefix.Value.Trim().Length > 0)
                    || start.Descendants().Any(static filter => filter.Name.LocalName is "ExtFilter" or "SamplingConfig"
                        && string.Equals((string?)filter.Element("State"), "On", StringComparison.OrdinalIgnoreCase)));
            }
            catch (XmlException)
            {
                return false;
            }
        }
    }

    /// <summary>The nodes' names in order.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(static node => node.Name));
}

/// <summary>One node of a workflow.</summary>
public sealed record WorkflowNode
{
    internal WorkflowNode(string name, string type, IReadOnlyList<string> next)
    {
        Name = name;
        Type = type;
        Next = next;
    }

    /// <summary>Its name, such as Start or Transcode_1581665960537.</summary>
    public string Name { get; }

    /// <summary>The kind of work, such as Start, Transcode or Snapshot; empty where the service says none.</summary>
    public string Type { get; internal init; }

    /// <summary>The names of the nodes that follow on it (Dependencies).</summary>
    public IReadOnlyList<string> Next { get; internal init; }

    /// <summary>The name and what follows on it.</summary>
    public override string ToString() => Next.Count == 0 ? Name : Name + " -> " + string.Join(", ", Next);
}
