using System;
using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>A single media job: one task over one object (doc 460/48235).</summary>
public sealed record MediaJob
{
    /// <summary>The id of the media job (JobId).</summary>
    public string MediaJobId { get; internal init; } = "";

    /// <summary>What it does: Transcode, Snapshot, Animation and so on.</summary>
    public string Tag { get; internal init; } = "";

    /// <summary>The state; <see cref="ExecutionState.Unknown"/> for a word that this version doesn't know.</summary>
    public ExecutionState State => StateWords.Read<ExecutionState>(StateText);

    /// <summary>The state in the service's own word, known or not.</summary>
    public string StateText { get; internal init; } = "";

    /// <summary>The error code; Success or empty where there is none.</summary>
    public string Code { get; internal init; } = "";

    /// <summary>What went wrong.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>How far it is, in percent; null where the service doesn't say.</summary>
    public int? Progress { get; internal init; }

    /// <summary>
    /// The key of the object that it reads (Input.Object); a URL where it is another bucket's, or of another region.
    /// </summary>
    public string Object { get; internal init; } = "";

    /// <summary>The bucket of that object; empty where the service doesn't say.</summary>
    internal string InputBucket { get; init; } = "";

    /// <summary>The region of that object; empty where the service doesn't say.</summary>
    internal string InputRegion { get; init; } = "";

    /// <summary>
    /// The objects that it made, its sprite images last (Operation.MediaResult.OutputFile); empty where nothing is known to have been made.
    /// </summary>
    public IReadOnlyList<MediaJobOutput> Outputs { get; internal init => field = value as ItemList<MediaJobOutput> ?? new(value); } = [];

    /// <summary>The queue that it runs in; empty where the service doesn't say.</summary>
    public string QueueId { get; internal init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreationTime { get; internal init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; internal init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; internal init; }

    /// <summary>The Operation as the service wrote it, with the results of every kind of task.</summary>
    public string Operation { get; internal init; } = "";

    /// <summary>The inventory trigger job that was asked for; empty where none was.</summary>
    public string JobId { get; internal init; } = "";

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>The XML of what this version doesn't know or can't read; empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The object's key and the state.</summary>
    public override string ToString() => Object + " (" + StateText + ")";
}

/// <summary>An object that a media job made. Its Object, Bucket and Region bind to the other commands.</summary>
public sealed record MediaJobOutput
{
    internal MediaJobOutput(string key) => Object = key;

    /// <summary>The key: the service's ObjectPrefix followed by its ObjectName.</summary>
    public string Object { get; }

    /// <summary>The MD5 of its content; empty where the service doesn't say.</summary>
    public string Md5 { get; internal init; } = "";

    /// <summary>The bucket that it is in, as name-APPID; empty where the service doesn't say.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>That bucket's region; empty where the service doesn't say.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>The key.</summary>
    public override string ToString() => Object;
}
