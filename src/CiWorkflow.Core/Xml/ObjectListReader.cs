using System.Collections.Generic;
using System.Globalization;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>A page of the objects of a bucket.</summary>
internal sealed class ObjectPage
{
    public List<CiInputObject> Objects { get; } = [];

    /// <summary>The beginnings that were folded by a delimiter.</summary>
    public List<string> Prefixes { get; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? NextMarker { get; set; }
}

/// <summary>Reads a <c>&lt;ListBucketResult&gt;</c> (COS: GET Bucket).</summary>
internal static class ObjectListReader
{
    /// <exception cref="XmlException">It isn't XML, is cut off, or is another document.</exception>
    public static ObjectPage Read(byte[] body, int length)
    {
        var page = new ObjectPage();
        bool truncated = false;
        string marker = "";
        using XmlReader xml = AnswerXml.OpenAtRoot(body, length);
        if (xml.LocalName != "ListBucketResult")
        {
            throw AnswerXml.Malformed(xml, Messages.NoObjectList);
        }

        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                switch (xml.LocalName)
                {
                    case "Contents": page.Objects.Add(ReadObject(xml)); break;
                    case "CommonPrefixes": ReadPrefix(xml, page.Prefixes); break;
                    case "IsTruncated": truncated = AnswerXml.Word(xml) == "true"; break;
                    case "NextMarker": marker = AnswerXml.Text(xml); break;
                    default: AnswerXml.Skip(xml); break;
                }
            }
        }

        if (truncated)
        {
            string lastKey = page.Objects.Count > 0 ? page.Objects[page.Objects.Count - 1].Key : "";
            page.NextMarker = marker.Length > 0 ? marker : lastKey.Length > 0 ? lastKey : throw AnswerXml.Malformed(xml, Messages.NoMarker);
        }

        return page;
    }

    private static CiInputObject ReadObject(XmlReader xml)
    {
        var item = new CiInputObject("");
        string key = "";
        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                switch (xml.LocalName)
                {
                    case "Key": key = AnswerXml.Text(xml); break;
                    case "Size": item.Size = long.TryParse(AnswerXml.Word(xml), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null; break;
                    case "LastModified": item.LastModified = ServiceTime.Read(AnswerXml.Text(xml)); break;
                    case "StorageClass": item.StorageClass = AnswerXml.Word(xml); break;
                    default: AnswerXml.Skip(xml); break;
                }
            }
        }

        return new CiInputObject(key) { Size = item.Size, LastModified = item.LastModified, StorageClass = item.StorageClass, Exists = true };
    }

    private static void ReadPrefix(XmlReader xml, List<string> prefixes)
    {
        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                if (xml.LocalName == "Prefix")
                {
                    prefixes.Add(AnswerXml.Text(xml));
                }
                else
                {
                    AnswerXml.Skip(xml);
                }
            }
        }
    }
}
