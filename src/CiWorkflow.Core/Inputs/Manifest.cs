using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Xml;
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

    private static readonly string[] Names =
        ["fileFormat", "sourceBucket", "sourceAppid", "fileSchema", "listObjectCount", "key", "md5Checksum"];

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
        var files = new List<ManifestFile>();
        IReadOnlyDictionary<string, string> root;
        try
        {
            root = JsonText.ReadObject(json, Names, "files", file => files.Add(FileOf(file, key)));
        }
        catch (XmlException malformed)
        {
            throw new InputException(key, Messages.ManifestMalformed, malformed);
        }

        if (root["fileFormat"].Trim() is { Length: > 0 } format && !format.Equals("CSV", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(key, Messages.ManifestFormat, ShownText.Of(format));
        }

        if (root["sourceBucket"].Trim() is { Length: > 0 } source
            && source != bucket && source + "-" + root["sourceAppid"].Trim() != bucket)
        {
            throw Fault(key, Messages.ManifestBucket, ShownText.Of(source), bucket);
        }

        if (root["fileSchema"].Trim() is not { Length: > 0 } schema)
        {
            throw new InputException(key, Messages.ManifestMalformed);
        }

        // Only a report that says so itself has no objects.
        if (files.Count == 0 && root["listObjectCount"].Trim() != "0")
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

    private static ManifestFile FileOf(IReadOnlyDictionary<string, string> file, string key) =>
        file["key"].Trim() is { Length: > 0 } name
            ? new ManifestFile(name, file["md5Checksum"].Trim().Trim('"'))
            : throw new InputException(key, Messages.ManifestMalformed);

    private static InputException Fault(string key, string format, params object[] values) =>
        new(key, string.Format(CultureInfo.InvariantCulture, format, values));
}
