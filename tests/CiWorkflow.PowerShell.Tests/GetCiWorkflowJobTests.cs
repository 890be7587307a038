using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Get-CiWorkflowJob, as a person runs it.</summary>
public sealed class GetCiWorkflowJobTests
{
    private const string Missing = "b00000000000000000000000000000000";

    /// <summary>1,234 jobs come in order, each once, with 13 requests.</summary>
    [Fact]
    public async Task AListPagesByItself()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1234);
        RunResult run = module.Run("Get-CiWorkflowJob -Ascending");
        Assert.Empty(run.Errors);
        Assert.Equal(module.Bucket.Jobs.Select(job => job.JobId), run.Output.Texts("JobId"));
        Assert.Equal(13, module.Service.Requests.Count);
        Assert.All(module.Service.Requests, request => Assert.Equal("100", request.Parameter("size")));
        Assert.Equal(module.Bucket.Jobs.Reverse().Select(job => job.JobId), module.Run("Get-CiWorkflowJob").Output.Texts("JobId"));
    }

    /// <summary>-First 5 asks once for five; -Skip is counted in; 250 ask for 100, 100 and 50.</summary>
    [Theory]
    [InlineData("-First 5", "5", 5)]
    [InlineData("-First 5 -Skip 10", "15", 5)]
    [InlineData("-First 250", "100,100,50", 250)]
    [InlineData("-Skip 290", "100,100,100", 10)]
    [InlineData("-First 0", "", 0)]
    public async Task FirstAndSkipAskForNoMoreThanIsWanted(string arguments, string sizes, int wanted)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(300);
        RunResult run = module.Run("Get-CiWorkflowJob " + arguments);
        Assert.Equal(wanted, run.Output.Count);
        Assert.Equal(sizes, string.Join(',', module.Service.Requests.Select(request => request.Parameter("size"))));
    }

    /// <summary>When the pipeline has what it wants, no further page is asked for.</summary>
    [Fact]
    public async Task ThePipelineStopsTheAsking()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(300);
        // Select-Object isn't in this engine; break out of the pipeline stops it in the same way.
        RunResult run = module.Run("$seen = 0; do { Get-CiWorkflowJob | ForEach-Object { $_; if (++$seen -eq 3) { break } } } while ($false)");
        Assert.Equal(3, run.Output.Count);
        Assert.Single(module.Service.Requests);
    }

    /// <summary>Every filter goes on the wire as the docs have it, and selects.</summary>
    [Fact]
    public async Task EveryFilterGoesOnTheWire()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(20);
        module.Bucket.Jobs[4].ForcedState = "Cancel";
        string from = module.Bucket.Jobs[2].Created.ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        RunResult run = module.Run($"Get-CiWorkflowJob -Name job-5 -State Cancel, Failed -WorkflowId $workflow -CreatedAfter {from} -CreatedBefore ([DateTimeOffset]'{from}').AddHours(1) -Type Workflow -Ascending");
        Assert.Equal("job-5", Assert.Single(run.Output).Text("Name"));
        SandboxRequest sent = Assert.Single(module.Service.Requests);
        Assert.Equal("job-5", sent.Parameter("name"));
        Assert.Equal("Cancel,Failed", sent.Parameter("states"));
        Assert.Equal(DemoWorld.WorkflowId, sent.Parameter("workflowId"));
        Assert.Equal("Workflow", sent.Parameter("type"));
        Assert.Equal("Asc", sent.Parameter("orderByTime"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0800$", sent.Parameter("startCreationTime"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0800$", sent.Parameter("endCreationTime"));
    }

    /// <summary>Jobs that are made while a list is read hide none of those that were there, and repeat none.</summary>
    [Fact]
    public async Task JobsMadeWhileAListIsReadHideNone()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(250);
        string[] before = [.. module.Bucket.Jobs.Select(job => job.JobId)];
        module.Service.Arrived = _ => module.AddJobs(7);
        string[] listed = module.Run("Get-CiWorkflowJob").Output.Texts("JobId");
        Assert.Equal(listed.Length, listed.Distinct().Count());
        Assert.Empty(before.Except(listed));
    }

    /// <summary>A token that comes twice is an error and not a loop; what came before it is given.</summary>
    [Fact]
    public async Task ATokenThatRepeatsEndsWithAnError()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Replace)
        {
            Status = 200,
            Times = 50,
            Body = "<Response><JobsDetail><JobId>b1</JobId></JobsDetail><NextToken>again</NextToken></Response>",
        });
        RunResult run = module.Run("Get-CiWorkflowJob");
        Assert.StartsWith("UnreadableAnswer,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(run.Output);
        Assert.Equal(2, module.Service.Requests.Count);
    }

    /// <summary>Ids as arguments, as text in the pipeline, and as jobs in it.</summary>
    [Theory]
    [InlineData("Get-CiWorkflowJob $ids")]
    [InlineData("$ids | Get-CiWorkflowJob")]
    [InlineData("$ids | ForEach-Object { [pscustomobject]@{ JobId = $_ } } | Get-CiWorkflowJob")]
    [InlineData("Get-CiWorkflowJob -Ascending | Get-CiWorkflowJob")]
    [InlineData("Get-CiWorkflowJob -JobId (Get-CiWorkflowJob -Ascending)")]
    public async Task JobsAreReadById(string script)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(3);
        module.Engine.SetVariable("ids", module.Bucket.Jobs.Select(job => job.JobId).ToArray());
        RunResult run = module.Run(script);
        Assert.Empty(run.Errors);
        Assert.Equal(["job-1", "job-2", "job-3"], run.Output.Texts("Name"));
        Assert.Equal(3, module.Count("GET /inventorytriggerjob/"));
    }

    /// <summary>A job that isn't there is one error that names it, and the others come.</summary>
    [Fact]
    public async Task AMissingJobIsOneError()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(2);
        RunResult run = module.Run($"Get-CiWorkflowJob {module.Bucket.Jobs[0].JobId}, {Missing}, 'no id!', {module.Bucket.Jobs[1].JobId}");
        Assert.Equal(["job-1", "job-2"], run.Output.Texts("Name"));
        Assert.Equal(["JobNotFound", "InvalidJobId"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(ErrorCategory.ObjectNotFound, run.Errors[0].CategoryInfo.Category);
        Assert.Contains(Missing, run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Missing, run.Errors[0].TargetObject);
        Assert.Equal(3, module.Service.Requests.Count);
    }

    /// <summary>A state that nobody knew when this was written passes through; times with and without a colon are read.</summary>
    [Fact]
    public async Task WhatIsUnknownPassesThrough()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Replace)
        {
            Status = 200,
            Body = "<Response><New><Thing/></New><JobsDetail><JobId>b1</JobId><State>Dreaming</State><Shape>round</Shape><CreationTime>2022-08-09T14:54:17+08:00</CreationTime><StartTime>2022-08-09T14:54:18+0800</StartTime><EndTime>2022-08-09T06:54:20Z</EndTime></JobsDetail></Response>",
        });
        PSObject job = Assert.Single(module.Run("Get-CiWorkflowJob").Output);
        Assert.Equal("Unknown", job.Text("State"));
        Assert.Equal("Dreaming", job.Text("StateText"));
        Assert.Equal("00:00:02", job.Text("Duration"));
        Assert.Equal("False", job.Text("IsCompleted"));
        module.AddJobs(1);
        module.Bucket.Jobs[0].ForcedState = "Dreaming";
        Assert.Contains("Dreaming", module.Show("Get-CiWorkflowJob"), StringComparison.Ordinal);
    }

    /// <summary>Stopping ends a list.</summary>
    [Fact]
    public async Task StoppingEndsAList()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) });
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop("Get-CiWorkflowJob"));
    }
}
