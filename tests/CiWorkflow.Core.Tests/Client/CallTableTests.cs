using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>
/// Each call of the service as SERVICE.md has it: its method, path and query, and the CAM action that an AccessDenied names.
/// </summary>
public sealed class CallTableTests
{
    private const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CreateJobRequest Request = new("n", Workflow, JobInput.FromPrefix("a/"));

    private static readonly Dictionary<string, Func<CiClient, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["POST ci /inventorytriggerjob ci:TriggerMediaWorkflow"] = static client => client.CreateJobOnceAsync(Request, default),
        ["POST ci /inventorytriggerjob ci:CreateInventoryTriggerJob"] = static client => client.CreateJobOnceAsync(
            new CreateJobRequest(
                "n", new MediaOperation("MediaInfo", new System.Xml.Linq.XElement("JobParam"), null), JobInput.FromPrefix("a/")), default),
        ["GET ci /inventorytriggerjob/j1 ci:DescribeInventoryTriggerJob"] = static client => client.GetJobAsync("j1"),
        ["PUT ci /inventorytriggerjob/j1?cancel ci:CancelInventoryTriggerJob"] = static client => client.CancelJobAsync("j1"),
        [$"GET ci /inventorytriggerjob?endCreationTime=2026-03-01T12:00:00+0000&name=n&orderByTime=Asc&size=100"
            + $"&startCreationTime=2026-03-01T11:00:00+0000&states=Failed,Success&type=Job&workflowId={Workflow} "
            + "ci:DescribeInventoryTriggerJobs"] = static client => client.ListJobs(new JobQuery
            {
                Name = "n", Type = "Job", WorkflowId = Workflow, States = ["Failed", "success"], Order = CreationOrder.Asc,
                CreatedAfter = Noon.AddHours(-1), CreatedBefore = Noon,
            }).NextAsync(),
        ["GET ci /inventorytriggerjob?orderByTime=Desc&size=100 ci:DescribeInventoryTriggerJobs"] =
            static client => client.ListJobs(new JobQuery()).NextAsync(),
        [$"GET ci /workflowexecution?jobId=j1&name=in/a b.mp4&orderByTime=Desc&size=100&workflowId={Workflow} "
            + "ci:DescribeMediaWorkflowExecutions"] = static client => client.ListExecutions(
                new ExecutionQuery(Workflow) { JobId = "j1", Object = "in/a b.mp4" }).NextAsync(),
        ["GET ci /workflowexecution/i1 ci:DescribeMediaWorkflowExecutions"] = static client => client.GetExecutionAsync("i1"),
        ["GET ci /jobs?inventoryTriggerJobId=j1&orderByTime=Desc&queueId=p1&size=100&tag=Transcode ci:DescribeMediaJobs"] =
            static client => client.ListMediaJobs(new MediaJobQuery { JobId = "j1", QueueId = "p1", Tag = "Transcode" }).NextAsync(),
        [$"GET ci /workflow?ids={Workflow},w2&name=n&pageNumber=1&pageSize=50 ci:DescribeMediaWorkflows"] =
            static client => client.ListWorkflows([Workflow, "w2"], "n").NextAsync(),
        [$"PUT ci /workflow/{Workflow}?active ci:UpdateMediaWorkflow"] = static client => client.SetWorkflowStateAsync(Workflow, true),
        [$"PUT ci /workflow/{Workflow}?paused ci:UpdateMediaWorkflow"] = static client => client.SetWorkflowStateAsync(Workflow, false),
        ["POST ci /workflow ci:CreateMediaWorkflow"] = static client => client.CreateWorkflowAsync("n", true, "<Topology/>"),
        [$"DELETE ci /workflow/{Workflow} ci:DeleteMediaWorkflow"] = static client => client.DeleteWorkflowAsync(Workflow),
        ["GET ci /queue?category=CateAll&pageNumber=1&pageSize=50&queueIds=p1,p2&state=Active ci:DescribeMediaQueues"] =
            static client => client.ListQueues(["p1", "p2"], "active", "CateAll").NextAsync(),
        ["PUT ci /queue/p1 ci:UpdateMediaQueue"] =
            static client => client.UpdateQueueAsync(new MediaQueue { Name = "q", QueueId = "p1", State = "Active" }),
        ["GET ci /template?category=Custom&ids=t1,t2&name=n&pageNumber=1&pageSize=50&tag=Transcode ci:DescribeMediaTemplates"] =
            static client => client.ListTemplates(
                new TemplateQuery { TemplateIds = ["t1", "t2"], Tag = "Transcode", Name = "n", Category = "Custom" }).NextAsync(),
        ["GET ci /mediabucket?bucketNames=media-1250000000&pageNumber=1&pageSize=50&regions=ap-beijing ci:DescribeMediaBuckets"] =
            static client => client.GetBindingAsync(),
        [$"POST ci /triggerworkflow?name=n&object=in/a b.mp4&workflowId={Workflow} ci:TriggerMediaWorkflow"] =
            static client => client.StartExecutionOnceAsync(Workflow, "in/a b.mp4", "n", default),
        ["HEAD cos /a%20b.mp4 cos:HeadObject"] = static client => new CosBucket(client.Settings).HeadObjectAsync("a b.mp4"),
        ["GET cos /a.mp4 cos:GetObject"] = static client => new CosBucket(client.Settings).ReadObjectAsync("a.mp4", Stream.Null),
        ["PUT cos /a.mp4 cos:PutObject"] =
            static client => new CosBucket(client.Settings).PutObjectAsync("a.mp4", new MemoryStream([1]), new byte[16], false),
        ["GET cos /?versioning cos:GetBucketVersioning"] = static client => new CosBucket(client.Settings).WasVersionedAsync(),
        ["GET cos /?encoding-type=url&max-keys=1 cos:GetBucket"] = static client => new CosBucket(client.Settings).ListFirstAsync(),
        ["GET cos /?delimiter=/&encoding-type=url&max-keys=1000&prefix=a/ cos:GetBucket"] =
            static client => new CosBucket(client.Settings).ListFolderAsync("a/"),
    };

    /// <summary>The names of the calls.</summary>
    public static TheoryData<string> Names => [.. Calls.Keys];

    /// <summary>The call is sent as its page has it, and its refusal names what right is missing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ACallIsSentAsItsPageHasIt(string name)
    {
        using var service = new ScriptedService(ScriptedService.Error(403, "AccessDenied"));
        CiServiceException? refused = null;
        service.Run(async () => refused = await Assert.ThrowsAsync<CiServiceException>(() => Calls[name](new CiClient(service.Settings))));
        System.Net.Http.HttpRequestMessage request = Assert.Single(service.Requests).Request;
        string host = ScriptedService.Header(request, "Host").Contains(".cos.", StringComparison.Ordinal) ? "cos" : "ci";
        string[] query = [.. request.RequestUri!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => Uri.UnescapeDataString(part.TrimEnd('='))).Order(StringComparer.Ordinal)];
        string sent = $"{request.Method} {host} {request.RequestUri.AbsolutePath}" + (query.Length > 0 ? "?" + string.Join('&', query) : "");
        Assert.Equal(name, sent + " " + refused!.CamAction);
        Assert.Equal(("AccessDenied", 403, "r1"), (refused.Code, refused.HttpStatus, refused.RequestId));
    }

    /// <summary>What breaks a rule is refused by the name of its parameter and its value, and nothing is sent.</summary>
    [Fact]
    public void WhatBreaksARuleIsNotSent()
    {
        using var service = new ScriptedService(ScriptedService.Error(403, "AccessDenied"));
        var client = new CiClient(service.Settings);
        string longName = new('n', 129);
        (string Field, string Value, Func<object?> Call)[] calls =
        [
            ("JobId", "a/b", () => client.GetJobAsync("a/b").GetAwaiter().GetResult()),
            ("JobId", "a/b", () => client.CancelJobAsync("a/b")),
            ("Name", "a b", () => client.ListJobs(new JobQuery { Name = "a b" })),
            ("WorkflowId", "a/b", () => client.ListJobs(new JobQuery { WorkflowId = "a/b" })),
            ("Type", "x", () => new JobQuery { Type = "x" }),
            ("State", "x", () => new JobQuery { States = ["x"] }),
            ("JobId", "a/b", () => client.ListExecutions(new ExecutionQuery(Workflow) { JobId = "a/b" })),
            ("Object", "", () => client.ListExecutions(new ExecutionQuery(Workflow) { Object = "" })),
            ("RunId", "a/b", () => client.GetExecutionAsync("a/b").GetAwaiter().GetResult()),
            ("JobId", "a/b", () => client.ListMediaJobs(new MediaJobQuery { JobId = "a/b" })),
            ("QueueId", "a/b", () => client.ListMediaJobs(new MediaJobQuery { QueueId = "a/b" })),
            ("WorkflowId", "a/b", () => client.ListWorkflows(["a/b"])),
            ("WorkflowId", "a/b", () => client.SetWorkflowStateAsync("a/b", true)),
            ("QueueId", "a/b", () => client.ListQueues(["a/b"])),
            ("State", "x", () => client.ListQueues([], "x")),
            ("QueueId", "a/b", () => client.UpdateQueueAsync(new MediaQueue { Name = "n", QueueId = "a/b" }).GetAwaiter().GetResult()),
            ("Name", longName, () => client.UpdateQueueAsync(new MediaQueue { Name = longName, QueueId = "p1" }).GetAwaiter().GetResult()),
            ("TemplateId", "a/b", () => client.ListTemplates(new TemplateQuery { TemplateIds = ["a/b"] })),
            ("Object", "", () => client.StartExecutionOnceAsync(Workflow, "", null, default).GetAwaiter().GetResult()),
        ];
        Assert.All(calls, static call => Assert.Equal(
            (call.Field, call.Value),
            Assert.ThrowsAny<InvalidFieldException>(call.Call) is var refused ? (refused.Field, refused.Value) : default));
        Assert.Empty(service.Requests);
    }

    /// <summary>The second page is asked for by the token of the first.</summary>
    [Fact]
    public void ThePageAfterIsAskedForByItsToken()
    {
        using var service = new ScriptedService(
            ScriptedService.Answer(200, "<Response><JobsDetail><JobId>j1</JobId></JobsDetail><NextToken>t 2</NextToken></Response>"),
            ScriptedService.Answer(200, ScriptedService.NoJobs));
        service.Run(async () =>
        {
            Pager<JobsDetail> jobs = new CiClient(service.Settings).ListJobs(new JobQuery());
            Assert.Equal("j1", Assert.Single((await jobs.NextAsync())!).JobId);
            await jobs.NextAsync();
        });
        Assert.DoesNotContain("nextToken", service.Requests[0].Request.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Contains("nextToken=t%202", service.Requests[1].Request.RequestUri!.Query, StringComparison.Ordinal);
    }

    /// <summary>What was listed carries where it was listed, and what was asked for where the answer doesn't repeat it.</summary>
    [Fact]
    public void WhatIsListedKnowsItsPlace()
    {
        const string Runs = "<Response><RequestId>r1</RequestId><WorkflowExecutionList><RunId>i1</RunId></WorkflowExecutionList>"
            + "<WorkflowExecutionList><RunId>i2</RunId><WorkflowId>" + Workflow + "</WorkflowId></WorkflowExecutionList></Response>";
        using var service = new ScriptedService(ScriptedService.Answer(200, Runs));
        var client = new CiClient(service.Settings);
        service.Run(async () =>
        {
            IReadOnlyList<WorkflowExecution> runs = (await client.ListExecutions(new ExecutionQuery(Workflow) { JobId = "j1" }).NextAsync())!;
            Assert.Equal([Workflow, Workflow], runs.Select(static run => run.WorkflowId));
            Assert.All(runs, static run => Assert.Equal(
                ("j1", "media-1250000000", "ap-beijing", "r1"), (run.JobId, run.Bucket, run.Region, run.RequestId)));
            Assert.Equal("", (await client.ListExecutions(new ExecutionQuery(Workflow)).NextAsync())![0].JobId);
        });
    }
}
