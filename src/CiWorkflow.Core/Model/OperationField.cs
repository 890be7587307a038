using System;
using System.Xml.Linq;

namespace CiWorkflow.Model;

/// <summary>One field of an operation of Type Job: how it is called, what it says, and where a job of an answer shows it.</summary>
/// <param name="Name">The node of the body.</param>
/// <param name="Text">The text; null where the field isn't given, and where it has nodes.</param>
/// <param name="ShownIn">The text, or the XML, that a job of an answer has; empty where it shows none.</param>
internal sealed record OperationField(string Name, string? Text, Func<JobOperation, string> ShownIn)
{
    /// <summary>The node that it stands in; empty for the operation itself.</summary>
    public string Parent { get; init; } = "";

    /// <summary>The nodes, instead of a text.</summary>
    public XElement? Node { get; init; }

    /// <summary>What the service takes where the field isn't given, and may show then; empty where it isn't documented.</summary>
    public string Default { get; init; } = "";

    /// <summary>Whether it always was a part of what names an entry of a ledger: the names of entries that exist must stay.</summary>
    public bool NamesEntry { get; init; }

    /// <summary>Whether the field is in the body.</summary>
    public bool IsGiven => Text is not null || Node is not null;

    /// <summary>Whether both say the same.</summary>
    public bool IsSame(OperationField other) => Text == other.Text && XNode.DeepEquals(Node, other.Node);
}
