using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>How the conditions of a workflow were decided for the objects of a task (doc 460/45949: Tasks.JudgementInfo).</summary>
public sealed record TaskJudgementInfo
{
    /// <summary>How many objects the service counts; null where it doesn't say.</summary>
    public long? ObjectCount { get; internal init; }

    /// <summary>The decision for each object.</summary>
    public IReadOnlyList<TaskJudgementResult> JudgementResult { get; internal init; } = [];

    /// <summary>The XML of what this version doesn't know; empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The objects and the decisions.</summary>
    public override string ToString() => string.Join(", ", JudgementResult);
}

/// <summary>The decision for one object (JudgementInfo.JudgementResult).</summary>
public sealed record TaskJudgementResult
{
    /// <summary>The key of the object.</summary>
    public string ObjectName { get; internal init; } = "";

    /// <summary>The URL of the object, without a signature.</summary>
    public string ObjectUrl { get; internal init; } = "";

    /// <summary>The decision in the service's own word.</summary>
    public string State { get; internal init; } = "";

    /// <summary>
    /// What was compared (InputObjectInfo), as the service wrote it: Width, Height, Dar, Duration, Size, ImageWidth, ImageHeight,
    /// ImageDar.
    /// </summary>
    public string InputObjectInfo { get; internal init; } = "";

    /// <summary>The XML of what this version doesn't know; empty where there is none.</summary>
    public string Unrecognized { get; internal init; } = "";

    /// <summary>The key and the decision.</summary>
    public override string ToString() => ObjectName + ": " + State;
}
