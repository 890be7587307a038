using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>What a task made (doc 460/45949: Tasks.ResultInfo).</summary>
public sealed record TaskResultInfo
{
    /// <summary>How many objects the service counts; null where it doesn't say.</summary>
    public long? ObjectCount { get; internal init; }

    /// <summary>The objects that were made.</summary>
    public IReadOnlyList<TaskObjectInfo> ObjectInfo { get; internal init; } = [];

    /// <summary>How many sprite images the service counts; null where it doesn't say.</summary>
    public long? SpriteObjectCount { get; internal init; }

    /// <summary>The sprite images that were made of snapshots.</summary>
    public IReadOnlyList<TaskObjectInfo> SpriteObjectInfo { get; internal init; } = [];

    /// <summary>The XML of what this version doesn't know; empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The keys of the objects.</summary>
    public override string ToString() => string.Join(", ", ObjectInfo);
}

/// <summary>An object that a task made, or failed to make (ResultInfo.ObjectInfo, ResultInfo.SpriteObjectInfo).</summary>
public sealed record TaskObjectInfo
{
    /// <summary>The key of the object.</summary>
    public string ObjectName { get; internal init; } = "";

    /// <summary>The URL of the object, without a signature.</summary>
    public string ObjectUrl { get; internal init; } = "";

    /// <summary>The key of the object that it was made from; empty where the service doesn't say.</summary>
    public string InputObjectName { get; internal init; } = "";

    /// <summary>The error code of this object; Success or empty where it was made.</summary>
    public string Code { get; internal init; } = "";

    /// <summary>What went wrong with this object.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>The XML of what this version doesn't know; empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The key of the object.</summary>
    public override string ToString() => ObjectName;
}
