using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Xml;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiWorkflow.Core.Tests.NodeSdk;

/// <summary>The sandbox, held to a client that was written elsewhere.</summary>
[Trait("Tier", "Second")]
public sealed class NodeSdkTests
{
    private const string Path = "inventorytriggerjob";

    /// <summary>The SDK makes the page's own job.</summary>
    [Fact]
    public async Task TheSdkCreatesAJob()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode answer = await Ci(node, "POST", Path, body: PageExample.Request);
        Assert.Equal(200, (int)answer["status"]!);
        SandboxJob job = Assert.Single(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
        Assert.Equal(job.JobId, (string?)answer["answer"]!["Response"]!["JobsDetail"]!["JobId"]);
    }

    /// <summary>It is refused when its key is wrong.</summary>
    [Fact]
    public async Task AWrongKeyIsRefused() =>
        await Refused("SignatureDoesNotMatch", PageExample.Request, keys: new { DemoWorld.Account.SecretId, SecretKey = "wrong" });

    /// <summary>It is refused when the host that it names has no such bucket.</summary>
    [Fact]
    public async Task AWrongHostIsRefused() =>
        await Refused("NoSuchBucket", PageExample.Request, host: "other-1250000000.ci.ap-beijing.myqcloud.com");

    /// <summary>It is refused when its clock is an hour off, either way.</summary>
    [Theory]
    [InlineData(3_600_000, "RequestTimeTooSkewed")]
    [InlineData(-3_600_000, "AccessDenied")]
    public async Task AWrongClockIsRefused(long offset, string code) => await Refused(code, PageExample.Request, clockOffset: offset);

    /// <summary>It is refused when its body isn't what the page has.</summary>
    [Theory]
    [InlineData("<Type>Workflow</Type>", "<Type>Job</Type>")]
    [InlineData("<Type>Workflow</Type>", "<Type>Other</Type>")]
    [InlineData("<Name>demo</Name>", "")]
    [InlineData("<Prefix>input</Prefix>", "<Prefix>input</Prefix><Object>o</Object>")]
    [InlineData("2022-02-01T12:00:00+0800", "2022-02-01")]
    public async Task AWrongBodyIsRefused(string part, string instead) =>
        await Refused("InvalidArgument", PageExample.Request.Replace(part, instead, StringComparison.Ordinal));

    /// <summary>The SDK reads, lists with paging, and cancels; a token of another query is refused.</summary>
    [Fact]
    public async Task TheSdkReadsListsAndCancels()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        SandboxBucket bucket = service.World.Bucket(DemoWorld.Bucket)!;
        for (int i = 0; i < 5; i++)
        {
            service.World.CreateJob(bucket, new JobOrder("n" + i, "Prefix", "input/", DemoWorld.WorkflowId));
        }

        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode one = await Get(node, Path + "/" + bucket.Jobs[2].JobId, new { });
        Assert.Equal("n2", (string?)one["JobsDetail"]!["Name"]);
        JsonNode missing = await Get(node, Path + "/b0", new { });
        Assert.Equal("b0", (string?)missing["NonExistJobIds"]);

        JsonNode first = await Get(node, Path, new { size = "2", orderByTime = "Asc" });
        string token = (string)first["NextToken"]!;
        JsonNode second = await Get(node, Path, new { size = "2", orderByTime = "Asc", nextToken = token });
        Assert.Equal(["n2", "n3"], second["JobsDetail"]!.AsArray().Select(job => (string?)job!["Name"]));
        JsonNode other = await Ci(node, "GET", Path, query: new { size = "2", orderByTime = "Desc", nextToken = token });
        Assert.Equal("InvalidArgument", (string?)other["code"]);
        service.World.Variants = new HashSet<ServiceVariant> { ServiceVariant.MissingJobInSingular };
        Assert.Equal("b0", (string?)(await Get(node, Path + "/b0", new { }))["NonExistJobId"]);

        JsonNode cancelled = await Ci(node, "PUT", Path + "/" + bucket.Jobs[0].JobId, query: new { cancel = "" });
        Assert.Equal(200, (int)cancelled["status"]!);
        Assert.Equal("Cancel", bucket.Jobs[0].StateAt(service.World.Now));
    }

    /// <summary>The SDK lists the workflows and the executions of a job, and reads one with its tasks.</summary>
    [Fact]
    public async Task TheSdkReadsWorkflowsAndExecutions()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make(clock));
        service.World.SignatureClock = TimeProvider.System;
        var order = new JobOrder("n", "Prefix", "input/day-0/clip-04", DemoWorld.WorkflowId);
        SandboxJob job = service.World.CreateJob(service.World.Bucket(DemoWorld.Bucket)!, order);
        clock.Advance(TimeSpan.FromHours(1));
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode workflows = await Get(node, "workflow", new { ids = DemoWorld.WorkflowId });
        Assert.Equal("Transcode_1581665960537", (string?)workflows["MediaWorkflowList"]!["Topology"]!["Dependencies"]!["Start"]);
        var query = new { workflowId = DemoWorld.WorkflowId, jobId = job.JobId, states = "Failed" };
        JsonNode list = await Get(node, "workflowexecution", query);
        Assert.Equal("input/day-0/clip-04-corrupt.mp4", (string?)list["WorkflowExecutionList"]!["Object"]);
        JsonNode run = await Get(node, "workflowexecution/" + (string?)list["WorkflowExecutionList"]!["RunId"], new { });
        Assert.Equal("MediaFormatError", (string?)run["WorkflowExecution"]!["Tasks"]!["Code"]);
        Assert.NotNull((await Get(node, "workflowexecution", new { }))["WorkflowExecutionList"]);
        service.World.Variants = new HashSet<ServiceVariant> { ServiceVariant.WorkflowIdRequired };
        JsonNode without = await Ci(node, "GET", "workflowexecution", query: new { });
        Assert.Equal("InvalidArgument", (string?)without["code"]);
    }

    /// <summary>The SDK writes an object, asks for it, reads it and lists the bucket; a wrong digest is refused.</summary>
    [Fact]
    public async Task TheSdkWritesReadsAndListsObjects()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        const string key = "a b+c/片段#1?.txt";
        JsonNode put = await node.CallAsync("putObject", new { Key = key, Body = "text of it", ContentMD5 = "y78aQBS538Bif76aU3R0/A==" });
        Assert.Equal(200, (int)put["status"]!);
        Assert.Equal("text of it", service.World.Bucket(DemoWorld.Bucket)!.Object(key)!.Text);
        JsonNode head = await node.CallAsync("headObject", new { Key = key });
        Assert.Equal("10", (string?)head["answer"]!["headers"]!["content-length"]);
        Assert.Equal("text of it", (string?)(await node.CallAsync("getObject", new { Key = key }))["answer"]!["Body"]);
        Assert.Equal(404, (int)(await node.CallAsync("headObject", new { Key = "none" }))["status"]!);
        Assert.Equal("NoSuchKey", (string?)(await node.CallAsync("getObject", new { Key = "none" }))["code"]);
        JsonNode first = (await node.CallAsync("getBucket", new { Prefix = "input/", MaxKeys = 5 }))["answer"]!;
        Assert.Equal("true", (string?)first["IsTruncated"]);
        JsonNode second = (await node.CallAsync("getBucket", new { Prefix = "input/", Marker = (string)first["NextMarker"]! }))["answer"]!;
        Assert.Equal(37, second["Contents"]!.AsArray().Count);
        JsonNode folders = (await node.CallAsync("getBucket", new { Prefix = "input/", Delimiter = "/" }))["answer"]!;
        Assert.Equal(7, folders["CommonPrefixes"]!.AsArray().Count);
        JsonNode wrong = await node.CallAsync("putObject", new { Key = key, Body = "other", ContentMD5 = "y78aQBS538Bif76aU3R0/A==" });
        Assert.Equal("InvalidDigest", (string?)wrong["code"]);
    }

    /// <summary>The SDK corrects its clock by what the service refuses with, message for message.</summary>
    [Fact]
    public async Task TheSdkCorrectsItsClock()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode listed = await node.CallAsync("getBucket", new { Prefix = "lists/" }, clockOffset: -3_600_000, correctsClock: true);
        Assert.Equal(200, (int)listed["status"]!);
    }

    /// <summary>An object keeps its bytes, what it was uploaded as, and its check values (436/7749, 436/7753).</summary>
    [Fact]
    public async Task AnObjectKeepsItsBytes()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        string base64 = Convert.ToBase64String(all);
        var upload = new
        {
            Key = "all.bin",
            Base64 = base64,
            ContentType = "video/mp4",
            StorageClass = "STANDARD_IA",
            Headers = new Dictionary<string, string> { ["x-cos-meta-made-by"] = "test" },
        };
        JsonNode put = await node.CallAsync("putObject", upload);
        Assert.Equal("\"e2c865db4162bed963bfaa9ef6ac18f0\"", (string?)put["answer"]!["ETag"]);
        Assert.Equal("8232944260754389680", (string?)put["answer"]!["headers"]!["x-cos-hash-crc64ecma"]);
        JsonNode get = (await node.CallAsync("getObject", new { Key = "all.bin" }))["answer"]!;
        Assert.Equal(base64, (string?)get["Base64"]);
        Assert.NotNull((string?)get["headers"]!["last-modified"]);
        JsonNode part = await node.CallAsync("getObject", new { Key = "all.bin", Range = "bytes=10-12" });
        Assert.Equal(206, (int)part["status"]!);
        Assert.Equal(Convert.ToBase64String([10, 11, 12]), (string?)part["answer"]!["Base64"]);
        JsonNode head = (await node.CallAsync("headObject", new { Key = "all.bin" }))["answer"]!["headers"]!;
        Assert.Equal("video/mp4", (string?)head["content-type"]);
        Assert.Equal("STANDARD_IA", (string?)head["x-cos-storage-class"]);
        Assert.Equal("test", (string?)head["x-cos-meta-made-by"]);
        Assert.Equal(200, (int)(await node.CallAsync("headBucket", new { }))["status"]!);
        Assert.Equal(204, (int)(await node.CallAsync("deleteObject", new { Key = "all.bin" }))["status"]!);
        Assert.Equal(404, (int)(await node.CallAsync("headObject", new { Key = "all.bin" }))["status"]!);
    }

    /// <summary>x-cos-forbid-overwrite refuses a key that exists (436/7749), without effect once versioning was switched on.</summary>
    [Fact]
    public async Task AnOverwriteCanBeForbidden()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        var careful = new { Key = "one.txt", Body = "x", Headers = new Dictionary<string, string> { ["x-cos-forbid-overwrite"] = "true" } };
        Assert.Equal(200, (int)(await node.CallAsync("putObject", careful))["status"]!);
        JsonNode again = await node.CallAsync("putObject", careful);
        Assert.Equal(409, (int)again["status"]!);
        Assert.Equal("FileAlreadyExists", (string?)again["code"]);
        service.World.Bucket(DemoWorld.Bucket)!.Versioning = "Suspended";
        Assert.Equal(200, (int)(await node.CallAsync("putObject", careful))["status"]!);
        JsonNode versioning = await node.CallAsync("getBucketVersioning", new { });
        Assert.Equal("Suspended", (string?)versioning["answer"]!["VersioningConfiguration"]!["Status"]);
    }

    /// <summary>With encoding-type=url a key with a control character comes percent-encoded (436/7734).</summary>
    [Fact]
    public async Task AListingCanBeEncoded()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        service.World.Bucket(DemoWorld.Bucket)!.Add(new SandboxObject("odd/a\u0001 +.mp4", 1, service.World.Now));
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode list = (await node.CallAsync("getBucket", new { Prefix = "odd/", EncodingType = "url" }))["answer"]!;
        Assert.Equal("url", (string?)list["EncodingType"]);
        Assert.Contains("%01", list["Contents"]!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>A job of Type=Job is made and read back whole (460/80155).</summary>
    [Fact]
    public async Task AMediaJobIsReadBackWhole()
    {
        const string operation =
            "<Tag>Transcode</Tag><JobParam><TemplateId>t1460606b9752148c4ab182f55163ba7cd</TemplateId></JobParam>"
            + "<Output><Region>ap-beijing</Region><Bucket>b</Bucket><Object>out/${InventoryTriggerJobId}-${Number}.mp4</Object></Output>"
            + "<QueueId>p1</QueueId><UserData>mine</UserData><JobLevel>1</JobLevel>";
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode made = await Ci(node, "POST", Path, body: MediaJob("input/", operation));
        string id = (string)made["answer"]!["Response"]!["JobsDetail"]!["JobId"]!;
        JsonNode job = (await Get(node, Path + "/" + id, new { }))["JobsDetail"]!;
        Assert.Equal("Job", (string?)job["Type"]);
        Assert.Equal("t1460606b9752148c4ab182f55163ba7cd", (string?)job["Operation"]!["JobParam"]!["TemplateId"]);
        Assert.Equal("out/${InventoryTriggerJobId}-${Number}.mp4", (string?)job["Operation"]!["Output"]!["Object"]);
        Assert.Equal("mine", (string?)job["Operation"]!["UserData"]);
    }

    /// <summary>The SDK's token header is taken on the ci host, and a token that no key has is refused.</summary>
    [Fact]
    public async Task ATokenIsChecked()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        service.World.Add(new SandboxAccount("AKIDtemporary", "temporarykey", "token-of-the-key"));
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        object Keys(string? token) => new { SecretId = "AKIDtemporary", SecretKey = "temporarykey", SecurityToken = token };
        foreach (ServiceVariant[] variants in new ServiceVariant[][] { [], [ServiceVariant.TokenOnlyInCiHeader] })
        {
            service.World.Variants = variants.ToHashSet();
            Assert.Equal(200, (int)(await Ci(node, "GET", "workflow", keys: Keys("token-of-the-key")))["status"]!);
            Assert.Equal(200, (int)(await node.CallAsync("getBucket", new { Prefix = "input/" }, Keys("token-of-the-key")))["status"]!);
            Assert.Equal("InvalidToken", (string?)(await Ci(node, "GET", "workflow", keys: Keys("another")))["code"]);
            Assert.Equal("InvalidToken", (string?)(await Ci(node, "GET", "workflow", keys: Keys(null)))["code"]);
        }
    }

    /// <summary>One object is run through a workflow (436/76863); its run is listed, and no job is.</summary>
    [Fact]
    public async Task OneObjectIsTriggered()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        service.World.SubmittedFor = service.World.RunningFor = TimeSpan.Zero;
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        var query = new { workflowId = DemoWorld.WorkflowId, @object = "incoming/片段 1.mp4" };
        JsonNode answer = await Ci(node, "POST", "triggerworkflow", query: query);
        string run = (string)answer["answer"]!["Response"]!["InstanceId"]!;
        JsonNode detail = (await Get(node, "workflowexecution/" + run, new { }))["WorkflowExecution"]!;
        Assert.Equal("incoming/片段 1.mp4", (string?)detail["Object"]);
        JsonNode transcoded = detail["Tasks"]!.AsArray()[0]!;
        Assert.Equal("incoming/片段 1.mp4", (string?)transcoded["ResultInfo"]!["ObjectInfo"]!["InputObjectName"]);
        Assert.Equal($"transcode/{run}.mp4", (string?)transcoded["FileInfo"]!["BasicInfo"]!["Object"]);
        Assert.Equal("1", (string?)transcoded["JudgementInfo"]!["ObjectCount"]);
        Assert.Null((await Get(node, Path, new { }))["JobsDetail"]);
        JsonNode missing = await Ci(node, "POST", "triggerworkflow", query: new { workflowId = DemoWorld.WorkflowId, @object = "none" });
        Assert.Equal("ResourceNotFound", (string?)missing["code"]);
    }

    /// <summary>A workflow is made, changed, switched on and off, and deleted; not while it is active.</summary>
    [Fact]
    public async Task AWorkflowIsMadeAndDeleted()
    {
        const string definition =
            "<Request><MediaWorkflow><Name>made</Name><State>Paused</State><Topology><Dependencies><Start>End</Start></Dependencies>"
            + "<Nodes><Start><Type>Start</Type><Input><ObjectPrefix>in/</ObjectPrefix></Input></Start></Nodes></Topology>"
            + "</MediaWorkflow></Request>";
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode made = (await Ci(node, "POST", "workflow", body: definition))["answer"]!["Response"]!["MediaWorkflow"]!;
        string path = "workflow/" + (string?)made["WorkflowId"];
        Assert.Equal("in/", (string?)made["Topology"]!["Nodes"]!["Start"]!["Input"]!["ObjectPrefix"]);
        Assert.Equal(200, (int)(await Ci(node, "PUT", path, query: new { active = "" }))["status"]!);
        Assert.Equal("WorkflowActive", (string?)(await Ci(node, "DELETE", path))["code"]);
        await Ci(node, "PUT", path, query: new { paused = "" });
        JsonNode renamed = await Ci(node, "PUT", path, body: definition.Replace("made", "renamed", StringComparison.Ordinal));
        Assert.Equal("renamed", (string?)renamed["answer"]!["Response"]!["MediaWorkflow"]!["Name"]);
        Assert.Equal(200, (int)(await Ci(node, "DELETE", path))["status"]!);
        Assert.Equal("NoSuchWorkflow", (string?)(await Ci(node, "DELETE", path))["code"]);
    }

    /// <summary>A queue is listed and changed as a whole.</summary>
    [Fact]
    public async Task AQueueIsListedAndChanged()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode list = await Get(node, "queue", new { queueIds = DemoWorld.QueueId + ",p0" });
        Assert.Equal("10000", (string?)list["QueueList"]!["MaxSize"]);
        Assert.Equal("p0", (string?)list["NonExistPIDs"]);
        const string body = "<Request><Name>queue-1</Name><State>Paused</State><NotifyConfig><Url>http://example.com/</Url>"
            + "<State>On</State><Type>Url</Type><Event>TaskFinish</Event></NotifyConfig></Request>";
        JsonNode changed = (await Ci(node, "PUT", "queue/" + DemoWorld.QueueId, body: body))["answer"]!["Response"]!["Queue"]!;
        Assert.Equal("Paused", (string?)changed["State"]);
        Assert.Equal("http://example.com/", (string?)changed["NotifyConfig"]!["Url"]);
        JsonNode partly = await Ci(node, "PUT", "queue/" + DemoWorld.QueueId, body: "<Request><State>Active</State></Request>");
        Assert.Equal("InvalidArgument", (string?)partly["code"]);
    }

    /// <summary>Templates and bound buckets are listed; the latter at a host without a bucket.</summary>
    [Fact]
    public async Task TemplatesAndBoundBucketsAreListed()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        service.World.Add(new SandboxBucket("loose-1250000000", DemoWorld.Region)).IsBound = false;
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        Assert.Equal("Transcode", (string?)(await Get(node, "template", new { tag = "Transcode" }))["TemplateList"]!["Tag"]);
        JsonNode bound = await Ci(node, "GET", "mediabucket", host: "ci.ap-beijing.myqcloud.com", query: new { regions = "All" });
        Assert.Equal(DemoWorld.Bucket, (string?)bound["answer"]!["Response"]!["MediaBucketList"]!["BucketId"]);
        Assert.Equal("1", (string?)bound["answer"]!["Response"]!["TotalCount"]);
    }

    /// <summary>Each object of a Type=Job job has a media job with what it made.</summary>
    [Fact]
    public async Task AMediaJobOfAJobIsListed()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        service.World.SubmittedFor = service.World.RunningFor = TimeSpan.Zero;
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        const string operation = "<Tag>Transcode</Tag><JobParam><TemplateId>t1</TemplateId></JobParam>"
            + "<Output><Object>out/${InventoryTriggerJobId}-${Number}.mp4</Object></Output>";
        JsonNode made = await Ci(node, "POST", Path, body: MediaJob("input/day-0/", operation));
        string id = (string)made["answer"]!["Response"]!["JobsDetail"]!["JobId"]!;
        JsonNode first = await Get(node, "jobs", new { inventoryTriggerJobId = id, size = "4", orderByTime = "Asc" });
        JsonNode operationShown = first["JobsDetail"]!.AsArray()[0]!["Operation"]!;
        Assert.Equal("out/${InventoryTriggerJobId}-${Number}.mp4", (string?)operationShown["Output"]!["Object"]);
        Assert.Equal($"out/{id}-0.mp4", (string?)operationShown["MediaResult"]!["OutputFile"]!["ObjectName"]);
        string token = (string)first["NextToken"]!;
        JsonNode second = await Get(node, "jobs", new { inventoryTriggerJobId = id, size = "4", orderByTime = "Asc", nextToken = token });
        Assert.Equal(2, second["JobsDetail"]!.AsArray().Count);
        JsonNode failed = await Get(node, "jobs", new { inventoryTriggerJobId = id, states = "Failed" });
        Assert.Equal("MediaFormatError", (string?)failed["JobsDetail"]!["Code"]);
    }

    private static string MediaJob(string prefix, string operation) =>
        $"<Request><Name>n</Name><Type>Job</Type><Input><Prefix>{prefix}</Prefix></Input><Operation>{operation}</Operation></Request>";

    private static Task<JsonNode> Ci(
        NodeSdk node,
        string method,
        string path,
        object? query = null,
        string? body = null,
        string? host = null,
        object? keys = null,
        long clockOffset = 0) =>
        node.CallAsync("ci", new { method, path, query, body, host }, keys, clockOffset);

    private static async Task<JsonNode> Get(NodeSdk node, string path, object query)
    {
        JsonNode answer = await Ci(node, "GET", path, query: query);
        Assert.Equal(200, (int)answer["status"]!);
        return answer["answer"]!["Response"]!;
    }

    private static async Task Refused(string code, string body, object? keys = null, string? host = null, long clockOffset = 0)
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode answer = await Ci(node, "POST", Path, body: body, host: host, keys: keys, clockOffset: clockOffset);
        Assert.Equal(code, (string?)answer["code"]);
        Assert.Empty(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
    }
}
