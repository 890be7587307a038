using System;
using System.Collections.Generic;
using System.Globalization;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>
/// Reads a <c>&lt;Response&gt;</c> that brings a page of a list: a node repeated without a wrapper, RequestId, NextToken, TotalCount.
/// </summary>
internal static class ListReader
{
    /// <summary>The most items of an answer: ten times of what is asked for, whatever the service makes of the size.</summary>
    private const int MostItems = 1000;

    /// <param name="body">The body.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="requestId">The id from the header, used where the body has none.</param>
    /// <param name="node">The repeated node.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="locate">Returns an item with the request's id in it.</param>
    /// <exception cref="XmlException">It isn't XML, is cut off, or is another document.</exception>
    public static Page<T> Read<T>(
        byte[] body, int length, string requestId, string node, Func<AnswerReader, T> read, Func<T, string, T> locate)
    {
        var items = new List<T>();
        string token = "";
        long? total = null;
        using AnswerReader xml = AnswerReader.Open(body, length);
        xml.RequireRoot("Response");
        xml.Children(name =>
        {
            switch (name)
            {
                case "NextToken": token = xml.Word(); break;
                case "TotalCount": total = xml.Number(); break;
                case "RequestId": requestId = xml.Word() is { Length: > 0 } id ? id : requestId; break;
                case var _ when name == node && items.Count == MostItems:
                    throw xml.Malformed(string.Format(CultureInfo.InvariantCulture, Messages.TooManyItems, MostItems));
                case var _ when name == node: items.Add(read(xml)); break;
            }
        });
        for (int i = 0; i < items.Count; i++)
        {
            items[i] = locate(items[i], requestId);
        }

        return new Page<T>(items, token.Length == 0 ? null : token) { TotalCount = total };
    }
}
