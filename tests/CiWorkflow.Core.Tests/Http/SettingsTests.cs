using System;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>The settings of a client: their defaults, their bounds, and the hosts that follow from them.</summary>
public sealed class SettingsTests
{
    private static readonly CiClientSettings Settings = new("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"));

    /// <summary>What holds where nothing is set.</summary>
    [Fact]
    public void Defaults()
    {
        Assert.Equal("myqcloud.com", Settings.Domain);
        Assert.Equal(TimeSpan.FromSeconds(60), Settings.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(15), Settings.ConnectTimeout);
        Assert.Same(ServiceClock.Process, Settings.Clock);
        Assert.Equal(4, Settings.Retry.MaximumRetryCount);
        Assert.Equal(TimeSpan.FromMilliseconds(500), Settings.Retry.Interval);
        Assert.Equal(TimeSpan.FromSeconds(20), Settings.Retry.LongestDelay);
        Assert.Equal(TimeSpan.FromMinutes(2), Settings.Retry.Budget);
        Assert.Equal(new Backoff(TimeSpan.FromMilliseconds(500), 2, TimeSpan.FromSeconds(20)), Settings.Retry.Backoff with
        {
            Random = new Backoff(default, 0, default).Random,
        });
    }

    /// <summary>A timeout is positive, and a day at the most; connecting takes no longer than the whole call.</summary>
    [Fact]
    public void ATimeoutIsPositiveAndAtMostADay()
    {
        var day = TimeSpan.FromDays(1);
        foreach (TimeSpan good in new[] { TimeSpan.FromTicks(1), day })
        {
            Assert.Equal(good, (Settings with { Timeout = good }).Timeout);
            Assert.Equal(good, (Settings with { Timeout = day, ConnectTimeout = good }).ConnectTimeout);
        }

        Assert.Equal(TimeSpan.FromSeconds(3), (Settings with { Timeout = TimeSpan.FromSeconds(3) }).ConnectTimeout);

        foreach (TimeSpan bad in new[] { TimeSpan.FromTicks(-1), TimeSpan.Zero, day + TimeSpan.FromTicks(1) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Settings with { Timeout = bad });
            Assert.Throws<ArgumentOutOfRangeException>(() => Settings with { ConnectTimeout = bad });
        }
    }

    /// <summary>From none to a hundred retries, from no interval to an hour.</summary>
    [Fact]
    public void RetriesHaveBounds()
    {
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(0, new RetrySettings { MaximumRetryCount = 0 }.MaximumRetryCount);
        Assert.Equal(100, new RetrySettings { MaximumRetryCount = 100 }.MaximumRetryCount);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RetrySettings { MaximumRetryCount = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RetrySettings { MaximumRetryCount = 101 });
        Assert.Equal(TimeSpan.Zero, new RetrySettings { Interval = TimeSpan.Zero }.Interval);
        Assert.Equal(hour, new RetrySettings { Interval = hour }.Interval);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RetrySettings { Interval = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySettings { Interval = hour + TimeSpan.FromTicks(1) });
        Assert.Equal(0.01, (Settings with { MaximumRequestsPerSecond = 0.01 }).MaximumRequestsPerSecond);
        Assert.Equal(1000, (Settings with { MaximumRequestsPerSecond = 1000 }).MaximumRequestsPerSecond);
    }

    /// <summary>Another bucket keeps what else was set, and is checked like the first one.</summary>
    [Fact]
    public void AnotherBucketKeepsTheRest()
    {
        CiClientSettings other = (Settings with { Domain = "tencentcos.cn" }).For("other-1250000000", "ap-guangzhou");
        Assert.Equal(("other-1250000000", "ap-guangzhou", "tencentcos.cn"), (other.Bucket, other.Region, other.Domain));
        Assert.Same(Settings.Credential, other.Credential);
        Assert.Equal("Bucket", Assert.Throws<InvalidFieldException>(static () => Settings.For("other", "ap-guangzhou")).Field);
        Assert.Equal("Region", Assert.Throws<InvalidFieldException>(static () => Settings.For("other-1250000000", "")).Field);
        Assert.Equal("Domain", Assert.Throws<InvalidFieldException>(static () => Settings with { Domain = "https://tencentcos.cn" }).Field);
        Assert.Equal(
            "credential", Assert.Throws<ArgumentNullException>(static () => new CiClientSettings("b-1250000000", "ap-x", null!)).ParamName);
    }

    /// <summary>Each endpoint is checked under its own name, and null takes one away again.</summary>
    [Fact]
    public void AnEndpointIsCheckedAndTakenAway()
    {
        var plain = new Uri("http://example.com");
        var good = new Uri("https://example.com");
        Assert.Equal("Endpoint", Assert.Throws<InvalidFieldException>(() => Settings with { Endpoint = plain }).Field);
        Assert.Equal("CiEndpoint", Assert.Throws<InvalidFieldException>(() => Settings with { CiEndpoint = plain }).Field);
        Assert.Equal("CosEndpoint", Assert.Throws<InvalidFieldException>(() => Settings with { CosEndpoint = plain }).Field);
        CiClientSettings all = Settings with { Endpoint = good, CiEndpoint = good, CosEndpoint = good };
        Assert.Equal((good, good, good), (all.Endpoint, all.CiEndpoint, all.CosEndpoint));
        CiClientSettings none = all with { Endpoint = null, CiEndpoint = null, CosEndpoint = null };
        Assert.Equal((null, null, null), (none.Endpoint, none.CiEndpoint, none.CosEndpoint));
    }

    /// <summary>The three hosts of a bucket, and where each is connected to.</summary>
    [Fact]
    public void EachHostHasItsNameAndItsAddress()
    {
        Assert.Equal(
            new ServiceHost(
                "media-1250000000.ci.ap-beijing.myqcloud.com", "https://media-1250000000.ci.ap-beijing.myqcloud.com", true, false),
            ServiceHost.Ci(Settings));
        Assert.Equal(
            new ServiceHost(
                "media-1250000000.cos.ap-beijing.myqcloud.com", "https://media-1250000000.cos.ap-beijing.myqcloud.com", false, false),
            ServiceHost.Cos(Settings));
        Assert.Equal(
            new ServiceHost("ci.ap-beijing.myqcloud.com", "https://ci.ap-beijing.myqcloud.com", true, false),
            ServiceHost.CiRegion(Settings));

        CiClientSettings local = Settings with { Endpoint = new Uri("http://127.0.0.1:8080"), CosEndpoint = new Uri("https://e.example") };
        Assert.Equal(
            new ServiceHost("media-1250000000.ci.ap-beijing.myqcloud.com", "http://127.0.0.1:8080", true, true), ServiceHost.Ci(local));
        Assert.Equal(
            new ServiceHost("ci.ap-beijing.myqcloud.com", "http://127.0.0.1:8080", true, true), ServiceHost.CiRegion(local));
        Assert.Equal(
            new ServiceHost("media-1250000000.cos.ap-beijing.myqcloud.com", "https://e.example", false, false), ServiceHost.Cos(local));
        Assert.Equal("http://127.0.0.1:8080", ServiceHost.Cos(local with { CosEndpoint = null }).Root);
        Assert.Equal("https://ci.example", ServiceHost.Ci(local with { CiEndpoint = new Uri("https://ci.example") }).Root);
    }
}
