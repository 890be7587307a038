using System;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Invoke-CiWorkflowTrigger, as a person runs it.</summary>
public sealed class InvokeCiWorkflowTriggerTests
{
    private const string Trigger = "Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow ";

    /// <summary>Each input, with and without an interval, arrives as it was typed.</summary>
    [Theory]
    [InlineData("-Prefix input/", "<Prefix>input/</Prefix>")]
    [InlineData("-Object 'a b+c#d?e%20.mp4'", "<Object>a b+c#d?e%20.mp4</Object>")]
    [InlineData("-UrlFile lists/picked.txt", "<UrlFile>lists/picked.txt</UrlFile>")]
    [InlineData("-Manifest inventory/manifest.json", "<Manifest>inventory/manifest.json</Manifest>")]
    public async Task EachInputArrives(string input, string xml)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run(Trigger + input);
        Assert.Empty(run.Errors);
        Assert.Equal($"<Input>{xml}</Input>", Body(module).Element("Input")!.ToString(SaveOptions.DisableFormatting));
        Assert.Equal(Assert.Single(module.Bucket.Jobs).JobId, Property(Assert.Single(run.Output), "JobId"));
    }

    /// <summary>An interval in each of its forms goes on the wire in the service's form.</summary>
    [Theory]
    [InlineData("(New-CiTimeInterval -Start 2022-02-01T12:00:00+0800 -End 2022-05-01T12:00:00+0800)")]
    [InlineData("@{ Start = '2022-02-01T12:00:00+0800'; End = [DateTimeOffset]'2022-05-01T12:00:00+08:00' }")]
    [InlineData("'2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800'")]
    public async Task AnIntervalIsTakenInEachForm(string interval)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run(Trigger + "-Prefix a -TimeInterval " + interval);
        Assert.Empty(run.Errors);
        Assert.Equal(
            "<TimeInterval><Start>2022-02-01T12:00:00+0800</Start><End>2022-05-01T12:00:00+0800</End></TimeInterval>",
            Body(module).Element("Operation")!.Element("TimeInterval")!.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>Rows as Import-Csv makes them, text in every column, each become a batch; an empty cell of the interval is none.</summary>
    [Fact]
    public async Task RowsOfACsvBindByName()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        RunResult run = module.Run($$"""
            Clear-CiContext
            Set-CiContext -Endpoint {{module.Service.Endpoint}}
            [pscustomobject]@{ Name = 'one'; WorkflowId = $workflow; Prefix = 'a/'; TimeInterval = '2022-02-01T12:00:00+0800/'; Bucket = '{{DemoWorld.Bucket}}'; Region = '{{DemoWorld.Region}}'; Credential = $keys },
            [pscustomobject]@{ Name = 'two'; WorkflowId = $workflow; Object = 'b'; TimeInterval = ''; Bucket = '{{DemoWorld.Bucket}}'; Region = '{{DemoWorld.Region}}'; Credential = $keys } |
                Invoke-CiWorkflowTrigger
            """);
        Assert.Empty(run.Errors);
        Assert.Equal(["one Prefix: a/", "two Object: b"], run.Output.Select(job => Property(job, "Name") + " " + Property(job, "Input")));
    }

    /// <summary>One bad row is one error about that row, and the others are made.</summary>
    [Fact]
    public async Task ABadRowDoesNotStopTheOthers()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            'good', 'bad name', 'fine' | ForEach-Object { [pscustomobject]@{ Name = $_; Prefix = 'a/'; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger
            """);
        Assert.Equal(["good", "fine"], run.Output.Select(job => Property(job, "Name")));
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("InvalidName,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("bad name", Property(PSObject.AsPSObject(error.TargetObject), "Name"));
        Assert.Equal(2, module.Count("POST"));
    }

    /// <summary>What breaks a rule is refused with its parameter, its value and the rule, and nothing is sent.</summary>
    [Theory]
    [InlineData("-Name 'a b' -WorkflowId $workflow -Prefix a", "InvalidName", "a b")]
    [InlineData("-Name '' -WorkflowId $workflow -Prefix a", "InvalidName", "null or empty")]
    [InlineData("-Name n -WorkflowId w1 -Prefix a", "InvalidWorkflowId", "w1")]
    [InlineData("-Name n -WorkflowId $workflow -Object ''", "InvalidObject", "empty")]
    [InlineData("-Name n -WorkflowId $workflow -Prefix \"a`nb\"", "InvalidPrefix", "U+000A")]
    [InlineData("-Name n -WorkflowId $workflow -UrlFile \"a`0b\"", "InvalidUrlFile", "U+0000")]
    [InlineData("-Name n -WorkflowId $workflow -Manifest \"a$([char]27)b\"", "InvalidManifest", "U+001B")]
    [InlineData("-Name n -WorkflowId $workflow -Prefix a -Bucket media", "InvalidBucket", "name-APPID")]
    [InlineData("-Name n -WorkflowId $workflow -Prefix a -Region Beijing", "InvalidRegion", "ap-beijing")]
    public async Task WhatBreaksARuleIsNotSent(string arguments, string id, string said)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("Invoke-CiWorkflowTrigger " + arguments);
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal(id + ",CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.StartsWith(id["Invalid".Length..], error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>An interval that isn't one ends the binding of the parameter, and nothing is sent.</summary>
    [Theory]
    [InlineData("'2022-05-01T12:00:00+0800/2022-02-01T12:00:00+0800'", "before")]
    [InlineData("@{ Begin = '2022-05-01' }", "Begin")]
    [InlineData("$null", "null or empty")]
    [InlineData("7", "7")]
    [InlineData("'soon'", "soon")]
    public async Task AnIntervalThatIsNoneIsNotSent(string interval, string said)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run(Trigger + "-Prefix a -TimeInterval " + interval);
        string message = Assert.Single(run.Errors).Exception.Message;
        Assert.Contains("TimeInterval", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>Two inputs at once, or none, are refused.</summary>
    [Theory]
    [InlineData("-Prefix a -Object b")]
    [InlineData("-UrlFile a -Manifest b")]
    [InlineData("")]
    public async Task OneInputIsGiven(string inputs)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        ErrorRecord error = Assert.Single(module.Run(Trigger + inputs).Errors);
        Assert.StartsWith("InvalidInput,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-UrlFile", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>Rows with a column for each input: the empty cells don't count, and above all an empty Prefix is not the whole bucket.</summary>
    [Fact]
    public async Task AnEmptyCellIsNotTheWholeBucket()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            [pscustomobject]@{ Name = 'a'; WorkflowId = $workflow; Prefix = ''; Object = 'o'; UrlFile = ''; Manifest = '' },
            [pscustomobject]@{ Name = 'b'; WorkflowId = $workflow; Prefix = 'p/'; Object = ''; UrlFile = ''; Manifest = $null },
            [pscustomobject]@{ Name = 'c'; WorkflowId = $workflow; Prefix = ''; Object = ''; UrlFile = ''; Manifest = '' } |
                Invoke-CiWorkflowTrigger -Force
            """);
        Assert.Equal(["Object: o", "Prefix: p/"], run.Output.Select(job => Property(job, "Input")));
        Assert.StartsWith("InvalidInput,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>-WhatIf says what would happen to what, and sends nothing.</summary>
    [Fact]
    public async Task WhatIfSendsNothing()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string shown = module.Show(Trigger + "-Prefix input/ -TimeInterval 2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800 -WhatIf");
        foreach (string part in new[] { "What if:", DemoWorld.Bucket, DemoWorld.Region, "input/", "2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800", DemoWorld.WorkflowId })
        {
            Assert.Contains(part, shown, StringComparison.Ordinal);
        }

        Assert.Empty(module.Service.Requests);
    }

    /// <summary>-Confirm asks, and No sends nothing.</summary>
    [Theory]
    [InlineData("Y", 1)]
    [InlineData("N", 0)]
    public async Task ConfirmAsks(string answer, int sent)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync(answer + "\n");
        Assert.Contains("Every object is paid for", module.Show(Trigger + "-Prefix input/ -Confirm"), StringComparison.Ordinal);
        Assert.Equal(sent, module.Count("POST"));
    }

    /// <summary>An empty prefix means the whole bucket: it asks, even when nothing else does.</summary>
    [Theory]
    [InlineData("Y", "", 1)]
    [InlineData("N", "", 0)]
    [InlineData("N", " -Force", 1)]
    public async Task TheWholeBucketIsAskedFor(string answer, string force, int sent)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync(answer + "\n");
        string shown = module.Show(Trigger + "-Prefix ''" + force);
        Assert.Equal(force.Length == 0, shown.Contains("whole bucket", StringComparison.Ordinal));
        Assert.Equal(sent, module.Count("POST"));
    }

    /// <summary>Where nobody can be asked, the whole bucket is an error that says what to do.</summary>
    [Fact]
    public async Task TheWholeBucketIsNotTriggeredUnasked()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        ErrorRecord error = Assert.Single(module.Run(Trigger + "-Prefix ''").Errors);
        Assert.StartsWith("WholeBucketNotConfirmed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>-Verbose tells the call, -Debug the XML; no stream and no error tells a secret.</summary>
    [Fact]
    public async Task TheStreamsTellTheCallAndNoSecret()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.World.Add(new SandboxAccount("AKIDtemporary00000", "temporary-secret", "the-session-token"));
        RunResult run = module.Run("""
            $token = [securestring]::new(); 'the-session-token'.ToCharArray() | ForEach-Object { $token.AppendChar($_) }
            $secret = [securestring]::new(); 'temporary-secret'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
            $temporary = New-CiCredential AKIDtemporary00000 $secret $token
            Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a -Credential $temporary -Verbose -Debug
            Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a -Credential ([pscredential]::new('AKIDtemporary00000', $secret)) -Verbose -Debug
            """);
        string verbose = string.Join('\n', run.Verbose);
        Assert.Matches(@"POST http://127\.0\.0\.1:\d+/inventorytriggerjob: 200, request id \S+, \d+ ms", verbose);
        Assert.Contains(run.Debug, line => line.Contains("<Request><Name>n</Name>", StringComparison.Ordinal));
        Assert.Contains(run.Debug, line => line.Contains("<JobsDetail>", StringComparison.Ordinal));
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("InvalidToken,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        string all = verbose + string.Join('\n', run.Debug) + string.Join('\n', run.Warnings) + error.Exception + module.Show("$Error[0] | Format-List * -Force; $Error[0]");
        foreach (string secret in new[] { "temporary-secret", "the-session-token", "q-signature", "AKIDtemporary00000" })
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        }
    }

    /// <summary>The service's errors become records with its code, a category that fits, the input, and advice.</summary>
    [Theory]
    [InlineData("-Bucket other-1250000000", "NoSuchBucket", ErrorCategory.ObjectNotFound)]
    [InlineData("-Name n2 -WorkflowId wffffffffffffffffffffffffffffffff", "InvalidArgument", ErrorCategory.InvalidOperation)]
    public async Task ARefusalIsAnErrorRecord(string arguments, string code, ErrorCategory category)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string name = arguments.Contains("-Name", StringComparison.Ordinal) ? "" : "-Name n -WorkflowId $workflow ";
        ErrorRecord error = Assert.Single(module.Run("Invoke-CiWorkflowTrigger -Prefix a " + name + arguments).Errors);
        Assert.Equal(code + ",CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal("a", Property(PSObject.AsPSObject(error.TargetObject), "Prefix"));
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotEmpty((string)Property(PSObject.AsPSObject(error.Exception), "RequestId")!);
    }

    /// <summary>Stopping the pipeline ends a call that is under way.</summary>
    [Fact]
    public async Task StoppingEndsTheCall()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) });
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop(Trigger + "-Prefix a"));
        Assert.Single(module.Service.Requests);
    }

    /// <summary>The table a person sees.</summary>
    [Fact]
    public async Task TheTableShowsTheBatch()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string shown = module.Show("Invoke-CiWorkflowTrigger -Name nightly -WorkflowId $workflow -Prefix input/");
        string[] lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Name", "State", "JobId", "CreationTime", "Input"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        SandboxJob job = Assert.Single(module.Bucket.Jobs);
        Assert.Matches($@"^nightly +Submitted +{job.JobId} +\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00 +Prefix: input/$", lines[2].TrimEnd());
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
    }

    /// <summary>The list shows everything.</summary>
    [Fact]
    public async Task TheListShowsEverything()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync(view: View.List);
        string list = module.Show(Trigger + "-Prefix input/");
        foreach (string label in new[] { "Name", "JobId", "State", "Type", "CreationTime", "Input", "WorkflowIds", "Bucket", "Region", "RequestId" })
        {
            Assert.Contains(label, list, StringComparison.Ordinal);
        }
    }

    /// <summary>The engine runs the module in several runspaces at once.</summary>
    [Fact]
    public async Task ManyRunspacesTriggerAtOnce()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run($$"""
            $context = Get-CiContext
            1..24 | ForEach-Object -ThrottleLimit 6 -Parallel {
                Import-Module '{{ModuleFolder.Find()}}'
                Invoke-CiWorkflowTrigger -Name "n$_" -WorkflowId $using:workflow -Prefix a -Bucket {{DemoWorld.Bucket}} -Region {{DemoWorld.Region}} -Context $using:context
            }
            """);
        Assert.Empty(run.Errors);
        Assert.Equal(24, run.Output.Select(job => Property(job, "JobId")).Distinct().Count());
        Assert.Equal(24, module.Bucket.Jobs.Count);
    }

    private static object? Property(PSObject item, string name) => item.Properties[name].Value is PSObject wrapped ? wrapped.BaseObject : item.Properties[name].Value?.ToString();

    private static XElement Body(ModuleFixture module) => XElement.Parse(Encoding.UTF8.GetString(Assert.Single(module.Service.Requests, static request => request.Method == "POST").Body));
}
