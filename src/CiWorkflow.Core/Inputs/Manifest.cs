using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Inputs;

/// <summary>A file of an inventory report.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Md5">Its checksum in hexadecimal digits; empty where the report has none.</param>
internal sealed record ManifestFile(string Key, string Md5);

/// <summary>
/// A report's manifest.json (436/33703): whose report it is, the names of the columns, and the files that have the rows.
/// </summary>
internal sealed class Manifest
{
    /// <summary>The largest manifest.json that is read, in bytes: some 100,000 files.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    private Manifest(string schema, IReadOnlyList<ManifestFile> files)
    {
        Files = files;
        string[] names = schema.Split(',');
        for (int i = 0; i < names.Length; i++)
        {
            _columns[names[i].Trim().Trim('"')] = i;
        }
    }

    public IReadOnlyList<ManifestFile> Files { get; }

    /// <summary>Where a column stands in a row; -1 where the report has none of that name.</summary>
    public int Column(string name) => _columns.TryGetValue(name, out int at) ? at : -1;

    /// <exception cref="InputException">It is no report, another bucket's, or lacks what it must have.</exception>
    public static Manifest Read(Stream json, string key, string bucket)
    {
        XElement root;
        try
        {
            root = JsonText.ReadObject(json);
        }
        catch (XmlException malformed)
        {
            throw new InputException(key, Messages.ManifestMalformed, malformed);
        }

        if (Value(root, "fileFormat") is { Length: > 0 } format && !format.Equals("CSV", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(key, Messages.ManifestFormat, ShownText.Of(format));
        }

        if (Value(root, "sourceBucket") is { Length: > 0 } source
            && source != bucket && source + "-" + Value(root, "sourceAppid") != bucket)
        {
            throw Fault(key, Messages.ManifestBucket, ShownText.Of(source), bucket);
        }

        var files = new List<ManifestFile>();
        foreach (XElement file in JsonText.Member(root, "files")?.Elements() ?? [])
        {
            files.Add(new ManifestFile(Value(file, "key"), Value(file, "md5Checksum").Trim('"')));
        }

        if (Value(root, "fileSchema") is not { Length: > 0 } schema)
        {
            throw new InputException(key, Messages.ManifestMalformed);
        }

        // Only a report that says so itself has no objects.
        if (files.Count == 0 && Value(root, "listObjectCount") != "0")
        {
            throw new InputException(key, Messages.ManifestNoFiles);
        }

        return new Manifest(schema, files);
    }

    /// <summary>Makes sure of columns.</summary>
    /// <exception cref="InputException">The report lacks one.</exception>
    public void Require(string key, params string[] names)
    {
        var missing = new List<string>();
        foreach (string name in names)
        {
            if (Column(name) < 0)
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw Fault(key, Messages.ManifestColumns, string.Join(", ", missing));
        }
    }

    private static string Value(XElement parent, string name) => JsonText.Value(parent, name).Trim();

    private static InputException Fault(string key, string format, params object[] values) =>
        new(key, string.Format(CultureInfo.InvariantCulture, format, values));
}
