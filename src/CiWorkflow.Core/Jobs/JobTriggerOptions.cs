using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>How <see cref="JobTrigger"/> treats jobs that exist already and outcomes that are unknown.</summary>
public sealed record JobTriggerOptions
{
    private readonly string? _ledger;
    private readonly TimeSpan _listLag = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the service may take to create a job whose answer was lost and to list it; 30 seconds by default. A job is looked for that
    /// long after its create request failed. How soon a new job is listed is not documented.
    /// </summary>
    /// <exception cref="InvalidFieldException">It is negative or more than an hour.</exception>
    public TimeSpan ListLag
    {
        get => _listLag;
        init => _listLag = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value : throw new InvalidFieldException(
            nameof(ListLag), value.ToString(), Messages.ListLagRule);
    }

    /// <summary>
    /// Whether a job is asked for again where its outcome is unknown and, after the request's timeout and <see cref="ListLag"/>, a list
    /// doesn't show it and is proved to be up to date by a job that was created later; false by default. A service that creates a job even
    /// later than that creates it twice.
    /// </summary>
    public bool RepeatsUnknown { get; init; }

    /// <summary>
    /// Whether an equal job that exists already is returned, marked <see cref="JobsDetail.Existing"/>, instead of creating another. The
    /// first one that isn't listed is created by itself; where no list then shows it, no other is.
    /// </summary>
    public bool SkipsExisting { get; init; }

    /// <summary>
    /// The prefix of a ledger in the bucket, by which several runs, on several machines too, create each job once; null for none. See
    /// <see cref="JobLedger"/>.
    /// </summary>
    /// <exception cref="InvalidFieldException">It can't be the beginning of a key.</exception>
    public string? Ledger
    {
        get => _ledger;
        init => _ledger = value is null ? null : JobLedger.FolderOf(value);
    }

    /// <summary>The states in which an existing job counts; empty for all.</summary>
    public IReadOnlyCollection<JobState> ExistingStates { get; init; } = [];
}
