using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>Whether an execution of a job is open, and how many there are, with as few pages as that needs.</summary>
public sealed class ExecutionProbeTests
{
    private static readonly JobsDetail Job = new()
    {
        JobId = FakeJobService.JobId, Operation = new JobOperation { WorkflowIds = JobScript.Workflow },
    };

    private static readonly JobsDetail OfMediaJobs = new()
    {
        JobId = FakeJobService.JobId, Tag = "Transcode", QueueId = "p2242ab62c7c94486915508540933a2c6",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One that runs or is paused is open; where the service returns what wasn't asked for, only a count can show.</summary>
    [Theory]
    [InlineData("Success", false, false, false)]
    [InlineData("Success", true, false, null)]
    [InlineData("Running", false, false, true)]
    [InlineData("Running", true, false, true)]
    [InlineData("Pause", false, false, true)]
    [InlineData("Pause", false, true, false)]
    [InlineData("Strange", true, false, null)]
    public async Task OneThatRunsOrIsPausedIsOpen(string state, bool ignoresStates, bool refusesPause, bool? isOpen)
    {
        foreach (bool beginsWithEmptyPage in new[] { false, true })
        {
            using var service = new FakeJobService
            {
                IgnoresStates = ignoresStates, RefusesPause = refusesPause, BeginsWithEmptyPage = beginsWithEmptyPage,
            };
            service.Executions.Add((0, 0, state));
            Assert.Equal(isOpen, await ExecutionProbe.IsAnyOpenAsync(service.Client, Job, Cancellation));
        }
    }

    /// <summary>A refusal that isn't about the state Pause is an error, and not "none is open".</summary>
    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task ARefusalIsNotNone(HttpStatusCode status)
    {
        using var service = new FakeJobService { ListStatus = status };
        CiServiceException[] errors =
        [
            await Assert.ThrowsAsync<CiServiceException>(() => ExecutionProbe.IsAnyOpenAsync(service.Client, Job, Cancellation)),
            await Assert.ThrowsAsync<CiServiceException>(() => ExecutionProbe.CountAsync(service.Client, Job, 10, Cancellation)),
        ];
        Assert.All(errors, error => Assert.Equal(((int)status, "Refused"), (error.HttpStatus, error.Code)));
    }

    /// <summary>A count ends with the page that reaches the limit, and is whole only where there are no more.</summary>
    [Theory]
    [InlineData(250, 300, false, 4)]
    [InlineData(300, 300, false, 4)]
    [InlineData(301, 350, true, 4)]
    [InlineData(1_000, 350, true, 4)]
    public async Task ACountEndsAtItsLimit(long limit, long total, bool isWhole, int lists)
    {
        using var service = new FakeJobService();
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 350));
        ExecutionCount count = await ExecutionProbe.CountAsync(service.Client, Job, limit, Cancellation);
        Assert.Equal((total, isWhole, lists), (count.Total, count.IsWhole, service.Lists));
    }

    /// <summary>Where the limit is exactly what there is, the count is whole.</summary>
    [Fact]
    public async Task ALimitThatIsJustReachedIsWhole()
    {
        using var service = new FakeJobService();
        service.Executions.AddRange(Enumerable.Repeat((0.0, 0.0, "Success"), 100));
        Assert.True((await ExecutionProbe.CountAsync(service.Client, Job, 100, Cancellation)).IsWhole);

        // An empty page holds no more.
        using var empty = new FakeJobService { BeginsWithEmptyPage = true };
        Assert.True((await ExecutionProbe.CountAsync(empty.Client, Job, 0, Cancellation)).IsWhole);
    }

    /// <summary>Each state is counted as what it is, and what isn't known is open.</summary>
    [Fact]
    public async Task EachStateIsCounted()
    {
        using var service = new FakeJobService();
        foreach (string state in new[] { "Success", "Success", "Success", "Failed", "Failed", "Cancel", "Pause", "Pause", "Running",
            "Strange" })
        {
            service.Executions.Add((0, 0, state));
        }

        Assert.Equal(
            new ExecutionCount(3, 2, 1, 4, 2, IsWhole: true) { Unknown = 1, UnknownState = "Strange" },
            await ExecutionProbe.CountAsync(service.Client, Job, 100, Cancellation));
        Assert.Equal((10L, 6L), (new ExecutionCount(3, 2, 1, 4, 2, true).Total, new ExecutionCount(3, 2, 1, 4, 2, true).Ended));
        Assert.Equal(
            [ExecutionState.Success, ExecutionState.Failed, ExecutionState.Cancel],
            Enum.GetValues<ExecutionState>().Where(ExecutionCount.IsEnd).OrderBy(static state => state switch
            {
                ExecutionState.Success => 0, ExecutionState.Failed => 1, _ => 2,
            }));
    }

    /// <summary>
    /// A job without a workflow has media jobs in place of executions, which are listed by the job and read as executions.
    /// </summary>
    [Fact]
    public async Task MediaJobsAreReadAsExecutions()
    {
        using var service = new CannedService(
            "<Response><RequestId>r1</RequestId><JobsDetail><Code>E1</Code><Message>m1</Message><JobId>j1</JobId><Tag>Transcode</Tag>"
            + "<State>Failed</State><CreationTime>2026-03-01T12:00:00+0000</CreationTime><StartTime>2026-03-01T12:00:01+0000</StartTime>"
            + "<EndTime>2026-03-01T12:00:05+0000</EndTime><Input><Object>a/1</Object></Input></JobsDetail></Response>");
        Pager<WorkflowExecution> pager = Assert.Single(JobExecutions.List(service.Client, OfMediaJobs, "Submitted"));
        WorkflowExecution run = Assert.Single((await pager.NextAsync(cancellationToken: Cancellation))!);
        Assert.Equal(("j1", "a/1", "Failed", "r1"), (run.RunId, run.Object, run.StateText, run.RequestId));
        Assert.Equal(("examplebucket-1250000000", "ap-chongqing"), (run.Bucket, run.Region));
        DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(noon, run.CreateTime);
        ExecutionTask task = Assert.Single(run.Tasks!);
        Assert.Equal(("Transcode", "Transcode", "Failed", "E1", "m1", "j1"), (task.Name, task.Type, task.StateText, task.Code,
            task.Message, task.JobId));
        Assert.Equal<(DateTimeOffset?, DateTimeOffset?, DateTimeOffset?)>(
            (noon, noon.AddSeconds(1), noon.AddSeconds(5)), (task.CreateTime, task.StartTime, task.EndTime));
        string request = Assert.Single(service.Requests);
        Assert.Contains("/jobs?", request, StringComparison.Ordinal);
        Assert.Contains("inventoryTriggerJobId=" + FakeJobService.JobId, request, StringComparison.Ordinal);
        Assert.Contains("tag=Transcode", request, StringComparison.Ordinal);
        Assert.Contains("queueId=p2242ab62c7c94486915508540933a2c6", request, StringComparison.Ordinal);
        Assert.Contains("states=Submitted", request, StringComparison.Ordinal);
        Assert.Contains("orderByTime=Asc", request, StringComparison.Ordinal);
        Assert.Equal(["Running", "Submitted", "Pause"], JobExecutions.OpenStates(OfMediaJobs));
        Assert.Equal(["Running", "Pause"], JobExecutions.OpenStates(Job));
    }

    /// <summary>A job of several workflows has a list for each, the oldest first, and as many executions for each object.</summary>
    [Fact]
    public async Task EachWorkflowHasAList()
    {
        const string Other = "w7476ff3564ee45b7b490d64bccaba6cd";
        JobsDetail job = Job with { Operation = new JobOperation { WorkflowIds = JobScript.Workflow + "," + Other } };
        using var service = new CannedService("<Response><RequestId>r1</RequestId></Response>");
        List<Pager<WorkflowExecution>> lists = [.. JobExecutions.List(service.Client, job)];
        Assert.Equal(2, lists.Count);
        foreach (Pager<WorkflowExecution> list in lists)
        {
            await list.NextAsync(cancellationToken: Cancellation);
        }

        Assert.Contains("workflowId=" + JobScript.Workflow, service.Requests[0], StringComparison.Ordinal);
        Assert.Contains("workflowId=" + Other, service.Requests[1], StringComparison.Ordinal);
        Assert.All(service.Requests, static request => Assert.Contains("jobId=" + FakeJobService.JobId, request,
            StringComparison.Ordinal));
        Assert.All(service.Requests, static request => Assert.Contains("orderByTime=Asc", request, StringComparison.Ordinal));
        Assert.All(service.Requests, static request => Assert.DoesNotContain("states=", request, StringComparison.Ordinal));
        Assert.Equal((2, 1, 1), (JobExecutions.CountPerObject(job), JobExecutions.CountPerObject(Job),
            JobExecutions.CountPerObject(OfMediaJobs)));
    }

    /// <summary>
    /// A job of Type Workflow that shows no workflow, as one whose Operation can't be read, isn't taken for one of media jobs: its
    /// executions are listed by the job alone (460/80050 calls the workflow optional).
    /// </summary>
    [Fact]
    public async Task AJobWithoutItsWorkflowHasExecutions()
    {
        using var service = new CannedService("<Response><RequestId>r1</RequestId></Response>");
        var job = new JobsDetail { JobId = FakeJobService.JobId, Type = "Workflow" };
        await Assert.Single(JobExecutions.List(service.Client, job)).NextAsync(cancellationToken: Cancellation);
        string request = Assert.Single(service.Requests);
        Assert.Contains("/workflowexecution?jobId=" + FakeJobService.JobId, request, StringComparison.Ordinal);
        Assert.DoesNotContain("workflowId=", request, StringComparison.Ordinal);
        Assert.Equal(["Running", "Pause"], JobExecutions.OpenStates(job));
    }
}
