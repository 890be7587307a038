using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>What Tab gives.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class CompletionTests
{
    /// <summary>Regions, by any part of their name.</summary>
    [Fact]
    public async Task RegionsComplete()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Equal(["ap-shanghai", "ap-shanghai-fsi"], Complete(module, "Get-CiWorkflow -Region shang").Select(match => match.CompletionText));
        Assert.Equal(21, Complete(module, "Set-CiContext -Region ").Count());
    }

    /// <summary>States, from what the service knows.</summary>
    [Fact]
    public async Task StatesComplete()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Equal(["Cancel", "Failed", "Pause", "Running", "Submitted", "Success"], Complete(module, "Get-CiWorkflowJob -State ").Select(match => match.CompletionText).Order());
    }

    /// <summary>Jobs and workflows from the service, with name and state beside them, by id or by name.</summary>
    [Fact]
    public async Task JobsAndWorkflowsComplete()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(2);
        CompletionResult[] jobs = [.. Complete(module, "Stop-CiWorkflowJob -JobId ")];
        Assert.Equal(module.Bucket.Jobs.Reverse().Select(job => job.JobId), jobs.Select(match => match.CompletionText));
        Assert.StartsWith("job-2: ", jobs[0].ToolTip, StringComparison.Ordinal);
        Assert.Equal(module.Bucket.Jobs[0].JobId, Assert.Single(Complete(module, "Get-CiWorkflowJob job-1")).CompletionText);
        CompletionResult workflow = Assert.Single(Complete(module, "Invoke-CiWorkflowTrigger -WorkflowId w74"));
        Assert.Equal(DemoWorld.WorkflowId, workflow.CompletionText);
        Assert.Equal("transcode-and-snapshot: Active", workflow.ToolTip);
    }

    /// <summary>An error, a silent service and no connection at all give nothing, and no error at the prompt.</summary>
    [Fact]
    public async Task NothingIsGivenWhereNothingCanBeHad()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Code = "AccessDenied" });
        Assert.Empty(Complete(module, "Get-CiWorkflow -WorkflowId "));
        module.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) });
        Assert.Empty(Complete(module, "Get-CiWorkflow -WorkflowId "));
        module.Run("Clear-CiContext");
        Assert.Empty(Complete(module, "Wait-CiWorkflowJob -JobId "));
        Assert.Empty(module.Run("$Error").Output);
    }

    private static System.Collections.Generic.IEnumerable<CompletionResult> Complete(ModuleFixture module, string line) =>
        module.Run($"(TabExpansion2 '{line}' {line.Length}).CompletionMatches").Output
            .Select(match => (CompletionResult)match.BaseObject)
            .Where(match => match.ResultType is CompletionResultType.ParameterValue or CompletionResultType.Text);
}
