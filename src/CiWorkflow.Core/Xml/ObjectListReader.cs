using System;
using System.Collections.Generic;
using System.Globalization;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>A page of the objects of a bucket.</summary>
internal sealed class ObjectPage
{
    public List<CiInputObject> Objects { get; } = [];

    /// <summary>Keys and folded beginnings that should be percent-encoded and aren't: which objects they name isn't known.</summary>
    public List<string> Undecodable { get; } = [];

    /// <summary>The beginnings that were folded by a delimiter.</summary>
    public List<string> Prefixes { get; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? NextMarker { get; set; }
}

/// <summary>Reads a <c>&lt;ListBucketResult&gt;</c> (COS: GET Bucket).</summary>
/// <remarks>
/// With <c>encoding-type=url</c> the keys, the prefixes and the markers are percent-encoded, which <c>&lt;EncodingType&gt;</c> says.
/// </remarks>
internal static class ObjectListReader
{
    /// <param name="body">The answer.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="bucket">The bucket that was asked for; null for any.</param>
    /// <param name="prefix">The prefix that was asked for.</param>
    /// <exception cref="XmlException">
    /// It isn't XML, is cut off, is another document or of another question, or doesn't say whether it is the last page.
    /// </exception>
    public static ObjectPage Read(byte[] body, int length, string? bucket = null, string prefix = "")
    {
        using AnswerReader xml = AnswerReader.Open(body, length, anyCharacter: true);
        xml.RequireRoot("ListBucketResult");
        string truncated = "";
        string? shownBucket = null;
        string? shownPrefix = null;
        bool isEncoded = false;
        string marker = "";
        var page = new ObjectPage();
        xml.Children(name =>
        {
            switch (name)
            {
                case "Contents": page.Objects.Add(ReadObject(xml)); break;
                case "CommonPrefixes": ReadPrefixes(xml, page.Prefixes); break;
                case "IsTruncated": truncated = xml.Word(); break;
                case "Name": shownBucket = xml.Word(); break;
                case "Prefix": shownPrefix = xml.Text(); break;
                case "NextMarker": marker = xml.Text(); break;
                case "EncodingType": isEncoded = xml.Word().Equals("url", StringComparison.OrdinalIgnoreCase); break;
            }
        });
        if (isEncoded)
        {
            // EncodingType may stand after what it is about, so that decoding comes last.
            Decode(page);
            marker = PercentDecoding.TryDecode(marker) ?? marker;
        }

        if ((bucket is not null && shownBucket is { Length: > 0 } && shownBucket != bucket)
            || (shownPrefix is not null && !IsEcho(shownPrefix, prefix)) || !IsBelow(page, prefix))
        {
            throw xml.Malformed(string.Format(CultureInfo.InvariantCulture, Messages.ListOfOther, ShownText.Of(prefix)));
        }

        // Only the one word, without a marker that goes on, says that nothing follows.
        bool isLast = truncated == "false" && marker.Length == 0;
        if (!isLast && truncated != "false" && !truncated.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            throw xml.Malformed(string.Format(CultureInfo.InvariantCulture, Messages.ListEndUnclear, ShownText.Of(truncated)));
        }

        if (!isLast)
        {
            page.NextMarker = marker.Length > 0 ? marker : LastName(page) ?? throw xml.Malformed(Messages.NoMarker);
        }

        return page;
    }

    // How a blank is encoded in it isn't documented.
    private static bool IsEcho(string shown, string prefix) =>
        shown == prefix || PercentDecoding.TryDecode(shown) == prefix || PercentDecoding.TryDecode(shown.Replace('+', ' ')) == prefix;

    private static bool IsBelow(ObjectPage page, string prefix) =>
        page.Objects.TrueForAll(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
        && page.Prefixes.TrueForAll(folder => folder.StartsWith(prefix, StringComparison.Ordinal));

    // Without a NextMarker the next page begins after the last name of this one, be it a key or a folded prefix.
    private static string? LastName(ObjectPage page)
    {
        string? key = page.Objects.Count > 0 ? page.Objects[page.Objects.Count - 1].Key : null;
        string? prefix = page.Prefixes.Count > 0 ? page.Prefixes[page.Prefixes.Count - 1] : null;
        return key is null || (prefix is not null && KeyOrder.Compare(prefix, key) > 0) ? prefix : key;
    }

    private static void Decode(ObjectPage page)
    {
        page.Objects.RemoveAll(item =>
        {
            if (PercentDecoding.TryDecode(item.Key) is { } key)
            {
                item.Key = key;
                return false;
            }

            page.Undecodable.Add(item.Key);
            return true;
        });

        // A folder listed by a name that can't be decoded has nothing in it, and its objects would be missing without a word.
        page.Undecodable.AddRange(page.Prefixes.FindAll(static prefix => PercentDecoding.TryDecode(prefix) is null));
        List<string> decoded = page.Prefixes.ConvertAll(static prefix => PercentDecoding.TryDecode(prefix) ?? "");
        page.Prefixes.Clear();
        page.Prefixes.AddRange(decoded.FindAll(static prefix => prefix.Length > 0));
    }

    private static CiInputObject ReadObject(AnswerReader xml)
    {
        var item = new CiInputObject("") { Exists = true };
        xml.Children(name =>
        {
            switch (name)
            {
                case "Key": item.Key = xml.Text(); break;
                case "Size": item.Size = xml.Number(); break;
                case "LastModified": item.LastModified = xml.Time(); break;
                case "StorageClass": item.StorageClass = xml.Word(); break;
            }
        });
        return item.Key.Length > 0 ? item : throw xml.Malformed(Messages.ListNoKey);
    }

    private static void ReadPrefixes(AnswerReader xml, List<string> prefixes) => xml.Children(name =>
    {
        if (name == "Prefix")
        {
            prefixes.Add(xml.Text());
        }
    });
}
