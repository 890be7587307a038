using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>How the service shows what it was sent; which of these it does is not documented (doc 460/76893).</summary>
internal enum Echo
{
    Exact = 0,
    DefaultsFilled,
    AsUrl,
    WithoutSlash,
    OtherCase,
    NoInput,
    NoOperation,
}

/// <summary>When the job of a create request is created.</summary>
internal enum Effect
{
    Never = 0,
    AtOnce,
    After8Seconds,
    After70Seconds,
    After100Seconds,
}

/// <summary>What the caller of a create request gets.</summary>
internal enum Reply
{
    Job = 0,
    JobAfter5Seconds,
    AnotherJob,
    ConnectionLost,
    Timeout,
    GatewayTimeoutPage,
    ForbiddenPage,
    Redirect,
    ErrorAtStatus200,
    InternalError,
    SlowDown,
    Unavailable,
    QueueSaturated,
    AccessDenied,
    NotConnected,
    KeysEnded,
    Stop,
    Kill,
}

/// <summary>What becomes of one list request.</summary>
internal enum ListFate
{
    Shown = 0,
    Empty,
    StaleReplica,
    InternalError,
    ConnectionLost,
    WithoutEnd,
}

/// <summary>What the lists of a service show, whatever becomes of the single request. None of it is documented (doc 460/76894).</summary>
internal enum ListWorld
{
    /// <summary>They show what is listed.</summary>
    Fresh = 0,

    /// <summary>From a moment on they stand still.</summary>
    Frozen,

    /// <summary>For a minute they don't show what was created before.</summary>
    Blinking,

    /// <summary>For a minute they show nothing.</summary>
    EmptyForAMinute,

    /// <summary>They never show anything.</summary>
    Empty,

    /// <summary>Every second one is a minute old.</summary>
    HalfOld,

    /// <summary>They are the answers of another call, about jobs of another name.</summary>
    AnothersAnswer,
}

/// <summary>A job of the model, and whose create request made it.</summary>
internal sealed record ModelJob(JobsDetail Detail, int Owner, TimeSpan CreatedAt, TimeSpan ListedAt, bool ListedTwice);

/// <summary>A service in virtual time that does to each request whatever the choices say.</summary>
internal sealed class ModelWorld
{
    public static readonly (Effect Effect, Reply Reply)[] CreateFates =
    [
        (Effect.AtOnce, Reply.Job),
        (Effect.AtOnce, Reply.JobAfter5Seconds),
        (Effect.AtOnce, Reply.AnotherJob),
        (Effect.Never, Reply.ConnectionLost),
        (Effect.AtOnce, Reply.ConnectionLost),
        (Effect.After8Seconds, Reply.ConnectionLost),
        (Effect.After70Seconds, Reply.ConnectionLost),
        (Effect.Never, Reply.Timeout),
        (Effect.AtOnce, Reply.Timeout),
        (Effect.After70Seconds, Reply.Timeout),
        (Effect.Never, Reply.GatewayTimeoutPage),
        (Effect.After8Seconds, Reply.GatewayTimeoutPage),
        (Effect.After70Seconds, Reply.GatewayTimeoutPage),
        (Effect.After100Seconds, Reply.GatewayTimeoutPage),
        (Effect.Never, Reply.ForbiddenPage),
        (Effect.AtOnce, Reply.ForbiddenPage),
        (Effect.AtOnce, Reply.Redirect),
        (Effect.AtOnce, Reply.ErrorAtStatus200),
        (Effect.Never, Reply.InternalError),
        (Effect.AtOnce, Reply.InternalError),
        (Effect.After8Seconds, Reply.InternalError),
        (Effect.Never, Reply.SlowDown),
        (Effect.AtOnce, Reply.SlowDown),
        (Effect.After8Seconds, Reply.SlowDown),
        (Effect.After70Seconds, Reply.SlowDown),
        (Effect.After70Seconds, Reply.Unavailable),
        (Effect.AtOnce, Reply.QueueSaturated),
        (Effect.After70Seconds, Reply.QueueSaturated),
        (Effect.Never, Reply.AccessDenied),
        (Effect.Never, Reply.NotConnected),
        (Effect.Never, Reply.KeysEnded),
        (Effect.Never, Reply.Stop),
        (Effect.AtOnce, Reply.Stop),
        (Effect.Never, Reply.Kill),
        (Effect.AtOnce, Reply.Kill),
    ];

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan Staleness = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Blink = TimeSpan.FromMinutes(1);

    /// <summary>The name of the jobs that somebody else creates.</summary>
    public const string AnotherName = "weekly";

    private static readonly TimeSpan[] Lags = [TimeSpan.Zero, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(25)];
    private static readonly Uri Address = new("https://media-1250000000.ci.ap-beijing.myqcloud.com/inventorytriggerjob");

    private readonly Choices _choices;
    private readonly Echo _echo;
    private readonly TimeSpan _clockDifference;
    private int _lists;

    public ModelWorld(VirtualTime time, Choices choices, Echo echo, TimeSpan clockDifference)
    {
        Time = time;
        _choices = choices;
        _echo = echo;
        _clockDifference = clockDifference;
    }

    public VirtualTime Time { get; }

    public List<ModelJob> Jobs { get; } = [];

    /// <summary>What the lists show.</summary>
    public ListWorld Lists { get; init; }

    /// <summary>When lists that freeze or blink begin to.</summary>
    public TimeSpan ListsChangeAt { get; set; }

    /// <summary>Whether no answer has a Date that can be read.</summary>
    public bool HasNoDate { get; init; }

    /// <summary>Whether a caller may get the answer to another call that asks for one job.</summary>
    public bool ExchangesJobs { get; init; }

    /// <summary>Whether a list was answered by a replica that lags behind.</summary>
    public bool HadStaleReplica { get; private set; }

    /// <summary>Whether a caller got the answer of another one.</summary>
    public bool HadExchangedAnswers { get; private set; }

    /// <summary>Whether a list was answered without any job.</summary>
    public bool HadEmptyList { get; private set; }

    /// <summary>How many requests were answered, or not.</summary>
    public int Steps { get; private set; }

    private DateTimeOffset ServiceNow => Time.UtcNow + _clockDifference;

    /// <summary>The Date of an answer, in whole seconds.</summary>
    public DateTimeOffset Date => new(ServiceNow.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>Creates a job.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="owner">Who asks; negative for somebody else.</param>
    /// <param name="lag">How much later it is listed.</param>
    /// <param name="listedTwice">Whether each list shows it twice.</param>
    public ModelJob Create(CreateJobRequest request, int owner, TimeSpan lag = default, bool listedTwice = false)
    {
        var job = new ModelJob(Show(request, "job" + Jobs.Count), owner, Time.Elapsed, Time.Elapsed + lag, listedTwice);
        Jobs.Add(job);
        return job;
    }

    public async Task<JobsDetail> CreateAsync(CreateJobRequest request, ModelCaller caller, CancellationToken abandon)
    {
        await StepAsync(caller, abandon);
        (Effect effect, Reply reply) = CreateFates[_choices.Pick(CreateFates.Length)];
        TimeSpan lag = effect == Effect.Never ? TimeSpan.Zero : Lags[_choices.Pick(Lags.Length)];
        ModelJob? job = null;
        if (effect == Effect.AtOnce)
        {
            job = Create(request, caller.Owner, lag, listedTwice: reply is not (Reply.Job or Reply.JobAfter5Seconds) && _choices.Pick(2) == 1);
        }
        else if (effect != Effect.Never)
        {
            Time.At(
                TimeSpan.FromSeconds(effect switch { Effect.After8Seconds => 8, Effect.After70Seconds => 70, _ => 100 }),
                () => Create(request, caller.Owner, lag));
        }

        switch (reply)
        {
            case Reply.Kill:
                caller.Process.Kill();
                await new TaskCompletionSource().Task;
                break;
            case Reply.Stop:
                caller.Stop();
                await Time.DelayAsync(TimeSpan.FromSeconds(2), abandon);
                break;
            case Reply.JobAfter5Seconds:
                await Time.DelayAsync(TimeSpan.FromSeconds(5), abandon);
                break;
            case Reply.Timeout:
                await Time.DelayAsync(TimeSpan.FromSeconds(60), abandon);
                throw new CiTransportException(TransportFailure.Timeout, Address, "", "60", null);
            default:
                await Time.DelayAsync(Latency, abandon);
                break;
        }

        HadExchangedAnswers |= reply == Reply.AnotherJob;
        if (reply is Reply.ConnectionLost or Reply.NotConnected or Reply.KeysEnded)
        {
            throw reply switch
            {
                Reply.ConnectionLost => new CiTransportException(TransportFailure.ConnectionLost, Address, "", "reset", null),
                Reply.NotConnected => new CiTransportException(TransportFailure.NotConnected, Address, "", "refused", null),
                _ => new CredentialException("The keys have ended."),
            };
        }

        if (reply is not (Reply.GatewayTimeoutPage or Reply.ForbiddenPage))
        {
            Measure(caller);
        }

        return reply switch
        {
            Reply.GatewayTimeoutPage => throw new CiServiceException(504, null, ""),
            Reply.ForbiddenPage => throw new CiServiceException(403, null, ""),
            Reply.Redirect => throw new CiServiceException(307, null, "id"),
            Reply.ErrorAtStatus200 => throw Error(200, "InternalError"),
            Reply.InternalError => throw Error(500, "InternalError"),
            Reply.SlowDown => throw Error(429, "SlowDown"),
            Reply.Unavailable => throw Error(503, "ServiceUnavailable"),
            Reply.QueueSaturated => throw Error(403, "QueueSaturated"),
            Reply.AccessDenied => throw Error(403, "AccessDenied"),
            Reply.AnotherJob => (Jobs.FirstOrDefault(other => other.Owner >= 0 && other.Owner != caller.Owner) ?? job!).Detail,
            _ => job!.Detail,
        };
    }

    public async Task<JobsDetail?> GetAsync(string jobId, ModelCaller caller, CancellationToken cancellationToken)
    {
        await StepAsync(caller, cancellationToken);
        int fate = ExchangesJobs ? _choices.Pick(3) : 0;
        string? other = Jobs.Find(job => job.Detail.JobId != jobId)?.Detail.JobId;
        return fate == 0 || other is null ? Jobs.Find(job => job.Detail.JobId == jobId)?.Detail : Read(fate == 1 ? JobText(other) : MissingText("other"), jobId);
    }

    private string JobText(string jobId)
    {
        JobsDetail job = Jobs.Single(one => one.Detail.JobId == jobId).Detail;
        return $"<Response><JobsDetail><JobId>{jobId}</JobId><Name>{job.Name}</Name><Type>Workflow</Type><State>Submitted</State>"
            + $"<CreationTime>{job.CreationTime:yyyy-MM-dd'T'HH:mm:ss'+0000'}</CreationTime><Input><Prefix>{job.Input.Prefix}</Prefix></Input>"
            + $"<Operation><WorkflowIds>{job.Operation.WorkflowIds}</WorkflowIds></Operation></JobsDetail></Response>";
    }

    private static string MissingText(string jobId) => $"<Response><NonExistJobIds>{jobId}</NonExistJobIds></Response>";

    /// <summary>What the client makes of an answer to a call for one job (doc 460/76893).</summary>
    private static JobsDetail? Read(string answer, string jobId)
    {
        byte[] body = Encoding.UTF8.GetBytes(answer);
        try
        {
            return JobAnswerReader.ReadOne(body, body.Length, "id", jobId);
        }
        catch (XmlException unreadable)
        {
            throw new CiTransportException(TransportFailure.UnreadableAnswer, Address, "id", unreadable.Message, unreadable);
        }
    }

    public async Task<Page<JobsDetail>> ListAsync(string? name, ModelCaller caller, CancellationToken cancellationToken)
    {
        await StepAsync(caller, cancellationToken);
        var fate = (ListFate)_choices.Pick(Enum.GetValues<ListFate>().Length);
        HadStaleReplica |= fate == ListFate.StaleReplica;
        HadEmptyList |= fate == ListFate.Empty;
        TimeSpan upTo = fate == ListFate.StaleReplica ? Time.Elapsed - Staleness : Time.Elapsed;
        _lists++;
        await Time.DelayAsync(Latency, cancellationToken);
        if (fate == ListFate.ConnectionLost)
        {
            throw new CiTransportException(TransportFailure.ConnectionLost, Address, "", "reset", null);
        }

        Measure(caller);
        if (fate == ListFate.InternalError)
        {
            throw Error(500, "InternalError");
        }

        var shown = new List<JobsDetail>();
        foreach (ModelJob job in Enumerable.Reverse(Jobs))
        {
            if (fate != ListFate.Empty && job.ListedAt <= upTo && IsShown(job) && (name is null || Lists == ListWorld.AnothersAnswer || string.Equals(job.Detail.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                shown.Add(job.Detail);
                if (job.ListedTwice)
                {
                    shown.Add(job.Detail);
                }
            }
        }

        return new Page<JobsDetail>(shown, fate == ListFate.WithoutEnd ? "more" : null);
    }

    private bool IsChanged => Time.Elapsed >= ListsChangeAt && Time.Elapsed < ListsChangeAt + Blink;

    private bool IsShown(ModelJob job) => Lists switch
    {
        ListWorld.Frozen => Time.Elapsed < ListsChangeAt || job.ListedAt <= ListsChangeAt,
        ListWorld.Blinking => job.CreatedAt >= ListsChangeAt || !IsChanged,
        ListWorld.EmptyForAMinute => !IsChanged,
        ListWorld.Empty => false,
        ListWorld.HalfOld => _lists % 2 == 0 || job.ListedAt <= Time.Elapsed - Blink,
        ListWorld.AnothersAnswer => job.Detail.Name == AnotherName,
        _ => true,
    };

    private void Measure(ModelCaller caller)
    {
        if (!HasNoDate)
        {
            caller.Measure(Date);
        }
    }

    private async Task StepAsync(ModelCaller caller, CancellationToken cancellationToken)
    {
        Steps++;
        await Time.DelayAsync(Latency, cancellationToken);
        if (caller.Process.IsKilled)
        {
            await new TaskCompletionSource().Task;
        }
    }

    private static CiServiceException Error(int status, string code) =>
        new(status, new ErrorDocument { Code = code, Message = code }, "id") { RetryAfter = status == 429 ? TimeSpan.FromSeconds(5) : null };

    private JobsDetail Show(CreateJobRequest request, string jobId)
    {
        var created = new DateTimeOffset(ServiceNow.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        JobInput input = _echo switch
        {
            Echo.NoInput => new JobInput(),
            Echo.AsUrl when request.Input.Object is { } key => new JobInput { Object = "https://media-1250000000.cos.ap-beijing.myqcloud.com/" + Uri.EscapeDataString(key) },
            Echo.WithoutSlash when request.Input.Prefix is { } prefix => new JobInput { Prefix = prefix.TrimEnd('/') },
            Echo.OtherCase when request.Input.Prefix is { } prefix => new JobInput { Prefix = prefix.ToUpperInvariant() },
            _ => request.Input,
        };
        JobOperation operation = _echo switch
        {
            Echo.NoOperation => new JobOperation(),
            Echo.DefaultsFilled when request.TimeInterval is null =>
                new JobOperation { WorkflowIds = request.WorkflowId, TimeInterval = new CiTimeInterval { Start = DateTimeOffset.UnixEpoch, End = created } },
            _ => new JobOperation { WorkflowIds = request.WorkflowId, TimeInterval = request.TimeInterval },
        };
        return new JobsDetail { JobId = jobId, Name = request.Name, Type = "Workflow", StateText = "Submitted", CreationTime = created, Input = input, Operation = operation };
    }
}
