using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>The nodes of a workflow and what follows on what (Topology).</summary>
public sealed class WorkflowTopology
{
    internal WorkflowTopology(IReadOnlyList<WorkflowNode> nodes, IReadOnlyList<string> queueIds, string xml)
    {
        Nodes = nodes;
        QueueIds = queueIds;
        Xml = xml;
    }

    /// <summary>The nodes, in the service's order.</summary>
    public IReadOnlyList<WorkflowNode> Nodes { get; }

    /// <summary>The queues that its nodes name (QueueId), each once; empty where they name none and the bucket's default queue is used.</summary>
    public IReadOnlyList<string> QueueIds { get; }

    /// <summary>The Topology as the service wrote it.</summary>
    public string Xml { get; }

    /// <summary>The nodes' names in order.</summary>
    public override string ToString()
    {
        var names = new List<string>(Nodes.Count);
        foreach (WorkflowNode node in Nodes)
        {
            names.Add(node.Name);
        }

        return string.Join(", ", names);
    }
}

/// <summary>One node of a workflow.</summary>
public sealed class WorkflowNode
{
    internal WorkflowNode(string name, string type, IReadOnlyList<string> next)
    {
        Name = name;
        Type = type;
        Next = next;
    }

    /// <summary>Its name, such as Start or Transcode_1581665960537.</summary>
    public string Name { get; }

    /// <summary>The kind of work, such as Start, Transcode or Snapshot; empty where the service tells none.</summary>
    public string Type { get; }

    /// <summary>The names of the nodes that follow on it (Dependencies).</summary>
    public IReadOnlyList<string> Next { get; }

    /// <summary>The name and what follows on it.</summary>
    public override string ToString() => Next.Count == 0 ? Name : Name + " -> " + string.Join(", ", Next);
}
