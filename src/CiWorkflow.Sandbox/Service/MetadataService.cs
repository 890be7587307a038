using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The metadata service of a machine with a role: lists the role, and gives keys for it that end.</summary>
public sealed class MetadataService : IAsyncDisposable
{
    private const string Path = "/latest/meta-data/cam/security-credentials/";

    private readonly WebApplication _app;
    private int _asked;

    private MetadataService()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The role; null for a machine without one.</summary>
    public string? Role { get; set; } = "media-runner";

    /// <summary>The keys of the role; they have a token.</summary>
    public SandboxAccount Account { get; set; } = new("AKIDroleroleroleroleROLE", "role-secret-key", "role-session-token");

    /// <summary>How long the keys that are given last.</summary>
    public TimeSpan Lasting { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Another answer than the keys; null for the keys.</summary>
    public string? Answer { get; set; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it at a free port.</summary>
    public static async Task<MetadataService> StartAsync()
    {
        var service = new MetadataService();
        await service._app.StartAsync();
        service.Address = new Uri(service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return service;
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Role is null || !context.Request.Path.StartsWithSegments(Path.TrimEnd('/'), StringComparison.Ordinal, out PathString rest))
        {
            context.Response.StatusCode = 404;
        }
        else if (rest.Value is null or "" or "/")
        {
            await context.Response.WriteAsync(Role + "\n");
        }
        else
        {
            Interlocked.Increment(ref _asked);
            await context.Response.WriteAsync(Answer ?? JsonSerializer.Serialize(new
            {
                TmpSecretId = Account.SecretId,
                TmpSecretKey = Account.SecretKey,
                Token = Account.SessionToken,
                ExpiredTime = DateTimeOffset.UtcNow.Add(Lasting).ToUnixTimeSeconds(),
                Expiration = DateTimeOffset.UtcNow.Add(Lasting).ToString("s", CultureInfo.InvariantCulture),
                Code = "Success",
            }));
        }
    }
}
