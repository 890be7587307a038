using System;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>What to read of an input.</summary>
/// <param name="Input">What a job would be made from.</param>
public sealed record InputQuery(JobInput Input)
{
    private readonly CiTimeInterval? _interval;
    private readonly int _headThrottleLimit = 16;

    /// <summary>The upload times to limit it to, both ends inclusive and in whole seconds; null for all.</summary>
    /// <exception cref="InvalidFieldException">It is a job's, and the service wrote an end that can't be read.</exception>
    public CiTimeInterval? Interval
    {
        get => _interval;
        init => _interval = value?.CheckKnown();
    }

    /// <summary>
    /// Asks the bucket for each object of a UrlFile or a Manifest, one request each: whether it is there, its size and its upload time.
    /// A UrlFile has neither sizes nor times, so with <see cref="Interval"/> or <see cref="NeedsSize"/> its objects are always asked for.
    /// An object whose URL has a host that isn't the bucket's is not asked for: another bucket may be behind it.
    /// </summary>
    public bool CheckExists { get; init; }

    /// <summary>Whether the sizes are needed: a report without them is refused.</summary>
    public bool NeedsSize { get; init; }

    /// <summary>
    /// Selects an object also where the bucket can't say when it was uploaded: one that it doesn't have by that key, or whose URL has
    /// another host. A job may touch it all the same, so that a limit has to count it.
    /// </summary>
    internal bool KeepsUnknown { get; init; }

    /// <summary>How many folders of a prefix are listed at once; 1 lists it page after page.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>How many objects of a page of a UrlFile or a Manifest are asked for at once, where they are; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int HeadThrottleLimit
    {
        get => _headThrottleLimit;
        init => _headThrottleLimit = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
}
