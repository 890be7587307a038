using System;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Where a checkpoint stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Saved">The end of the last interval that was worked on with success; null before the first.</param>
/// <param name="Pending">The interval that was handed out and not saved yet; null where there is none.</param>
/// <param name="Place">Where it is kept.</param>
public sealed record CheckpointStatus(string Name, DateTimeOffset? Saved, CiTimeInterval? Pending, string Place)
{
    /// <summary>The bucket that it is kept in, as name-APPID; empty where it is kept in a folder.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; init; } = "";

    /// <summary>The folder that it is kept in; empty where it is kept in a bucket.</summary>
    public string StatePath { get; init; } = "";
}
