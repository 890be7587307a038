using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>
/// A program whose thread has a context of its own, as one with windows has, may block on a call: whichever request or delay is the first
/// one that isn't over at once, nothing comes back to that context.
/// </summary>
public sealed class CallerContextTests
{
    private const string Empty = "<Response><RequestId>r1</RequestId></Response>";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Detail = "<JobsDetail><JobId>j1</JobId><Name>nightly</Name><Type>Workflow</Type><State>Success</State>"
        + "<CreationTime>2026-03-01T14:00:00+0000</CreationTime><Input><Prefix>input/</Prefix></Input><Operation><WorkflowIds>"
        + JobScript.Workflow + "</WorkflowIds></Operation></JobsDetail>";

    /// <summary>A job whose answer is lost, with a look for existing jobs before and a ledger.</summary>
    [Fact]
    public void ATriggerWithALostAnswer() => Run(request => request.Method.Method switch
    {
        "POST" => (504, ""),
        _ when IsAt(request, "/inventorytriggerjob") => (200, Seen(request, "POST") ? Response(Detail) : Empty),
        _ => Stored(request),
    }, static settings => new JobTrigger(new CiClient(settings), new JobTriggerOptions { SkipsExisting = true, Ledger = "ledger" })
        .CreateAsync(JobScript.Request));

    /// <summary>A job that is refused, with the entry that says so.</summary>
    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(504, "")]
    public void ATriggerThatFails(int status, string code) => Run(request => request.Method.Method switch
    {
        "POST" => (status, code.Length == 0 ? "" : $"<Error><Code>{code}</Code></Error>"),
        _ when IsAt(request, "/inventorytriggerjob") => (200, Empty),
        _ => Stored(request),
    }, static async settings =>
    {
        try
        {
            await new JobTrigger(new CiClient(settings), new JobTriggerOptions { Ledger = "ledger" }).CreateAsync(JobScript.Request)
                .ConfigureAwait(false);
        }
        catch (CiException)
        {
            // It is to fail.
        }
    });

    /// <summary>Another run's entry: its job was created, or is looked for.</summary>
    [Theory]
    [InlineData(LedgerState.Created)]
    [InlineData(LedgerState.Open)]
    public void AnotherRunsEntry(LedgerState state)
    {
        // A job of a later time would be another occasion's.
        string detail = Detail.Replace("T14:00:00", "T12:59:30", StringComparison.Ordinal);
        string entry = JobLedgerText.Write(new JobLedgerEntry(
            "b967898a9493402930533af80791434b7a561cff7068e3af5c157e9c4bed1eef.xml",
            state, "j1", "nightly", JobScript.Workflow, "Prefix: input/", "", Noon.AddMinutes(59), "somebody", "run"));
        Run(request => request.Method.Method switch
        {
            "PUT" when request.Headers.Contains("x-cos-forbid-overwrite") => (409, "<Error><Code>FileAlreadyExists</Code></Error>"),
            "PUT" => Stored(request),
            _ when IsAt(request, "/inventorytriggerjob/j1") => (200, Response(detail)),
            _ when IsAt(request, "/inventorytriggerjob") => (200, Seen(request, "ledger/") ? Response(detail) : Empty),
            _ when IsAt(request, "/") => (200, "<VersioningConfiguration/>"),
            _ => Seen(request, "ledger/") && Stored(request) is (200, _) stored ? stored : (200, entry),
        }, static settings => new JobTrigger(new CiClient(settings), new JobTriggerOptions { Ledger = "ledger" })
            .CreateAsync(JobScript.Request));
    }

    /// <summary>Existing jobs that are looked for without a creation.</summary>
    [Fact]
    public void ALookForExistingJobs() => Run(static _ => (200, Empty), static async settings =>
    {
        var trigger = new JobTrigger(new CiClient(settings));
        for (int i = 0; i < 4; i++)
        {
            await trigger.FindExistingAsync(JobScript.Request).ConfigureAwait(false);
        }
    });

    /// <summary>An execution whose answer is lost.</summary>
    [Fact]
    public void AnExecutionWithALostAnswer() => Run(
        static request => request.Method == HttpMethod.Post ? (504, "") : (200, Seen(request, "POST")
            ? Response("<WorkflowExecutionList><RunId>i1</RunId><Object>a/1</Object></WorkflowExecutionList>") : Empty),
        static settings => new ExecutionTrigger(new CiClient(settings)).StartAsync(JobScript.Workflow, "a/1"));

    /// <summary>A job that is followed to its end, and summarised.</summary>
    [Fact]
    public void AJobThatIsFollowedAndSummarised()
    {
        using var service = new FakeJobService { Selected = 2 };
        service.Executions.AddRange([(0, 0, "Success"), (0, 0, "Success")]);
        Run(service, static async settings =>
        {
            var client = new CiClient(settings);
            var waiter = new JobWaiter(client);
            waiter.Add(FakeJobService.JobId, Noon);
            waiter.Add("gone", Noon);
            IReadOnlyList<JobStatus> found = await waiter.PollAsync().ConfigureAwait(false);
            await JobSummarizer.RunAsync(client, found.First(static status => status.Job is not null).Job!).ConfigureAwait(false);
        });
    }

    /// <summary>A wait that the service reports no number for, and a summary that may not read tasks.</summary>
    [Fact]
    public void AJobWithoutANumber()
    {
        using var service = new FakeJobService();
        service.Executions.Add((0, 0, "Failed"));
        Run(service, static async settings =>
        {
            var waiter = new JobWaiter(new CiClient(settings), new JobWaitSettings { SettleTime = TimeSpan.Zero });
            waiter.Add(FakeJobService.JobId, null);
            await waiter.PollAsync().ConfigureAwait(false);
            await waiter.PollAsync().ConfigureAwait(false);
        });
    }

    /// <summary>A checkpoint in the bucket.</summary>
    [Fact]
    public void ACheckpointInTheBucket() => Run(Stored, static async settings =>
    {
        var checkpoint = new Checkpoint(new BucketCheckpointStore(new CosBucket(settings)), "nightly", settings.Clock);
        CiTimeInterval interval = await checkpoint.NextAsync(Noon, TimeSpan.Zero).ConfigureAwait(false);
        await checkpoint.ReadAsync().ConfigureAwait(false);
        await checkpoint.SaveAsync(interval).ConfigureAwait(false);
    });

    /// <summary>The entries of a ledger.</summary>
    [Fact]
    public void TheEntriesOfALedger() => Run(
        static request => (200, IsAt(request, "/")
            ? "<ListBucketResult><Contents><Key>ledger/a.xml</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified>"
            + "</Contents><IsTruncated>false</IsTruncated></ListBucketResult>"
            : "<LedgerEntry><State>Open</State><Asked>2026-03-01T12:00:00Z</Asked></LedgerEntry>"),
        static settings => JobLedger.ReadAsync(new CosBucket(settings), "ledger"));

    /// <summary>The answer of a bucket that keeps what is written to it.</summary>
    private static (int Status, string Body) Stored(HttpRequestMessage request)
    {
        Assert.True(request.Options.TryGetValue(Steps.Objects, out Dictionary<string, string>? objects));
        string key = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put)
        {
            if (objects.ContainsKey(key) && request.Headers.Contains("x-cos-forbid-overwrite"))
            {
                return (409, "<Error><Code>FileAlreadyExists</Code></Error>");
            }

            objects[key] = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return (200, "");
        }

        return IsAt(request, "/") ? (200, "<VersioningConfiguration/>")
            : objects.TryGetValue(key, out string? text) ? (200, text)
            : (404, "<Error><Code>NoSuchKey</Code></Error>");
    }

    private static string Response(string content) => $"<Response><RequestId>r1</RequestId>{content}</Response>";

    private static bool IsAt(HttpRequestMessage request, string path) => request.RequestUri!.AbsolutePath == path;

    /// <summary>Whether a request of that kind was answered before.</summary>
    private static bool Seen(HttpRequestMessage request, string part) =>
        request.Options.TryGetValue(Steps.Earlier, out string? earlier) && earlier.Contains(part, StringComparison.Ordinal);

    private static void Run(Func<HttpRequestMessage, (int Status, string Body)> answer, Func<CiClientSettings, Task> call)
    {
        using var service = new AnsweringHandler(answer);
        Run(service, call);
    }

    /// <summary>Makes a call again and again: each time another request or delay is the one that isn't over at once.</summary>
    private static void Run(HttpMessageHandler service, Func<CiClientSettings, Task> call)
    {
        bool isSuspended = true;
        for (int step = 1; isSuspended; step++)
        {
            Assert.True(step < 1_000, "The call has no end.");
            using var steps = new Steps(step) { InnerHandler = new KeptHandler(service) };
            var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
            {
                Handler = steps, Clock = new ServiceClock(steps), Retry = new RetrySettings { MaximumRetryCount = 0 },
            };
            var context = new CallersContext();
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
            Task running = call(settings);
            SynchronizationContext.SetSynchronizationContext(null);
            isSuspended = steps.End();
            Assert.True(running.Wait(TimeSpan.FromMinutes(5)), "The call has no end.");
            SynchronizationContext.SetSynchronizationContext(before);
            Assert.True(context.Posts == 0, $"Step {step} comes back to the caller's context.");
        }
    }

    /// <summary>Counts what comes back to it.</summary>
    private sealed class CallersContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }

    /// <summary>The requests and the delays of a call. All of them are over at once, but for one, which the test ends.</summary>
    private sealed class Steps(int suspended) : DelegatingHandler, ITimeSource
    {
        public static readonly HttpRequestOptionsKey<string> Earlier = new("earlier");

        public static readonly HttpRequestOptionsKey<Dictionary<string, string>> Objects = new("objects");

        private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _end = new();
        private string _earlier = "";
        private int _step;

        public TimeSpan Elapsed { get; private set; } = TimeSpan.FromHours(1);

        public DateTimeOffset UtcNow => Noon + Elapsed;

        public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
        {
            Elapsed += delay;
            return NextAsync();
        }

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay)
        {
            // Nothing of it takes long.
        }

        /// <summary>Ends the step that isn't over; false where there was none.</summary>
        public bool End()
        {
            bool wasReached = _step >= suspended;
            _end.SetResult();
            return wasReached;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await NextAsync().ConfigureAwait(false);
            request.Options.Set(Earlier, _earlier);
            request.Options.Set(Objects, _objects);
            _earlier += request.Method + " " + request.RequestUri!.PathAndQuery + "\n";
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            answer.Headers.Date = UtcNow;
            answer.Headers.TryAddWithoutValidation("x-ci-request-id", "r1");
            return answer;
        }

        private Task NextAsync() => ++_step == suspended ? _end.Task : Task.CompletedTask;
    }

    /// <summary>A handler that another call uses again.</summary>
    private sealed class KeptHandler(HttpMessageHandler kept) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _kept = new(kept, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _kept.SendAsync(request, cancellationToken);
    }

    private sealed class AnsweringHandler(Func<HttpRequestMessage, (int Status, string Body)> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (int status, string body) = answer(request);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body), RequestMessage = request,
            });
        }
    }
}
