using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CiWorkflow.Module.Tests;

/// <summary>What the shells ask of this process: the file to run next, and a sandbox, which starts here in a moment.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SandboxService> _sandboxes = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly Func<string?> _next;

    private TestHost(WebApplication app, Func<string?> next)
    {
        _app = app;
        _next = next;
    }

    public string Address => _app.Urls.Single();

    /// <summary>Starts it.</summary>
    /// <param name="next">The next file's order as JSON; null for none.</param>
    public static async Task<TestHost> StartAsync(Func<string?> next)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new TestHost(app, next);
        app.MapMethods("/next", ["POST"], context => context.Response.WriteAsync(host._next() ?? ""));
        app.MapMethods("/sandbox", ["POST"], host.StartSandboxAsync);
        app.MapMethods("/sandbox", ["DELETE"], host.StopSandboxAsync);
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        foreach (SandboxService sandbox in _sandboxes.Values)
        {
            await sandbox.DisposeAsync();
        }
    }

    // As CiWorkflow.Sandbox --serve --control --strict does.
    private async Task StartSandboxAsync(HttpContext context)
    {
        SandboxWorld world = DemoWorld.Make();
        world.RunningFor = TimeSpan.FromSeconds(2);
        world.IsStrict = true;
        SandboxService sandbox = await SandboxService.StartAsync(world, control: true);
        string endpoint = sandbox.Endpoint.GetLeftPart(UriPartial.Authority);
        _sandboxes[endpoint] = sandbox;
        await context.Response.WriteAsJsonAsync(new
        {
            endpoint,
            bucket = DemoWorld.Bucket,
            region = DemoWorld.Region,
            workflowId = DemoWorld.WorkflowId,
            secretId = DemoWorld.Account.SecretId,
            secretKey = DemoWorld.Account.SecretKey,
        });
    }

    private async Task StopSandboxAsync(HttpContext context)
    {
        if (_sandboxes.TryRemove(context.Request.Query["endpoint"].ToString(), out SandboxService? sandbox))
        {
            await sandbox.DisposeAsync();
        }
    }
}
