using System;

namespace CiWorkflow.Model;

/// <summary>A job (an inventory trigger job) as the service answers it (page: Response.JobsDetail; doc 76893, 76894).</summary>
public sealed record JobsDetail
{
    /// <summary>The name of the job.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The state; <see cref="JobState.Unknown"/> for a word that this version doesn't know.</summary>
    public JobState State => StateWords.Read<JobState>(StateText);

    /// <summary>The state in the service's own word, known or not.</summary>
    public string StateText { get; internal init; } = "";

    /// <summary>The id of the job.</summary>
    public string JobId { get; internal init; } = "";

    /// <summary>The error code; it means something only when <see cref="State"/> is Failed.</summary>
    public string Code { get; internal init; } = "";

    /// <summary>What went wrong; it means something only when <see cref="State"/> is Failed.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>The kind of job: Workflow for those that this module makes.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>What a job of Type Job does: Transcode, Snapshot and so on; empty for Type Workflow.</summary>
    public string Tag { get; internal init; } = "";

    /// <summary>The queue that the job runs in; empty where the service doesn't say.</summary>
    public string QueueId { get; internal init; } = "";

    /// <summary>When the job was made, with the service's offset; null where the answer has none (<c>-</c>).</summary>
    public DateTimeOffset? CreationTime { get; internal init; }

    /// <summary>When it began to run; null while that has not come (<c>-</c>).</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>When it ended; null while that has not come (<c>-</c>).</summary>
    public DateTimeOffset? EndTime { get; internal init; }

    /// <summary>Whether it has come to its end: Success, Failed or Cancel.</summary>
    public bool IsCompleted => State is JobState.Success or JobState.Failed or JobState.Cancel;

    /// <summary>The whole seconds from its start to its end; null while one of them has not come.</summary>
    // ConvertTo-Json writes a TimeSpan as an object of fifteen numbers, and Export-Csv a fraction as the culture has it.
    public long? DurationSec => (long?)Duration?.TotalSeconds;

    /// <summary>From its start to its end; null while one of them has not come.</summary>
    internal TimeSpan? Duration => EndTime - StartTime;

    /// <summary>How far it is, in percent; null where the answer has no Progress.</summary>
    public int? Progress { get; internal init; }

    /// <summary>What the job selects its objects from, as it was sent.</summary>
    public JobInput Input { get; internal init; } = new();

    /// <summary>What the job does with them, as it was sent.</summary>
    public JobOperation Operation { get; internal init; } = new();

    /// <summary>The workflow, as <see cref="JobOperation.WorkflowIds"/>: here so that the next command of a pipeline finds it.</summary>
    public string WorkflowIds => Operation.WorkflowIds;

    /// <summary>
    /// The prefix of its input, as <see cref="JobInput.Prefix"/>. The input and the interval stand here too, so that a job is a row that
    /// can be triggered again.
    /// </summary>
    public string? Prefix => Input.Prefix;

    /// <summary>The object of its input, as <see cref="JobInput.Object"/>.</summary>
    public string? Object => Input.Object;

    /// <summary>The UrlFile of its input, as <see cref="JobInput.UrlFile"/>.</summary>
    public string? UrlFile => Input.UrlFile;

    /// <summary>The manifest of its input, as <see cref="JobInput.Manifest"/>.</summary>
    public string? Manifest => Input.Manifest;

    /// <summary>The upload times that it is limited to, as <see cref="JobOperation.TimeInterval"/>.</summary>
    public CiTimeInterval? TimeInterval => Operation.TimeInterval;

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>Whether the job existed before the call that returned it.</summary>
    public bool Existing { get; internal init; }

    /// <summary>
    /// The XML of what this version doesn't know or can't read: new nodes, times in another form. Empty where there is none.
    /// </summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer: what the service's support asks for.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The name and the id.</summary>
    public override string ToString() => Name + " (" + JobId + ")";
}
