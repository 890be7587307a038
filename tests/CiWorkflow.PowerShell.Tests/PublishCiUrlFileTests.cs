using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Publish-CiUrlFile, as a person runs it.</summary>
public sealed class PublishCiUrlFileTests
{
    private const string Prefix = "https://media-1250000000.cos.ap-beijing.myqcloud.com/";

    /// <summary>The whole sentence: trigger, wait, the failed ones, publish, trigger again, and this time all succeed.</summary>
    [Fact]
    public async Task TheWholeSentenceRuns()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Arrived = _ => module.Clock.Advance(TimeSpan.FromSeconds(2));
        RunResult run = module.Run("""
            $pause = [timespan]::FromMilliseconds(1)
            Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -TimeInterval (New-CiTimeInterval -Last 1d) |
                Wait-CiWorkflowJob -PollInterval $pause |
                Get-CiWorkflowExecution -State Failed |
                Publish-CiUrlFile -Key retry/nightly.txt |
                Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow |
                Wait-CiWorkflowJob -PollInterval $pause |
                Get-CiWorkflowExecution
            """);
        Assert.Empty(run.Errors);
        Assert.Equal(["incoming/片段 3-flaky.mp4", "incoming/片段 6-flaky.mp4"], run.Output.Texts("Object").Order(StringComparer.Ordinal));
        Assert.All(run.Output, item => Assert.Equal("Success", item.Text("State")));
        Assert.Equal(2, module.Bucket.Jobs.Count);
        Assert.Equal("retry/nightly.txt", module.Bucket.Jobs[1].Order.InputKey);
    }

    /// <summary>Keys of every kind, one URL a line, each coming back to the same key.</summary>
    [Fact]
    public async Task EachKeyComesBackToItself()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string[] keys = ["a b.mp4", "a+b", "a#b", "a?b=c&d", "100%", "%41", "中文/片段", "\U0001F600", "/leading", "//two", "~-_.", "'\"<>", new string('长', 283)];
        module.Engine.SetVariable("given", keys);
        PSObject made = Assert.Single(module.Run("$given | Publish-CiUrlFile -Key lists/keys.txt").Output);
        Assert.Equal(keys.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), made.Text("Count"));
        string text = module.Bucket.Object("lists/keys.txt")!.Text!;
        string[] lines = text.Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.DoesNotContain('\r', text);
        Assert.All(lines[..^1], line => Assert.StartsWith(Prefix, line, StringComparison.Ordinal));
        Assert.All(text.Replace("\n", "", StringComparison.Ordinal), c => Assert.InRange(c, '!', '~'));
        Assert.Equal(keys, lines[..^1].Select(line => Uri.UnescapeDataString(line[Prefix.Length..])));
        SandboxRequest sent = Assert.Single(module.Service.Requests, request => request.Method == "PUT");
        Assert.Equal("media-1250000000.cos.ap-beijing.myqcloud.com", sent.Headers["Host"]);
        Assert.Contains("content-length;content-md5;host", sent.Headers["Authorization"], StringComparison.Ordinal);
    }

    /// <summary>What may come through the pipeline: text, executions, anything with Object or Key.</summary>
    [Fact]
    public async Task AnythingWithAKeyIsTaken()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            'a', [pscustomobject]@{ Object = 'b' }, [pscustomobject]@{ Key = 'c' }, 'a', [pscustomobject]@{ Other = 'x' }, '', $null, "d`n", 'e' |
                Publish-CiUrlFile -Key lists/any.txt -Domain cdn.example.com
            """);
        Assert.Equal(["InvalidInputObject", "ParameterArgumentTransformationError", "ParameterArgumentTransformationError", "InvalidObject"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("https://cdn.example.com/a\nhttps://cdn.example.com/b\nhttps://cdn.example.com/c\nhttps://cdn.example.com/e\n", module.Bucket.Object("lists/any.txt")!.Text);
        Assert.Equal("4", Assert.Single(run.Output).Text("Count"));
        Assert.Equal("1", run.Output[0].Text("Duplicates"));
        Assert.Equal("3", module.Run("'a', 'a', 'b' | Publish-CiUrlFile -Key lists/twice.txt -AllowDuplicate").Output[0].Text("Count"));
    }

    /// <summary>Nothing in means nothing out: no request, a warning, and no trigger behind it.</summary>
    [Fact]
    public async Task NothingInMeansNothingOut()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("@() | Publish-CiUrlFile -Key retry/none.txt | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow");
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Single(run.Warnings);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>An object of another bucket is refused and left out, whether the file's bucket was typed or came with the first.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" -Bucket media-1250000000")]
    public async Task AnObjectOfAnotherBucketIsRefused(string bucket)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            [pscustomobject]@{ Key = 'a'; Bucket = 'media-1250000000' }, [pscustomobject]@{ Key = 'b'; Bucket = 'other-1250000000' } | Publish-CiUrlFile -Key lists/mixed.txt
            """ + bucket);
        Assert.StartsWith("InvalidBucket,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Prefix + "a\n", module.Bucket.Object("lists/mixed.txt")!.Text);
    }

    /// <summary>-NoClobber looks first, and holds where the object comes in between; -WhatIf writes nothing.</summary>
    [Fact]
    public async Task NoClobberLeavesWhatIsThere()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        const string publish = "'a' | Publish-CiUrlFile -Key lists/picked.txt ";
        Assert.StartsWith("UrlFileExists,", Assert.Single(module.Run(publish + "-NoClobber").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(0, module.Count("PUT"));
        module.Service.Arrived = request =>
        {
            if (request.Method == "PUT")
            {
                module.Bucket.Add(new SandboxObject("lists/new.txt", 1, module.Service.World.Now, "theirs"));
            }
        };
        ErrorRecord error = Assert.Single(module.Run("'a' | Publish-CiUrlFile -Key lists/new.txt -NoClobber").Errors);
        Assert.StartsWith("UrlFileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal("theirs", module.Bucket.Object("lists/new.txt")!.Text);
        Assert.Contains("What if: Writing 1 URLs", module.Show(publish + "-WhatIf"), StringComparison.Ordinal);
        Assert.Equal(1, module.Count("PUT"));
    }

    /// <summary>A key or a domain that can't be is an error before anything is read or sent.</summary>
    [Theory]
    [InlineData("-Key ''")]
    [InlineData("-Key a/../b")]
    [InlineData("-Key a -Domain 'cdn.example.com/x'")]
    public async Task ABadKeyIsAnErrorBeforeTheUpload(string arguments)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Single(module.Run("'a' | Publish-CiUrlFile " + arguments).Errors);
        Assert.Empty(module.Service.Requests);
    }

    /// <summary>An upload that breaks is made again from its beginning; a digest that isn't right is refused.</summary>
    [Fact]
    public async Task AnUploadIsMadeAgainFromItsBeginning()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.DropBefore) { Times = 2 });
        Assert.Empty(module.Run("'a', 'b' | Publish-CiUrlFile -Key lists/again.txt").Errors);
        Assert.Equal(Prefix + "a\n" + Prefix + "b\n", module.Bucket.Object("lists/again.txt")!.Text);
    }

    /// <summary>A text of many megabytes goes through a temporary file, which is gone afterwards.</summary>
    [Fact]
    public async Task ALongTextGoesThroughAFile()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("1..150000 | ForEach-Object { \"input/$_/clip.mp4\" } | Publish-CiUrlFile -Key lists/long.txt");
        Assert.Empty(run.Errors);
        Assert.Equal("150000", run.Output[0].Text("Count"));
        Assert.Equal(150_000, module.Bucket.Object("lists/long.txt")!.Text!.Count(c => c == '\n'));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "CiWorkflow-UrlFile-*.tmp"));
        Assert.Contains(run.Progress, record => record.Activity.Contains("lists/long.txt", StringComparison.Ordinal));
    }

    /// <summary>A run that is stopped leaves no object behind.</summary>
    [Fact]
    public async Task AStoppedRunLeavesNothing()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Add(new Fault(FaultKind.DropBefore) { Times = 100 });
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop("Set-CiContext -RetryInterval 1h; 'a' | Publish-CiUrlFile -Key lists/stopped.txt"));
        Assert.Null(module.Bucket.Object("lists/stopped.txt"));
    }
}
