using System;
using System.Collections.Generic;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;Response&gt;</c> that brings a page of a list: a node repeated without a wrapper, RequestId, NextToken.</summary>
internal static class ListReader
{
    /// <param name="body">The body.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="requestId">The id from the header, used where the body has none.</param>
    /// <param name="node">The repeated node.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="locate">Tells an item the request's id.</param>
    /// <exception cref="XmlException">It isn't XML, is cut off, or is another document.</exception>
    public static Page<T> Read<T>(byte[] body, int length, string requestId, string node, Func<XmlReader, T> read, Action<T, string> locate)
    {
        var items = new List<T>();
        string token = "";
        using XmlReader xml = AnswerXml.OpenAtRoot(body, length);
        AnswerXml.RequireResponse(xml);
        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                if (xml.LocalName == node)
                {
                    items.Add(read(xml));
                }
                else if (xml.LocalName == "NextToken")
                {
                    token = AnswerXml.Word(xml);
                }
                else if (xml.LocalName == "RequestId")
                {
                    requestId = AnswerXml.Word(xml) is { Length: > 0 } id ? id : requestId;
                }
                else
                {
                    AnswerXml.Skip(xml);
                }
            }
        }

        foreach (T item in items)
        {
            locate(item, requestId);
        }

        return new Page<T>(items, token.Length == 0 ? null : token);
    }
}
