using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Jobs.JobScript;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// The look before a request: shared by the calls of a bucket, bounded in time, and honest about what it could not read.
/// </summary>
public sealed class JobRegistryTests
{
    private readonly JobScript _script = new();

    /// <summary>A look serves all requests of the next two seconds, whether it succeeded or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ALookServesTwoSeconds(bool succeeds)
    {
        _script.List = _ => succeeds ? Page([_script.Job("a")]) : throw Error(403, "AccessDenied");
        _script.Pass(10);
        Assert.Equal(succeeds, Look());
        _script.Pass(2);
        Assert.Equal(succeeds, Look());
        Assert.Single(_script.Lists);
        _script.Pass(0.001);
        Assert.Equal(succeeds, Look());
        Assert.Equal(2, _script.Lists.Count);
        _script.Registry.ForgetLook();
        Look();
        Assert.Equal(3, _script.Lists.Count);
        Assert.Equal(succeeds, _script.Registry.Known.ExistedBefore("a", _script.Time.Elapsed));
    }

    /// <summary>What may pass is tried three times; a refusal once.</summary>
    [Theory]
    [InlineData(500, 2, true, 3)]
    [InlineData(500, 3, false, 3)]
    [InlineData(403, 1, false, 1)]
    public void WhatMayPassIsTriedAgain(int status, int failures, bool succeeds, int lists)
    {
        _script.List = _ => _script.Lists.Count <= failures ? throw Error(status, "Failed") : Page([]);
        Assert.Equal(succeeds, Look());
        Assert.Equal(lists, _script.Lists.Count);
    }

    /// <summary>An answer that was lost is one that may pass, too.</summary>
    [Fact]
    public void ALostListIsTriedAgain()
    {
        _script.List = _ => _script.Lists.Count <= 2 ? throw Lost() : Page([]);
        Assert.True(Look());
    }

    /// <summary>A list that isn't answered is left after five seconds and the time that connecting may take.</summary>
    [Fact]
    public void AListThatIsNotAnsweredIsLeft()
    {
        var service = new SilentService(_script.Time);
        Assert.False(_script.Run(() => _script.Registry.LookAsync(service, TimeSpan.FromSeconds(15), CancellationToken.None)));
        Assert.Equal(20, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>A caller's stop ends the look, and isn't taken for a list that could not be read.</summary>
    [Fact]
    public void AStopEndsTheLook()
    {
        using var stop = new CancellationTokenSource();
        _script.Time.At(TimeSpan.FromSeconds(1), stop.Cancel);
        Task<bool> look = _script.Registry.LookAsync(new SilentService(_script.Time), TimeSpan.FromSeconds(15), stop.Token);
        _script.Time.Run();
        Assert.True(look.IsCanceled);
    }

    /// <summary>
    /// Without a connection no request would leave: those that waited for the same look fail the same way without a try of their own, and
    /// the next one tries.
    /// </summary>
    [Fact]
    public void WithoutAConnectionAllThatWaitedAreTold()
    {
        var service = new SilentService(_script.Time) { Failure = Lost(TransportFailure.NotConnected),
            FailsAfter = TimeSpan.FromSeconds(3) };
        Task<bool>[] looks = [LookAsync(), LookAsync()];
        _script.Time.Run();
        var errors = looks.Select(static look => Assert.IsType<CiTransportException>(look.Exception?.InnerException)).ToList();
        Assert.Equal(1, service.Lists);
        Assert.NotSame(errors[0], errors[1]);
        Assert.Equal(errors[0].Message, errors[1].Message);
        _script.Pass(1);
        Task<bool> next = LookAsync();
        _script.Time.Run();
        Assert.True(next.IsFaulted);
        Assert.Equal(2, service.Lists);

        Task<bool> LookAsync() => _script.Registry.LookAsync(service, TimeSpan.FromSeconds(15), CancellationToken.None);
    }

    /// <summary>Calls of one bucket at one address share what they know, and nobody else does.</summary>
    [Fact]
    public void ABucketHasOneRegistry()
    {
        var time = new VirtualTime();
        JobRegistry registry = Of(time);
        Assert.Same(registry, Of(time));
        JobRegistry[] others =
        [
            registry, Of(new VirtualTime()), Of(time, bucket: "other-1250000000"), Of(time, region: "ap-chengdu"),
                Of(time, endpoint: "http://127.0.0.1:1"),
            Of(time, ciEndpoint: "http://127.0.0.1:2"), Of(time, endpoint: "http://127.0.0.1:1", ciEndpoint: "http://127.0.0.1:3"),
        ];
        Assert.Distinct(others);
        Assert.Same(others[5], Of(time, endpoint: "http://127.0.0.1:1", ciEndpoint: "http://127.0.0.1:2"));
    }

    private static JobRegistry Of(
        VirtualTime time, string bucket = "media-1250000000", string region = "ap-beijing", string? endpoint = null,
            string? ciEndpoint = null) =>
        JobRegistry.Of(new CiClient(new CiClientSettings(bucket, region, new CiCredential("AKIDscript", "key"))
        {
            Clock = new ServiceClock(time),
            Endpoint = endpoint is null ? null : new Uri(endpoint),
            CiEndpoint = ciEndpoint is null ? null : new Uri(ciEndpoint),
        }));

    private bool Look() => _script.Run(() => _script.Registry.LookAsync(_script, TimeSpan.FromSeconds(15), CancellationToken.None));

    /// <summary>A service that never answers a list, or fails it after a time.</summary>
    private sealed class SilentService(VirtualTime time) : IJobService
    {
        public CiException? Failure { get; init; }

        public TimeSpan FailsAfter { get; init; } = TimeSpan.FromHours(1);

        public int Lists { get; private set; }

        public DateTimeOffset? ServiceTime => null;

        public Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
        {
            Lists++;
            await time.DelayAsync(FailsAfter, cancellationToken).ConfigureAwait(false);
            throw Failure ?? new CiTransportException("It was to be left.");
        }
    }
}
