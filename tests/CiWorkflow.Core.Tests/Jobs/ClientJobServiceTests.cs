using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>The job calls of a trigger through a client: each is one request, and the service's time is known from its answers.</summary>
public sealed class ClientJobServiceTests
{
    private const string Page =
        "<Response><RequestId>r1</RequestId><JobsDetail><JobId>j1</JobId><Name>nightly</Name></JobsDetail><NextToken>t2</NextToken></Response>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The service's time is unknown before its first answer, and goes on from there.</summary>
    [Fact]
    public void TheServicesTimeIsKnownFromItsAnswers()
    {
        using var service = new ScriptedService(() =>
        {
            var answer = ScriptedService.Answer(200, Page)();
            answer.Headers.Add("x-ci-request-id", "r1");
            answer.Headers.Date = ScriptedService.Start.AddMinutes(10);
            return answer;
        });
        var jobs = new ClientJobService(new CiClient(service.Settings));
        Assert.Null(jobs.ServiceTime);
        service.Run(() => jobs.ListAsync(null, null, Cancellation));
        Assert.NotEqual(TimeSpan.Zero, service.Time.Elapsed);
        Assert.Equal(service.Time.UtcNow.AddMinutes(10), jobs.ServiceTime);
    }

    /// <summary>A list is one request, by its name and its token, and waits while the host asked for no calls.</summary>
    [Fact]
    public void AListIsOneRequest()
    {
        using var service = new ScriptedService(ScriptedService.Answer(200, Page));
        var client = new CiClient(service.Settings);
        client.Retry.Throttle.Pause(TimeSpan.FromSeconds(7));
        Page<JobsDetail>? page = null;
        service.Run(async () => page = await new ClientJobService(client).ListAsync("nightly", "t1", Cancellation));
        Assert.Equal(("t2", "j1"), (page!.NextToken, page.Items.Single().JobId));
        (System.Net.Http.HttpRequestMessage request, TimeSpan at) = Assert.Single(service.Requests);
        Assert.Equal(7, at.TotalSeconds);
        Assert.Contains("name=nightly", request.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Contains("nextToken=t1", request.RequestUri.Query, StringComparison.Ordinal);
    }

    /// <summary>
    /// What a row rests on that is created without a proof is looked at over a connection that no look before had: behind one and the same
    /// may stand one old copy of the lists.
    /// </summary>
    [Fact]
    public async Task TheLookBeforeAnUnprovedJobHasAConnectionOfItsOwn()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        CiClient client = sandbox.Client();
        await client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation);
        var trigger = new JobTrigger(client, new JobTriggerOptions { SkipsExisting = true, ListLag = TimeSpan.Zero });
        var request = new CreateJobRequest("nightly", DemoWorld.WorkflowId, JobInput.FromPrefix("nothing/"));
        Assert.False((await trigger.CreateAsync(request, cancellationToken: Cancellation)).Existing);
        SandboxRequest[] before = [.. sandbox.Service.Requests.TakeWhile(static sent => sent.Method == "GET")];
        int last = Array.FindLastIndex(before, static look => look.Parameter("name") == "nightly");
        Assert.Null(before[last + 1].Parameter("name"));
        Assert.DoesNotContain(before[last + 1].Connection, before[..(last + 1)].Select(static look => look.Connection));
    }

    /// <summary>Neither a create request nor a list is repeated: whether that is harmless is the trigger's to say.</summary>
    [Fact]
    public void NothingIsRepeated()
    {
        using var service = new ScriptedService(ScriptedService.Error(503, "ServiceUnavailable"));
        var jobs = new ClientJobService(new CiClient(service.Settings));
        Func<Task>[] calls =
            [() => jobs.CreateAsync(JobScript.Request, static () => { }, Cancellation), () => jobs.ListAsync(null, null, Cancellation)];
        foreach (Func<Task> call in calls)
        {
            service.Run(async () => Assert.Equal("ServiceUnavailable", (await Assert.ThrowsAsync<CiServiceException>(call)).Code));
        }

        Assert.Equal(["POST", "GET"], service.Requests.Select(static seen => seen.Request.Method.Method));
    }

    /// <summary>A trigger that a program makes heeds its options: without the right to list, existing jobs can't be skipped.</summary>
    [Fact]
    public void ATriggerHeedsItsOptions()
    {
        using var service = new ScriptedService(ScriptedService.Error(403, "AccessDenied"));
        var trigger = new JobTrigger(new CiClient(service.Settings), new JobTriggerOptions { SkipsExisting = true });
        service.Run(async () => Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<CiServiceException>(
            () => trigger.CreateAsync(JobScript.Request, cancellationToken: Cancellation))).Code));
        Assert.Equal("GET", Assert.Single(service.Requests).Request.Method.Method);
    }

    /// <summary>A trigger that a program makes has its ledger in the bucket of its client.</summary>
    [Fact]
    public void ATriggersLedgerIsInItsBucket()
    {
        using var service = new ScriptedService(
            ScriptedService.Answer(200, ScriptedService.NoJobs), ScriptedService.Error(403, "AccessDenied"));
        var trigger = new JobTrigger(new CiClient(service.Settings), new JobTriggerOptions { Ledger = "ledger" });
        service.Run(async () => Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<CiServiceException>(
            () => trigger.CreateAsync(JobScript.Request, cancellationToken: Cancellation))).Code));
        Assert.DoesNotContain(service.Requests, static seen => seen.Request.Method.Method == "POST");
        Assert.StartsWith("media-1250000000.cos.", ScriptedService.Header(service.Requests[1].Request, "Host"), StringComparison.Ordinal);

        using var plain = new ScriptedService(
            ScriptedService.Answer(200, ScriptedService.NoJobs), ScriptedService.Error(403, "AccessDenied"));
        plain.Run(() => Assert.ThrowsAsync<CiServiceException>(
            () => new JobTrigger(new CiClient(plain.Settings)).CreateAsync(JobScript.Request, cancellationToken: Cancellation)));
        Assert.Equal(["GET", "POST"], plain.Requests.Select(static seen => seen.Request.Method.Method));
    }
}
