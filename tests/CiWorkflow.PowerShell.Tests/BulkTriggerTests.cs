using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Many batches at once, each made once.</summary>
public sealed class BulkTriggerTests
{
    /// <summary>The output is in the order of the input, whatever the order of the answers; at most ThrottleLimit calls are under way.</summary>
    [Fact]
    public async Task TheOutputIsInTheOrderOfTheInput()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        var dice = new Random(1);
        int under = 0;
        int most = 0;
        module.Service.Faults.Rule = _ =>
        {
            int wait;
            lock (dice)
            {
                wait = dice.Next(20);
                most = Math.Max(most, ++under);
            }

            return new Fault(FaultKind.Delay)
            {
                Until = async () =>
                {
                    await Task.Delay(wait);
                    lock (dice)
                    {
                        under--;
                    }
                },
            };
        };
        RunResult run = module.Run(Script(40) + "-ThrottleLimit 5");
        Assert.Empty(run.Errors);
        Assert.Equal(Enumerable.Range(1, 40).Select(number => "n" + number), run.Output.Texts("Name"));
        Assert.InRange(most, 2, 5);
    }

    /// <summary>With -Unordered a batch is given as it is made, and a slow one holds none up.</summary>
    [Fact]
    public async Task UnorderedGivesWhatIsMade()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        var last = new TaskCompletionSource();
        module.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => last.Task, When = request => Body(request).Contains("<Name>n1</Name>", StringComparison.Ordinal) });
        module.Service.Arrived = request =>
        {
            if (Body(request).Contains("<Name>n6</Name>", StringComparison.Ordinal))
            {
                last.SetResult();
            }
        };
        RunResult run = module.Run(Script(6) + "-ThrottleLimit 2 -Unordered");
        Assert.Equal(6, run.Output.Count);
        Assert.NotEqual("n1", run.Output[0].Text("Name"));
    }

    /// <summary>Input is taken as there is room: a long pipeline doesn't pile up.</summary>
    [Fact]
    public async Task InputIsTakenAsThereIsRoom()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            $ahead = 0; $most = 0
            1..300 | ForEach-Object { $ahead++; if ($ahead -gt $most) { $most = $ahead }; [pscustomobject]@{ Name = "n$_"; Prefix = 'nothing/'; WorkflowId = $workflow } } |
                Invoke-CiWorkflowTrigger -ThrottleLimit 4 | ForEach-Object { $ahead-- }
            $most
            """);
        Assert.InRange((int)run.Output[0].BaseObject, 1, (4 * 8) + 2);
        Assert.Equal(300, module.Bucket.Jobs.Count);
    }

    /// <summary>An error carries the row that it is about, also when other rows came after it.</summary>
    [Fact]
    public async Task AnErrorCarriesItsRow()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Code = "AccessDenied", When = request => Body(request).Contains("<Name>n3</Name>", StringComparison.Ordinal) });
        RunResult run = module.Run(Script(8));
        Assert.Equal(7, run.Output.Count);
        Assert.Equal("n3", PSObject.AsPSObject(Assert.Single(run.Errors).TargetObject).Text("Name"));
    }

    /// <summary>Where an answer is lost the batch is found, and -Verbose says so; equal rows become two batches and not three.</summary>
    [Fact]
    public async Task ALostAnswerIsFoundAgain()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.DropAfter) { Times = 2, When = request => request.Method == "POST" });
        RunResult run = module.Run("1..2 | ForEach-Object { [pscustomobject]@{ Name = 'same'; Prefix = 'nothing/'; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -Verbose");
        Assert.Empty(run.Errors);
        Assert.Equal(module.Bucket.Jobs.Select(job => job.JobId).Order(), run.Output.Texts("JobId").Order());
        Assert.Equal(2, module.Bucket.Jobs.Count);
        Assert.Equal(2, run.Verbose.Count(line => line.Contains("had been made", StringComparison.Ordinal)));
    }

    /// <summary>What can't be found out is an error of its own id that carries what is needed to look; nothing is sent again.</summary>
    [Fact]
    public async Task WhatCannotBeFoundOutIsSaid()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Status) { Times = 1000, When = request => request.Method == "GET" });
        module.Service.Faults.Add(new Fault(FaultKind.DropAfter) { When = request => request.Method == "POST" });
        ErrorRecord error = Assert.Single(module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -ListLag 0s").Errors);
        Assert.StartsWith("CiTriggerOutcomeUnknown,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(DemoWorld.Bucket, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Get-CiWorkflowJob -Name n", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("n", PSObject.AsPSObject(error.TargetObject).Text("Name"));
        Assert.Equal(1, module.Count("POST"));
    }

    /// <summary>-SkipExisting gives what is there, marked, and makes what isn't.</summary>
    [Fact]
    public async Task SkipExistingGivesWhatIsThere()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Run(Script(3) + "-TimeInterval 2022-02-01T12:00:00+0800/");
        RunResult run = module.Run(Script(5) + "-TimeInterval 2022-02-01T04:00:00Z/ -SkipExisting -ListLag 0s");
        Assert.Empty(run.Errors);
        Assert.Equal(["True", "True", "True", "False", "False"], run.Output.Texts("Existing"));
        Assert.Equal(5, module.Bucket.Jobs.Count);
    }

    /// <summary>Stopping sends nothing more, and says of what is under way whether it was made.</summary>
    [Fact]
    public async Task StoppingSaysWhatIsUnknown()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Rule = request => request.Method == "POST" ? new Fault(FaultKind.HangAfter) : null;
        using System.Management.Automation.PowerShell shell = module.Engine.NewCommand();
        shell.AddScript(Script(50) + "-ThrottleLimit 2");
        module.Service.Arrived = _ =>
        {
            if (module.Count("POST") == 2)
            {
                shell.BeginStop(null, null);
            }
        };
        shell.Invoke();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Contains("Whether the job 'n1' was made in bucket media-1250000000 is not known", module.Screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("Whether the job 'n2' was made", module.Screen.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, module.Count("POST"));
    }

    /// <summary>One bar tells done, failed and rate, and is taken away in the end.</summary>
    [Fact]
    public async Task OneBarTellsHowItGoes()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        ProgressRecord[] bars = [.. module.Run(Script(20)).Progress.Where(record => record.Activity == "Triggering")];
        Assert.Matches(@"^\d+ done, 0 failed, [\d.]+ a second$", bars[0].StatusDescription);
        Assert.Equal(ProgressRecordType.Completed, bars[^1].RecordType);
    }

    /// <summary>All kinds of faults at once, through the cmdlet.</summary>
    [Fact]
    public async Task EveryRowIsMadeOnceWhateverGoesWrong()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Run("Set-CiContext -MaximumRetryCount 25");
        var dice = new Random(7);
        module.Service.Faults.Rule = _ =>
        {
            lock (dice)
            {
                return dice.NextDouble() >= 0.3 ? null : dice.Next(5) switch
                {
                    0 => new Fault(FaultKind.DropBefore),
                    1 => new Fault(FaultKind.DropAfter),
                    2 => new Fault(FaultKind.Status),
                    3 => new Fault(FaultKind.Truncate),
                    _ => new Fault(FaultKind.Replace) { Status = 502, Body = "<html/>" },
                };
            }
        };
        RunResult run = module.Run(Script(100) + "-ThrottleLimit 16 -ListLag 1s");
        Assert.All(run.Errors, error => Assert.StartsWith("CiTriggerOutcomeUnknown,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(100, run.Output.Count + run.Errors.Count);
        Assert.Subset(module.Bucket.Jobs.Select(job => job.JobId).ToHashSet(), run.Output.Texts("JobId").ToHashSet());
        Assert.Equal(module.Bucket.Jobs.Count, module.Bucket.Jobs.Select(job => job.Order.Name).Distinct().Count());
    }

    /// <summary>A process that is killed at any moment, and run again with -SkipExisting: every batch is there once.</summary>
    [Fact]
    public async Task AKilledRunIsRunAgain()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        string script = Path.Combine(Directory.CreateTempSubdirectory("CiWorkflow.Tests").FullName, "run.ps1");
        await File.WriteAllTextAsync(
            script,
            "$workflow = '" + DemoWorld.WorkflowId + "'\n" + Script(200) + "-SkipExisting -ListLag 0s | ForEach-Object { }\n",
            TestContext.Current.CancellationToken);
        var dice = new Random(20260301);
        for (int round = 0; round < 20; round++)
        {
            // Killed after a number of requests that chance picks, and not after a time.
            int until = service.Requests.Count + dice.Next(1, 40);
            var reached = new TaskCompletionSource();
            service.Arrived = _ =>
            {
                if (service.Requests.Count >= until)
                {
                    reached.TrySetResult();
                }
            };
            using Process run = Start(service.Endpoint, script);
            await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        service.Arrived = null;
        using Process whole = Start(service.Endpoint, script);
        await whole.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, whole.ExitCode);
        string[] names = [.. service.World.Bucket(DemoWorld.Bucket)!.Jobs.Select(job => job.Order.Name)];
        Assert.Equal(200, names.Length);
        Assert.Equal(200, names.Distinct().Count());
    }

    private static Process Start(Uri endpoint, string script) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(SandboxService).Assembly.Location, "--endpoint", endpoint.ToString(), script]))!;

    private static string Script(int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"1..{rows}") + " | ForEach-Object { [pscustomobject]@{ Name = \"n$_\"; Prefix = 'nothing/'; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger ";

    private static string Body(SandboxRequest request) => System.Text.Encoding.UTF8.GetString(request.Body);
}
