using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>What became of the objects of a job.</summary>
public sealed record JobSummary
{
    internal JobSummary(JobsDetail job) => Job = job;

    /// <summary>The job as the service reported it when the summary was made.</summary>
    public JobsDetail Job { get; }

    /// <summary>The job's name.</summary>
    public string Name => Job.Name;

    /// <summary>The job's id.</summary>
    public string JobId => Job.JobId;

    /// <summary>The job's state in the service's own word.</summary>
    public string State => Job.StateText;

    /// <summary>How many objects the job's input selects now; null where that was not counted or can't be.</summary>
    public long? Selected { get; internal set; }

    /// <summary>The bytes of those objects; null where the input doesn't show them.</summary>
    public long? Size { get; internal set; }

    /// <summary>How many executions there are.</summary>
    public long Executions => Success + Failed + Running + Cancel;

    /// <summary>
    /// How many executions were not seen of those that the job must have, one for each object that its input selects and that was there
    /// before it; null where that isn't known, because none was seen and how many it selected isn't known.
    /// </summary>
    public long? Unseen => AtLeast > Executions ? AtLeast - Executions : Executions == 0 && Selected != 0 ? null : 0;

    /// <summary>How many have ended well.</summary>
    public long Success { get; internal set; }

    /// <summary>How many have failed.</summary>
    public long Failed { get; internal set; }

    /// <summary>How many have not ended: running, waiting, paused or in a state that this version doesn't know.</summary>
    public long Running { get; internal set; }

    /// <summary>How many were cancelled.</summary>
    public long Cancel { get; internal set; }

    /// <summary>Why executions failed, the most frequent reason first.</summary>
    public IReadOnlyList<FailureReason> Reasons { get; internal set => field = new ItemList<FailureReason>(value); } = [];

    /// <summary>How many of the failed executions were read for their reasons.</summary>
    public long ReasonsRead { get; internal set; }

    /// <summary>When the first execution was made.</summary>
    public DateTimeOffset? FirstStart { get; internal set; }

    /// <summary>When the last execution was made.</summary>
    public DateTimeOffset? LastStart { get; internal set; }

    /// <summary>When the last task of those executions ended whose tasks were read.</summary>
    public DateTimeOffset? LastEnd { get; internal set; }

    /// <summary>
    /// The median of the whole seconds from the start of an execution's first task to the end of its last, of those that were timed.
    /// </summary>
    public long? MedianSec => (long?)Median?.TotalSeconds;

    /// <summary>The longest such time, in whole seconds.</summary>
    public long? LongestSec => (long?)Longest?.TotalSeconds;

    /// <summary>The slowest executions of those that were timed, the slowest first: at most ten.</summary>
    public IReadOnlyList<WorkflowExecution> Slowest { get; internal set => field = new ItemList<WorkflowExecution>(value); } = [];

    /// <summary>How many executions were timed. Where these are fewer than have ended, they are a sample drawn evenly from all.</summary>
    public long Timed { get; internal set; }

    /// <summary>Executions that ended a second, from the first start to the last end; null where that is less than a second.</summary>
    public double? Rate { get; internal set; }

    /// <summary>The workflow that ran.</summary>
    public string WorkflowIds => Job.WorkflowIds;

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket => Job.Bucket;

    /// <summary>The bucket's region.</summary>
    public string Region => Job.Region;

    /// <summary>Executions by time: by their end where all were timed, otherwise by when they were made.</summary>
    public TimeHistogram? Times { get; internal set; }

    /// <summary>Whether <see cref="Times"/> has the ends.</summary>
    public bool IsTimesOfEnds { get; internal set; }

    internal long AtLeast { get; set; }

    internal TimeSpan? Median { get; set; }

    internal TimeSpan? Longest { get; set; }
}

/// <summary>One reason why executions failed.</summary>
/// <param name="Code">The code of the task that failed; empty where the service reports none.</param>
/// <param name="Failures">How many executions failed with it, of those that were read.</param>
/// <param name="Message">The message of one of them.</param>
/// <param name="Object">The object of that one.</param>
/// <param name="RunId">The id of that one.</param>
public sealed record FailureReason(string Code, long Failures, string Message, string Object, string RunId)
{
    /// <summary>The code and the count.</summary>
    public override string ToString() => (Code.Length > 0 ? Code : "-") + ": "
        + Failures.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
