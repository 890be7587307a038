using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about the bucket's own objects, on its cos host: list, put, get, head.</summary>
internal static class ObjectEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/{**key}", call => call.Key.Length == 0 ? List(call) : Get(call));
        routes.Serve("HEAD", "/{**key}", Head);
        routes.Serve("PUT", "/{**key}", Put);
    }

    private static SandboxAnswer Get(ServiceCall call)
    {
        SandboxObject found = Find(call);
        return new SandboxAnswer(200, found.Bytes ?? Encoding.UTF8.GetBytes(found.Text ?? ""), "application/octet-stream") { Headers = Headers(found) };
    }

    private static SandboxAnswer Head(ServiceCall call)
    {
        SandboxObject found = Find(call);
        return new SandboxAnswer(200, [], "application/octet-stream") { Headers = Headers(found), Length = found.Size };
    }

    private static Dictionary<string, string> Headers(SandboxObject item) => new(item.Metadata)
    {
        ["ETag"] = item.ETag,
        ["Last-Modified"] = item.Uploaded.ToString("r", CultureInfo.InvariantCulture),
    };

    private static SandboxObject Find(ServiceCall call) =>
        call.Bucket.Object(call.Key) ?? throw new ServiceErrorException(404, "NoSuchKey", "The specified key does not exist.");

    private static SandboxAnswer Put(ServiceCall call)
    {
        byte[] body = call.Request.Body;
        if (call.Request.Header("x-cos-forbid-overwrite") == "true" && call.Bucket.Object(call.Key) is not null)
        {
            throw new ServiceErrorException(409, "FileAlreadyExists", "The object exists already.");
        }

        if (call.Request.Header("Content-MD5") is { Length: > 0 } digest && digest != Convert.ToBase64String(Md5(body)))
        {
            throw new ServiceErrorException(400, "InvalidDigest", "The Content-MD5 you specified is invalid.");
        }

        var made = new SandboxObject(call.Key, body.Length, call.Now, Encoding.UTF8.GetString(body))
        {
            Metadata = call.Request.Headers.Where(header => header.Key.StartsWith("x-cos-meta-", StringComparison.OrdinalIgnoreCase)).ToDictionary(),
        };
        call.Bucket.Add(made);
        return new SandboxAnswer(200, []) { Headers = Headers(made) };
    }

    private static SandboxAnswer List(ServiceCall call)
    {
        (SandboxRequest request, SandboxBucket bucket) = (call.Request, call.Bucket);
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
        return SandboxAnswer.Xml(answer);
    }

#pragma warning disable CA5351 // Content-MD5 is what the service checks.
    private static byte[] Md5(byte[] body) => MD5.HashData(body);
#pragma warning restore CA5351
}
