using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Http;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The metadata service of a machine with a role: lists the role, and returns keys for it that end.</summary>
internal sealed class MachineRole
{
    public const string Path = "/latest/meta-data/cam/security-credentials";

    private int _asked;

    /// <summary>The role; null for a machine without one.</summary>
    public string? Name { get; set; }

    /// <summary>The keys of the role; they have a token.</summary>
    public SandboxAccount Account { get; set; } = new("AKIDroleroleroleroleROLE", "role-secret-key", "role-session-token");

    /// <summary>How long the keys that are given last.</summary>
    public TimeSpan Lasting { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task AnswerAsync(HttpContext context)
    {
        if (Name is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (context.Request.RouteValues["name"] is null)
        {
            return context.Response.WriteAsync(Name + "\n");
        }

        Interlocked.Increment(ref _asked);
        DateTimeOffset end = DateTimeOffset.UtcNow.Add(Lasting);
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            TmpSecretId = Account.SecretId,
            TmpSecretKey = Account.SecretKey,
            Token = Account.SessionToken,
            ExpiredTime = end.ToUnixTimeSeconds(),
            Expiration = end.ToString("s", CultureInfo.InvariantCulture),
            Code = "Success",
        }));
    }
}
