namespace CiWorkflow.Model;

/// <summary>Which media jobs to list (doc 460/84766). What is null is not limited.</summary>
public sealed class MediaJobQuery : CreationQuery
{
    /// <summary>The inventory trigger job that made them.</summary>
    public string? JobId { get; set; }

    /// <summary>What they do: Transcode, Snapshot, Animation and so on.</summary>
    public string? Tag { get; set; }

    /// <summary>The queue that they run in.</summary>
    public string? QueueId { get; set; }
}
