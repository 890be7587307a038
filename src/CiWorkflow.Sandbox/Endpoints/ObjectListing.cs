using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The listing of a bucket, in pages, with folders where a delimiter is given.</summary>
internal static class ObjectListing
{
    public static SandboxAnswer List(ServiceCall call)
    {
        SandboxRequest request = call.Request;
        string prefix = request.Parameter("prefix") ?? "";
        string marker = request.Parameter("marker") ?? "";
        string delimiter = request.Parameter("delimiter") ?? "";
        bool encodes = request.Parameter("encoding-type") == "url";
        int most = call.Number("max-keys", 1000, int.MaxValue) is var asked && asked > 1000 ? 1000 : asked;
        var contents = new List<SandboxObject>();
        var prefixes = new List<string>();
        string last = "";
        bool truncated = false;
        foreach (SandboxObject item in call.Bucket.Objects(prefix, marker))
        {
            int cut = delimiter.Length == 0 ? -1 : item.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            string? common = cut < 0 ? null : item.Key[..(cut + delimiter.Length)];
            if (common is not null && (common == prefixes.LastOrDefault() || string.CompareOrdinal(common, marker) <= 0))
            {
                continue;
            }

            if (contents.Count + prefixes.Count == most)
            {
                truncated = true;
                break;
            }

            last = common ?? item.Key;
            if (common is not null)
            {
                prefixes.Add(common);
            }
            else
            {
                contents.Add(item);
            }
        }

        // The text is put together by hand: a key may hold a character that no XML document can.
        var text = new StringBuilder("<?xml version='1.0' encoding='utf-8' ?>\n<ListBucketResult>");
        Node("Name", call.Bucket.Name);
        Node("EncodingType", encodes ? "url" : null);
        Node("Prefix", Key(prefix));
        Node("Marker", Key(marker));
        Node("Delimiter", delimiter.Length == 0 ? null : Key(delimiter));
        Node("MaxKeys", most.ToString(CultureInfo.InvariantCulture));
        Node("IsTruncated", truncated || call.NeverEnds ? "true" : "false");
        Node("NextMarker", truncated || call.NeverEnds ? Key(last) : null);
        foreach (SandboxObject item in contents)
        {
            text.Append("<Contents>");
            Node("Key", Key(item.Key));
            Node("LastModified", item.Uploaded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            Node("ETag", item.ETag);
            Node("Size", item.Size.ToString(CultureInfo.InvariantCulture));
            Node("StorageClass", item.StorageClass);
            text.Append("</Contents>");
        }

        foreach (string common in prefixes)
        {
            text.Append("<CommonPrefixes>");
            Node("Prefix", Key(common));
            text.Append("</CommonPrefixes>");
        }

        return new SandboxAnswer(200, Encoding.UTF8.GetBytes(text.Append("</ListBucketResult>").ToString()));

        string Key(string key) => encodes ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal) : Escape(key);

        void Node(string name, string? value)
        {
            if (value is not null)
            {
                text.Append('<').Append(name).Append('>').Append(value).Append("</").Append(name).Append('>');
            }
        }
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
