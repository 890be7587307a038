using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using CiWorkflow.Signing;
using Xunit;

namespace CiWorkflow.Core.Tests.NodeSdk;

/// <summary>What the SDKs of other languages send that ours doesn't, request by request: the service takes it.</summary>
public sealed class OtherSdkTests
{
    private const string Jobs = "/inventorytriggerjob";
    private const string Token = "token+/=";

    private static readonly CiCredential Keys = new(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey);
    private static readonly CiCredential TemporaryKeys = new("AKIDtemporary", "temporarykey", Token);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Go writes a space in a query as a plus sign, and signs a space.</summary>
    [Fact]
    public async Task APlusSignIsASpace()
    {
        await using SandboxService service = await StartAsync();
        service.World.Bucket(DemoWorld.Bucket)!.Add(new SandboxWorkflow("w2", "two words", service.World.Now));
        KeyValuePair<string, string>[] signed = [new("name", "two words")];
        (HttpStatusCode status, string body) = await SendAsync(service, HttpMethod.Get, "/workflow?name=two+words", signed: signed);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<WorkflowId>w2</WorkflowId>", body, StringComparison.Ordinal);
    }

    /// <summary>Go sends an empty interval where none was given; 436/76888 calls Type optional; Python names no Content-Type.</summary>
    [Fact]
    public async Task AnEmptyIntervalIsNone()
    {
        await using SandboxService service = await StartAsync();
        const string body = "<Request><Name>n</Name><Input><Prefix>input/</Prefix></Input><Operation><TimeInterval></TimeInterval>"
            + "<WorkflowIds>" + DemoWorld.WorkflowId + "</WorkflowIds></Operation></Request>";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, HttpMethod.Post, Jobs, body: body)).Status);
        SandboxJob job = Assert.Single(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
        Assert.Equal("Workflow", job.Order.Type);
        Assert.Equal(42, job.Objects.Count);
    }

    /// <summary>Python signs a cancel with an empty list of parameters; Go leaves the parameter out.</summary>
    [Theory]
    [InlineData("?cancel=")]
    [InlineData("?cancel")]
    [InlineData("")]
    public async Task ACancelMayBeUnsigned(string query)
    {
        await using SandboxService service = await StartAsync();
        var order = new JobOrder("n", "Prefix", "input/", DemoWorld.WorkflowId);
        SandboxJob job = service.World.CreateJob(service.World.Bucket(DemoWorld.Bucket)!, order);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, HttpMethod.Put, $"{Jobs}/{job.JobId}{query}")).Status);
        Assert.Equal("Cancel", job.StateAt(service.World.Now));
    }

    /// <summary>Java sends an unsigned header with every call, and asks for encoded lists; a strict service refuses both.</summary>
    [Theory]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.Forbidden)]
    public async Task WhatIsNotSignedIsNotChecked(bool strict, HttpStatusCode status)
    {
        await using SandboxService service = await StartAsync();
        service.World.IsStrict = strict;
        KeyValuePair<string, string>[] headers = [new("x-cos-sdk-log-debug", "off")];
        Assert.Equal(status, (await SendAsync(service, HttpMethod.Get, Jobs + "?encoding-type=url", headers: headers)).Status);
    }

    /// <summary>On the ci host Go and Java send x-cos-security-token, Python and Node x-ci-security-token, PHP both.</summary>
    [Theory]
    [InlineData(true, "x-cos-security-token")]
    [InlineData(true, "x-ci-security-token")]
    [InlineData(true, "x-cos-security-token", "x-ci-security-token")]
    [InlineData(false)]
    public async Task ATokenIsTakenInEitherHeader(bool accepted, params string[] names)
    {
        await using SandboxService service = await StartAsync();
        service.World.Add(new SandboxAccount("AKIDtemporary", "temporarykey", Token));
        KeyValuePair<string, string>[] Headers(string value) => [.. names.Select(name => new KeyValuePair<string, string>(name, value))];
        Task<(HttpStatusCode Status, string Body)> ListAsync(string token) =>
            SendAsync(service, HttpMethod.Get, "/workflow", headers: Headers(token), keys: TemporaryKeys);
        (HttpStatusCode status, string body) = await ListAsync(Token);
        Assert.Equal(accepted, status == HttpStatusCode.OK);
        Assert.Equal(!accepted, body.Contains("<Code>InvalidToken</Code>", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, (await ListAsync("other")).Status);

        service.World.Variants = new HashSet<ServiceVariant> { ServiceVariant.TokenOnlyInCiHeader };
        Assert.Equal(names.Contains("x-ci-security-token"), (await ListAsync(Token)).Status == HttpStatusCode.OK);
    }

    /// <summary>The newer domain is the same service.</summary>
    [Theory]
    [InlineData("/workflow", "ci.ap-beijing.tencentcos.cn")]
    [InlineData("/?prefix=input%2F", "cos.ap-beijing.tencentcos.cn")]
    public async Task TheNewerDomainIsTheSameService(string target, string domain)
    {
        await using SandboxService service = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, HttpMethod.Get, target, domain: domain)).Status);
    }

    private static Task<SandboxService> StartAsync() => SandboxService.StartAsync(DemoWorld.Make());

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        SandboxService service,
        HttpMethod method,
        string target,
        string? body = null,
        KeyValuePair<string, string>[]? signed = null,
        KeyValuePair<string, string>[]? headers = null,
        CiCredential? keys = null,
        string domain = "ci.ap-beijing.myqcloud.com")
    {
        RequestSigner signer = RequestSigner.Of(keys ?? Keys);
        string authorization = signer.Sign(signer.WindowAt(DateTimeOffset.UtcNow), method.Method, target.Split('?')[0], signed ?? [], []);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(service.Endpoint.GetLeftPart(UriPartial.Authority) + target));
        request.Headers.Host = $"{DemoWorld.Bucket}.{domain}";
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach ((string name, string value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
