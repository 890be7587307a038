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

    /// <summary>The items of the page, in the service's order; it may be empty in the middle of a list.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>The token for the next page; null on the last one.</summary>
    public string? NextToken { get; }

    /// <summary>How many items the whole list has; null where the service doesn't say.</summary>
    public long? TotalCount { get; internal init; }
}
