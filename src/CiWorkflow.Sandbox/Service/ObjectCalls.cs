using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The calls about the bucket's own objects, on its cos host: list, put, get, head.</summary>
internal static class ObjectCalls
{
    public static SandboxAnswer Answer(SandboxRequest request, SandboxBucket bucket, SandboxWorld world)
    {
        string key = request.Path[1..];
        return (request.Method, key) switch
        {
            ("GET", "") => List(request, bucket),
            ("PUT", { Length: > 0 }) => Put(request, key, bucket, world),
            ("GET", _) => new SandboxAnswer(200, Find(bucket, key).Text ?? "", "application/octet-stream") { Bytes = Find(bucket, key).Bytes },
            ("HEAD", _) => new SandboxAnswer(200, "", "application/octet-stream") { Object = Find(bucket, key) },
            _ => throw new ServiceErrorException(405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
        };
    }

    private static SandboxObject Find(SandboxBucket bucket, string key) =>
        bucket.Object(key) ?? throw new ServiceErrorException(404, "NoSuchKey", "The specified key does not exist.");

    private static SandboxAnswer Put(SandboxRequest request, string key, SandboxBucket bucket, SandboxWorld world)
    {
        if (request.Headers.GetValueOrDefault("x-cos-forbid-overwrite") == "true" && bucket.Object(key) is not null)
        {
            throw new ServiceErrorException(409, "FileAlreadyExists", "The object exists already.");
        }

        string md5 = Convert.ToBase64String(Md5(request.Body));
        if (request.Headers.TryGetValue("Content-MD5", out string? told) && told != md5)
        {
            throw new ServiceErrorException(400, "InvalidDigest", "The Content-MD5 you specified is invalid.");
        }

        var made = new SandboxObject(key, request.Body.Length, world.Now, Encoding.UTF8.GetString(request.Body));
        bucket.Add(made);
        return new SandboxAnswer(200, "", "application/xml") { Object = made };
    }

    private static SandboxAnswer List(SandboxRequest request, SandboxBucket bucket)
    {
        string prefix = request.Parameter("prefix") ?? "";
        string marker = request.Parameter("marker") ?? "";
        string delimiter = request.Parameter("delimiter") ?? "";
        int most = int.TryParse(request.Parameter("max-keys") ?? "1000", NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given is >= 1 and <= 1000
            ? given
            : throw ServiceErrorException.InvalidArgument("max-keys is not a number from 1 to 1000.");
        var contents = new List<SandboxObject>();
        var prefixes = new List<string>();
        string last = "";
        bool truncated = false;
        foreach (SandboxObject item in bucket.Objects(prefix, marker))
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

            if (common is not null)
            {
                prefixes.Add(last = common);
            }
            else
            {
                contents.Add(item);
                last = item.Key;
            }
        }

        var answer = new XElement(
            "ListBucketResult",
            new XElement("Name", bucket.Name),
            new XElement("Prefix", prefix),
            new XElement("Marker", marker),
            new XElement("MaxKeys", most),
            new XElement("IsTruncated", truncated ? "true" : "false"),
            truncated ? new XElement("NextMarker", last) : null,
            contents.Select(item => new XElement(
                "Contents",
                new XElement("Key", item.Key),
                new XElement("LastModified", item.Uploaded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
                new XElement("ETag", item.ETag),
                new XElement("Size", item.Size),
                new XElement("StorageClass", "STANDARD"))),
            prefixes.Select(common => new XElement("CommonPrefixes", new XElement("Prefix", common))));
        return new SandboxAnswer(200, answer.ToString(SaveOptions.DisableFormatting), "application/xml");
    }

#pragma warning disable CA5351 // Content-MD5 is what the service checks.
    private static byte[] Md5(byte[] body) => MD5.HashData(body);
#pragma warning restore CA5351
}
