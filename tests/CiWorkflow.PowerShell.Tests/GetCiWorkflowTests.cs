using System;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Get-CiWorkflow, as a person runs it.</summary>
public sealed class GetCiWorkflowTests
{
    /// <summary>The definition with its nodes and what follows on what.</summary>
    [Fact]
    public async Task AWorkflowHasItsNodes()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("$w = Get-CiWorkflow -Name transcode-and-snapshot; $w; $w.Topology.Nodes");
        Assert.Equal(DemoWorld.WorkflowId, run.Output[0].Text("WorkflowId"));
        Assert.Equal("Active", run.Output[0].Text("State"));
        Assert.Equal(
            ["Start -> Transcode_1581665960537", "Transcode_1581665960537 -> Snapshot_1581665960536", "Snapshot_1581665960536 -> End"],
            run.Output.Skip(1).Select(node => node.ToString()));
        Assert.Equal(["Start", "Transcode", "Snapshot"], run.Output.Skip(1).Texts("Type"));
    }

    /// <summary>-Raw gives the Topology's XML.</summary>
    [Fact]
    public async Task RawGivesTheXml()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        XElement topology = XElement.Parse((string)Assert.Single(module.Run("Get-CiWorkflow $workflow -Raw").Output).BaseObject);
        Assert.Equal("t04e1ab86554984f1aa17c062fbf6c007c", topology.Element("Nodes")!.Element("Transcode_1581665960537")!.Element("Operation")!.Element("TemplateId")!.Value);
    }

    /// <summary>The list pages by itself, also where its last page is full.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(120)]
    public async Task AListPagesByItself(int count)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        for (int i = 1; i < count; i++)
        {
            module.Bucket.Add(new SandboxWorkflow(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"w{i:x32}"), "w" + i, module.Clock.GetUtcNow()));
        }

        string[] ids = module.Run("Get-CiWorkflow").Output.Texts("WorkflowId");
        Assert.Equal(module.Bucket.Workflows.Select(workflow => workflow.WorkflowId), ids);
        Assert.Equal(2, module.Run("Get-CiWorkflow -First 2").Output.Count);
    }

    /// <summary>A workflow that isn't there is one error that names it; a job brings its workflow.</summary>
    [Fact]
    public async Task AMissingWorkflowIsOneError()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.AddJobs(1);
        Assert.Single(module.Run("Get-CiWorkflowJob | Get-CiWorkflow").Output);
        RunResult run = module.Run("Get-CiWorkflow $workflow, wffffffffffffffffffffffffffffffff");
        Assert.Single(run.Output);
        Assert.StartsWith("WorkflowNotFound,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("wffffffffffffffffffffffffffffffff", run.Errors[0].TargetObject);
    }

    /// <summary>The table a person sees.</summary>
    [Fact]
    public async Task TheTableShowsTheWorkflow()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string[] lines = module.Show("Get-CiWorkflow").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches($@"^transcode-and-snapshot +Active +{DemoWorld.WorkflowId} +\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00 +Start, Transcode, Sna", lines[2]);
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
    }
}
