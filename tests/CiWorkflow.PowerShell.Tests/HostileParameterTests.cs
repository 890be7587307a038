using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Nothing that is typed into a parameter becomes a header, another path or another host.</summary>
public sealed class HostileParameterTests
{
    private static readonly string[] Pieces = ["\r\nX-Injected: 1", "\r", "\n", "?", "#", "/../", "@", "%", "%0d%0a", "%2e%2e", "&", ";", "=", " ", "ｆｕｌｌ．ｗｉｄｔｈ", "\u202Ertl", "\0", "\\", "'", "\"", "<", ">"];

    private static readonly HashSet<string> Sent = new(StringComparer.OrdinalIgnoreCase) { "Host", "Date", "Authorization", "User-Agent", "Content-Length", "Content-Type" };

    /// <summary>The parameters that go into a URL, a header or a body, each with every piece in it, and the bytes that arrive.</summary>
    [Theory]
    [InlineData("Get-CiWorkflowJob -JobId ($p + 'b1')")]
    [InlineData("Get-CiWorkflowJob -Name ($p + 'n')")]
    [InlineData("Get-CiWorkflowJob -WorkflowId ($p + $workflow)")]
    [InlineData("Get-CiWorkflow -Name ($p + 'n')")]
    [InlineData("Get-CiWorkflow -WorkflowId ($p + $workflow)")]
    [InlineData("Get-CiWorkflowExecution -RunId ($p + 'i1')")]
    [InlineData("Get-CiWorkflowExecution -WorkflowId $workflow -Object ($p + 'o')")]
    [InlineData("Get-CiWorkflowExecution -WorkflowId $workflow -JobId ($p + 'b1')")]
    [InlineData("Stop-CiWorkflowJob -JobId ($p + 'b1') -Confirm:$false")]
    [InlineData("Wait-CiWorkflowJob -JobId ($p + 'b1') -Timeout 0s")]
    [InlineData("Invoke-CiWorkflowTrigger -Name ($p + 'n') -WorkflowId $workflow -Prefix a")]
    [InlineData("Invoke-CiWorkflowTrigger -Name n -WorkflowId ($p + $workflow) -Prefix a")]
    [InlineData("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix ($p + 'a')")]
    [InlineData("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object ($p + 'a')")]
    [InlineData("Get-CiWorkflow -Bucket ($p + 'media-1250000000')")]
    [InlineData("Get-CiWorkflow -Bucket ('media-1250000000' + $p)")]
    [InlineData("Get-CiWorkflow -Region ('ap-beijing' + $p)")]
    public async Task NothingBecomesAHeaderOrAnotherPath(string script)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        foreach (string piece in Pieces)
        {
            module.Engine.SetVariable("p", piece);
            module.Run(script);
        }

        foreach (SandboxRequest request in module.Service.Requests)
        {
            string path = request.Target.Split('?')[0];
            Assert.Matches(@"^/(inventorytriggerjob|workflowexecution|workflow)(/([A-Za-z0-9_-]|%3D)+)?$", path);
            Assert.Equal("media-1250000000.ci.ap-beijing.myqcloud.com", request.Headers["Host"]);
            Assert.Subset(
                Sent,
                request.Headers.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase));
            Assert.All(request.Target, c => Assert.InRange(c, '!', '~'));
        }

        // What was sent was signed as it arrived, and no piece went through as another parameter.
        string[] known = ["name", "ids", "size", "orderByTime", "states", "workflowId", "jobId", "cancel", "pageNumber", "pageSize", "startCreationTime", "endCreationTime"];
        Assert.All(module.Service.Requests.SelectMany(request => request.Query), pair => Assert.Contains(pair.Key, known));
    }

    /// <summary>Keys with such pieces, where a key may have them, arrive as they were typed.</summary>
    [Theory]
    [InlineData("a?b#c/../@%0d%0a d")]
    [InlineData("ｆｕｌｌ．ｗｉｄｔｈ\u202Ertl &=;'\"<>")]
    [InlineData("%2e%2e/%25/+ ~\U0001F600中")]
    public async Task AKeyArrivesAsItWasTyped(string key)
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Engine.SetVariable("p", key);
        Assert.Empty(module.Run("Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $p; Get-CiWorkflowExecution -WorkflowId $workflow -Object $p").Errors);
        Assert.Equal(key, module.Bucket.Jobs[0].Order.InputKey);
        Assert.Equal(key, module.Service.Requests[^1].Parameter("name"));
    }
}
