using System;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>The URL of an object: whether it is one, its key, and whose object it is.</summary>
public sealed class ObjectUrlTests
{
    private const string Bucket = "media-1250000000";
    private const string Several = "it has more than one address; write one a line. A key that has :// in it is written with %3A for the colon.";
    private const string Malformed = "it is no URL of an object, as https://bucket-1250000000.cos.ap-beijing.myqcloud.com/key.";

    /// <summary>The host is in lower case and without the port of its own scheme; the key is decoded, and the query is left out.</summary>
    [Theory]
    [InlineData("https://Host/a%20b/c", "host", "a b/c")]
    [InlineData("http://host:80/a", "host", "a")]
    [InlineData("https://host:443/a", "host", "a")]
    [InlineData("http://host:443/a", "host:443", "a")]
    [InlineData("HTTPS://host:80/a", "host:80", "a")]
    [InlineData("https://host:65535/a?b/c#d", "host:65535", "a")]
    [InlineData("https://host/a#b?c", "host", "a")]
    [InlineData("https://host//a", "host", "/a")]
    [InlineData("https://host/a%3A//b", "host", "a://b")]
    public void AUrlIsRead(string text, string host, string key)
    {
        Assert.True(ObjectUrl.IsUrl(text));
        Assert.Equal(new ObjectUrl(host, key), ObjectUrl.TryRead(text, out string fault));
        Assert.Equal("", fault);
    }

    /// <summary>What isn't the URL of an object is reported, with nothing of it.</summary>
    [Theory]
    [InlineData("", Malformed)]
    [InlineData("key", Malformed)]
    [InlineData("ftp://host/a", Malformed)]
    [InlineData("https://host", Malformed)]
    [InlineData("https:///a", Malformed)]
    [InlineData("https://host:65536/a", Malformed)]
    [InlineData("https://host:1:2/a", Malformed)]
    [InlineData("https://u:p@host/a", Malformed)]
    [InlineData("https://ho st/a", Malformed)]
    [InlineData("https://host/%FF", "its path isn't percent-encoded UTF-8.")]
    [InlineData("https://host/a;https://host/b", Several)]
    [InlineData("https://host/ahttp://host/b", Several)]
    [InlineData("https://host/a?x=1 cos://b/c", Several)]
    public void WhatIsNoUrlIsTold(string text, string expected)
    {
        Assert.Null(ObjectUrl.TryRead(text, out string fault));
        Assert.Equal(expected, fault);
    }

    /// <summary>A URL has 8 KiB at the most, and a key what a key may have.</summary>
    [Fact]
    public void AUrlHasABound()
    {
        string text = "https://host/a?".PadRight(8192, 'x');
        Assert.NotNull(ObjectUrl.TryRead(text, out _));
        Assert.Null(ObjectUrl.TryRead(text + "x", out string fault));
        Assert.Equal(Malformed, fault);
        Assert.Null(ObjectUrl.TryRead("https://host/a/../b", out fault));
        Assert.Contains("'..'", fault, StringComparison.Ordinal);
        Assert.Null(ObjectUrl.TryRead("https://host/", out fault));
        Assert.Contains(Messages.KeyEmpty, fault, StringComparison.Ordinal);
    }

    /// <summary>An object is this bucket's, another one's, or of a domain that says nothing.</summary>
    [Theory]
    [InlineData("media-1250000000.cos.ap-beijing.myqcloud.com", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos.ap-beijing.tencentcos.cn", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos-internal.ap-beijing.tencentcos.cn", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos.accelerate.myqcloud.com", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos.accelerate-overseas.myqcloud.com", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.file.myqcloud.com", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos.ap-shanghai.myqcloud.com", ObjectUrlOwner.OtherBucket)]
    [InlineData("other-1250000000.cos.ap-beijing.myqcloud.com", ObjectUrlOwner.OtherBucket)]
    [InlineData("other-1250000000.file.myqcloud.com", ObjectUrlOwner.OtherBucket)]
    [InlineData("other-1250000000.cos.accelerate.myqcloud.com", ObjectUrlOwner.OtherBucket)]
    [InlineData("media-1250000000.cos-internal.accelerate.tencentcos.cn", ObjectUrlOwner.ThisBucket)]
    [InlineData("media-1250000000.cos-internal.ap-shanghai.tencentcos.cn", ObjectUrlOwner.OtherBucket)]
    [InlineData("media-1250000000.myqcloud.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("media-1250000000.anything.myqcloud.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("media-1250000000.pic.ap-beijing.myqcloud.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("media-1250000000.ci.ap-beijing.myqcloud.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("media-1250000000.cos.accelerated.myqcloud.com", ObjectUrlOwner.OtherBucket)]
    [InlineData("media-1250000000.cos.ap-beijing.more.myqcloud.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("cdn.example.com", ObjectUrlOwner.OtherDomain)]
    [InlineData("media-1250000000.cos.ap-beijing.myqcloud.com.evil.example", ObjectUrlOwner.OtherDomain)]
    [InlineData("video.example.com", ObjectUrlOwner.ThisBucket)]
    internal void AnObjectHasAnOwner(string host, ObjectUrlOwner owner) =>
        Assert.Equal(owner, new ObjectUrl(host, "k").Owner(Bucket, "ap-beijing", "Video.example.com"));

    /// <summary>
    /// What an answer calls an object: a key, or a URL (436/80046, 460/45949). Only the bucket's own is its key; another one stays what it
    /// is, without a query that may be signed.
    /// </summary>
    [Theory]
    [InlineData("a/b c.mp4", "a/b c.mp4")]
    [InlineData("https-notes/a.cos.txt", "https-notes/a.cos.txt")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/a/b%20c.mp4?versionId=1#x", "a/b c.mp4")]
    [InlineData("http://media-1250000000.cos.ap-beijing.tencentcos.cn/%E4%B8%AD.mp4", "中.mp4")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/a/../b", "https://media-1250000000.cos.ap-beijing.myqcloud.com/a/../b")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com", "https://media-1250000000.cos.ap-beijing.myqcloud.com")]
    [InlineData("https://media-1250000000.cos.ap-shanghai.myqcloud.com/a", "https://media-1250000000.cos.ap-shanghai.myqcloud.com/a")]
    [InlineData("https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4", "https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4")]
    [InlineData("https://media-1250000000.anything.myqcloud.com/a", "https://media-1250000000.anything.myqcloud.com/a")]
    [InlineData("https://my.cos.example.com/a?q-signature=SECRET", "https://my.cos.example.com/a")]
    public void OnlyTheBucketsOwnUrlIsAKey(string text, string expected) =>
        Assert.Equal(expected, ObjectUrl.KeyOrForeign(text, Bucket, "ap-beijing", "media-1250000000.cos.ap-beijing.myqcloud.com"));

    /// <summary>Where a key is needed another bucket's URL is refused by name, and isn't repeated.</summary>
    [Theory]
    [InlineData(
        "https://media-1250000000.cos.ap-shanghai.myqcloud.com/SECRET",
        "its host media-1250000000.cos.ap-shanghai.myqcloud.com isn't one of bucket media-1250000000 (ap-beijing).")]
    [InlineData("https://cdn.example.com/SECRET", "its host cdn.example.com isn't one of bucket media-1250000000 (ap-beijing).")]
    [InlineData("https://user:SECRET@media-1250000000.cos.ap-beijing.myqcloud.com/a", Malformed)]
    public void AKeyOfAnotherBucketIsRefused(string text, string reason)
    {
        InvalidFieldException refused = Assert.Throws<InvalidFieldException>(
            () => ObjectUrl.KeyIn("Object", text, Bucket, "ap-beijing", "media-1250000000.cos.ap-beijing.myqcloud.com"));
        Assert.Equal("Object", refused.Field);
        Assert.EndsWith(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", refused.Message, StringComparison.Ordinal);
    }
}
