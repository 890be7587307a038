using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>Which templates to list (page 查询模板). What is null or empty is not limited.</summary>
public sealed record TemplateQuery
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<string> TemplateIds { get; init; } = [];

    /// <summary>What they are for, as Transcode.</summary>
    public string? Tag { get; init; }

    /// <summary>How their names begin.</summary>
    public string? Name { get; init; }

    /// <summary>Official for the service's own; null or Custom for the account's, as the service does when nothing is said.</summary>
    public string? Category { get; init; }
}
