using System;

namespace CiWorkflow.Model;

/// <summary>A template of a media operation (TemplateList of <c>GET /template</c>).</summary>
public sealed record MediaTemplate
{
    /// <summary>The name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The id: <c>t</c> and hexadecimal digits.</summary>
    public string TemplateId { get; internal init; } = "";

    /// <summary>What it is for: Transcode, Snapshot, Animation and so on.</summary>
    public string Tag { get; internal init; } = "";

    /// <summary>Official for the service's own, Custom for the account's.</summary>
    public string Category { get; internal init; } = "";

    /// <summary>When it was made; null when the service says none.</summary>
    public DateTimeOffset? CreateTime { get; internal init; }

    /// <summary>When it was last changed; null when the service says none.</summary>
    public DateTimeOffset? UpdateTime { get; internal init; }

    /// <summary>The template as the service wrote it, with the nodes of its own kind.</summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>The id of the request that brought this answer.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The name and the id.</summary>
    public override string ToString() => Name + " (" + TemplateId + ")";
}
