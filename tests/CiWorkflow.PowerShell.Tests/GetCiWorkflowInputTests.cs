using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Get-CiWorkflowInput, and the guards of the trigger that count the same.</summary>
public sealed class GetCiWorkflowInputTests
{
    /// <summary>The objects of a prefix in order, with as many requests as pages; split by folders the order is the same.</summary>
    [Theory]
    [InlineData("", 3)]
    [InlineData(" -ThrottleLimit 4", 0)]
    public async Task ThePagesOfAPrefixComeInOrder(string more, int requests)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        for (int i = 0; i < 2500; i++)
        {
            module.Bucket.Add(new SandboxObject(string.Create(CultureInfo.InvariantCulture, $"many/{i % 7}{(i % 3 == 0 ? "." : "/")}{i:0000} 片段.mp4"), i, module.Service.World.Now));
        }

        RunResult run = module.Run("Get-CiWorkflowInput many/" + more);
        Assert.Empty(run.Errors);
        string[] keys = run.Output.Texts("Key");
        Assert.Equal(2500, keys.Length);
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        if (requests > 0)
        {
            Assert.Equal(requests, module.Service.Requests.Count);
        }
    }

    /// <summary>A bucket of 250,000 objects: each once, in as many requests as pages.</summary>
    [Fact]
    public async Task ALargeBucketIsCountedInPages()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        for (int i = 0; i < 250_000; i++)
        {
            module.Bucket.Add(new SandboxObject(string.Create(CultureInfo.InvariantCulture, $"huge/{i:000000}"), 2, module.Service.World.Now));
        }

        PSObject summary = Assert.Single(module.Run("Get-CiWorkflowInput -Prefix huge/ -Summary").Output);
        Assert.Equal("250000", summary.Text("Count"));
        Assert.Equal("500000", summary.Text("Size"));
        Assert.Equal(250, module.Service.Requests.Count);
    }

    /// <summary>What is selected is what a batch selects: both ends of the interval inclusive, to the second, for each input.</summary>
    [Fact]
    public async Task WhatIsSelectedIsWhatABatchSelects()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(8));
        string[] keys = ["edge/0", "edge/1 +#?%", "edge/2 中", "edge/3\U0001F600", "edge/4"];
        double[] seconds = [-0.001, 0, 0.999, 10.999, 11];
        foreach ((string key, double second) in keys.Zip(seconds))
        {
            module.Bucket.Add(new SandboxObject(key, 5, start.AddSeconds(second)));
        }

        InventoryReport.Write(module.Bucket, "inventory/", keys.Select(key => module.Bucket.Object(key)!), 2, start);
        module.Run("Get-CiWorkflowInput edge/ | Publish-CiUrlFile -Key lists/edge.txt");
        module.Run("$interval = New-CiTimeInterval -Start 2026-03-01T12:00:00+0800 -End 2026-03-01T12:00:10+0800");
        foreach (string input in new[] { "-Prefix edge/", "-UrlFile lists/edge.txt", "-Manifest inventory/manifest.json" })
        {
            RunResult run = module.Run($"Get-CiWorkflowInput {input} -TimeInterval $interval; Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow {input} -TimeInterval $interval | Get-CiWorkflowInput");
            Assert.Empty(run.Errors);
            string[] selected = [.. module.Bucket.Jobs[^1].Objects.Select(item => item.Key)];
            Assert.Equal(keys[1..4], selected);
            Assert.Equal([.. selected, .. selected], run.Output.Texts("Key"));
        }

        Assert.Equal("5", Assert.Single(module.Run("Get-CiWorkflowInput -Object 'edge/1 +#?%'").Output).Text("Size"));
        Assert.Equal("False", Assert.Single(module.Run("Get-CiWorkflowInput -Object none").Output).Text("Exists"));
    }

    /// <summary>A UrlFile with CRLF, a BOM and blank lines is read; a comment is refused with its number; a foreign host is marked.</summary>
    [Fact]
    public async Task AUrlFileIsReadLineByLine()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        const string host = "https://media-1250000000.cos.ap-beijing.myqcloud.com/";
        module.Bucket.Add(new SandboxObject("lists/odd.txt", 1, module.Service.World.Now, $"\uFEFF{host}a%20b\r\n\r\n# comment\r\nhttps://cdn.example.com/c?x=1\nftp://x/y\n{host}input/day-0/clip-01.mp4"));
        RunResult run = module.Run("Get-CiWorkflowInput -UrlFile lists/odd.txt");
        Assert.Equal(["a b", "c", "input/day-0/clip-01.mp4"], run.Output.Texts("Key"));
        Assert.Equal(["", "cdn.example.com", ""], run.Output.Texts("ForeignHost"));
        Assert.Equal(2, run.Errors.Count);
        Assert.All(run.Errors, error => Assert.StartsWith("InvalidInputFile,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains("line 3", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 5", run.Errors[1].Exception.Message, StringComparison.Ordinal);
        RunResult checkedRun = module.Run("Get-CiWorkflowInput -UrlFile lists/odd.txt -CheckExists -ErrorAction SilentlyContinue");
        Assert.Equal(["False", "False", "True"], checkedRun.Output.Texts("Exists"));
        Assert.Equal("1000000", checkedRun.Output[2].Text("Size"));
        Assert.StartsWith("InvalidInputFile,", Assert.Single(module.Run("Get-CiWorkflowInput -UrlFile none.txt").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>Of three files of a report the one that is damaged is named, and none of its rows is given.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADamagedFileOfAReportIsNamed(bool hasChecksums)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        InventoryReport.Write(module.Bucket, "inv/", Enumerable.Range(0, 3000).Select(i => new SandboxObject(string.Create(CultureInfo.InvariantCulture, $"k/{i:0000}"), i, module.Service.World.Now)), 1000, module.Service.World.Now);
        byte[] damaged = [.. module.Bucket.Object("inv/data/1.csv.gz")!.Bytes!];
        damaged[damaged.Length / 2] ^= 0xFF;
        module.Bucket.Add(new SandboxObject("inv/data/1.csv.gz", damaged.Length, module.Service.World.Now) { Bytes = damaged });
        if (!hasChecksums)
        {
            string manifest = module.Bucket.Object("inv/manifest.json")!.Text!;
            module.Bucket.Add(new SandboxObject("inv/manifest.json", 1, module.Service.World.Now, manifest.Replace("md5Checksum", "other", StringComparison.Ordinal)));
        }

        RunResult run = module.Run("Get-CiWorkflowInput -Manifest inv/manifest.json");
        Assert.Contains("inv/data/1.csv.gz", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 3000).Where(i => i / 1000 != 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"k/{i:0000}")), run.Output.Texts("Key"));
    }

    /// <summary>A report that lacks columns says which; what is no report says so.</summary>
    [Theory]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Appid, Bucket","files":[{"key":"a"}]}""", "the column Key")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Appid, Bucket, Key","files":[]}""", "no files")]
    [InlineData("""{"fileFormat":"ORC","fileSchema":"Key","files":[]}""", "ORC")]
    [InlineData("<html/>", "manifest.json")]
    [InlineData("", "manifest.json")]
    public async Task AReportThatIsNoneSaysSo(string text, string said)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Bucket.Add(new SandboxObject("inv/manifest.json", 1, module.Service.World.Now, text));
        Assert.Contains(said, Assert.Single(module.Run("Get-CiWorkflowInput -Manifest inv/manifest.json").Errors).Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The summary a person reads.</summary>
    [Fact]
    public async Task TheSummaryIsMadeToBeRead()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string shown = module.Show("Get-CiWorkflowInput incoming/ -Summary");
        Assert.Matches(@"Objects +: 8\b", shown);
        Assert.Matches(@"Size +: 108\.0 MB", shown);
        Assert.Contains("mp4: 8", shown, StringComparison.Ordinal);
        Assert.Contains("STANDARD: 8", shown, StringComparison.Ordinal);
    }

    /// <summary>-Preview shows the summary beside -WhatIf's line, and sends no trigger.</summary>
    [Fact]
    public async Task PreviewShowsTheSummaryBesideWhatIf()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string shown = module.Show("Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow -Preview -WhatIf");
        Assert.Contains("What if:", shown, StringComparison.Ordinal);
        Assert.Matches(@"Objects +: 8\b", shown);
        Assert.Equal(0, module.Count("POST"));
    }

    /// <summary>-MaxObject and -MaxSize refuse what is more, with an id of their own, and let through what is not.</summary>
    [Theory]
    [InlineData("-MaxObject 7", "InputTooLarge")]
    [InlineData("-MaxObject 8", "")]
    [InlineData("-MaxSize 107999999", "InputTooLarge")]
    [InlineData("-MaxSize 108000000", "")]
    public async Task ALargerInputIsNotTriggered(string bound, string id)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow " + bound);
        Assert.Equal(id.Length > 0 ? [id] : [], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(id.Length > 0 ? 0 : 1, module.Count("POST"));
    }

    /// <summary>Stopping ends a list of objects.</summary>
    [Fact]
    public async Task StoppingEndsAList()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Service.Faults.Rule = _ => new Fault(FaultKind.HangAfter);
        Assert.Equal(PSInvocationState.Stopped, module.RunAndStop("Get-CiWorkflowInput incoming/"));
    }
}
