using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CiWorkflow.Sandbox.World;

/// <summary>An inventory report as COS writes it: a manifest.json, and gzip CSV files with a row for each object.</summary>
public static class InventoryReport
{
    private const string Schema = "Appid, Bucket, Key, Size, LastModifiedDate, ETag, StorageClass";

    /// <summary>Writes a report of objects into a bucket, so many to a file.</summary>
    public static void Write(SandboxBucket bucket, string folder, IEnumerable<SandboxObject> objects, int inFile, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        var files = new List<object>();
        foreach (SandboxObject[] rows in objects.Chunk(inFile))
        {
            string text = string.Concat(rows.Select(item =>
                $"\"1250000000\",\"{bucket.Name}\",\"{Uri.EscapeDataString(item.Key)}\",\"{item.Size}\","
                + $"\"{item.Uploaded.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"\"\"etag\"\"\",\"STANDARD\"\n"));
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(Encoding.UTF8.GetBytes(text));
            }

            byte[] bytes = packed.ToArray();
            string key = $"{folder}data/{files.Count}.csv.gz";
            bucket.Add(new SandboxObject(key, bytes.Length, now) { Bytes = bytes });
            files.Add(new { key, size = bytes.Length, md5Checksum = Md5(bytes) });
        }

        string manifest = JsonSerializer.Serialize(
            new { sourceAppid = "1250000000", sourceBucket = bucket.Name, fileFormat = "CSV", fileSchema = Schema, files });
        bucket.Add(new SandboxObject(folder + "manifest.json", manifest.Length, now, manifest));
    }

    /// <summary>The keys that a report names.</summary>
    internal static IEnumerable<string> Keys(string manifestKey, Func<string, SandboxObject?> find)
    {
        if (find(manifestKey)?.Text is not { } text)
        {
            yield break;
        }

        using JsonDocument manifest = JsonDocument.Parse(text);
        string schema = manifest.RootElement.GetProperty("fileSchema").GetString()!;
        int column = Array.IndexOf(schema.Split(',', StringSplitOptions.TrimEntries), "Key");
        foreach (JsonElement file in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            if (find(file.GetProperty("key").GetString()!)?.Bytes is not { } bytes)
            {
                continue;
            }

            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                yield return Uri.UnescapeDataString(line.Split("\",\"")[column]);
            }
        }
    }

#pragma warning disable CA5351 // The checksum that a report has.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
