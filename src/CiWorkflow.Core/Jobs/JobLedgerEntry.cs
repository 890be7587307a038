using System;

namespace CiWorkflow.Jobs;

/// <summary>What is known of a job that a ledger holds.</summary>
// ConvertTo-Json writes the names of the members only where their type is long.
public enum LedgerState : long
{
    /// <summary>It is about to be created, or the run that was to create it has died.</summary>
    Open = 0,

    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was not created: the service refused, or the request never reached it.</summary>
    NotCreated,

    /// <summary>Whether it was created is not known.</summary>
    Unknown,
}

/// <summary>One entry of a ledger: who asked for a job, when, and what became of it.</summary>
/// <param name="EntryKey">
/// The key of the entry's object, without the ledger's prefix. It isn't named Key: a command that is given the entry would act on that
/// object.
/// </param>
/// <param name="State">What is known of the job.</param>
/// <param name="JobId">The job's id; empty while it isn't known.</param>
/// <param name="Name">The job's name.</param>
/// <param name="WorkflowIds">Its workflow, or several joined by commas.</param>
/// <param name="Input">The kind and the key of its input, as <c>Prefix: input/</c>.</param>
/// <param name="TimeInterval">The upload times that it is limited to; empty where it isn't.</param>
/// <param name="Asked">When it was asked for, by the service's clock.</param>
/// <param name="By">The user, machine and process that asked.</param>
/// <param name="Run">A random text of the call that asked.</param>
public sealed record JobLedgerEntry(
    string EntryKey, LedgerState State,
    string JobId, string Name, string WorkflowIds, string Input, string TimeInterval, DateTimeOffset Asked, string By, string Run)
{
    /// <summary>
    /// Until when the run that asked may still create the job or the service may not list it, by the service's clock: twice the run's
    /// timeout and its lag of the list after it asked. Null where the entry doesn't say.
    /// </summary>
    public DateTimeOffset? PendingUntil { get; init; }

    /// <summary>
    /// What the request says besides that which names the entry, as a hash: its callback may have a token of its owner. Null where the
    /// entry doesn't say, as those of earlier versions.
    /// </summary>
    internal string? Details { get; init; }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>The bucket's region.</summary>
    public string Region { get; init; } = "";

    /// <summary>The job's name and what is known of it.</summary>
    public override string ToString() => Name + " (" + State + ")";
}
