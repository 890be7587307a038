using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>What became of one job or execution that was waited for. Its ids, Bucket and Region bind to the other commands.</summary>
public sealed record WaitedItem
{
    /// <summary>The job; null where it isn't known.</summary>
    public string? JobId { get; internal init; }

    /// <summary>The execution, where executions were waited for; else null.</summary>
    public string? RunId { get; internal init; }

    /// <summary>The name of the job, or of the execution's workflow; null where it isn't known.</summary>
    public string? Name { get; internal init; }

    /// <summary>The kind and the key of the input, as <c>Prefix: input/</c>; null where it isn't known.</summary>
    public string? Input { get; internal init; }

    /// <summary>The bucket, as name-APPID.</summary>
    public string? Bucket { get; internal init; }

    /// <summary>The bucket's region.</summary>
    public string? Region { get; internal init; }

    /// <summary>Ended, TimedOut, Failed where it can't be read any more, or Interrupted where the command ended before it did.</summary>
    public string Outcome { get; internal init; } = "";

    /// <summary>The state in the service's own word, as it was seen last; null where it was not.</summary>
    public string? State { get; internal init; }

    /// <summary>How many executions of the job were counted; null where they were not.</summary>
    public long? Total { get; internal init; }

    /// <summary>How many of them ended well.</summary>
    public long? Success { get; internal init; }

    /// <summary>How many of them failed.</summary>
    public long? Failed { get; internal init; }

    /// <summary>How many of them were cancelled.</summary>
    public long? Cancel { get; internal init; }

    /// <summary>
    /// The id of the error that ended the wait for it, or ExecutionsNotSeen where it ended and not all of its executions were seen; null
    /// for none.
    /// </summary>
    public string? ErrorId { get; internal init; }

    /// <summary>That error's message; null for none.</summary>
    public string? Message { get; internal init; }

    /// <summary>
    /// Whether it ended well, and every execution that it must have was seen to have ended well; with -JobOnly the job's end alone counts.
    /// </summary>
    public bool IsSuccess => Outcome == "Ended" && State == "Success" && ErrorId is null && Total == Success;

    /// <summary>The name, the id, the state and the counts.</summary>
    public override string ToString()
    {
        string what = (Name is { Length: > 0 } name ? name + " (" + (RunId ?? JobId) + ")" : RunId ?? JobId) + ": "
            + (Outcome == "Ended" ? State : Outcome + (State is null ? "" : ", " + State));
        string counts = Total is null ? "" : ", " + Success + "/" + Total + " Success" + (Failed > 0 ? ", " + Failed + " Failed" : "");
        return ShownText.Line(what + counts);
    }
}
