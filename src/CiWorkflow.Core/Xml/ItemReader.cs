using System;
using System.Xml;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;Response&gt;</c> that brings one item, and RequestId.</summary>
internal static class ItemReader
{
    /// <param name="body">The body.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="requestId">The id from the header, used where the body has none.</param>
    /// <param name="read">Reads the item from a child of this name, or returns null where the child is something else.</param>
    /// <param name="missing">What is said where no child was the item.</param>
    /// <exception cref="XmlException">It isn't a Response with the item.</exception>
    public static (T Item, string RequestId) Read<T>(
        byte[] body, int length, string requestId, Func<AnswerReader, string, T?> read, string missing)
        where T : class
    {
        T? item = null;
        using AnswerReader xml = AnswerReader.Open(body, length);
        xml.RequireRoot("Response");
        xml.Children(name =>
        {
            if (name == "RequestId")
            {
                requestId = xml.Word() is { Length: > 0 } id ? id : requestId;
            }
            else
            {
                item = read(xml, name) ?? item;
            }
        });
        return item is null ? throw xml.Malformed(missing) : (item, requestId);
    }
}
