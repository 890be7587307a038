using System;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;
using Microsoft.Extensions.Time.Testing;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>A service of a test's own, with the demo's world at a time of the test's own, and a client for it.</summary>
internal sealed class SandboxFixture : IAsyncDisposable
{
    private SandboxFixture(SandboxService service, FakeTimeProvider clock)
    {
        Service = service;
        Clock = clock;
    }

    public SandboxService Service { get; }

    public FakeTimeProvider Clock { get; }

    public static CiCredential Credential => new(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey);

    public static async Task<SandboxFixture> StartAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));
        SandboxWorld world = DemoWorld.Make(clock);
        world.IsStrict = true;
        return new SandboxFixture(await SandboxService.StartAsync(world), clock);
    }

    public CiClient Client(Func<CiClientSettings, CiClientSettings>? change = null, CiCredential? credential = null, string bucket = DemoWorld.Bucket, string region = DemoWorld.Region)
    {
        CiClientSettings settings = Settings(credential, bucket, region);
        return new CiClient(change?.Invoke(settings) ?? settings);
    }

    /// <summary>The objects of the demo's bucket.</summary>
    public CosBucket Cos() => new(Settings(null, DemoWorld.Bucket, DemoWorld.Region));

    private CiClientSettings Settings(CiCredential? credential, string bucket, string region) => new(bucket, region, credential ?? Credential)
    {
        Endpoint = Service.Endpoint,
        Clock = new ServiceClock(new TestTime(() => Clock.GetUtcNow())),
        Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) },
    };

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
