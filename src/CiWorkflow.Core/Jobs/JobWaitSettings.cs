using System;

namespace CiWorkflow.Jobs;

/// <summary>How a wait decides that a job has ended.</summary>
public sealed record JobWaitSettings
{
    /// <summary>Ends with the job itself. The executions that it handed on are not waited for.</summary>
    public bool JobOnly { get; init; }

    /// <summary>
    /// How long a job without open executions is watched for executions that appear late, where the number that it selected isn't
    /// known; 30 seconds where nothing is set. The service documents no longest time.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Counts every execution of a job when it ends, one request for 100 of them. Otherwise the first 10,000 are counted.
    /// </summary>
    public bool CountAll { get; init; }
}
