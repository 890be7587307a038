using System;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Xml;
using System.Xml.Linq;

namespace CiWorkflow.Xml;

/// <summary>Reads JSON with what the base library of every .NET has: a reader that shows JSON as XML.</summary>
internal static class JsonText
{
    private static readonly XmlDictionaryReaderQuotas Quotas = new()
    {
        MaxDepth = 32,
        MaxStringContentLength = 1024 * 1024,
        MaxArrayLength = 1024 * 1024,
        MaxBytesPerRead = 1024 * 1024,
        MaxNameTableCharCount = 1024 * 1024,
    };

    /// <summary>Reads an object: each member is an element of its name, each item of an array an element.</summary>
    /// <param name="json">The text as UTF-8, with or without a byte order mark.</param>
    /// <exception cref="XmlException">
    /// It isn't a JSON object. The message has the line and nothing of the text, which may be a secret.
    /// </exception>
    public static XElement ReadObject(Stream json)
    {
        XmlDictionaryReader? reader = null;
        try
        {
            SkipByteOrderMark(json);
            reader = JsonReaderWriterFactory.CreateJsonReader(json, Quotas);
            XElement root = XElement.Load(reader);
            return (string?)root.Attribute("type") == "object" ? root : throw new FormatException();
        }
        catch (Exception malformed) when (
            malformed is XmlException or FormatException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The reader's own exception quotes what it read, and on a bracket too many it is an IndexOutOfRangeException.
            int line = reader is IXmlLineInfo { LineNumber: > 0 } at ? at.LineNumber : 1;
            throw new XmlException(Messages.NoJsonObject, null, line, 0);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    /// <summary>
    /// The member of this name, whatever its case (COS's pages write MD5checksum and md5Checksum), and the last one where it is repeated;
    /// null where there is none.
    /// </summary>
    public static XElement? Member(XElement parent, string name) =>
        parent.Elements().LastOrDefault(child => child.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a member: a string, a number or a word; empty where there is none, and for null.</summary>
    public static string Value(XElement parent, string name) => Member(parent, name) is { HasElements: false } member ? member.Value : "";

    private static void SkipByteOrderMark(Stream json)
    {
        var start = new byte[3];
        long position = json.Position;
        bool found = json.Read(start, 0, 3) == 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF;
        json.Position = found ? position + 3 : position;
    }
}
