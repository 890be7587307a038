using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>An answer is compared with what was asked: that of another call, which a proxy may return, is believed in nothing.</summary>
public sealed class AnswerCheckTests
{
    private const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";

    private static readonly Dictionary<string, (string Answer, Func<CiClient, Task> Call)> Calls = new()
    {
        ["a job"] = ("<JobsDetail><JobId>b2</JobId></JobsDetail>", static client => client.GetJobAsync("b1", Cancellation)),
        ["a missing job"] = ("<NonExistJobIds>b2</NonExistJobIds>", static client => client.GetJobAsync("b1", Cancellation)),
        ["an execution"] = (
            "<WorkflowExecution><RunId>i2</RunId></WorkflowExecution>", static client => client.GetExecutionAsync("i1", Cancellation)),
        ["the jobs of a workflow"] = (
            "<JobsDetail><JobId>b1</JobId><Operation><WorkflowIds>w2</WorkflowIds></Operation></JobsDetail>",
            static client => client.ListJobs(new JobQuery { WorkflowId = Workflow }).NextAsync(cancellationToken: Cancellation)),
        ["the executions of a workflow"] = (
            "<WorkflowExecutionList><RunId>i1</RunId><WorkflowId>w2</WorkflowId></WorkflowExecutionList>",
            static client => client.ListExecutions(new ExecutionQuery(Workflow)).NextAsync(cancellationToken: Cancellation)),
        ["a workflow"] = (
            "<MediaWorkflowList><WorkflowId>w2</WorkflowId></MediaWorkflowList>",
            static client => client.ListWorkflows([Workflow]).NextAsync(cancellationToken: Cancellation)),
        ["a new workflow"] = (
            "<MediaWorkflow><Name>other</Name><WorkflowId>w2</WorkflowId></MediaWorkflow>",
            static client => client.CreateWorkflowAsync("mine", false, "<Topology/>", Cancellation)),
        ["a queue"] = (
            "<QueueList><QueueId>p2</QueueId></QueueList>", static client => client.ListQueues(["p1"]).NextAsync(cancellationToken: Cancellation)),
        ["a changed queue"] = (
            "<Queue><QueueId>p2</QueueId></Queue>",
            static client => client.UpdateQueueAsync(new MediaQueue { Name = "n", QueueId = "p1" }, Cancellation)),
        ["a template"] = (
            "<TemplateList><TemplateId>t2</TemplateId></TemplateList>",
            static client => client.ListTemplates(new TemplateQuery { TemplateIds = ["t1"] }).NextAsync(cancellationToken: Cancellation)),
    };

    /// <summary>The calls.</summary>
    public static TheoryData<string> CallNames => [.. Calls.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>It is told as an answer that can't be read, with both ids.</summary>
    [Theory]
    [MemberData(nameof(CallNames))]
    public async Task AnAnswerAboutSomethingElseIsUnreadable(string name)
    {
        (string answer, Func<CiClient, Task> call) = Calls[name];
        using var service = new CannedService("<Response>" + answer + "</Response>");
        var client = new CiClient(service.Client.Settings with { Retry = new RetrySettings { MaximumRetryCount = 0 } });
        var failure = await Assert.ThrowsAsync<CiTransportException>(() => call(client));
        Assert.Equal(TransportFailure.UnreadableAnswer, failure.Failure);
        Assert.Matches("it is about (b2|i2|w2|p2|t2|other), and (b1|i1|w7476.*|p1|t1|mine) was asked for", failure.Message);
    }

    /// <summary>A listing of another prefix is other objects.</summary>
    [Theory]
    [InlineData("<Contents><Key>b/1</Key></Contents>")]
    [InlineData("<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>")]
    public async Task AListingOfAnotherPrefixIsUnreadable(string entry)
    {
        using var service = new CannedService("<ListBucketResult><IsTruncated>false</IsTruncated>" + entry + "</ListBucketResult>");
        CiClientSettings settings = service.Client.Settings with { Retry = new RetrySettings { MaximumRetryCount = 0 } };
        var failure = await Assert.ThrowsAsync<CiTransportException>(() => new CosBucket(settings).ListFolderAsync("a/", Cancellation));
        Assert.Equal(TransportFailure.UnreadableAnswer, failure.Failure);
        Assert.Contains("the list of another bucket or prefix than 'a/'", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Reading does no harm, so that it is asked again; the answer that is about the job is the one that counts.</summary>
    [Fact]
    public void AnExchangedAnswerIsAskedForAgain()
    {
        using var service = new ScriptedService(
            ScriptedService.Answer(200, "<Response><JobsDetail><JobId>b2</JobId></JobsDetail></Response>"),
            ScriptedService.Answer(200, "<Response><JobsDetail><JobId>b1</JobId></JobsDetail></Response>"));
        service.Run(async () => Assert.Equal("b1", (await new CiClient(service.Settings).GetJobAsync("b1"))!.JobId));
        Assert.Equal(2, service.Requests.Count);
    }

    /// <summary>What a service returns that doesn't heed a filter is left out: what is done to the rest was asked for.</summary>
    [Fact]
    public async Task WhatAFilterLeavesOutIsLeftOut()
    {
        using var jobs = new CannedService(
            "<Response><JobsDetail><JobId>b1</JobId><State>Running</State><Type>Workflow</Type></JobsDetail>"
            + "<JobsDetail><JobId>b2</JobId><State>Success</State><Type>Workflow</Type></JobsDetail>"
            + "<JobsDetail><JobId>b3</JobId><State>running</State><Type>Job</Type></JobsDetail></Response>");
        IReadOnlyList<JobsDetail> page = (await jobs.Client.ListJobs(new JobQuery { States = ["Running"], Type = "Workflow" })
            .NextAsync(cancellationToken: Cancellation))!;
        Assert.Equal(["b1"], page.Select(static job => job.JobId));
        using var runs = new CannedService(
            "<Response><WorkflowExecutionList><RunId>i1</RunId><State>Failed</State></WorkflowExecutionList>"
            + "<WorkflowExecutionList><RunId>i2</RunId><State>Success</State></WorkflowExecutionList></Response>");
        IReadOnlyList<WorkflowExecution> failed = (await runs.Client.ListExecutions(new ExecutionQuery(Workflow) { States = ["Failed"] })
            .NextAsync(cancellationToken: Cancellation))!;
        Assert.Equal(["i1"], failed.Select(static run => run.RunId));
    }
}
