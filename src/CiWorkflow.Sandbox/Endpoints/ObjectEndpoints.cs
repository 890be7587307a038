using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about the objects of a bucket, on its cos host: put, get, head, delete.</summary>
internal static class ObjectEndpoints
{
    // An object that is only a size is read as so many zeros at most.
    private const int MostZeros = 1024 * 1024;
    private const long MostKept = 2L * 1024 * 1024 * 1024;
    private const string MetadataPrefix = "x-cos-meta-";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/{**key}", call =>
            call.Key.Length > 0 ? Get(call)
            : call.Request.Parameter("versioning") is null ? ObjectListing.List(call)
            : Versioning(call));
        routes.Serve("HEAD", "/{**key}", call => call.Key.Length > 0 ? Head(call) : new SandboxAnswer(200, []));
        routes.Serve("PUT", "/{**key}", Put);
        routes.Serve("DELETE", "/{**key}", Delete);
    }

    private static SandboxAnswer Get(ServiceCall call)
    {
        SandboxObject found = Find(call);
        byte[] content = found.Content ?? new byte[(int)Math.Min(found.Size, MostZeros)];
        Dictionary<string, string> headers = Headers(found, content);
        if (call.Request.Header("Range") is not { Length: > 0 } range
            || !RangeHeaderValue.TryParse(range, out RangeHeaderValue? asked)
            || asked is not { Unit: "bytes", Ranges: { Count: 1 } ranges })
        {
            return new SandboxAnswer(200, content, found.ContentType) { Headers = headers };
        }

        RangeItemHeaderValue part = ranges.Single();
        long from = part.From ?? Math.Max(content.Length - part.To!.Value, 0);
        long to = part.From is null ? content.Length - 1 : Math.Min(part.To ?? long.MaxValue, content.Length - 1);
        if (from > to)
        {
            throw new ServiceErrorException(416, "InvalidRange", "The requested range cannot be satisfied.");
        }

        headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{content.Length}");
        return new SandboxAnswer(206, content[(int)from..((int)to + 1)], found.ContentType) { Headers = headers };
    }

    private static SandboxAnswer Head(ServiceCall call)
    {
        SandboxObject found = Find(call);
        return new SandboxAnswer(200, [], found.ContentType) { Headers = Headers(found, found.Content), Length = found.Size };
    }

    private static SandboxAnswer Put(ServiceCall call)
    {
        if (call.Key.Length == 0)
        {
            throw new ServiceErrorException(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }

        SandboxRequest request = call.Request;
        if (call.Bucket.KeptBytes + request.Body.Length > MostKept)
        {
            throw new ServiceErrorException(403, "QuotaExceeded", "The sandbox keeps no more than 2 GB of objects in a bucket.");
        }

        if (request.Header("Content-MD5") is { Length: > 0 } digest && digest != Convert.ToBase64String(Md5(request.Body)))
        {
            throw new ServiceErrorException(400, "InvalidDigest", "The Content-MD5 you specified is invalid.");
        }

        var made = new SandboxObject(call.Key, request.Body.Length, call.Now)
        {
            Bytes = request.Body,
            ContentType = request.Header("Content-Type") is { Length: > 0 } type ? type : "application/octet-stream",
            StorageClass = request.Header("x-cos-storage-class") is { Length: > 0 } storage ? storage : "STANDARD",
            Metadata = request.Headers.Where(pair => pair.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value),
        };

        // The header has no effect once the versioning of the bucket was ever switched on.
        bool mayOverwrite = call.Bucket.Versioning.Length > 0 || call.Has(ServiceVariant.ForbidOverwriteIgnored)
            || !string.Equals(request.Header("x-cos-forbid-overwrite"), "true", StringComparison.OrdinalIgnoreCase);
        if (!call.Bucket.Put(made, mayOverwrite))
        {
            throw new ServiceErrorException(
                409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.");
        }

        return new SandboxAnswer(200, []) { Headers = Headers(made, request.Body) };
    }

    private static SandboxAnswer Delete(ServiceCall call)
    {
        call.Bucket.Remove(call.Key);
        return new SandboxAnswer(204, []);
    }

    private static SandboxAnswer Versioning(ServiceCall call) =>
        SandboxAnswer.Xml(new XElement("VersioningConfiguration", call.Bucket.Versioning.Length == 0
            ? null
            : new XElement("Status", call.Bucket.Versioning)));

    private static SandboxObject Find(ServiceCall call) =>
        call.Bucket.Object(call.Key) ?? throw new ServiceErrorException(404, "NoSuchKey", "The specified key does not exist.");

    private static Dictionary<string, string> Headers(SandboxObject item, byte[]? content)
    {
        var headers = new Dictionary<string, string>(item.Metadata)
        {
            ["ETag"] = item.ETag,
            ["Last-Modified"] = item.Uploaded.ToString("r", CultureInfo.InvariantCulture),
            ["Accept-Ranges"] = "bytes",
        };
        if (content is not null)
        {
            headers["x-cos-hash-crc64ecma"] = Crc64.Of(content).ToString(CultureInfo.InvariantCulture);
        }

        // The service names every class but the one that is usual.
        if (item.StorageClass != "STANDARD")
        {
            headers["x-cos-storage-class"] = item.StorageClass;
        }

        return headers;
    }

#pragma warning disable CA5351 // Content-MD5 is what the service checks.
    private static byte[] Md5(byte[] body) => MD5.HashData(body);
#pragma warning restore CA5351
}
