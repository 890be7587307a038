using System;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>What goes wrong with one call.</summary>
public enum FaultKind
{
    /// <summary>An error document with <see cref="Fault.Status"/>, before anything is done.</summary>
    Status,

    /// <summary>The connection is cut before anything is done.</summary>
    DropBefore,

    /// <summary>The call is carried out, and the connection is cut instead of an answer.</summary>
    DropAfter,

    /// <summary>The call is carried out, and its answer breaks off: whole by its length, cut as XML.</summary>
    Truncate,

    /// <summary>The call is carried out, and the connection is cut in the middle of the answer.</summary>
    BreakOff,

    /// <summary>The call is carried out, and <see cref="Fault.Body"/> is answered with <see cref="Fault.Status"/>.</summary>
    Replace,

    /// <summary>The call is carried out, and its answer comes a byte at a time, without an end.</summary>
    Drip,

    /// <summary>The call is carried out, and nothing is answered until the client goes away.</summary>
    HangAfter,

    /// <summary>
    /// The call is carried out and answered, and the connection is cut behind the answer without a word: dead when it is used again.
    /// </summary>
    CloseAfter,

    /// <summary>The call is carried out when <see cref="Fault.Until"/> is done.</summary>
    Delay,

    /// <summary>
    /// The call is carried out, and an error document with <see cref="Fault.Status"/> and <see cref="Fault.Code"/> is answered: 504,
    /// 429, even 200.
    /// </summary>
    StatusAfter,

    /// <summary>A gateway passes the call on twice: it is carried out twice, and the second answer is returned.</summary>
    Twice,

    /// <summary>Two calls are carried out, and each gets the other's answer.</summary>
    Exchange,

    /// <summary>
    /// A replica answers that doesn't know what is younger than <see cref="Fault.Age"/>: lists of jobs and executions lag.
    /// </summary>
    StaleList,

    /// <summary>Lists stand still: they show what there was when the first of them was asked for.</summary>
    FrozenList,

    /// <summary>A replica answers that knows nothing: lists are empty.</summary>
    EmptyList,

    /// <summary>Each page of a list says that another follows.</summary>
    EndlessPages,

    /// <summary>Jobs are answered with a difference, <see cref="Fault.Echo"/>.</summary>
    ChangedEcho,

    /// <summary>The call is carried out and answered, and the Date of the answer can't be read.</summary>
    UnreadableDate,

    /// <summary>Nothing goes wrong but that the job begins to exist later, by <see cref="Fault.MadeLate"/>.</summary>
    None,
}

/// <summary>A fault, and the calls that it is for.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>How many calls it strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Which calls; null for any.</summary>
    public Func<SandboxRequest, bool>? When { get; init; }

    /// <summary>The HTTP status of Status and Replace.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The code of the error document; empty for an answer without a body.</summary>
    public string Code { get; init; } = "ServiceUnavailable";

    /// <summary>The message of the error document.</summary>
    public string Message { get; init; } = "The service can't answer now.";

    /// <summary>The body of Replace.</summary>
    public string Body { get; init; } = "";

    /// <summary>The Retry-After header; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The Location header of Replace; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// How much later than the call a job begins to exist that it makes; goes with every kind that carries the call out.
    /// </summary>
    public TimeSpan MadeLate { get; init; }

    /// <summary>What StaleList doesn't know is younger than this.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How ChangedEcho changes a job.</summary>
    public EchoChange Echo { get; init; }

    /// <summary>What Delay waits for; the client going away ends it too.</summary>
    public Func<Task> Until { get; init; } = static () => Task.CompletedTask;

    /// <summary>When FrozenList struck first.</summary>
    internal DateTimeOffset? FrozenAt { get; set; }

    internal AnswerExchange Meeting { get; } = new();
}
