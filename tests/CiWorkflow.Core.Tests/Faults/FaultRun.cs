using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Endpoints;
using CiWorkflow.Sandbox.Faults;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Core.Tests.Faults;

/// <summary>Many triggers against a service of which a share of the calls goes wrong in one way, and what came of them.</summary>
internal sealed class FaultRun
{
    /// <summary>What can go wrong, by the name that the table has for it.</summary>
    public static readonly string[] Names =
    [
        "connection refused", "reset before the request", "reset while the request is read", "reset after the job was made", "timeout after the job was made",
        "500", "502 with HTML", "503 with Retry-After", "429", "truncated XML", "answer broken off", "slow answer", "dead keep-alive connection", "all of them",
    ];

    private const int Callers = 16;

    private readonly ConcurrentDictionary<string, JobsDetail> _given = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Exception> _failed = new(StringComparer.Ordinal);

    /// <summary>Whether a call that the fault strikes is carried out.</summary>
    public static bool IsCarriedOut(string name) => name is "reset after the job was made" or "timeout after the job was made" or "502 with HTML" or "truncated XML"
        or "answer broken off" or "slow answer";

    /// <summary>Jobs asked for.</summary>
    public int Wanted { get; private set; }

    /// <summary>Jobs that the service has afterwards.</summary>
    public int Made { get; private set; }

    /// <summary>Jobs that the service has more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>Jobs that were neither given as they are nor reported as what they are.</summary>
    public int Lost { get; private set; }

    /// <summary>Jobs whose outcome was reported as unknown.</summary>
    public int Unknown { get; private set; }

    /// <summary>Requests made in all.</summary>
    public int Requests { get; private set; }

    /// <summary>The failures that were reported, for a message.</summary>
    public string Failures => string.Join("; ", _failed.Values.Select(failure => failure.Message).Distinct().Take(3));

    /// <summary>Runs it.</summary>
    public static async Task<FaultRun> RunAsync(string name, int wanted, double rate, int seed, CancellationToken cancellation)
    {
        var dice = new Random(seed);
        var lot = new Lock();
        bool Strikes(double share = 1)
        {
            lock (lot)
            {
                return dice.NextDouble() < rate * share;
            }
        }

        await using SandboxService service = await SandboxService.StartAsync(DemoWorld.Make());
        bool all = name == "all of them";
        service.ClosesEach = all || name.StartsWith("connection", StringComparison.Ordinal) || name == "reset before the request";
        await using FlakyFront front = FlakyFront.Start(
            service.Endpoint,
            // A moment without a listener meets each of the callers.
            () => (name == "connection refused" || all) && Strikes(1.0 / Callers),
            () => name == "reset before the request" && Strikes());
        var time = new CallerTime();
        service.Faults.Rule = request =>
        {
            Fault? fault = Strikes() ? FaultOf(all ? Names[5 + Pick(lot, dice, 8)] : name) : null;
            return fault?.Kind != FaultKind.HangAfter || time.Cancel(JobOf(request)) ? fault : null;
        };

        var run = new FaultRun { Wanted = wanted };
        var settings = new CiClientSettings(DemoWorld.Bucket, DemoWorld.Region, new CiCredential(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey))
        {
            Endpoint = service.ClosesEach ? front.Endpoint : service.Endpoint,
            Clock = new ServiceClock(time),
            Timeout = TimeSpan.FromMinutes(5),
            Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(2), MaximumRetryCount = 25 },
        };

        // A job that was created is looked for as long as the lists fail. One that wasn't is looked for to the end of that time.
        TimeSpan listLag = IsCarriedOut(name) ? new JobTriggerOptions().ListLag : TimeSpan.FromMilliseconds(200);
        var trigger = new JobTrigger(new CiClient(settings), new JobTriggerOptions { ListLag = listLag });
        await Parallel.ForEachAsync(Enumerable.Range(1, wanted), new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellation }, async (number, stop) =>
        {
            string job = string.Create(CultureInfo.InvariantCulture, $"n{number}");
            CallerTime.Job.Value = job;
            try
            {
                run._given[job] = await trigger.CreateAsync(new CreateJobRequest(job, DemoWorld.WorkflowId, JobInput.FromPrefix("nothing/")), cancellationToken: stop);
            }
            catch (Exception failure) when (failure is CiServiceException or CiTransportException or TriggerOutcomeUnknownException)
            {
                run._failed[job] = failure;
            }
        });
        run.Compare(service.World.Bucket(DemoWorld.Bucket)!.Jobs);
        run.Requests = service.Requests.Count;
        return run;
    }

    private void Compare(IReadOnlyList<SandboxJob> jobs)
    {
        Made = jobs.Count;
        ILookup<string, SandboxJob> byName = jobs.ToLookup(job => job.Order.Name, StringComparer.Ordinal);
        for (int number = 1; number <= Wanted; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"n{number}");
            SandboxJob[] made = [.. byName[name]];
            Doubled += made.Length > 1 ? 1 : 0;
            if (_given.TryGetValue(name, out JobsDetail? job))
            {
                Lost += made.Length == 1 && made[0].JobId == job.JobId ? 0 : 1;
            }
            else if (_failed.TryGetValue(name, out Exception? failure) && failure is TriggerOutcomeUnknownException)
            {
                Unknown++;
            }
            else
            {
                // Said to have failed: then it must not be there.
                Lost += made.Length == 0 && failure is not null ? 0 : 1;
            }
        }
    }

    private static string? JobOf(SandboxRequest request) => request.Body.Length == 0 ? request.Parameter("name")
        : XElement.Parse(Encoding.UTF8.GetString(request.Body)).Element("Name")?.Value;

    private static int Pick(Lock lot, Random dice, int sides)
    {
        lock (lot)
        {
            return dice.Next(sides);
        }
    }

    private static Fault? FaultOf(string name) => name switch
    {
        "reset while the request is read" => new Fault(FaultKind.DropBefore),
        "reset after the job was made" => new Fault(FaultKind.DropAfter),
        "timeout after the job was made" => new Fault(FaultKind.HangAfter),
        "500" => new Fault(FaultKind.Status) { Status = 500, Code = "InternalError" },
        "502 with HTML" => new Fault(FaultKind.Replace) { Status = 502, Body = "<html><h1>502 Bad Gateway</h1></html>" },
        "503 with Retry-After" => new Fault(FaultKind.Status) { Status = 503, Code = "ServiceUnavailable", RetryAfter = "0" },
        "429" => new Fault(FaultKind.Status) { Status = 429, Code = "TooManyRequests" },
        "truncated XML" => new Fault(FaultKind.Truncate),
        "answer broken off" => new Fault(FaultKind.BreakOff),
        "slow answer" => new Fault(FaultKind.Delay) { Until = static () => Task.Delay(20) },
        "dead keep-alive connection" => new Fault(FaultKind.CloseAfter),
        _ => null,
    };

    /// <summary>Real time, in which a call times out when the service has it and hangs, however slow the machine is.</summary>
    private sealed class CallerTime : ITimeSource
    {
        /// <summary>Whose calls these are.</summary>
        public static readonly AsyncLocal<string?> Job = new();

        private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
        private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new(StringComparer.Ordinal);

        public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

        public TimeSpan Elapsed => _sinceStart.Elapsed;

        public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay)
        {
            if (Job.Value is { } job)
            {
                _calls[job] = source;
            }
        }

        /// <summary>Lets the call of a job time out.</summary>
        /// <returns>False where it isn't known whose call it is.</returns>
        public bool Cancel(string? job)
        {
            if (job is null || !_calls.TryGetValue(job, out CancellationTokenSource? call))
            {
                return false;
            }

            call.CancelAfter(TimeSpan.FromMilliseconds(20));
            return true;
        }
    }
}
