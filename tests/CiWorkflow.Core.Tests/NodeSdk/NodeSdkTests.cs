using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Wire;
using CiWorkflow.Sandbox.Demo;
using CiWorkflow.Sandbox.Service;
using Xunit;

namespace CiWorkflow.Core.Tests.NodeSdk;

/// <summary>The sandbox, held to a client that was written elsewhere.</summary>
public sealed class NodeSdkTests
{
    private const string Path = "inventorytriggerjob";

    /// <summary>The SDK makes the page's own batch.</summary>
    [Fact]
    public async Task TheSdkMakesABatch()
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode answer = await node.CallAsync("ci", new { method = "POST", path = Path, body = PageExample.Request });
        Assert.Equal(200, (int)answer["status"]!);
        SandboxJob job = Assert.Single(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
        Assert.Equal(job.JobId, (string?)answer["answer"]!["Response"]!["JobsDetail"]!["JobId"]);
    }

    /// <summary>It is refused when its key is wrong.</summary>
    [Fact]
    public async Task AWrongKeyIsRefused() =>
        await Refused("SignatureDoesNotMatch", PageExample.Request, keys: new { DemoWorld.Account.SecretId, SecretKey = "wrong" });

    /// <summary>It is refused when the host that it names has no such bucket.</summary>
    [Fact]
    public async Task AWrongHostIsRefused() =>
        await Refused("NoSuchBucket", PageExample.Request, host: "other-1250000000.ci.ap-beijing.myqcloud.com");

    /// <summary>It is refused when its clock is an hour off, either way.</summary>
    [Theory]
    [InlineData(3_600_000, "RequestTimeTooSkewed")]
    [InlineData(-3_600_000, "AccessDenied")]
    public async Task AWrongClockIsRefused(long offset, string code) => await Refused(code, PageExample.Request, clockOffset: offset);

    /// <summary>It is refused when its body isn't what the page has.</summary>
    [Theory]
    [InlineData("<Type>Workflow</Type>", "<Type>Job</Type>")]
    [InlineData("<Name>demo</Name>", "")]
    [InlineData("<Prefix>input</Prefix>", "<Prefix>input</Prefix><Object>o</Object>")]
    [InlineData("2022-02-01T12:00:00+0800", "2022-02-01")]
    [InlineData("<Input>", "<Extra/><Input>")]
    public async Task AWrongBodyIsRefused(string part, string instead) =>
        await Refused("InvalidArgument", PageExample.Request.Replace(part, instead, StringComparison.Ordinal));

    private static async Task Refused(string code, string body, object? keys = null, string? host = null, long clockOffset = 0)
    {
        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        await using NodeSdk node = NodeSdk.Start(service.Endpoint);
        JsonNode answer = await node.CallAsync("ci", new { method = "POST", path = Path, body, host }, keys, clockOffset);
        Assert.Equal(code, (string?)answer["code"]);
        Assert.Empty(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
    }
}
