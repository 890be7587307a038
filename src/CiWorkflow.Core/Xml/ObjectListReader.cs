using System;
using System.Collections.Generic;
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
        using AnswerReader xml = AnswerReader.Open(body, length);
        xml.RequireRoot("ListBucketResult");
        bool truncated = false;
        string marker = "";
        var page = new ObjectPage();
        xml.Children(name =>
        {
            switch (name)
            {
                case "Contents": page.Objects.Add(ReadObject(xml)); break;
                case "CommonPrefixes": ReadPrefixes(xml, page.Prefixes); break;
                case "IsTruncated": truncated = xml.Word() == "true"; break;
                case "NextMarker": marker = xml.Text(); break;
            }
        });
        if (truncated)
        {
            string lastKey = page.Objects.Count > 0 ? page.Objects[page.Objects.Count - 1].Key : "";
            page.NextMarker = marker.Length > 0 ? marker : lastKey.Length > 0 ? lastKey : throw xml.Malformed(Messages.NoMarker);
        }

        return page;
    }

    private static CiInputObject ReadObject(AnswerReader xml)
    {
        (string Key, long? Size, DateTimeOffset? Modified, string Class) read = xml.Children(
            (Key: "", Size: (long?)null, Modified: (DateTimeOffset?)null, Class: ""),
            (item, name) => name switch
            {
                "Key" => item with { Key = xml.Text() },
                "Size" => item with { Size = xml.Number() },
                "LastModified" => item with { Modified = xml.Time() },
                "StorageClass" => item with { Class = xml.Word() },
                _ => item,
            });
        return new CiInputObject(read.Key) { Size = read.Size, LastModified = read.Modified, StorageClass = read.Class, Exists = true };
    }

    private static void ReadPrefixes(AnswerReader xml, List<string> prefixes) => xml.Children(name =>
    {
        if (name == "Prefix")
        {
            prefixes.Add(xml.Text());
        }
    });
}
