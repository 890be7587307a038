using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>Creating a job over real HTTP, and all that can go wrong.</summary>
public sealed class CreateJobTests
{
    private static readonly CreateJobRequest Request = new("demo", DemoWorld.WorkflowId, JobInput.FromPrefix("input/"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The job comes back as the service made it, with where it is.</summary>
    [Fact]
    public async Task AJobIsCreatedOnce()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        JobsDetail job = await sandbox.Client().CreateJobOnceAsync(Request, Cancellation);
        SandboxJob made = Assert.Single(sandbox.Service.World.Bucket(DemoWorld.Bucket)!.Jobs);
        Assert.Equal(made.JobId, job.JobId);
        Assert.Equal("demo", job.Name);
        Assert.Equal("Prefix: input/", job.Input.ToString());
        Assert.Equal(JobState.Submitted, job.State);
        Assert.Equal(DemoWorld.Bucket, job.Bucket);
        Assert.Equal(DemoWorld.Region, job.Region);
        Assert.NotEmpty(job.RequestId);
    }

    /// <summary>What goes over the wire: the bucket's host, its length and its type, and who calls.</summary>
    [Fact]
    public async Task TheRequestIsAsThePageHasIt()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        await sandbox.Client(settings => settings with { HostProduct = "PowerShell 7.6.5" }).CreateJobOnceAsync(Request, Cancellation);
        SandboxRequest sent = Assert.Single(sandbox.Service.Requests);
        Assert.Equal("POST /inventorytriggerjob", sent.ToString());
        Assert.Equal("media-1250000000.ci.ap-beijing.myqcloud.com", sent.Headers["Host"]);
        Assert.Equal("application/xml", sent.Headers["Content-Type"]);
        Assert.Equal(sent.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), sent.Headers["Content-Length"]);
        Assert.Equal("Sun, 01 Mar 2026 04:00:00 GMT", sent.Headers["Date"]);
        Assert.Matches(@"^CiWorkflow/\d+\.\d+\.\d+ \(PowerShell 7\.6\.5; \.NET .+; \w+\)$", sent.Headers["User-Agent"]);
        Assert.False(sent.Headers.ContainsKey("Expect"));
        Assert.Contains("q-header-list=content-length;host&", sent.Headers["Authorization"], StringComparison.Ordinal);
    }

    /// <summary>Temporary keys bring their token, and it is signed.</summary>
    [Fact]
    public async Task TemporaryKeysBringTheirToken()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.World.Add(new SandboxAccount("AKIDtemporary", "temporarykey", "token/+=="));
        await sandbox.Client(credential: new CiCredential("AKIDtemporary", "temporarykey", "token/+==")).CreateJobOnceAsync(Request, Cancellation);
        SandboxRequest sent = Assert.Single(sandbox.Service.Requests);
        Assert.Equal("token/+==", sent.Headers["x-cos-security-token"]);
        Assert.Equal("token/+==", sent.Headers["x-ci-security-token"]);
        Assert.Contains("x-ci-security-token;x-cos-security-token", sent.Headers["Authorization"], StringComparison.Ordinal);
    }

    /// <summary>The service's refusals become one exception with its code, status and ids.</summary>
    [Fact]
    public async Task ARefusalTellsWhatTheServiceTold()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        var keys = new CiCredential(DemoWorld.Account.SecretId, "wrong-secret-key");
        var error = await Assert.ThrowsAsync<CiServiceException>(() => sandbox.Client(credential: keys).CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal("SignatureDoesNotMatch", error.Code);
        Assert.Equal(403, error.HttpStatus);
        Assert.NotEmpty(error.RequestId);
        Assert.Equal(error.RequestId + "T", error.TraceId);
        Assert.Empty(error.Resource); // CI leaves it out (1045/43611).
        Assert.Contains(error.RequestId, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-key", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(sandbox.Service.World.Bucket(DemoWorld.Bucket)!.Jobs);
    }

    /// <summary>Every other reason for which the service refuses.</summary>
    [Fact]
    public async Task EachRefusalHasItsCode()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        await Refused("InvalidAccessKeyId", sandbox.Client(credential: new CiCredential("AKIDunknown", "x")));
        await Refused("NoSuchBucket", sandbox.Client(bucket: "other-1250000000"));
        await Refused("NoSuchBucket", sandbox.Client(region: "ap-shanghai"));
        await Refused("InvalidToken", sandbox.Client(credential: new CiCredential(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey, "token")));

        static async Task Refused(string code, CiClient client) =>
            Assert.Equal(code, (await Assert.ThrowsAsync<CiServiceException>(() => client.CreateJobOnceAsync(Request, Cancellation))).Code);
    }

    /// <summary>
    /// A clock that is wrong is put right by the service's, with one warning, and the call is made once more: it did nothing before.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-2000)]
    public async Task AWrongClockIsPutRight(int hours)
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        var observer = new RecordingObserver();
        CiClient client = sandbox.Client(settings => settings with
        {
            Clock = new ServiceClock(new TestTime(() => sandbox.Clock.GetUtcNow().AddHours(hours))),
            Observer = observer,
        });
        await client.CreateJobOnceAsync(Request, Cancellation);
        await client.CreateJobOnceAsync(Request, Cancellation);
        Assert.Equal(Math.Abs(hours), Assert.Single(observer.ClockCorrections).TotalHours, 0.01);
        Assert.Equal(3, sandbox.Service.Requests.Count);
        Assert.Equal(2, sandbox.Service.World.Bucket(DemoWorld.Bucket)!.Jobs.Count);
    }

    /// <summary>A refusal that isn't the clock's doing is not repeated.</summary>
    [Fact]
    public async Task ARefusalIsNotRepeated()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Status) { Status = 403, Code = "RequestTimeTooSkewed", Times = 5 });
        var error = await Assert.ThrowsAsync<CiServiceException>(() => sandbox.Client().CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal((403, "RequestTimeTooSkewed"), (error.HttpStatus, error.Code));
        Assert.Single(sandbox.Service.Requests);
    }

    /// <summary>An answer that is no error document leaves the status and the id of the header.</summary>
    [Fact]
    public async Task AProxysPageLeavesTheStatus()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Replace) { Status = 502, Body = "<html><title>Bad gateway</title></html>" });
        var error = await Assert.ThrowsAsync<CiServiceException>(() => sandbox.Client().CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(502, error.HttpStatus);
        Assert.Equal("", error.Code);
        Assert.NotEmpty(error.RequestId);
    }

    /// <summary>A cut answer, a lost connection and a page instead of XML leave open whether the job was made, and say so.</summary>
    [Theory]
    [InlineData(FaultKind.DropBefore, TransportFailure.ConnectionLost)]
    [InlineData(FaultKind.DropAfter, TransportFailure.ConnectionLost)]
    [InlineData(FaultKind.BreakOff, TransportFailure.ConnectionLost)]
    [InlineData(FaultKind.Truncate, TransportFailure.UnreadableAnswer)]
    [InlineData(FaultKind.Replace, TransportFailure.UnreadableAnswer)]
    public async Task AnAnswerThatIsLostIsNotKnown(FaultKind kind, TransportFailure failure)
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(kind) { Status = 200, Body = "<html>welcome to the hotel</html>" });
        var error = await Assert.ThrowsAsync<CiTransportException>(() => sandbox.Client().CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(failure, error.Failure);
        Assert.True(error.MayHaveActed);
    }

    /// <summary>Nobody listens: the request did not leave, and that is said.</summary>
    [Fact]
    public async Task ARefusedConnectionNeverCarriedTheRequest()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = new Uri("http://" + listener.LocalEndpoint);
        listener.Stop();
        var settings = new CiClientSettings(DemoWorld.Bucket, DemoWorld.Region, SandboxFixture.Credential)
        {
            Endpoint = endpoint,
            Retry = new RetrySettings { Interval = TimeSpan.Zero },
        };
        var trigger = new JobTrigger(new CiClient(settings));
        var error = await Assert.ThrowsAsync<CiTransportException>(() => trigger.CreateAsync(Request, cancellationToken: Cancellation));
        Assert.Equal(TransportFailure.NotConnected, error.Failure);
        Assert.Equal(5, error.Tries);
        Assert.Contains("(5 tries)", error.Message, StringComparison.Ordinal);
        Assert.False(error.MayHaveActed);
    }

    /// <summary>A server that says nothing, or a byte at a time without an end, meets the timeout.</summary>
    [Theory]
    [InlineData(FaultKind.Delay)]
    [InlineData(FaultKind.Drip)]
    public async Task ASlowServerMeetsTheTimeout(FaultKind kind)
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(kind) { Until = () => Task.Delay(Timeout.Infinite, Cancellation) });
        var time = new TimeFromArrival(() => sandbox.Clock.GetUtcNow());
        sandbox.Service.Arrived = _ => time.Arrived();
        CiClient client = sandbox.Client(settings => settings with { Clock = new ServiceClock(time) });
        var error = await Assert.ThrowsAsync<CiTransportException>(() => client.CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(TransportFailure.Timeout, error.Failure);
        Assert.True(error.MayHaveActed);
    }

    /// <summary>Cancelling ends a call that is under way, and it is no error of the service.</summary>
    [Fact]
    public async Task CancellingEndsTheCall()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        using var stop = new CancellationTokenSource();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Delay) { Until = () => Task.Delay(Timeout.Infinite, Cancellation) });
        sandbox.Service.Arrived = _ => stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sandbox.Client().CreateJobOnceAsync(Request, stop.Token));
    }

    /// <summary>A redirect is not followed: a signed request must not wander.</summary>
    [Fact]
    public async Task ARedirectIsNotFollowed()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        sandbox.Service.Faults.Add(new Fault(FaultKind.Replace) { Status = 307, Body = "", Location = sandbox.Service.Endpoint + "elsewhere" });
        var error = await Assert.ThrowsAsync<CiServiceException>(() => sandbox.Client().CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(307, error.HttpStatus);
        Assert.Single(sandbox.Service.Requests);
    }

    /// <summary>An answer without an end is cut at 16 MiB.</summary>
    [Fact]
    public async Task AnEndlessAnswerIsCut()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        string body = "<Response>" + new string(' ', 17 * 1024 * 1024) + "<JobsDetail><Name>demo</Name><JobId>b1</JobId><State>Submitted</State></JobsDetail></Response>";
        sandbox.Service.Faults.Add(new Fault(FaultKind.Replace) { Status = 200, Body = body });
        var error = await Assert.ThrowsAsync<CiTransportException>(() => sandbox.Client().CreateJobOnceAsync(Request, Cancellation));
        Assert.Equal(TransportFailure.UnreadableAnswer, error.Failure);
        Assert.Contains("it is longer than 16777216 bytes", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What a log receives holds no key, no token and no signature.</summary>
    [Fact]
    public async Task TheLogOfACallHoldsNoSecret()
    {
        await using SandboxFixture sandbox = await SandboxFixture.StartAsync();
        var observer = new RecordingObserver();

        // What names the keys comes back in the answer, which repeats the request's own input.
        var request = new CreateJobRequest(
            "demo", DemoWorld.WorkflowId, JobInput.FromPrefix(DemoWorld.Account.SecretId + "/" + DemoWorld.Account.SecretKey));
        await sandbox.Client(settings => settings with { Observer = observer }).CreateJobOnceAsync(request, Cancellation);
        CiExchange exchange = Assert.Single(observer.Exchanges);
        Assert.Equal(200, exchange.HttpStatus);
        Assert.Contains("<Prefix>***", exchange.RequestBody, StringComparison.Ordinal);
        Assert.Contains("<Prefix>***", exchange.ResponseBody, StringComparison.Ordinal);
        Assert.Contains("<Name>demo</Name>", exchange.RequestBody, StringComparison.Ordinal);
        Assert.Contains("<JobsDetail>", exchange.ResponseBody, StringComparison.Ordinal);
        string all = string.Join('\n', typeof(CiExchange).GetProperties().Select(property => property.GetValue(exchange)));
        Assert.DoesNotContain("q-signature", all, StringComparison.Ordinal);
        Assert.DoesNotContain(DemoWorld.Account.SecretId, all, StringComparison.Ordinal);
        Assert.DoesNotContain(DemoWorld.Account.SecretKey, all, StringComparison.Ordinal);
    }

    /// <summary>A credential shows four characters of its id and nothing of its key.</summary>
    [Fact]
    public void ACredentialShowsNoSecret()
    {
        var credential = new CiCredential("AKIDexampleexample", "the-secret-key", "the-token");
        Assert.Equal("AKID****", credential.ToString());
        string shown = string.Join('\n', typeof(CiCredential).GetProperties().Select(property => property.GetValue(credential)));
        Assert.DoesNotContain("the-secret-key", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", shown, StringComparison.Ordinal);
        foreach (string bad in new[] { "", "a b", "a&q-ak=b", "键" })
        {
            var refused = Assert.Throws<InvalidFieldException>(() => new CiCredential(bad, "hidden-key"));
            Assert.Contains(Messages.InvalidSecretId, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden-key", refused.ToString(), StringComparison.Ordinal);
        }

        var token = Assert.Throws<InvalidFieldException>(() => new CiCredential("AKID", "k", "tok\r\nen"));
        Assert.Contains(Messages.InvalidSessionToken, token.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tok\r\nen", token.ToString(), StringComparison.Ordinal);
    }

    /// <summary>
    /// A timeout that begins when the service has the request: how long it takes to get there is the machine's business.
    /// </summary>
    private sealed class TimeFromArrival(Func<DateTimeOffset> utcNow) : ITimeSource
    {
        private Action _begin = static () => { };

        public DateTimeOffset UtcNow => utcNow();

        public TimeSpan Elapsed => TimeSpan.Zero;

        public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay) =>
            _begin = () => source.CancelAfter(TimeSpan.FromMilliseconds(50));

        public void Arrived() => _begin();
    }
}
