using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>What a job's input selects is a number only where it is certain: a wait ends by it.</summary>
public sealed class SelectedObjectsTests
{
    private static readonly CiTimeInterval Interval = CiTimeInterval.Parse("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800");

    /// <summary>Up to the limit the objects and their bytes are counted; beyond it nothing is known.</summary>
    [Theory]
    [InlineData(4, 3L, 6L)]
    [InlineData(3, 3L, 6L)]
    [InlineData(2, null, null)]
    public async Task UpToTheLimitIsCounted(long limit, long? count, long? size) =>
        Assert.Equal((count, size), await MeasureAsync(new JobInput { Prefix = "a/" }, limit, null, Listed(1, 2, 3)));

    /// <summary>All pages are counted, and no further one is read once the limit is passed.</summary>
    [Fact]
    public async Task NoMoreIsReadThanTheLimitNeeds()
    {
        using var service = new CannedService(Listed(1, 2).Replace("false", "true", StringComparison.Ordinal), Listed(3));
        Assert.Equal((3L, 6L), await MeasureAsync(service, new JobInput { Prefix = "a/" }, 10, null));
        using var bounded = new CannedService(Listed(1, 2).Replace("false", "true", StringComparison.Ordinal), Listed(3));
        Assert.Equal((null, null), await MeasureAsync(bounded, new JobInput { Prefix = "a/" }, 1, null));
        Assert.Single(bounded.Requests);
        Assert.Equal((null, null), await MeasureAsync(new JobInput { Prefix = "a/" }, 2, null,
            Listed(1, 2).Replace("false", "true", StringComparison.Ordinal), Listed(3)));
    }

    /// <summary>
    /// The objects of no bytes that the console makes for folders (436/13324) are not of what the job certainly selects, and with them
    /// the number isn't known: no page says whether a job runs on them.
    /// </summary>
    [Fact]
    public async Task AFolderIsNotCertain()
    {
        string list = Listed(1, 2).Replace(
            "</ListBucketResult>",
            "<Contents><Key>a/b/</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified><Size>0</Size></Contents></ListBucketResult>",
            StringComparison.Ordinal);
        using var service = new CannedService(list);
        var job = new JobsDetail { Input = new JobInput { Prefix = "a/" }, CreationTime = DateTimeOffset.MaxValue };
        Assert.Equal((null, null, 2L), await SelectedObjects.MeasureAsync(new CosBucket(service.Client.Settings), job, 10, CancellationToken.None));
    }

    /// <summary>
    /// A UrlFile shows no bytes, and no upload times to compare an interval with; an input that isn't shown says nothing.
    /// </summary>
    [Fact]
    public async Task WhatIsNotToldIsNotKnown()
    {
        const string Host = "https://examplebucket-1250000000.cos.ap-chongqing.myqcloud.com";
        const string File = Host + "/a\n" + Host + "/b\n";
        Assert.Equal((2L, null), await MeasureAsync(new JobInput { UrlFile = "list.txt" }, 10, null, File));
        using var service = new CannedService(File);
        Assert.Equal((null, null), await MeasureAsync(service, new JobInput { UrlFile = "list.txt" }, 10, Interval));
        Assert.Equal((null, null), await MeasureAsync(service, new JobInput(), 10, null));
        Assert.Empty(service.Requests);
    }

    /// <summary>An object that the service names by a URL is counted by its key; of another bucket's nothing is known.</summary>
    [Theory]
    [InlineData("examplebucket-1250000000", 1L)]
    [InlineData("other-1250000000", null)]
    public async Task AnObjectMayBeNamedByAUrl(string bucket, long? count)
    {
        using var service = new CannedService("four");
        var input = new JobInput { Object = "https://" + bucket + ".cos.ap-chongqing.myqcloud.com/a%20b" };
        Assert.Equal(count, (await MeasureAsync(service, input, 10, null)).Count);
        Assert.Equal(count is null ? 0 : 1, service.Requests.Count);
    }

    /// <summary>The service may take a key for another one, so that an object that isn't there doesn't mean that none is touched.</summary>
    [Theory]
    [InlineData("/big.mp4")]
    [InlineData("big.mp4 ")]
    public async Task AKeyThatMayBeTrimmedIsUncertain(string key) =>
        Assert.Equal((null, null), await MeasureAsync(new JobInput { Object = key }, 10, null, "four"));

    /// <summary>Objects that were uploaded outside of the job's interval are not counted.</summary>
    [Fact]
    public async Task AnIntervalIsHeeded()
    {
        string listed = Listed(1, 2).Replace("2026-01-01", "2022-03-01", StringComparison.Ordinal) + Listed(4);
        listed = listed.Replace("</ListBucketResult><ListBucketResult><IsTruncated>false</IsTruncated>", "",
            StringComparison.Ordinal);
        Assert.Equal((2L, 3L), await MeasureAsync(new JobInput { Prefix = "a/" }, 10, Interval, listed));
    }

    /// <summary>A line that is no object of the bucket may be one for the service, so that the number isn't certain.</summary>
    [Fact]
    public async Task AFaultMakesTheNumberUncertain() =>
        Assert.Equal((null, null), await MeasureAsync(new JobInput { UrlFile = "list.txt" }, 10, null, "not a url\n"));

    /// <summary>Without the right to list, and with an input that can't be read, nothing is known, and nothing fails.</summary>
    [Fact]
    public void WithoutRightsNothingIsKnown()
    {
        using var service = new ScriptedService(ScriptedService.Error(403, "AccessDenied"));
        var job = new JobsDetail { Input = new JobInput { Prefix = "a/" } };
        service.Run(async () => Assert.Equal(
            (null, null, 0), await SelectedObjects.MeasureAsync(new CosBucket(service.Settings), job, 10,
                TestContext.Current.CancellationToken)));
    }

    /// <summary>
    /// What a job must have selected is what was there before it, also where there are more than are counted: an object that came since, or
    /// a prefix that the service may read in another way, is certain of nothing.
    /// </summary>
    [Theory]
    [InlineData("2026-01-01T00:00:01Z", "a/", 10, 3)]
    [InlineData("2026-01-01T00:00:01Z", "a/", 2, 3)]
    [InlineData("2026-01-01T00:00:00Z", "a/", 10, 0)]
    [InlineData(null, "a/", 10, 0)]
    [InlineData("2026-01-01T00:00:01Z", "/a/", 10, 0)]
    public async Task WhatWasThereBeforeTheJobIsCertain(string? created, string prefix, long limit, long atLeast)
    {
        using var service = new CannedService(Listed(1, 2, 3));
        var job = new JobsDetail
        {
            Input = new JobInput { Prefix = prefix },
            CreationTime = created is null ? null : DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture),
        };
        Assert.Equal(atLeast, (await SelectedObjects.MeasureAsync(
            new CosBucket(service.Client.Settings), job, limit, TestContext.Current.CancellationToken)).AtLeast);
    }

    /// <summary>An object that a UrlFile lists twice is one that the job must have selected, and the one object of a job is.</summary>
    [Fact]
    public async Task WhatIsListedTwiceIsCertainOnce()
    {
        const string Host = "https://examplebucket-1250000000.cos.ap-chongqing.myqcloud.com";
        using var listed = new CannedService(Host + "/a\n" + Host + "/b\n" + Host + "/a\n");
        Assert.Equal(2, (await SelectedObjects.MeasureAsync(new CosBucket(listed.Client.Settings),
            new JobsDetail { Input = new JobInput { UrlFile = "list.txt" } }, 10, TestContext.Current.CancellationToken)).AtLeast);
        using var missing = new ScriptedService(ScriptedService.Error(404, "NoSuchKey"));
        missing.Run(async () => Assert.Equal((0L, 1L), await SelectedObjects.MeasureAsync(new CosBucket(missing.Settings),
            new JobsDetail { Input = new JobInput { Object = "a.mp4" } }, 10, TestContext.Current.CancellationToken) is var (count, _, sure)
                ? (count, sure) : default));
    }

    private static async Task<(long? Count, long? Size)> MeasureAsync(JobInput input, long limit, CiTimeInterval? interval,
        params string[] answers)
    {
        using var service = new CannedService(answers);
        return await MeasureAsync(service, input, limit, interval);
    }

    private static async Task<(long? Count, long? Size)> MeasureAsync(CannedService service, JobInput input, long limit,
        CiTimeInterval? interval)
    {
        (long? count, long? size, _) = await SelectedObjects.MeasureAsync(
            new CosBucket(service.Client.Settings),
            new JobsDetail { Input = input, Operation = new JobOperation { TimeInterval = interval } }, limit, CancellationToken.None);
        return (count, size);
    }

    private static string Listed(params int[] sizes) => "<ListBucketResult><IsTruncated>false</IsTruncated>"
        + string.Concat(sizes.Select(static size =>
            $"<Contents><Key>a/{size}</Key><Size>{size}</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"))
        + "</ListBucketResult>";
}
