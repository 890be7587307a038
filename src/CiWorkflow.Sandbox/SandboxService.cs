using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CiWorkflow.Sandbox;

/// <summary>The CI service on this machine's loopback address, with a world of its own.</summary>
public sealed class SandboxService : IAsyncDisposable
{
    private const long MostDocument = 1024 * 1024;
    private const long MostObject = 512 * 1024 * 1024;

    private readonly RequestLog _log = new();
    private LoopbackServer _server = null!;
    private int _underWay;
    private int _mostAtOnce;

    private SandboxService(SandboxWorld world) => World = world;

    /// <summary>What the service knows.</summary>
    public SandboxWorld World { get; internal set; }

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Endpoint => _server.Address;

    /// <summary>The latest requests that arrived, signed or not, in order.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _log.Requests;

    /// <summary>Whether each answer ends its connection.</summary>
    public bool ClosesEach { get; set; }

    /// <summary>Called with each request before it is carried out.</summary>
    public Action<SandboxRequest>? Arrived { get; set; }

    /// <summary>How many requests were under way at once, at most.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Whether a request is under way.</summary>
    public bool IsBusy => Volatile.Read(ref _underWay) > 0;

    /// <summary>How much time each request lets pass for the jobs.</summary>
    public TimeSpan AdvancePerRequest { get; set; }

    /// <summary>Starts the service.</summary>
    /// <param name="world">What it knows.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="control">Whether it answers to <c>/_sandbox</c>, by which another process arranges its world.</param>
    public static async Task<SandboxService> StartAsync(SandboxWorld world, int port = 0, bool control = false)
    {
        var service = new SandboxService(world);
        service._server = await LoopbackServer.StartAsync(port, app => service.Configure(app, control));
        return service;
    }

    /// <summary>Waits for SIGTERM or Ctrl+C.</summary>
    public Task WaitForShutdownAsync() => _server.WaitForShutdownAsync();

    /// <summary>Stops it; calls under way are cut.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal void ClearRequests()
    {
        _log.Clear();
        Volatile.Write(ref _mostAtOnce, 0);
    }

    private void Configure(WebApplication app, bool control)
    {
        app.UseWhen(context => !(control && Control.IsAsked(context)), branch =>
        {
            branch.Use(ReceiveAsync);
            branch.Use(new FaultMiddleware(Faults).InvokeAsync);
            branch.Use(AnswerErrorsAsync);
            branch.Use((context, next) =>
            {
                EndpointRoutes.Enter(context);
                return next(context);
            });
        });
        app.UseRouting();
        EndpointRoutes.Map(app);
        if (control)
        {
            new Control(this).Map(app);
        }
    }

    private async Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        int underWay = Interlocked.Increment(ref _underWay);
        for (int most = MostAtOnce; underWay > most
            && Interlocked.CompareExchange(ref _mostAtOnce, underWay, most) != most; most = MostAtOnce)
        {
        }

        try
        {
            await CarryOutAsync(context, next);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task CarryOutAsync(HttpContext context, RequestDelegate next)
    {
        SandboxRequest request = SandboxRequest.ReadHead(context);
        var call = new ServiceCall(context, request, World);
        _log.Add(request);
        long most = request.Method == "PUT" && call.Host is { IsObjectStore: true } && SignatureCheck.Holds(call)
            ? MostObject
            : MostDocument;
        bool whole = await request.ReadBodyAsync(context.Request.Body, most, context.RequestAborted);
        World.Advance(AdvancePerRequest);
        Arrived?.Invoke(request);

        HttpResponse response = context.Response;
        response.Headers[call.Host is { IsObjectStore: true } ? "x-cos-request-id" : "x-ci-request-id"] = call.RequestId;
        response.Headers.Server = "tencent-ci";
        response.Headers.Date = World.Date.ToString("r", CultureInfo.InvariantCulture);
        if (ClosesEach)
        {
            response.Headers.Connection = "close";
        }

        try
        {
            if (whole)
            {
                await next(context);
            }
            else
            {
                response.Headers.Connection = "close";
                var error = new ServiceErrorException(
                    400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
                await SandboxAnswer.Error(error, call).WriteAsync(context);
            }
        }
        finally
        {
            request.Status = context.RequestAborted.IsCancellationRequested ? 0 : response.StatusCode;
            _log.Settle(request);
        }
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ServiceErrorException error)
        {
            await SandboxAnswer.Error(error, ServiceCall.Of(context)).WriteAsync(context);
        }
    }
}
