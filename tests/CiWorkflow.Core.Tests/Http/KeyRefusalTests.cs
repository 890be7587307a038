using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>
/// A run that outlives its keys: what the service refuses for its keys is sent again with others, where there are others.
/// </summary>
public sealed class KeyRefusalTests : HttpMessageHandler
{
    private readonly List<string> _signedBy = [];
    private string _code = "ExpiredToken";
    private HttpStatusCode _status = HttpStatusCode.Forbidden;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each refusal that is about keys is answered with the new ones, and the caller sees none of it.</summary>
    [Theory]
    [InlineData("ExpiredToken", HttpStatusCode.Forbidden)]
    [InlineData("ExpiredToken", HttpStatusCode.BadRequest)]
    [InlineData("SecretidNotExist", HttpStatusCode.Unauthorized)]
    [InlineData("SignatureDoesNotMatch", HttpStatusCode.Forbidden)]
    public async Task NewKeysAreTaken(string code, HttpStatusCode status)
    {
        (_code, _status) = (code, status);
        var source = new Source(new CiCredential("AKIDold", "k"), new CiCredential("AKIDnew", "k"));
        Assert.Equal("j", (await Client(source).GetJobAsync("j", Cancellation))!.JobId);
        Assert.Equal(["AKIDold", "AKIDnew"], _signedBy);
    }

    /// <summary>A call that must not be made twice is sent again too: a refused one did nothing.</summary>
    [Fact]
    public async Task ACreateIsSentAgain()
    {
        var source = new Source(new CiCredential("AKIDold", "k"), new CiCredential("AKIDnew", "k"));
        var request = new CreateJobRequest("n", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("a/"));
        List<int> sentBefore = [];
        Assert.Equal("j", (await Client(source).CreateJobOnceAsync(request, Cancellation, () => sentBefore.Add(_signedBy.Count))).JobId);
        Assert.Equal(["AKIDold", "AKIDnew"], _signedBy);
        Assert.Equal([0, 1], sentBefore);
    }

    /// <summary>Whoever may send until some moment only can stop it before each time, and nothing is sent then.</summary>
    [Fact]
    public async Task ACreateCanBeStoppedBeforeItIsSentAgain()
    {
        var source = new Source(new CiCredential("AKIDold", "k"), new CiCredential("AKIDnew", "k"));
        var request = new CreateJobRequest("n", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("a/"));
        var late = new CheckpointException("late");
        Action sending = () => _ = _signedBy.Count == 1 ? throw late : 0;
        CiClient client = Client(source);
        Assert.Same(late, await Assert.ThrowsAsync<CheckpointException>(() => client.CreateJobOnceAsync(request, Cancellation, sending)));
        Assert.Equal(["AKIDold"], _signedBy);
    }

    /// <summary>Without other keys the refusal is the error, after one request.</summary>
    [Fact]
    public async Task WithoutOtherKeysTheRefusalIsTheError()
    {
        var keys = new CiCredential("AKIDold", "k");
        foreach (ICredentialSource source in new ICredentialSource[] { keys, new Source(keys, keys) })
        {
            _signedBy.Clear();
            Assert.Equal(
                "ExpiredToken", (await Assert.ThrowsAsync<CiServiceException>(() => Client(source).GetJobAsync("j", Cancellation))).Code);
            Assert.Single(_signedBy);
        }
    }

    /// <summary>Which refusals are about the keys: these codes, at a status of refusal.</summary>
    [Theory]
    [InlineData("ExpiredToken")]
    [InlineData("InvalidToken")]
    [InlineData("TokenExpired")]
    [InlineData("SecretidNotExist")]
    [InlineData("InvalidAccessKeyId")]
    [InlineData("SignatureDoesNotMatch")]
    [InlineData("InvalidAuthorization")]
    public void ARefusalIsAboutTheKeys(string code)
    {
        Assert.Equal(
            [400, 401, 403],
            Enumerable.Range(200, 400).Where(
                status => KeyRefusal.Is(new CiServiceException(status, new ErrorDocument { Code = code }, ""))));
        Assert.False(KeyRefusal.Is(new CiServiceException(403, new ErrorDocument { Code = code + "x" }, "")));
        Assert.False(KeyRefusal.Is(new CiServiceException(403, null, "")));
    }

    /// <summary>New keys that are refused too are not asked for again and again.</summary>
    [Fact]
    public async Task NewKeysAreTriedOnce()
    {
        var source = new Source(new CiCredential("AKIDold", "k"), new CiCredential("AKIDold2", "k"));
        var refused = await Assert.ThrowsAsync<CiServiceException>(() => Client(source).GetJobAsync("j", Cancellation));
        Assert.Equal("ExpiredToken", refused.Code);
        Assert.Equal(["AKIDold", "AKIDold2"], _signedBy);
    }

    /// <summary>A refusal for another reason asks for no keys.</summary>
    [Fact]
    public async Task AMissingRightIsNotAboutKeys()
    {
        _code = "AccessDenied";
        var source = new Source(new CiCredential("AKIDold", "k"), new CiCredential("AKIDnew", "k"));
        var refused = await Assert.ThrowsAsync<CiServiceException>(() => Client(source).GetJobAsync("j", Cancellation));
        Assert.Equal("AccessDenied", refused.Code);
        Assert.Equal(0, source.Renewed);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string id = string.Join("", request.Headers.GetValues("Authorization")).Split("q-ak=")[1].Split('&')[0];
        _signedBy.Add(id);
        return Task.FromResult(id.StartsWith("AKIDold", StringComparison.Ordinal)
            ? new HttpResponseMessage(_status) { Content = new StringContent($"<Error><Code>{_code}</Code><Message>m</Message></Error>") }
            : new HttpResponseMessage { Content = new StringContent("<Response><JobsDetail><JobId>j</JobId></JobsDetail></Response>") });
    }

    private CiClient Client(ICredentialSource keys) => new(new CiClientSettings("media-1250000000", "ap-beijing", keys)
    {
        Handler = this,
        Retry = new RetrySettings { MaximumRetryCount = 0 },
    });

    private sealed class Source(CiCredential first, CiCredential others) : IRenewableCredentials
    {
        public int Renewed { get; private set; }

        public Task<CiCredential> GetAsync(CancellationToken cancellationToken) => Task.FromResult(first);

        public Task<CiCredential> RenewAsync(CiCredential refused, CancellationToken cancellationToken)
        {
            Renewed++;
            Assert.Same(first, refused);
            return Task.FromResult(others);
        }
    }
}
