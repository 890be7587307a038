using System;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Engine;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Stop-CiWorkflowJob, as a person runs it.</summary>
public sealed class StopCiWorkflowJobTests
{
    /// <summary>It cancels with ?cancel, and gives nothing unless it is asked to.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData(" -PassThru", 1)]
    public async Task AJobIsCancelled(string more, int given)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        RunResult run = module.Run("Get-CiWorkflowJob | Stop-CiWorkflowJob -Confirm:$false" + more);
        Assert.Empty(run.Errors);
        Assert.Equal(given, run.Output.Count);
        Assert.All(run.Output, job => Assert.Equal("Cancel", job.Text("State")));
        SandboxRequest sent = Assert.Single(module.Service.Requests, request => request.Method == "PUT");
        Assert.Equal($"PUT /inventorytriggerjob/{module.Bucket.Jobs[0].JobId}?cancel", sent.ToString());
        Assert.Equal("Cancel", module.Bucket.Jobs[0].StateAt(module.Service.World.Now));
    }

    /// <summary>It asks without being told to, and No cancels nothing.</summary>
    [Theory]
    [InlineData("Y", 1)]
    [InlineData("N", 0)]
    public async Task ItAsksFirst(string answer, int cancelled)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync(answer + "\n");
        module.AddJobs(1);
        Assert.Contains("job-1", module.Show("Get-CiWorkflowJob | Stop-CiWorkflowJob"), StringComparison.Ordinal);
        Assert.Equal(cancelled, module.Count("PUT"));
    }

    /// <summary>-WhatIf cancels nothing.</summary>
    [Fact]
    public async Task WhatIfCancelsNothing()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        Assert.Contains("What if: Cancelling job 'job-1'", module.Show("Get-CiWorkflowJob | Stop-CiWorkflowJob -WhatIf"), StringComparison.Ordinal);
        Assert.Equal(0, module.Count("PUT"));
    }

    /// <summary>What has ended already is a warning, also when it ends between the look and the call.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatHasEndedIsAWarning(bool between)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        string id = module.Bucket.Jobs[0].JobId;
        module.Service.Arrived = request =>
        {
            if (!between || request.Method == "PUT")
            {
                module.Clock.Advance(TimeSpan.FromHours(1));
            }
        };
        RunResult run = module.Run($"Stop-CiWorkflowJob {id} -Confirm:$false");
        Assert.Empty(run.Errors);
        Assert.Contains("had ended already: Success", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    /// <summary>A job that isn't there is an error, and the others are cancelled.</summary>
    [Fact]
    public async Task AMissingJobIsAnError()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        RunResult run = module.Run($"'b00000000000000000000000000000000', '{module.Bucket.Jobs[0].JobId}' | Stop-CiWorkflowJob -Confirm:$false");
        Assert.StartsWith("JobNotFound,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(1, module.Count("PUT"));
    }
}
