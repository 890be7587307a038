using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>The job calls of a service in virtual time: a test says what each call returns, and sees when it was made.</summary>
internal sealed class JobScript : IJobService, IJobTriggerObserver
{
    public const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";

    public static readonly CreateJobRequest Request = new("nightly", Workflow, JobInput.FromPrefix("input/"));

    public static readonly CreateJobRequest Another = new("other", Workflow, JobInput.FromPrefix("x/"));

    private static readonly Uri Address = new("https://media-1250000000.ci.ap-beijing.myqcloud.com/inventorytriggerjob");

    public JobScript()
    {
        Registry = new JobRegistry(Time, locksResumeInline: true);
        Create = number => Job("job" + number);
        List = _ => Page([.. Jobs.FindAll(job => (Lists[^1].Name ?? job.Name) == job.Name)]);
    }

    public VirtualTime Time { get; } = new();

    public JobRegistry Registry { get; set; }

    public RetrySettings Retry { get; init; } = new() { Interval = TimeSpan.Zero };

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    public HostThrottle Throttle => HostThrottle.Of(Time, "script");

    /// <summary>What the list shows, the newest first.</summary>
    public List<JobsDetail> Jobs { get; } = [];

    /// <summary>Returns the answer of a create request; it receives which one it is, counted from 1.</summary>
    public Func<int, JobsDetail> Create { get; set; }

    /// <summary>How long a create request takes, in seconds.</summary>
    public double AnswersAfter { get; set; }

    /// <summary>After how many seconds a create request is sent again with other keys, inside the call; 0 for never.</summary>
    public double SentAgainAfter { get; set; }

    /// <summary>Returns a page of the list; it receives the token.</summary>
    public Func<string?, Page<JobsDetail>> List { get; set; }

    /// <summary>Whether an answer has shown the service's time.</summary>
    public bool ShowsTime { get; set; } = true;

    /// <summary>How far the service's clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public DateTimeOffset? ServiceTime => ShowsTime ? Time.UtcNow + Ahead : null;

    /// <summary>When each create request was sent, in seconds.</summary>
    public List<double> Creates { get; } = [];

    /// <summary>Each page of a list that was asked for, and when.</summary>
    public List<(double At, string? Name, string? Token)> Lists { get; } = [];

    /// <summary>What the observer received; a create request as "Sending".</summary>
    public List<string> Reports { get; } = [];

    /// <summary>What the observer was warned of.</summary>
    public List<string> Warnings { get; } = [];

    public JobTriggerContext Context(JobTriggerOptions? options = null)
    {
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDscript", "key"))
        {
            Clock = new ServiceClock(Time),
            Retry = Retry,
            Timeout = Timeout,
        };
        var context = new JobTriggerContext(this, Registry, new RetryPolicy(settings, "script"), options ?? new JobTriggerOptions(),
            settings);
        return context with { SearchDelays = context.SearchDelays with { Random = static () => 1 } };
    }

    public JobTrigger Trigger(JobTriggerOptions? options = null, ICheckpointStore? ledger = null) => new(Context(options), ledger);

    /// <summary>Runs a call to its end, in virtual time.</summary>
    public T Run<T>(Func<Task<T>> call)
    {
        Task<T> running = call();
        Time.Run(running);
        Assert.True(running.IsCompleted, "The call waits for something that isn't virtual time.");
        return running.GetAwaiter().GetResult();
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(double seconds) => Time.Run(Time.DelayAsync(TimeSpan.FromSeconds(seconds), CancellationToken.None));

    /// <summary>Runs a call that fails.</summary>
    public TFailure Fail<TFailure>(Func<Task<JobsDetail>> call)
        where TFailure : Exception => Assert.ThrowsAny<TFailure>(() => Run(call));

    /// <summary>Lets somebody else create a job just before each list is shown: that proves that the list is up to date.</summary>
    public void LetOthersCreate()
    {
        Func<string?, Page<JobsDetail>> list = List;
        List = token =>
        {
            JobsDetail other = Job("other" + Lists.Count, Another);
            Jobs.Insert(0, other with { CreationTime = other.CreationTime + Ahead });
            return list(token);
        };
    }

    /// <summary>A job that is equal to the request.</summary>
    public JobsDetail Job(string id, CreateJobRequest? request = null) => new()
    {
        JobId = id,
        Name = (request ?? Request).Name,
        Type = "Workflow",
        StateText = "Submitted",
        CreationTime = new DateTimeOffset(Time.UtcNow.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
        Input = (request ?? Request).Input,
        Operation = new JobOperation { WorkflowIds = Workflow },
    };

    /// <summary>A message with its values.</summary>
    public static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    public static Page<JobsDetail> Page(JobsDetail[] jobs, string? nextToken = null) => new(jobs, nextToken);

    public static CiTransportException Lost(TransportFailure failure = TransportFailure.ConnectionLost) =>
        new(failure, Address, "", "lost", null);

    public static CiServiceException Error(int status, string code, int? retryAfter = null) =>
        new(status, new ErrorDocument { Code = code, Message = code }, "id")
        {
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

    public async Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken)
    {
        if (SentAgainAfter > 0)
        {
            sending();
            await Time.DelayAsync(TimeSpan.FromSeconds(SentAgainAfter), cancellationToken).ConfigureAwait(false);
        }

        sending();
        Creates.Add(Time.Elapsed.TotalSeconds);
        int number = Creates.Count;
        if (AnswersAfter > 0)
        {
            await Time.DelayAsync(TimeSpan.FromSeconds(AnswersAfter), cancellationToken).ConfigureAwait(false);
        }

        return await CallAsync(() => Create(number), cancellationToken).ConfigureAwait(false);
    }

    public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) =>
        CallAsync(() => Jobs.Find(job => job.JobId == jobId), cancellationToken);

    public Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
    {
        Lists.Add((Time.Elapsed.TotalSeconds, name, pageToken));
        Assert.True(Lists.Count < 1_000, "The lists have no end.");
        return CallAsync(() => List(pageToken), cancellationToken);
    }

    public void Sending(CreateJobRequest request) => Reports.Add("Sending");

    public void Report(string message) => Reports.Add(message);

    public void Warn(string message) => Warnings.Add(message);

    private static Task<T> CallAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(call());
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
