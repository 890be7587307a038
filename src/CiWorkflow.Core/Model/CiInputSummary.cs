using System;
using System.Collections.Generic;

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

    /// <summary>How many objects.</summary>
    public long Count { get; private set; }

    /// <summary>Their size in bytes, of those whose size is known.</summary>
    public long Size { get; private set; }

    /// <summary>How many of them have no known size.</summary>
    public long UnknownSize { get; private set; }

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
        Size += item.Size ?? 0;
        UnknownSize += item.Size is null ? 1 : 0;
        Oldest = item.LastModified < Oldest || Oldest is null ? item.LastModified : Oldest;
        Newest = item.LastModified > Newest || Newest is null ? item.LastModified : Newest;
        Group(_extensions, ExtensionOf(item.Key)).Add(item);
        Group(_classes, item.StorageClass).Add(item);
    }

    /// <summary>The count and the size.</summary>
    public override string ToString() =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.SummaryText, Count, Size);

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

    internal void Add(CiInputObject item)
    {
        Count++;
        Size += item.Size ?? 0;
    }

    /// <summary>The name and the count.</summary>
    public override string ToString() =>
        (Name.Length > 0 ? Name : "-") + ": " + Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
