using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Inputs;

/// <summary>Reads an inventory report as COS writes it: manifest.json with the names of the columns, and gzip CSV files whose checksums it has.</summary>
internal static class ManifestInput
{
    private const int Piece = 1000;
    private const int LongestManifest = 16 * 1024 * 1024;

    public static async Task ReadAsync(CiClient client, string file, Action<InputException> fault, Func<IReadOnlyList<CiInputObject>, bool> give, CancellationToken cancellationToken)
    {
#pragma warning disable CA2007 // give runs where the caller does.
        Manifest manifest;
        using (FileStream json = await Downloaded.OpenAsync(client, file, cancellationToken))
        {
            manifest = ReadManifest(json, file);
        }

        foreach ((string key, string md5) in manifest.Files)
        {
            FileStream rows;
            try
            {
                rows = await Downloaded.OpenAsync(client, key, cancellationToken);
            }
            catch (InputException missing)
            {
                fault(missing);
                continue;
            }

            using (rows)
            {
                // First whole, and then row by row: of a file that is damaged no row is given as good.
                if (Damage(rows, md5) is { } damage)
                {
                    fault(new InputException(key, damage));
                    continue;
                }

                rows.Position = 0;
                if (!ReadRows(rows, key, manifest, fault, give, cancellationToken))
                {
                    return;
                }
            }
        }
#pragma warning restore CA2007
    }

    private static Manifest ReadManifest(FileStream json, string file)
    {
        try
        {
            if (json.Length > LongestManifest)
            {
                throw new XmlException();
            }

            using XmlDictionaryReader reader = JsonReaderWriterFactory.CreateJsonReader(json, new XmlDictionaryReaderQuotas { MaxDepth = 32, MaxStringContentLength = 1024 * 1024 });
            XElement root = XElement.Load(reader);
            if (Value(root, "fileFormat") is { Length: > 0 } format && !format.Equals("CSV", StringComparison.OrdinalIgnoreCase))
            {
                throw new InputException(file, string.Format(CultureInfo.InvariantCulture, Messages.ManifestFormat, format));
            }

            var files = new List<(string, string)>();
            foreach (XElement one in Element(root, "files")?.Elements() ?? [])
            {
                files.Add((Value(one, "key"), Value(one, "md5Checksum")));
            }

            var manifest = new Manifest(Value(root, "fileSchema"), files);
            string missing = manifest.MissingColumns();
            return missing.Length == 0 ? manifest : throw new InputException(file, string.Format(CultureInfo.InvariantCulture, Messages.ManifestColumns, missing));
        }
        catch (Exception malformed) when (JsonFault.IsMalformed(malformed))
        {
            throw new InputException(file, Messages.ManifestMalformed, malformed);
        }
    }

    private static string? Damage(FileStream rows, string md5)
    {
        if (md5.Length > 0)
        {
#pragma warning disable CA5351 // The checksum that the report has.
            using MD5 hash = MD5.Create();
#pragma warning restore CA5351
            string found = BitConverter.ToString(hash.ComputeHash(rows)).Replace("-", "");
            return found.Equals(md5.Trim('"'), StringComparison.OrdinalIgnoreCase) ? null : Messages.ChecksumDiffers;
        }

        try
        {
            using var unpacked = new GZipStream(rows, CompressionMode.Decompress, leaveOpen: true);
            byte[] buffer = new byte[64 * 1024];
            while (unpacked.Read(buffer, 0, buffer.Length) > 0)
            {
                // To the end: there the checksum of gzip itself stands.
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return Messages.GzipDamaged;
        }
    }

    private static bool ReadRows(FileStream rows, string key, Manifest manifest, Action<InputException> fault, Func<IReadOnlyList<CiInputObject>, bool> give, CancellationToken cancellationToken)
    {
        try
        {
            using var unpacked = new GZipStream(rows, CompressionMode.Decompress, leaveOpen: true);
            using var reader = new StreamReader(unpacked, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024);
            var fields = new List<string>();
            var piece = new List<CiInputObject>(Piece);
            for (long number = 1; reader.ReadLine() is { } line; number++)
            {
                if (line.Length == 0)
                {
                    continue;
                }

                if (CsvLine.Split(line, fields) && manifest.Read(fields) is { } item)
                {
                    piece.Add(item);
                }
                else
                {
                    fault(new InputException(key, string.Format(CultureInfo.InvariantCulture, Messages.RowMalformed, number)));
                }

                if (piece.Count == Piece)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!give(piece))
                    {
                        return false;
                    }

                    piece = new List<CiInputObject>(Piece);
                }
            }

            return piece.Count == 0 || give(piece);
        }
        catch (InvalidDataException)
        {
            fault(new InputException(key, Messages.GzipDamaged));
            return true;
        }
    }

    private static XElement? Element(XElement parent, string name)
    {
        foreach (XElement child in parent.Elements())
        {
            if (child.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return child;
            }
        }

        return null;
    }

    private static string Value(XElement parent, string name) => Element(parent, name)?.Value.Trim() ?? "";

    private sealed class Manifest
    {
        private static readonly string[] Needed = ["Key", "Size", "LastModifiedDate"];

        private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

        public Manifest(string schema, IReadOnlyList<(string Key, string Md5)> files)
        {
            Files = files;
            string[] names = schema.Split(',');
            for (int i = 0; i < names.Length; i++)
            {
                _columns[names[i].Trim()] = i;
            }
        }

        public IReadOnlyList<(string Key, string Md5)> Files { get; }

        public string MissingColumns()
        {
            var missing = new List<string>();
            foreach (string name in Needed)
            {
                if (!_columns.ContainsKey(name))
                {
                    missing.Add(name);
                }
            }

            return string.Join(", ", missing);
        }

        public CiInputObject? Read(List<string> fields)
        {
            string key = Uri.UnescapeDataString(Field(fields, "Key"));
            return key.Length == 0 ? null : new CiInputObject(key)
            {
                Size = long.TryParse(Field(fields, "Size"), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null,
                LastModified = ServiceTime.Read(Field(fields, "LastModifiedDate")),
                StorageClass = Field(fields, "StorageClass"),
            };
        }

        private string Field(List<string> fields, string name) => _columns.TryGetValue(name, out int at) && at < fields.Count ? fields[at] : "";
    }
}

/// <summary>A line of CSV: fields with commas between, in quotes where they need them, a quote in quotes doubled.</summary>
internal static class CsvLine
{
    /// <summary>Splits a line; false when a quote isn't closed.</summary>
    public static bool Split(string line, List<string> fields)
    {
        fields.Clear();
        int at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var text = new StringBuilder();
                for (at++; ; at++)
                {
                    int quote = line.IndexOf('"', at);
                    if (quote < 0)
                    {
                        return false;
                    }

                    text.Append(line, at, quote - at);
                    at = quote + 1;
                    if (at == line.Length || line[at] != '"')
                    {
                        break;
                    }

                    text.Append('"');
                }

                fields.Add(text.ToString());
                if (at == line.Length)
                {
                    return true;
                }

                if (line[at++] != ',')
                {
                    return false;
                }
            }
            else
            {
                int comma = line.IndexOf(',', at);
                fields.Add(comma < 0 ? line.Substring(at) : line.Substring(at, comma - at));
                if (comma < 0)
                {
                    return true;
                }

                at = comma + 1;
            }
        }
    }
}
