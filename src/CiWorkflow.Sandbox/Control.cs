using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox;

/// <summary>The endpoint by which another process arranges a sandbox and sees what it was asked: JSON at <c>/_sandbox/…</c>.</summary>
internal sealed class Control(SandboxService service)
{
    private const string Root = "/_sandbox";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly MachineRole _role = new();

    private SandboxWorld World => service.World;

    /// <summary>Whether a request is for the control endpoint, or for the metadata service that it stands in for.</summary>
    public static bool IsAsked(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal) || context.Request.Path.StartsWithSegments(
            MachineRole.Path, StringComparison.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder control = routes.MapGroup(Root);
        Post<ResetOrder>(control, "/reset", Reset);

        Get(control, "/requests", () => service.Requests.Select(RequestSeen.Of));
        Delete(control, "/requests", service.ClearRequests);

        Get(control, "/load", () => new { service.MostAtOnce });

        routes.MapGet(MachineRole.Path + "/{name?}", _role.AnswerAsync);
        Get(control, "/role", () => new { _role.Name, _role.Asked });
        Post<RoleOrder>(control, "/role", SetRole);

        Get(control, "/faults", () => service.Faults.Waiting.Select(fault => new { fault.Kind, fault.Times, fault.Status, fault.Code }));
        Post<FaultOrder>(control, "/faults", order => service.Faults.Add(order.ToFault(() => service.Requests.Count)));
        Delete(control, "/faults", service.Faults.Clear);

        Get(control, "/clock", ClockState);
        Post<ClockOrder>(control, "/clock", SetClock);

        Post<PassingOrder>(control, "/passing", Pass);

        Get(control, "/variants", () => Enum.GetValues<ServiceVariant>().ToDictionary(variant => variant.ToString(), World.Has));
        Post<VariantOrder>(control, "/variants", SetVariants);

        Get(control, "/jobs", () => Bucket(null).Jobs.Select(JobState));
        Post<NewJob>(control, "/jobs", AddJobs);
        Post<JobChange>(control, "/jobs/{id}", (change, id) => Job(id).ForcedState = change.State);

        Get(control, "/objects", () => Bucket(null).Objects("", "").Select(item =>
            new { item.Key, item.Size, item.Uploaded, item.ETag, item.Text }));
        Post<NewObject>(control, "/objects", AddObjects);
        Post<NewReport>(control, "/reports", AddReport);

        Get(control, "/workflows", () => Bucket(null).Workflows.Select(one =>
            new { one.WorkflowId, one.Name, State = one.StateAt(World.Now), one.ObjectPrefix, Topology = one.Topology?.ToString() }));
        Post<NewWorkflow>(control, "/workflows", workflow => { Bucket(null).Add(workflow.ToWorkflow(World.Now)); });

        Get(control, "/executions", () => Bucket(null).Jobs.SelectMany(Executions));
        Get(control, "/accounts", () => World.Accounts.Select(account =>
            new { account.SecretId, IsTemporary = account.SessionToken is not null }));
        Post<SandboxAccount>(control, "/accounts", account => { World.Add(account); });
        Post<NewBucket>(control, "/buckets", bucket =>
        {
            SandboxBucket changed = World.Bucket(bucket.Name) ?? World.Add(new SandboxBucket(bucket.Name, bucket.Region));
            changed.Versioning = bucket.Versioning;
            changed.IsBound = bucket.IsBound;
        });
        Get(control, "/queues", () => Bucket(null).Queues);
        Post<NewQueue>(control, "/queues", queue => { Bucket(null).Add(queue.ToQueue(World.Now)); });
        Post<NewTemplate>(control, "/templates", template => { Bucket(template.Bucket).Add(template.ToTemplate(World.Now)); });
    }

    private void Reset(ResetOrder order)
    {
        SandboxWorld world = order.World == "empty" ? DemoWorld.MakeEmpty() : DemoWorld.Make();
        world.SubmittedFor = TimeSpan.FromSeconds(order.SubmittedFor);
        world.RunningFor = TimeSpan.FromSeconds(order.RunningFor);
        world.Lag = TimeSpan.FromSeconds(order.Lag);
        world.IsStrict = order.Strict ?? World.IsStrict;
        world.Variants = order.Variants ?? World.Variants;
        service.World = world;
        service.AdvancePerRequest = TimeSpan.Zero;
        service.Faults.Clear();
        service.ClearRequests();
    }

    private void SetRole(RoleOrder order)
    {
        _role.Name = order.Name;
        _role.Lasting = TimeSpan.FromSeconds(order.Lasting);
        if (order is { SecretId: { } id, SecretKey: { } key })
        {
            _role.Account = new SandboxAccount(id, key, order.SessionToken);
        }
    }

    private void SetVariants(VariantOrder order)
    {
        World.Variants = order.Variants;
        World.Lag = order.Lag is { } lag ? TimeSpan.FromSeconds(lag) : World.Lag;
    }

    private object ClockState() => new
    {
        World.Now,
        Advanced = World.Advanced.TotalSeconds,
        Offset = World.ClockOffset.TotalSeconds,
        AdvancePerRequest = service.AdvancePerRequest.TotalSeconds,
    };

    private void SetClock(ClockOrder order)
    {
        World.Advance(TimeSpan.FromSeconds(order.Advance));
        World.ClockOffset = order.Offset is { } offset ? TimeSpan.FromSeconds(offset) : World.ClockOffset;
        service.AdvancePerRequest = order.AdvancePerRequest is { } each ? TimeSpan.FromSeconds(each) : service.AdvancePerRequest;
    }

    // Time passes where no request is under way, nor has arrived since the same was asked before.
    private object Pass(PassingOrder order)
    {
        bool isQuiet = !service.IsBusy && service.Requests.Count == order.Requests;
        World.Passed += isQuiet ? TimeSpan.FromSeconds(order.Seconds) : TimeSpan.Zero;
        return new { World.Passed, Requests = service.Requests.Count };
    }

    private object JobState(SandboxJob job) => new
    {
        job.JobId,
        job.Order.Name,
        job.Order.Type,
        State = job.StateAt(World.Now),
        job.Order.InputKind,
        job.Order.InputKey,
        job.Order.WorkflowId,
        job.Order.StartText,
        job.Order.EndText,
        job.Created,
        ObjectCount = job.Objects.Count,
    };

    private object AddJobs(NewJob order)
    {
        var made = new List<object>();
        for (int i = 1; i <= order.Count; i++)
        {
            string name = order.Count == 1 ? order.Name : FormattableString.Invariant($"{order.Name}-{i}");
            var wanted = new JobOrder(name, order.InputKind, order.InputKey, order.WorkflowId);
            made.Add(JobState(order.Objects > 0
                ? World.CreateLargeJob(Bucket(null), wanted, order.Objects)
                : World.CreateJob(Bucket(null), wanted)));
            World.Advance(TimeSpan.FromSeconds(order.Apart));
        }

        return made;
    }

    private void AddObjects(NewObject order)
    {
        byte[]? bytes = order.Text is { } text ? Encoding.UTF8.GetBytes(text)
            : order.Base64 is { } base64 ? Convert.FromBase64String(base64) : null;
        for (int i = 1; i <= order.Count; i++)
        {
            string key = order.Count == 1
                ? order.Key
                : order.Key.Replace("*", FormattableString.Invariant($"{i:0000000}"), StringComparison.Ordinal);
            DateTimeOffset uploaded = order.Uploaded ?? World.Now.AddSeconds(-order.Age);
            if (World.Has(ServiceVariant.UploadDatedByBeginning))
            {
                uploaded = uploaded.AddSeconds(-order.Took);
            }

            Bucket(order.Bucket).Add(new SandboxObject(key, bytes?.Length ?? order.Size, uploaded, order.Text) { Bytes = bytes });
        }
    }

    private void AddReport(NewReport order)
    {
        SandboxBucket bucket = Bucket(null);
        InventoryReport.Write(bucket, order.Folder, [.. bucket.Objects(order.Prefix, "")], order.RowsInFile, World.Now);
    }

    private IEnumerable<object> Executions(SandboxJob job) =>
        Enumerable.Range(0, job.ExecutionCount).Select(place => new SandboxExecution(job, place)).Where(run => run.ExistsAt(World.Now))
            .Select(run => new { run.RunId, run.Job.JobId, run.WorkflowId, State = run.StateAt(World.Now), Object = run.Object.Key });

    private SandboxBucket Bucket(string? name) => World.Bucket(name ?? DemoWorld.Bucket)
        ?? throw new ArgumentException($"There is no bucket {name}.");

    private SandboxJob Job(string id) => Bucket(null).Job(id) ?? throw new ArgumentException($"There is no job {id}.");

    private static void Get(IEndpointRouteBuilder routes, string path, Func<object> read) =>
        routes.MapMethods(path, ["GET"], context => AnswerAsync(context, _ => read()));

    private static void Delete(IEndpointRouteBuilder routes, string path, Action clear) =>
        routes.MapMethods(path, ["DELETE"], context => AnswerAsync(context, _ =>
        {
            clear();
            return null;
        }));

    private static void Post<T>(IEndpointRouteBuilder routes, string path, Func<T, string, object?> change) =>
        routes.MapMethods(path, ["POST"], context => AnswerAsync(context, body =>
        {
            // An array is as many orders, one after the other.
            string id = (string?)context.GetRouteValue("id") ?? "";
            return body.ValueKind == JsonValueKind.Array
                ? body.EnumerateArray().Select(one => change(one.Deserialize<T>(Json)!, id)).ToArray()
                : change(body.Deserialize<T>(Json)!, id);
        }));

    private static void Post<T>(IEndpointRouteBuilder routes, string path, Func<T, object?> change) =>
        Post<T>(routes, path, (order, _) => change(order));

    private static void Post<T>(IEndpointRouteBuilder routes, string path, Action<T> change) =>
        Post<T>(routes, path, (order, _) => change(order));

    private static void Post<T>(IEndpointRouteBuilder routes, string path, Action<T, string> change) =>
        Post<T>(routes, path, (order, id) =>
        {
            change(order, id);
            return null;
        });

    private static async Task AnswerAsync(HttpContext context, Func<JsonElement, object?> work)
    {
        // A page in a browser could reach a loopback port; a browser sends Origin, and a name of another site as Host.
        if (context.Request.Headers.ContainsKey("Origin") || context.Request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            using JsonDocument body = HttpMethods.IsPost(context.Request.Method)
                ? await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
                : JsonDocument.Parse("null");
            object? answer = work(body.RootElement);
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, answer, Json, context.RequestAborted);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or FormatException or ServiceErrorException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(wrong.Message, context.RequestAborted);
        }
    }

    private sealed record ResetOrder(
        string World = "demo",
        double SubmittedFor = 1,
        double RunningFor = 2,
        double Lag = 6,
        bool? Strict = null,
        ImmutableHashSet<ServiceVariant>? Variants = null);

    private sealed record RoleOrder(
        string? Name, double Lasting = 3600, string? SecretId = null, string? SecretKey = null, string? SessionToken = null);

    private sealed record VariantOrder(ImmutableHashSet<ServiceVariant> Variants, double? Lag = null);

    private sealed record ClockOrder(double Advance = 0, double? Offset = null, double? AdvancePerRequest = null);

    private sealed record PassingOrder(double Seconds, int Requests);

    private sealed record NewJob(
        string Name,
        string WorkflowId = DemoWorld.WorkflowId,
        string InputKind = "Prefix",
        string InputKey = "nothing/",
        int Count = 1,
        double Apart = 0,
        int Objects = 0);

    private sealed record JobChange(string? State);

    private sealed record NewObject(
        string Key,
        long Size = 1,
        double Age = 60,
        double Took = 0,
        DateTimeOffset? Uploaded = null,
        string? Text = null,
        string? Base64 = null,
        int Count = 1,
        string? Bucket = null);

    private sealed record NewReport(string Folder, string Prefix, int RowsInFile = 1000);

    private sealed record NewBucket(string Name, string Region = DemoWorld.Region, string Versioning = "", bool IsBound = true);

    private sealed record NewTemplate(
        string TemplateId, string Name, string Tag, string Category = "Custom", string? Bucket = null)
    {
        public SandboxTemplate ToTemplate(DateTimeOffset now) => new(TemplateId, Name, Tag, now) { Category = Category };
    }

    private sealed record NewWorkflow(
        string WorkflowId,
        string Name,
        string State = "Active",
        string ObjectPrefix = "",
        DateTimeOffset? Created = null,
        string? Topology = null)
    {
        public SandboxWorkflow ToWorkflow(DateTimeOffset now) =>
            new(WorkflowId, Name, Created ?? now, State)
            {
                ObjectPrefix = ObjectPrefix,
                Topology = Topology is null ? null : XElement.Parse(Topology),
            };
    }

    private sealed record NewQueue(
        string QueueId, string Name = "queue", string State = "Active", int MaxSize = 10_000, int MaxConcurrent = 10,
        string Category = "Transcoding")
    {
        public SandboxQueue ToQueue(DateTimeOffset now) =>
            new(QueueId, Name, now) { State = State, MaxSize = MaxSize, MaxConcurrent = MaxConcurrent, Category = Category };
    }
}
