using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The CI service on this machine's loopback address, with a world of its own.</summary>
public sealed partial class SandboxService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SandboxRequest> _requests = new();

    private SandboxService(SandboxWorld world, int port)
    {
        World = world;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 5L * 1024 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>What the service knows.</summary>
    public SandboxWorld World { get; }

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Every request that arrived, signed or not, in order.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _requests.ToArray();

    /// <summary>Whether each answer ends its connection.</summary>
    public bool ClosesEach { get; set; }

    /// <summary>Called with each request before it is carried out.</summary>
    public Action<SandboxRequest>? Arrived { get; set; }

    /// <summary>Starts the service; port 0 takes a free one.</summary>
    public static async Task<SandboxService> StartAsync(SandboxWorld world, int port = 0)
    {
        var service = new SandboxService(world, port);
        await service._app.StartAsync();
        string address = service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        service.Endpoint = new Uri(address);
        return service;
    }

    /// <summary>Stops it; calls under way are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new System.Threading.CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        SandboxRequest request = await SandboxRequest.ReadAsync(context);
        _requests.Enqueue(request);
        Arrived?.Invoke(request);
        Fault? fault = Faults.Take(request);
        switch (fault?.Kind)
        {
            case FaultKind.DropBefore:
                context.Abort();
                return;
            case FaultKind.Delay:
                await Task.WhenAny(fault.Until(), Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted));
                break;
        }

        string requestId = NewRequestId();
        SandboxAnswer answer = fault is { Kind: FaultKind.Status }
            ? new SandboxAnswer(fault.Status, fault.Code.Length == 0 ? "" : ErrorBody(new ServiceErrorException(fault.Status, fault.Code, "The service can't answer now."), request, requestId), "application/xml")
            : Answer(request, requestId);
        if (fault is { Kind: FaultKind.HangAfter })
        {
            await Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (fault is { Kind: FaultKind.DropAfter })
        {
            context.Abort();
            return;
        }

        if (fault is { Kind: FaultKind.Replace })
        {
            answer = new SandboxAnswer(fault.Status, fault.Body, "text/html");
        }

        byte[] bytes = answer.Bytes ?? Encoding.UTF8.GetBytes(request.Method == "HEAD" ? "" : answer.Body);
        int cut = fault?.Kind is FaultKind.Truncate or FaultKind.BreakOff ? bytes.Length / 2 : bytes.Length;
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers[IsForBucket(request) ? "x-cos-request-id" : "x-ci-request-id"] = requestId;
        if (answer.Object is { } item)
        {
            response.Headers.ETag = item.ETag;
            response.Headers.LastModified = item.Uploaded.ToString("r", System.Globalization.CultureInfo.InvariantCulture);
            response.ContentLength = request.Method == "HEAD" ? item.Size : null;
        }

        response.Headers.Server = "tencent-ci";
        response.Headers.Date = World.SignatureClock.GetUtcNow().ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        if (ClosesEach)
        {
            response.Headers.Connection = "close";
        }

        if (fault?.RetryAfter is { } later)
        {
            response.Headers.RetryAfter = later;
        }

        if (fault?.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (bytes.Length == 0)
        {
            return;
        }

        if (fault is { Kind: FaultKind.Drip })
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(10, context.RequestAborted);
            }

            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = fault is { Kind: FaultKind.BreakOff } ? bytes.Length : cut;
        await response.Body.WriteAsync(bytes.AsMemory(0, cut));
        if (fault is { Kind: FaultKind.CloseAfter })
        {
            await response.CompleteAsync();
            context.Abort();
        }
        else if (fault is { Kind: FaultKind.BreakOff })
        {
            await response.Body.FlushAsync();
            context.Abort();
        }
    }

    private SandboxAnswer Answer(SandboxRequest request, string requestId)
    {
        try
        {
            SandboxBucket bucket = BucketOf(request);
            SignatureCheck.Check(request, World);
            return IsForBucket(request)
                ? ObjectCalls.Answer(request, bucket, World)
                : new SandboxAnswer(200, Text(Dispatch(request, bucket, requestId)), "application/xml");
        }
        catch (ServiceErrorException error)
        {
            return new SandboxAnswer(error.Status, ErrorBody(error, request, requestId), "application/xml");
        }
    }

    private XElement? Dispatch(SandboxRequest request, SandboxBucket bucket, string requestId)
    {
        string[] path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, path) switch
        {
            ("POST", ["inventorytriggerjob"]) => CreateJob(request, bucket, requestId),
            ("GET", ["inventorytriggerjob"]) => JobCalls.List(request, bucket, World.Now, requestId),
            ("GET", ["inventorytriggerjob", var id]) => JobCalls.One(id, bucket, World.Now, requestId),
            ("PUT", ["inventorytriggerjob", var id]) when request.Parameter("cancel") is "" => JobCalls.Cancel(id, bucket, World.Now),
            ("GET", ["workflowexecution"]) => ExecutionCalls.List(request, bucket, World.Now, requestId),
            ("GET", ["workflowexecution", var id]) => ExecutionCalls.One(id, bucket, World.Now, requestId),
            ("GET", ["workflow"]) => WorkflowCalls.List(request, bucket, requestId),
            _ => throw new ServiceErrorException(405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
        };
    }

    private XElement CreateJob(SandboxRequest request, SandboxBucket bucket, string requestId)
    {
        if (!request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/xml", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceErrorException.InvalidArgument("Content-Type is not application/xml.");
        }

        JobOrder order = CreateJobBody.Read(request.Body);
        if (bucket.Workflow(order.WorkflowId) is null)
        {
            throw ServiceErrorException.InvalidArgument($"Request.Operation.WorkflowIds: the workflow {order.WorkflowId} does not exist.");
        }

        return AnswerXml.Response(requestId, AnswerXml.Job(World.CreateJob(bucket, order), World.Now));
    }

    private SandboxBucket BucketOf(SandboxRequest request)
    {
        Match host = HostPattern().Match(request.Headers.GetValueOrDefault("Host", ""));
        return host.Success && World.Bucket(host.Groups["bucket"].Value) is { } bucket && bucket.Region == host.Groups["region"].Value
            ? bucket
            : throw new ServiceErrorException(404, "NoSuchBucket", "The specified bucket does not exist.");
    }

    private static bool IsForBucket(SandboxRequest request) => HostPattern().Match(request.Headers.GetValueOrDefault("Host", "")).Groups["service"].Value == "cos";

    private static string ErrorBody(ServiceErrorException error, SandboxRequest request, string requestId) =>
        "<?xml version='1.0' encoding='utf-8' ?>\n" + Text(AnswerXml.Error(error, request.Headers.GetValueOrDefault("Host", "") + request.Path, requestId));

    private static string Text(XElement? answer) => answer?.ToString(SaveOptions.DisableFormatting) ?? "";

    private static string NewRequestId() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    [GeneratedRegex(@"\A(?<bucket>[a-z0-9-]+)\.(?<service>ci|cos)\.(?<region>[a-z0-9-]+)\.myqcloud\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostPattern();
}
