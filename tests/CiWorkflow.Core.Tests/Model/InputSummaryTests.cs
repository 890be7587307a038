using System;
using System.Globalization;
using System.Linq;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>What a trigger would touch, counted: the figures that -MaxObject and -MaxSize are held against.</summary>
public sealed class InputSummaryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Objects, bytes and upload times; what isn't known is counted apart and changes nothing else.</summary>
    [Fact]
    public void ObjectsAreCounted()
    {
        CiInputSummary empty = Summary();
        Assert.Equal((0, 0, 0, null, null), (empty.Count, empty.Size, empty.UnknownSize, empty.Oldest, empty.Newest));
        CiInputSummary all = Summary(
            Item("a.mp4", 5), Item("b.mp4", 7, Noon), Item("c"), Item("d", 1, Noon.AddHours(1)), Item("e", 0, Noon.AddHours(-1)), Item("f", 0),
            Item("g", 0, Noon));
        Assert.Equal((7, 13, 1), (all.Count, all.Size, all.UnknownSize));
        Assert.Equal((Noon.AddHours(-1), Noon.AddHours(1)), (all.Oldest, all.Newest));
        Assert.Equal("7 objects, 13 bytes, 1 of unknown size", all.ToString());
        Assert.Throws<ArgumentNullException>("item", () => empty.Add(null!));
    }

    /// <summary>A size that the sum can't hold isn't known; the sum never turns over, and no group's does.</summary>
    [Fact]
    public void ASumNeverTurnsOver()
    {
        CiInputSummary all = Summary(Item("a.mp4", long.MaxValue), Item("b.mp4", long.MaxValue), Item("c.mp4", 1), Item("d.mp4", 0));
        Assert.Equal((4, long.MaxValue, 2), (all.Count, all.Size, all.UnknownSize));
        Assert.Equal(long.MaxValue, Assert.Single(all.ByExtension).Size);
        Assert.Equal("4 objects, 9223372036854775807 bytes, 2 of unknown size", all.ToString());
    }

    /// <summary>What is missing, a folder or comes again counts, and is said.</summary>
    [Fact]
    public void WhatIsOddIsSaid()
    {
        CiInputSummary all = Summary(
            new CiInputObject("a") { Exists = false },
            Item("in/", 0),
            Item("out/"),
            Item("real/", 5),
            new CiInputObject("b") { Exists = true, Size = 2, IsDuplicate = true });
        Assert.Equal((5, 7, 2, 1, 2, 1), (all.Count, all.Size, all.UnknownSize, all.Missing, all.Folders, all.Duplicates));
        Assert.Equal("5 objects, 7 bytes, 1 of them missing, 2 of unknown size, 2 folders, 1 that come again", all.ToString());
    }

    /// <summary>
    /// The extension is what stands behind the last dot of the name, if it is short and the dot isn't the first character.
    /// </summary>
    [Theory]
    [InlineData("a/b.MP4", "mp4")]
    [InlineData("a.b.mp4", "mp4")]
    [InlineData("mp4", "")]
    [InlineData("a.b/mp4", "")]
    [InlineData(".hidden", "")]
    [InlineData("a/.hidden", "")]
    [InlineData("a/x.hidden", "hidden")]
    [InlineData("a.", "")]
    [InlineData("a.123456789012345", "123456789012345")]
    [InlineData("a.1234567890123456", "")]
    public void TheExtensionIsBehindTheLastDot(string key, string extension) =>
        Assert.Equal(extension, Assert.Single(Summary(Item(key)).ByExtension).Name);

    /// <summary>Groups have their own counts and sizes, in the order of their names.</summary>
    [Fact]
    public void GroupsAreCounted()
    {
        CiInputSummary all = Summary(Item("b.mp4", 2), Item("a.MOV", 3), Item("c.mp4", 4), Item("d.mp4"), Item("e", 9, null, "ARCHIVE"));
        Assert.Equal([("", 1, 9), ("mov", 1, 3), ("mp4", 3, 6)], all.ByExtension.Select(group => (group.Name, (int)group.Count, (int)group.Size)));
        Assert.Equal([("", 4), ("ARCHIVE", 1)], all.ByStorageClass.Select(group => (group.Name, (int)group.Count)));
        Assert.Equal("-: 1, mov: 1, mp4: 3", all.ByExtension.ToString());
    }

    /// <summary>Of more than 200 extensions the rest is one group, and those that are known are still counted as themselves.</summary>
    [Fact]
    public void TheRestOfManyExtensionsIsOneGroup()
    {
        CiInputSummary all = Summary(
            [.. Enumerable.Range(0, 202).Select(i => Item("a." + i.ToString("000", CultureInfo.InvariantCulture))), Item("b.000")]);
        Assert.Equal(201, all.ByExtension.Count);
        Assert.Equal(2, all.ByExtension.Single(group => group.Name == "*").Count);
        Assert.Equal(2, all.ByExtension.Single(group => group.Name == "000").Count);
        Assert.Equal(1, all.ByExtension.Single(group => group.Name == "199").Count);
    }

    /// <summary>What was counted can be triggered: the input and the interval are there.</summary>
    [Fact]
    public void TheInputIsThere()
    {
        var interval = new CiTimeInterval(Noon, null);
        var byPrefix = new CiInputSummary("b", "r", JobInput.FromPrefix("p/"), interval);
        Assert.Equal(("b", "r", interval), (byPrefix.Bucket, byPrefix.Region, byPrefix.TimeInterval));
        Assert.Equal(("p/", null, null, null), (byPrefix.Prefix, byPrefix.Object, byPrefix.UrlFile, byPrefix.Manifest));
        Assert.Equal("k", new CiInputSummary("b", "r", JobInput.FromObject("k")).Object);
        Assert.Equal("u", new CiInputSummary("b", "r", JobInput.FromUrlFile("u")).UrlFile);
        Assert.Equal("m", new CiInputSummary("b", "r", JobInput.FromManifest("m")).Manifest);
    }

    private static CiInputObject Item(string key, long? size = null, DateTimeOffset? time = null, string storageClass = "") =>
        new(key) { Size = size, LastModified = time, StorageClass = storageClass };

    private static CiInputSummary Summary(params CiInputObject[] items)
    {
        var summary = new CiInputSummary("media-1250000000", "ap-beijing");
        foreach (CiInputObject item in items)
        {
            summary.Add(item);
        }

        return summary;
    }
}
