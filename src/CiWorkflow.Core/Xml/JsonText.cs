using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Serialization.Json;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads JSON with what the base library of every .NET has: a reader that shows JSON as XML.</summary>
/// <remarks>It keeps the members that are asked for and no others, so that a text of whatever shape takes little memory.</remarks>
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

    /// <summary>Reads the members of an object that are a text, a number or a word; the last one where a name is repeated.</summary>
    /// <param name="json">The text as UTF-8, with or without a byte order mark.</param>
    /// <param name="names">The members that are wanted, in any case (COS's pages write MD5checksum and md5Checksum).</param>
    /// <param name="list">A member that is a list of objects; null for none.</param>
    /// <param name="item">Is called with the wanted members of each object of the list; the dictionary is used for the next one.</param>
    /// <returns>The members, by their names in any case; one that isn't there, null, a list or an object is empty.</returns>
    /// <exception cref="XmlException">
    /// It isn't a JSON object. The message has nothing of the text, which may be a secret.
    /// </exception>
    public static IReadOnlyDictionary<string, string> ReadObject(
        Stream json, IReadOnlyCollection<string> names, string? list = null, Action<IReadOnlyDictionary<string, string>>? item = null)
    {
        XmlDictionaryReader? reader = null;
        try
        {
            SkipByteOrderMark(json);
            reader = JsonReaderWriterFactory.CreateJsonReader(json, Quotas);
            reader.MoveToContent();
            Dictionary<string, string> members = Empty(names);
            bool hasList = false;
            ReadMembers(reader, members, name =>
            {
                if (list is null || !name.Equals(list, StringComparison.OrdinalIgnoreCase) || reader.GetAttribute("type") != "array")
                {
                    return false;
                }

                hasList = hasList ? throw new FormatException() : true;
                ReadItems(reader, names, item!);
                return true;
            });
            return reader.EOF ? members : throw new FormatException();
        }
        catch (Exception malformed) when (malformed is not (IOException or CiException))
        {
            // The reader's own exception quotes what it read, and on a bracket too many it is an IndexOutOfRangeException.
            throw new XmlException(Messages.NoJsonObject);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private static Dictionary<string, string> Empty(IReadOnlyCollection<string> names)
    {
        var members = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Clear(members, names);
        return members;
    }

    private static void Clear(Dictionary<string, string> members, IReadOnlyCollection<string> names)
    {
        foreach (string name in names)
        {
            members[name] = "";
        }
    }

    /// <summary>Reads the object that the reader stands on, to behind its end.</summary>
    private static void ReadMembers(XmlDictionaryReader reader, Dictionary<string, string> members, Func<string, bool>? readList)
    {
        if (reader.GetAttribute("type") != "object")
        {
            throw new FormatException();
        }

        ForEachChild(reader, () =>
        {
            // A name that can't be an element's is in an attribute of one that is called item.
            string name = reader.GetAttribute("item") ?? reader.LocalName;
            bool hasValue = reader.GetAttribute("type") is not ("object" or "array");
            if (members.ContainsKey(name))
            {
                members[name] = "";
            }

            if (hasValue && members.ContainsKey(name))
            {
                members[name] = reader.ReadElementContentAsString();
            }
            else if (readList is null || !readList(name))
            {
                reader.Skip();
            }
        });
    }

    private static void ReadItems(
        XmlDictionaryReader reader, IReadOnlyCollection<string> names, Action<IReadOnlyDictionary<string, string>> item)
    {
        Dictionary<string, string> members = Empty(names);
        ForEachChild(reader, () =>
        {
            Clear(members, names);
            ReadMembers(reader, members, null);
            item(members);
        });
    }

    private static void ForEachChild(XmlDictionaryReader reader, Action read)
    {
        bool isEmpty = reader.IsEmptyElement;
        reader.Read();
        while (!isEmpty && reader.MoveToContent() == XmlNodeType.Element)
        {
            read();
        }

        if (!isEmpty)
        {
            reader.ReadEndElement();
        }
    }

    private static void SkipByteOrderMark(Stream json)
    {
        var start = new byte[3];
        long position = json.Position;
        bool found = json.Read(start, 0, 3) == 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF;
        json.Position = found ? position + 3 : position;
    }
}
