using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>One page of a list, as the service answered it.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record Page<T>
{
    internal Page(IReadOnlyList<T> items, string? nextToken)
    {
        Items = items;
        NextToken = nextToken;
    }

    /// <summary>What the page holds, in the service's order; it may be empty in the middle of a list.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>What the next page is asked for with; null on the last one.</summary>
    public string? NextToken { get; }

    /// <summary>How many items the whole list has; null where the service doesn't say.</summary>
    public long? TotalCount { get; internal init; }
}
