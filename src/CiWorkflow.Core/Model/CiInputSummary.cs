using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>What a trigger would touch, counted.</summary>
public sealed class CiInputSummary
{
    private const int MaxGroups = 200;
    private const string OtherGroups = "*";

    private readonly SortedDictionary<string, CiInputGroup> _extensions = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, CiInputGroup> _classes = new(StringComparer.Ordinal);

    /// <summary>Makes an empty one.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="region">Its region.</param>
    /// <param name="input">Where the objects come from.</param>
    /// <param name="timeInterval">The upload times that they are limited to; null for all.</param>
    public CiInputSummary(string bucket, string region, JobInput? input = null, CiTimeInterval? timeInterval = null)
    {
        Bucket = bucket;
        Region = region;
        TimeInterval = timeInterval;
        (Prefix, Object, UrlFile, Manifest) = (input?.Prefix, input?.Object, input?.UrlFile, input?.Manifest);
    }

    /// <summary>How many objects the input names: missing ones count too, because a job may know them by another spelling.</summary>
    public long Count { get; private set; }

    /// <summary>Their size in bytes, of those whose size is known.</summary>
    public long Size { get; private set; }

    /// <summary>How many of them have no known size, or one that no sum can hold.</summary>
    public long UnknownSize { get; private set; }

    /// <summary>How many of them the bucket was asked for and doesn't have.</summary>
    public long Missing { get; private set; }

    /// <summary>How many are folders, as the console makes them: their keys end with a slash, and no size is known but 0.</summary>
    public long Folders { get; private set; }

    /// <summary>How many come again in a UrlFile, in whatever spelling: a job may touch, and bill, each of them once more.</summary>
    public long Duplicates { get; private set; }

    /// <summary>The first upload time that is known.</summary>
    public DateTimeOffset? Oldest { get; private set; }

    /// <summary>The last upload time that is known.</summary>
    public DateTimeOffset? Newest { get; private set; }

    /// <summary>
    /// By what stands behind the last dot of the name, in lower case; empty for none. Of more than 200 the rest is one group, <c>*</c>.
    /// </summary>
    public IReadOnlyCollection<CiInputGroup> ByExtension => new ItemList<CiInputGroup>(_extensions.Values);

    /// <summary>By storage class; empty where it isn't known.</summary>
    public IReadOnlyCollection<CiInputGroup> ByStorageClass => new ItemList<CiInputGroup>(_classes.Values);

    /// <summary>
    /// The prefix that selects the objects. The input and the interval stand here so that what was counted can be triggered.
    /// </summary>
    public string? Prefix { get; }

    /// <summary>The one object that is selected.</summary>
    public string? Object { get; }

    /// <summary>The UrlFile that names the objects.</summary>
    public string? UrlFile { get; }

    /// <summary>The manifest of the inventory that names the objects.</summary>
    public string? Manifest { get; }

    /// <summary>The upload times that the objects are limited to; null for all.</summary>
    public CiTimeInterval? TimeInterval { get; }

    /// <summary>What isn't known for certain about the count; empty where nothing is.</summary>
    public string Note { get; init; } = "";

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; }

    /// <summary>The bucket's region.</summary>
    public string Region { get; }

    /// <summary>Counts an object in.</summary>
    /// <param name="item">The object.</param>
    public void Add(CiInputObject item)
    {
        _ = item ?? throw new ArgumentNullException(nameof(item));
        Count++;
        Missing += item.Exists == false ? 1 : 0;
        Folders += item.IsFolder ? 1 : 0;
        Duplicates += item.IsDuplicate ? 1 : 0;

        // What would be more than a sum can hold isn't a size that can be relied on.
        long? size = item.Size <= long.MaxValue - Size ? item.Size : null;
        Size += size ?? 0;
        UnknownSize += size is null ? 1 : 0;
        Oldest = item.LastModified < Oldest || Oldest is null ? item.LastModified : Oldest;
        Newest = item.LastModified > Newest || Newest is null ? item.LastModified : Newest;
        Group(_extensions, ExtensionOf(item.Key)).Add(size);
        Group(_classes, item.StorageClass).Add(size);
    }

    /// <summary>The count and the size, and how many are missing, of unknown size, folders or duplicates.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Format(Messages.SummaryText, Count, Size));
        foreach ((long count, string format) in new[]
        {
            (Missing, Messages.SummaryMissing), (UnknownSize, Messages.SummaryUnknownSize), (Folders, Messages.SummaryFolders),
            (Duplicates, Messages.SummaryDuplicates),
        })
        {
            text.Append(count > 0 ? Format(format, count) : "");
        }

        return text.ToString();
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    private static CiInputGroup Group(SortedDictionary<string, CiInputGroup> groups, string name)
    {
        // A bucket can have as many extensions as objects; nobody reads so many, and the memory is bounded.
        name = groups.Count < MaxGroups || groups.ContainsKey(name) ? name : OtherGroups;
        if (!groups.TryGetValue(name, out CiInputGroup? group))
        {
            groups.Add(name, group = new CiInputGroup(name));
        }

        return group;
    }

    private static string ExtensionOf(string key)
    {
        int dot = key.LastIndexOf('.');
        return dot > key.LastIndexOf('/') + 1 && key.Length - dot <= 16 ? key.Substring(dot + 1).ToLowerInvariant() : "";
    }
}

/// <summary>A part of a summary.</summary>
public sealed class CiInputGroup
{
    internal CiInputGroup(string name) => Name = name;

    /// <summary>The extension or the storage class.</summary>
    public string Name { get; }

    /// <summary>How many objects.</summary>
    public long Count { get; private set; }

    /// <summary>Their size in bytes, of those whose size is known.</summary>
    public long Size { get; private set; }

    internal void Add(long? size)
    {
        Count++;
        Size += size ?? 0;
    }

    /// <summary>The name and the count.</summary>
    public override string ToString() =>
        (Name.Length > 0 ? Name : "-") + ": " + Count.ToString(CultureInfo.InvariantCulture);
}
