using System;

namespace CiWorkflow.Model;

/// <summary>A queue that media jobs wait in (QueueList of <c>GET /queue</c> and of the calls of the other kinds).</summary>
public sealed record MediaQueue
{
    /// <summary>The name: at most 128 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The id: <c>p</c> and 32 hexadecimal digits.</summary>
    public string QueueId { get; internal init; } = "";

    /// <summary>
    /// Active or Paused, or a word that the service has added since. Paused: what is waiting stays waiting; what is running goes on by
    /// the API's pages, and stops by the console's.
    /// </summary>
    public string State { get; init; } = "";

    /// <summary>How many tasks may wait in it; null where the service doesn't say.</summary>
    public long? MaxSize { get; internal init; }

    /// <summary>How many tasks run at once; null where the service doesn't say.</summary>
    public long? MaxConcurrent { get; internal init; }

    /// <summary>The kind of queue, such as Transcoding, Speeching or AIProcess; empty where the service doesn't say.</summary>
    public string Category { get; internal init; } = "";

    /// <summary>The path of the calls that it is listed and changed by.</summary>
    internal string Path { get; init; } = QueueKind.Media.Path;

    /// <summary>Whom the service notifies; null where it says nothing.</summary>
    public QueueNotifyConfig? NotifyConfig { get; init; }

    /// <summary>When it was made; null when the service says none.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>When it was last changed; null when the service says none.</summary>
    public DateTimeOffset? UpdateTime { get; internal init; }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>The XML of what this version doesn't know or can't read. Empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The name and the id.</summary>
    public override string ToString() => Name + " (" + QueueId + ")";
}
