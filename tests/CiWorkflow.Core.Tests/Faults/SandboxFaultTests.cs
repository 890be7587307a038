using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Xml;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using CiWorkflow.Signing;
using Xunit;

namespace CiWorkflow.Core.Tests.Faults;

/// <summary>What each fault of the sandbox does, as raw requests see it: tests of the client rely on it.</summary>
public sealed class SandboxFaultTests
{
    private const string Jobs = "/inventorytriggerjob";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A refusal can be answered, at whatever status, after the job was made.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(429)]
    [InlineData(504)]
    public async Task AJobIsMadeAndRefused(int status)
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.StatusAfter) { Status = status, Code = "InternalError" });
        (HttpStatusCode answered, string body) = await CreateAsync(sandbox);
        Assert.Equal(status, (int)answered);
        Assert.Contains("<Error><Code>InternalError</Code>", body, StringComparison.Ordinal);
        Assert.Single(Bucket(sandbox).Jobs);
    }

    /// <summary>A job can begin to exist after its caller received a gateway's timeout.</summary>
    [Fact]
    public async Task AJobIsMadeLate()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Replace) { Status = 504, Body = "<html/>", MadeLate = TimeSpan.FromSeconds(8) });
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await CreateAsync(sandbox)).Status);
        Assert.DoesNotContain("<JobsDetail>", await ListAsync(sandbox), StringComparison.Ordinal);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Contains("<JobsDetail>", await ListAsync(sandbox), StringComparison.Ordinal);
    }

    /// <summary>A replica can lag, or know nothing, and pages can go on for ever.</summary>
    [Fact]
    public async Task AListCanBeStaleEmptyOrEndless()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.World.CreateJob(Bucket(sandbox), new JobOrder("old", "Prefix", "a/", DemoWorld.WorkflowId));
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        sandbox.Service.World.CreateJob(Bucket(sandbox), new JobOrder("new", "Prefix", "a/", DemoWorld.WorkflowId));
        sandbox.Service.Faults.Add(new Fault(FaultKind.StaleList) { Age = TimeSpan.FromSeconds(30) });
        sandbox.Service.Faults.Add(new Fault(FaultKind.EmptyList));
        sandbox.Service.Faults.Add(new Fault(FaultKind.EndlessPages));
        string stale = await ListAsync(sandbox);
        Assert.Contains("<Name>old</Name>", stale, StringComparison.Ordinal);
        Assert.DoesNotContain("<Name>new</Name>", stale, StringComparison.Ordinal);
        Assert.DoesNotContain("<JobsDetail>", await ListAsync(sandbox), StringComparison.Ordinal);
        Assert.Contains("</NextToken>", await ListAsync(sandbox), StringComparison.Ordinal);
        Assert.Contains("<NextToken />", await ListAsync(sandbox), StringComparison.Ordinal);
    }

    /// <summary>Two calls can get each other's answers.</summary>
    [Fact]
    public async Task AnswersAreExchanged()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Exchange) { Times = 2 });
        (HttpStatusCode Status, string Body)[] answers = await Task.WhenAll(CreateAsync(sandbox, "one"), CreateAsync(sandbox, "two"));
        Assert.Contains("<Name>two</Name>", answers[0].Body, StringComparison.Ordinal);
        Assert.Contains("<Name>one</Name>", answers[1].Body, StringComparison.Ordinal);
    }

    /// <summary>A job can be answered with a difference.</summary>
    [Theory]
    [InlineData(EchoChange.PrefixWithoutSlash, "<Prefix>a</Prefix>")]
    [InlineData(EchoChange.InputLeftOut, "</EndTime><Operation>")]
    [InlineData(EchoChange.OperationLeftOut, "</Input></JobsDetail>")]
    [InlineData(EchoChange.NameInUpperCase, "<Name>ONE</Name>")]
    [InlineData(EchoChange.EmptyNodeAdded, "<Object></Object></Input>")]
    [InlineData(EchoChange.TimesWithoutOffset, ":00</CreationTime>")]
    public async Task AJobIsAnsweredWithADifference(EchoChange change, string part)
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.ChangedEcho) { Echo = change });
        Assert.Contains(part, (await CreateAsync(sandbox, "one")).Body, StringComparison.Ordinal);
    }

    /// <summary>What isn't signed is read to a small bound and kept to a smaller one.</summary>
    [Fact]
    public async Task WhatIsReadIsBounded()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sandbox.Service.Endpoint, Jobs));
        request.Content = new ByteArrayContent(new byte[1024 * 1024]);
        request.Headers.Host = $"{DemoWorld.Bucket}.ci.{DemoWorld.Region}.myqcloud.com";
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request, Cancellation)).StatusCode);
        Assert.Equal(16 * 1024, Assert.Single(sandbox.Service.Requests).Body.Length);
        using var larger = new HttpRequestMessage(HttpMethod.Put, new Uri(sandbox.Service.Endpoint, "/large"));
        larger.Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]);
        larger.Headers.Host = $"{DemoWorld.Bucket}.cos.{DemoWorld.Region}.myqcloud.com";
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(larger, Cancellation)).StatusCode);
    }

    private static SandboxBucket Bucket(SandboxFixture sandbox) => sandbox.Service.World.Bucket(DemoWorld.Bucket)!;

    private static Task<(HttpStatusCode Status, string Body)> CreateAsync(SandboxFixture sandbox, string name = "demo")
    {
        string body = PageExample.Request
            .Replace("<Name>demo<", $"<Name>{name}<", StringComparison.Ordinal)
            .Replace("<Prefix>input<", "<Prefix>a/<", StringComparison.Ordinal);
        return SendAsync(sandbox, HttpMethod.Post, body);
    }

    private static async Task<string> ListAsync(SandboxFixture sandbox) => (await SendAsync(sandbox, HttpMethod.Get, null)).Body;

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(SandboxFixture sandbox, HttpMethod method, string? body)
    {
        string host = $"{DemoWorld.Bucket}.ci.{DemoWorld.Region}.myqcloud.com";
        RequestSigner signer = RequestSigner.Of(SandboxFixture.Credential);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(sandbox.Service.Endpoint, Jobs));
        request.Headers.Host = host;
        SigningWindow window = signer.WindowAt(sandbox.Clock.GetUtcNow());
        request.Headers.TryAddWithoutValidation("Authorization", signer.Sign(window, method.Method, Jobs, [], [new("Host", host)]));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/xml");
        }

        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
