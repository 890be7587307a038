using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Get-CiWorkflowExecution, as a person runs it.</summary>
public sealed class GetCiWorkflowExecutionTests
{
    /// <summary>The pipeline from the trigger to the failing keys.</summary>
    [Fact]
    public async Task ThePipelineGivesTheFailingKeys()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(2));
        RunResult run = module.Run("""
            Invoke-CiWorkflowTrigger -Name nightly -Prefix input/ -WorkflowId $workflow |
                Wait-CiWorkflowJob -PollInterval ([timespan]::FromMilliseconds(1)) |
                Get-CiWorkflowExecution -State Failed
            """);
        Assert.Empty(run.Errors);
        Assert.Equal(
            module.Bucket.Jobs[0].Objects.Select(item => item.Key).Where(key => key.Contains("corrupt", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            run.Output.Texts("Object").Order(StringComparer.Ordinal));
        Assert.All(run.Output, item => Assert.Equal(module.Bucket.Jobs[0].JobId, item.Text("JobId")));
    }

    /// <summary>A batch over a thousand objects has a thousand executions, in ten requests and one for its workflow.</summary>
    [Fact]
    public async Task ABatchOverAThousandObjectsHasAThousand()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        for (int i = 0; i < 1000; i++)
        {
            module.Bucket.Add(new SandboxObject($"many/{i:0000}.mp4", 1, module.Service.World.Now));
        }

        module.AddJobs(1, "many/");
        module.Clock.Advance(TimeSpan.FromHours(1));
        RunResult run = module.Run($"Get-CiWorkflowExecution {module.Bucket.Jobs[0].JobId} -Ascending");
        Assert.Equal(module.Bucket.Jobs[0].Objects.Select(item => item.Key), run.Output.Texts("Object"));
        Assert.Equal(10, module.Count("GET /workflowexecution"));
        Assert.Equal(1, module.Count("GET /inventorytriggerjob/"));
    }

    /// <summary>-Detailed reads the tasks of each, in order, and the reason stands in the table.</summary>
    [Fact]
    public async Task DetailedShowsTheReason()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1, "input/");
        module.Clock.Advance(TimeSpan.FromHours(1));
        RunResult run = module.Run("Get-CiWorkflowJob | Get-CiWorkflowExecution -Detailed -ThrottleLimit 3");
        Assert.Equal(42, run.Output.Count);
        Assert.Equal(module.Bucket.Jobs[0].Objects.Reverse().Select(item => item.Key), run.Output.Texts("Object"));
        Assert.All(run.Output, item => Assert.Equal(
            item.Text("Object").Contains("corrupt", StringComparison.Ordinal) ? "Transcode_1581665960537: MediaFormatError, The media file is damaged: moov atom not found." : "",
            item.Text("Reason")));
        string shown = module.Show("Get-CiWorkflowJob | Get-CiWorkflowExecution -State Failed -Detailed -First 1");
        Assert.Contains("MediaFormatError", shown, StringComparison.Ordinal);
        Assert.All(shown.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    /// <summary>A run whose tasks can't be read is given without them, beside one error about it.</summary>
    [Fact]
    public async Task ARunWhoseTasksAreLostIsStillGiven()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1, "input/day-0");
        module.Clock.Advance(TimeSpan.FromHours(1));
        module.Service.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Code = "AccessDenied", When = request => request.Path.StartsWith("/workflowexecution/", StringComparison.Ordinal) });
        RunResult run = module.Run("Get-CiWorkflowJob | Get-CiWorkflowExecution -Detailed -ThrottleLimit 1");
        Assert.Equal(6, run.Output.Count);
        Assert.Equal(run.Output[0].Text("RunId"), PSObject.AsPSObject(Assert.Single(run.Errors).TargetObject).Text("RunId"));
    }

    /// <summary>By run, with the tasks of each node, their codes and messages.</summary>
    [Fact]
    public async Task ARunHasItsTasks()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1, "input/day-0/clip-04");
        module.Clock.Advance(TimeSpan.FromHours(1));
        RunResult run = module.Run("$r = Get-CiWorkflowJob | Get-CiWorkflowExecution | Get-CiWorkflowExecution; $r; $r.Tasks");
        Assert.Empty(run.Errors);
        Assert.Equal("transcode-and-snapshot", run.Output[0].Text("WorkflowName"));
        PSObject task = Assert.Single(run.Output.Skip(1));
        Assert.Equal("MediaFormatError", task.Text("Code"));
        Assert.Equal("Failed", task.Text("State"));
        Assert.Equal("Transcode", task.Text("Type"));
        Assert.NotEmpty(task.Text("EndTime"));
        RunResult missing = module.Run("Get-CiWorkflowExecution -RunId i00000000000000000000000000000000");
        Assert.StartsWith("ExecutionNotFound,", Assert.Single(missing.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>By workflow over all its batches, and by object; without either there is an error that says what to give.</summary>
    [Fact]
    public async Task RunsAreListedByWorkflowAndObject()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(2, "input/day-0");
        module.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(12, module.Run("Get-CiWorkflowExecution -WorkflowId $workflow").Output.Count);
        Assert.Equal(2, module.Run("Get-CiWorkflowExecution -WorkflowId $workflow -Object input/day-0/clip-01.mp4").Output.Count);
        Assert.Equal(3, module.Run("Get-CiWorkflowExecution -WorkflowId $workflow -First 3 -Skip 5").Output.Count);
        Assert.Equal("8", module.Service.Requests[^1].Parameter("size"));
        Assert.StartsWith("InvalidWorkflowId,", Assert.Single(module.Run("Get-CiWorkflowExecution").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>An object that the service tells as a URL is given as its key.</summary>
    [Fact]
    public async Task AnObjectsUrlBecomesItsKey()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Replace)
        {
            Status = 200,
            Body = "<Response><WorkflowExecutionList><RunId>i1</RunId><Object>https://media-1250000000.cos.ap-beijing.myqcloud.com/a/%E4%B8%AD%20b.mp4</Object><State>Waiting</State><CreationTime>2019-07-07T12:12:12+0800</CreationTime></WorkflowExecutionList></Response>",
        });
        PSObject item = Assert.Single(module.Run("Get-CiWorkflowExecution -WorkflowId $workflow").Output);
        Assert.Equal("a/中 b.mp4", item.Text("Object"));
        Assert.Equal("Waiting", item.Text("StateText"));
        Assert.Equal("Unknown", item.Text("State"));
        Assert.NotEmpty(item.Text("CreateTime"));
    }

    /// <summary>Stopping ends each of the lists.</summary>
    [Theory]
    [InlineData("Get-CiWorkflowExecution -WorkflowId $workflow")]
    [InlineData("Get-CiWorkflowExecution -RunId i1")]
    [InlineData("Get-CiWorkflow")]
    [InlineData("Stop-CiWorkflowJob b1 -Confirm:$false")]
    public async Task StoppingEndsTheCall(string script)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) });
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop(script));
    }
}
