using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Wait-CiWorkflowJob, as a person runs it.</summary>
public sealed class WaitCiWorkflowJobTests
{
    private const string Wait = "Wait-CiWorkflowJob -SettleTime 0s -PollInterval ([timespan]::FromMilliseconds(1))";

    /// <summary>Jobs are given when they have ended, and the service's time goes on as it is asked.</summary>
    [Fact]
    public async Task JobsAreGivenWhenTheyHaveEnded()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(1));
        RunResult run = module.Run("'a', 'b', 'c' | ForEach-Object { Invoke-CiWorkflowTrigger -Name $_ -WorkflowId $workflow -Prefix input/ } | " + Wait);
        Assert.Empty(run.Errors);
        Assert.Equal(["a", "b", "c"], run.Output.Texts("Name").Order());
        Assert.All(run.Output, job => Assert.Equal("Success", job.Text("State")));
    }

    /// <summary>Fifty jobs cost a request or two a round, and not fifty.</summary>
    [Fact]
    public async Task ManyJobsCostFewRequests()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.World.RunningFor = TimeSpan.FromSeconds(100);
        module.AddJobs(50);
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(10));
        RunResult run = module.Run("Get-CiWorkflowJob | " + Wait + " -JobOnly");
        Assert.Empty(run.Errors);
        Assert.Equal(50, run.Output.Count);
        Assert.True(module.Service.Requests.Count < 30, $"{module.Service.Requests.Count} requests");
    }

    /// <summary>Other people's batches between ours don't make the list longer than our own would be.</summary>
    [Fact]
    public async Task ACrowdedBucketIsNotListedToItsEnd()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1500);
        RunResult run = module.Run($"Get-CiWorkflowJob {module.Bucket.Jobs[0].JobId}, {module.Bucket.Jobs[1499].JobId} | " + Wait + " -JobOnly -Timeout 0s -WarningAction SilentlyContinue");
        Assert.True(module.Service.Requests.Count <= 2 + 2 + 2, $"{module.Service.Requests.Count} requests");
        Assert.Equal(2, run.Output.Count + run.Errors.Count);
    }

    /// <summary>A 503, a lost connection and a cut answer don't end a wait.</summary>
    [Theory]
    [InlineData(FaultKind.Status)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task AWaitSurvivesAFault(FaultKind kind)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(1));
        module.Service.Faults.Add(new Fault(kind) { Times = 2, When = request => request.Method == "GET" });
        RunResult run = module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ | " + Wait);
        Assert.Empty(run.Errors);
        Assert.Equal("Success", Assert.Single(run.Output).Text("State"));
    }

    /// <summary>A refusal ends the wait for those that it is about, with one error each.</summary>
    [Fact]
    public async Task ARefusalIsToldOnceForEach()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(3);
        module.Service.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Code = "AccessDenied", Times = 100, When = request => request.Path == "/inventorytriggerjob" && request.Parameter("startCreationTime") is not null });
        RunResult run = module.Run("Get-CiWorkflowJob | " + Wait);
        Assert.Equal(3, run.Errors.Count(error => error.FullyQualifiedErrorId.StartsWith("AccessDenied,", StringComparison.Ordinal)));
    }

    /// <summary>-Timeout is an error that carries the last state, and the job goes on.</summary>
    [Fact]
    public async Task ATimeoutCarriesTheLastState()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ | " + Wait + " -Timeout 0s");
        Assert.Empty(run.Output);
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("JobWaitTimeout,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Equal("Submitted", PSObject.AsPSObject(error.TargetObject).Text("State"));
        Assert.Equal(0, module.Count("PUT"));
    }

    /// <summary>A failed job is an object and an error, unless errors are ignored.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData(" -ErrorAction Ignore", 0)]
    public async Task AFailedJobIsGiven(string more, int errors)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(3));
        RunResult run = module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile none.txt | " + Wait + more);
        Assert.Equal("Failed", Assert.Single(run.Output).Text("State"));
        Assert.Equal(errors, run.Errors.Count);
        Assert.All(run.Errors, error => Assert.StartsWith("JobFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    /// <summary>Failed executions are an error where that is asked for.</summary>
    [Fact]
    public async Task FailedExecutionsAreAnErrorWhereAsked()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(1));
        RunResult run = module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix incoming/ | " + Wait + " -ErrorOnFailure");
        Assert.Equal("Success", Assert.Single(run.Output).Text("State"));
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("ExecutionsFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("2 of 8 objects failed", error.Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A paused job is waited for, and said once.</summary>
    [Fact]
    public async Task APausedJobIsSaidOnce()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        module.Bucket.Jobs[0].ForcedState = "Pause";
        int asked = 0;
        module.Service.Arrived = _ =>
        {
            if (++asked == 5)
            {
                module.Bucket.Jobs[0].ForcedState = "Success";
            }
        };
        RunResult run = module.Run(Wait + $" {module.Bucket.Jobs[0].JobId}");
        Assert.Single(run.Warnings, text => text.Contains("paused", StringComparison.Ordinal));
        Assert.Single(run.Warnings, text => text.Contains("selected no object", StringComparison.Ordinal));
        Assert.Equal("Success", Assert.Single(run.Output).Text("State"));
    }

    /// <summary>A job that isn't there is one error; the others are waited for.</summary>
    [Fact]
    public async Task AMissingJobIsOneError()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(3));
        RunResult run = module.Run($"'b00000000000000000000000000000000', '{module.Bucket.Jobs[0].JobId}' | " + Wait);
        Assert.StartsWith("JobNotFound,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("job-1", Assert.Single(run.Output).Text("Name"));
    }

    /// <summary>Stopping ends the wait and leaves the job alone.</summary>
    [Fact]
    public async Task StoppingLeavesTheJobAlone()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        module.Bucket.Jobs[0].ForcedState = "Running";
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop($"Wait-CiWorkflowJob {module.Bucket.Jobs[0].JobId} -PollInterval 1d"));
        Assert.Equal(0, module.Count("PUT"));
    }

    /// <summary>A bar for each job and one above for all, all of them taken away in the end.</summary>
    [Fact]
    public async Task EachJobHasABar()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(2);
        module.Service.World.SubmittedFor = TimeSpan.Zero;
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromMilliseconds(500));
        RunResult run = module.Run("Get-CiWorkflowJob | " + Wait);
        ProgressRecord[] bars = [.. run.Progress.Where(record => record.Activity.Contains(" job-", StringComparison.Ordinal) || record.Activity == "Waiting for jobs")];
        ProgressRecord all = bars.First(record => record.ParentActivityId == -1);
        Assert.Equal("0 of 2 ended", all.StatusDescription);
        Assert.Equal(2, bars.Where(record => record.ParentActivityId == all.ActivityId).Select(record => record.ActivityId).Distinct().Count());
        Assert.Equal(3, bars.Where(record => record.RecordType == ProgressRecordType.Completed).Select(record => record.ActivityId).Distinct().Count());
    }
}
