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

    /// <summary>The call is carried out and answered, and the connection is cut behind the answer without a word: dead when it is used again.</summary>
    CloseAfter,

    /// <summary>The call is carried out when <see cref="Fault.Until"/> is done.</summary>
    Delay,
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

    /// <summary>What Delay waits for; the client going away ends it too.</summary>
    public Func<Task> Until { get; init; } = static () => Task.CompletedTask;
}
