using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Where a command takes its settings from, in order, against real files, a real environment and a real metadata server.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class CiContextTests
{
    private const string Piped = "Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow ";
    private const string Trigger = Piped + "-Prefix a ";

    /// <summary>Set once, every command works bare; cleared, it doesn't.</summary>
    [Fact]
    public async Task SetOnceEveryCommandWorksBare()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        Assert.Empty(module.Run(Trigger + "; Get-CiWorkflowJob; Get-CiWorkflow").Errors);
        RunResult cleared = module.Run("Clear-CiContext; " + Trigger);
        Assert.StartsWith("InvalidBucket,", Assert.Single(cleared.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Set-CiContext", cleared.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Each source of keys comes before the next one: what signs is what is wanted.</summary>
    [Fact]
    public async Task EachSourceOfKeysComesBeforeTheNext()
    {
        using var environment = new EnvironmentFixture();
        await using MetadataService metadata = await MetadataService.StartAsync();
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        string[] order = ["parameter", "property", "context", "session", "tencentcloud", "cos", "ini", "tccli"];
        foreach (string name in order)
        {
            module.Service.World.Add(new SandboxAccount("AKID" + name, name + "-key"));
        }

        module.Service.World.Add(metadata.Account);
        module.Engine.SetVariable("accounts", order.ToDictionary(name => name, name => new SandboxAccount("AKID" + name, name + "-key").Login()));

        // From the last to the first: each is set while all behind it are there too.
        EnvironmentFixture.Set("CIWORKFLOW_METADATA_ADDRESS", metadata.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(metadata.Account.SecretId, SignedBy(module, Trigger));
        environment.Write(".tccli/default.credential", """{ "secretId": "AKIDtccli", "secretKey": "tccli-key" }""");
        Assert.Equal("AKIDtccli", SignedBy(module, Trigger));
        environment.Write(".tencentcloud/credentials", "[default]\nsecret_id = AKIDini\nsecret_key = ini-key\n[prod]\nsecret_id = AKIDparameter\nsecret_key = parameter-key\n");
        Assert.Equal("AKIDini", SignedBy(module, Trigger));
        EnvironmentFixture.Set("COS_SECRET_ID", "AKIDcos");
        EnvironmentFixture.Set("COS_SECRET_KEY", "cos-key");
        Assert.Equal("AKIDcos", SignedBy(module, Trigger));
        EnvironmentFixture.Set("TENCENTCLOUD_SECRET_ID", "AKIDtencentcloud");
        EnvironmentFixture.Set("TENCENTCLOUD_SECRET_KEY", "tencentcloud-key");
        Assert.Equal("AKIDtencentcloud", SignedBy(module, Trigger));
        module.Run("Set-CiContext -Credential $accounts['session']");
        Assert.Equal("AKIDsession", SignedBy(module, Trigger));
        module.Run("$context = New-CiContext -Credential $accounts['context']");
        Assert.Equal("AKIDcontext", SignedBy(module, Trigger + "-Context $context"));
        Assert.Equal("AKIDproperty", SignedBy(module, "[pscustomobject]@{ Prefix = 'a'; Credential = $accounts['property'] } | " + Piped + "-Context $context"));
        Assert.Equal("AKIDparameter", SignedBy(module, "[pscustomobject]@{ Prefix = 'a'; Credential = $accounts['property'] } | " + Piped + "-Context $context -Credential $accounts['parameter']"));
        Assert.Equal("AKIDparameter", SignedBy(module, "Set-CiContext -ProfileName prod; " + Trigger));
    }

    /// <summary>Bucket and region: parameter, property, -Context, session, and for the region the environment.</summary>
    [Fact]
    public async Task BucketAndRegionComeInTheSameOrder()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        module.Run($"Clear-CiContext; Set-CiContext -Endpoint {module.Service.Endpoint} -Credential $keys -Bucket session-1250000000");
        EnvironmentFixture.Set("TENCENTCLOUD_REGION", "ap-tokyo");
        Assert.Equal("session-1250000000.ci.ap-tokyo", HostOf(module, Trigger));
        Assert.Equal("session-1250000000.ci.ap-seoul", HostOf(module, "Set-CiContext -Region ap-seoul; " + Trigger));
        module.Run("$context = New-CiContext context-1250000000 ap-mumbai");
        Assert.Equal("context-1250000000.ci.ap-mumbai", HostOf(module, Trigger + "-Context $context"));
        Assert.Equal("property-1250000000.ci.ap-mumbai", HostOf(module, "[pscustomobject]@{ Prefix = 'a'; Bucket = 'property-1250000000' } | " + Piped + "-Context $context"));
        Assert.Equal("parameter-1250000000.ci.eu-frankfurt", HostOf(module, "[pscustomobject]@{ Prefix = 'a'; Bucket = 'property-1250000000' } | " + Piped + "-Context $context -Bucket parameter-1250000000 -Region eu-frankfurt"));
    }

    /// <summary>-Resolve shows each value with where it came from, the keys masked.</summary>
    [Fact]
    public async Task ResolveShowsWhereEachValueComesFrom()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        environment.Write(".tencentcloud/credentials", "[default]\nsecret_id = AKIDiniiniini\nsecret_key = ini-key\n");
        RunResult run = module.Run("New-CiContext -TimeoutSec 7 | Get-CiContext -Resolve");
        Assert.Empty(run.Errors);
        Assert.Equal(["Bucket", "Region", "Credential", "Endpoint", "Proxy", "TimeoutSec", "MaximumRetryCount", "RetryInterval"], run.Output.Texts("Name"));
        Assert.Equal("AKID****", run.Output[2].Text("Value"));
        Assert.StartsWith("profile default in", run.Output[2].Text("Source"), StringComparison.Ordinal);
        Assert.Equal("session context", run.Output[0].Text("Source"));
        Assert.Equal("-Context", run.Output[5].Text("Source"));
        Assert.Equal("-", run.Output[4].Text("Source"));
    }

    /// <summary>A machine without a role is asked once in a session.</summary>
    [Fact]
    public async Task AMachineWithoutARoleIsAskedOnce()
    {
        using var environment = new EnvironmentFixture();
        await using MetadataService metadata = await MetadataService.StartAsync();
        metadata.Role = null;
        EnvironmentFixture.Set("CIWORKFLOW_METADATA_ADDRESS", metadata.Address.GetLeftPart(UriPartial.Authority));
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        ErrorRecord error = Assert.Single(module.Run(Trigger).Errors);
        Assert.StartsWith("CredentialNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Contains("TENCENTCLOUD_SECRET_ID", error.Exception.Message, StringComparison.Ordinal);
        metadata.Role = "came-later";
        Assert.Single(module.Run(Trigger).Errors);
        Assert.Equal(0, metadata.Asked);
    }

    /// <summary>Keys of a role that are near their end are fetched anew; what is no answer is no role.</summary>
    [Fact]
    public async Task KeysOfARoleAreRenewed()
    {
        using var environment = new EnvironmentFixture();
        await using MetadataService metadata = await MetadataService.StartAsync();
        metadata.Lasting = TimeSpan.FromMinutes(1);
        EnvironmentFixture.Set("CIWORKFLOW_METADATA_ADDRESS", metadata.Address.GetLeftPart(UriPartial.Authority));
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        module.Service.World.Add(metadata.Account);
        Assert.Equal(metadata.Account.SecretId, SignedBy(module, Trigger));
        int asked = metadata.Asked;
        metadata.Account = new SandboxAccount("AKIDnewnewnew", "new-key", "new-token");
        module.Service.World.Add(metadata.Account);
        Assert.Equal("AKIDnewnewnew", SignedBy(module, Trigger));
        Assert.Equal(asked + 1, metadata.Asked);
    }

    /// <summary>A profile that isn't there, a malformed file, two sources at once, and settings that break a rule.</summary>
    [Theory]
    [InlineData("Set-CiContext -ProfileName nobody; Get-CiWorkflow", "InvalidProfileName")]
    [InlineData("Set-CiContext -ProfileName ../x", "InvalidProfileName")]
    [InlineData("Set-CiContext -ProfileName x -Credential $keys", "InvalidProfileName")]
    [InlineData("Set-CiContext -Bucket media", "InvalidBucket")]
    [InlineData("New-CiContext -Region Beijing", "InvalidRegion")]
    [InlineData("New-CiContext -Endpoint http://ci.example.com", "InvalidEndpoint")]
    [InlineData("New-CiContext -Proxy http://me:pw@proxy:8080", "InvalidProxy")]
    public async Task WhatIsWrongIsOneError(string script, string id)
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        ErrorRecord error = Assert.Single(module.Run(script).Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", error.Exception.ToString().Replace("pwd", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>A malformed file of keys is an error that names it, and nothing of it.</summary>
    [Fact]
    public async Task AMalformedFileIsNamed()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync(keys: false);
        environment.Write(".tencentcloud/credentials", "[default]\nthe-secret-itself\n");
        ErrorRecord error = Assert.Single(module.Run(Trigger).Errors);
        Assert.StartsWith("CredentialUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("line 2", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-itself", error.Exception.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Two runspaces in one process don't share a context.</summary>
    [Fact]
    public async Task ASessionIsARunspace()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run($"1 | ForEach-Object -Parallel {{ Import-Module '{ModuleFolder.Find()}'; (Get-CiContext).Bucket ?? 'none' }}");
        Assert.Equal("none", Assert.Single(run.Output).ToString());
        Assert.Equal(DemoWorld.Bucket, Assert.Single(module.Run("(Get-CiContext).Bucket").Output).ToString());
    }

    /// <summary>Contexts, keys, jobs and errors hold no secret, however they are written down.</summary>
    [Fact]
    public async Task NothingThatIsEmittedHoldsASecret()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        RunResult run = module.Run("""
            $s = [securestring]::new(); 'the-secret-key'.ToCharArray() | ForEach-Object { $s.AppendChar($_) }
            $c = New-CiCredential AKIDwholesecretid $s $s -Expiration 2030-01-01T00:00:00Z
            $c
            New-CiContext -Credential $c -Proxy http://proxy:8080 -ProxyCredential ([pscredential]::new('me', $s))
            Set-CiContext -Credential $c -PassThru
            Get-CiContext -Resolve
            Get-CiWorkflowJob -ErrorAction SilentlyContinue -ErrorVariable failed
            Set-CiContext -Credential $keys
            Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a
            $failed[0]
            """);
        Assert.All(run.Errors, error => Assert.StartsWith("InvalidAccessKeyId", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.True(run.Output.Count >= 10);
        foreach (PSObject item in run.Output)
        {
            string shown = PSSerializer.Serialize(item, 6)
                + (item.BaseObject is ErrorRecord error
                    ? error.ToString() + error.Exception + error.TargetObject
                    : string.Join('\n', item.Properties.Select(property => property.Name + "=" + property.Value)) + JsonSerializer.Serialize(item.BaseObject));
            foreach (string secret in new[] { "the-secret-key", DemoWorld.Account.SecretKey, "AKIDwholesecretid", "q-signature" })
            {
                Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
            }
        }

        Assert.Contains("AKID**** (until 2030-01-01", module.Show("(Get-CiContext).Credential; (New-CiContext -Credential $c).Credential"), StringComparison.Ordinal);
    }

    /// <summary>The proxy of the context is the one that is asked, and the bucket's host is not looked up here.</summary>
    [Fact]
    public async Task TheProxyOfTheContextIsUsed()
    {
        using var environment = new EnvironmentFixture();
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task<string?> asked = Task.Run(async () =>
        {
            using TcpClient client = await proxy.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream());
            string? line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            return line;
        });
        RunResult run = module.Run($"Clear-CiContext; Get-CiWorkflow -Bucket {DemoWorld.Bucket} -Region {DemoWorld.Region} -Credential $keys -Context (New-CiContext -Proxy http://{proxy.LocalEndpoint} -MaximumRetryCount 0)");
        Assert.Single(run.Errors);
        Assert.Equal("CONNECT media-1250000000.ci.ap-beijing.myqcloud.com:443 HTTP/1.1", await asked);
    }

    private static string SignedBy(ModuleFixture module, string script)
    {
        RunResult run = module.Run(script);
        Assert.Empty(run.Errors);
        string authorization = module.Service.Requests[^1].Headers["Authorization"];
        return authorization.Split('&').Single(field => field.StartsWith("q-ak=", StringComparison.Ordinal))["q-ak=".Length..];
    }

    private static string HostOf(ModuleFixture module, string script)
    {
        module.Run(script);
        return module.Service.Requests[^1].Headers["Host"].Replace(".myqcloud.com", "", StringComparison.Ordinal);
    }
}
