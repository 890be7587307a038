using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The metadata service of a machine with a role: lists the role, and gives keys for it that end.</summary>
public sealed class MetadataService : IAsyncDisposable
{
    private const string Path = "/latest/meta-data/cam/security-credentials/";

    private LoopbackServer _server = null!;
    private int _asked;

    private MetadataService()
    {
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
    public Uri Address => _server.Address;

    /// <summary>Starts it at a free port.</summary>
    public static async Task<MetadataService> StartAsync()
    {
        var service = new MetadataService();
        service._server = await LoopbackServer.StartAsync(0, app => app.Run(service.AnswerAsync));
        return service;
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

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
