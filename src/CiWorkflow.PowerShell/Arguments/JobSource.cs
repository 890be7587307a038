using System;
using System.Management.Automation;
using System.Text.RegularExpressions;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// What a job was made from: its input, its interval and its workflow. It comes from a job, live or after a trip through a file.
/// </summary>
public sealed class JobSource
{
    // What JobsDetail.Unrecognized has of an input.
    private static readonly Regex UnreadInput = new("(?<=<Input>).*?(?=</Input>)", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private readonly JobInput _input;

    private JobSource(string jobId, JobInput input, CiTimeInterval? timeInterval, string workflowId, DateTimeOffset? creationTime)
    {
        CreationTime = creationTime;
        JobId = jobId;
        _input = input;
        TimeInterval = timeInterval;
        WorkflowId = workflowId;
    }

    /// <summary>The job's id.</summary>
    public string JobId { get; }

    /// <summary>What it selects its objects from.</summary>
    /// <exception cref="InvalidFieldException">That isn't known.</exception>
    public JobInput Input => _input.CheckKnown("Job", JobId);

    /// <summary>The upload times that it is limited to; null when it is not.</summary>
    public CiTimeInterval? TimeInterval { get; }

    /// <summary>When it was created; null where that isn't known.</summary>
    internal DateTimeOffset? CreationTime { get; }

    /// <summary>Its workflow; empty where it has none.</summary>
    public string WorkflowId { get; }

    /// <summary>The job's id.</summary>
    public override string ToString() => JobId;

    /// <summary>Reads a job.</summary>
    /// <returns>Null for what has no JobId and one of the inputs.</returns>
    /// <exception cref="InvalidFieldException">Its interval can't be read.</exception>
    internal static JobSource? TryRead(PSObject item)
    {
        if (item.BaseObject is JobsDetail job)
        {
            return new JobSource(job.JobId, job.Input, job.Operation.TimeInterval, job.WorkflowIds, job.CreationTime);
        }

        if (Text(item, nameof(JobsDetail.JobId)) is not { Length: > 0 } id || item.Properties[nameof(JobsDetail.Prefix)] is null)
        {
            return null;
        }

        var input = new JobInput
        {
            Manifest = Text(item, nameof(JobsDetail.Manifest)),
            UrlFile = Text(item, nameof(JobsDetail.UrlFile)),
            Prefix = Text(item, nameof(JobsDetail.Prefix)),
            Object = Text(item, nameof(JobsDetail.Object)),
            Unread = UnreadInput.Match(Text(item, nameof(JobsDetail.Unrecognized)) ?? "").Value,
        };
        string? interval = Text(item, nameof(JobsDetail.TimeInterval));
        return new JobSource(
            id,
            input,
            string.IsNullOrEmpty(interval) ? null : CiTimeInterval.ParseOfJob(interval!),
            Text(item, nameof(JobsDetail.WorkflowIds)) ?? "",
            GivenAttribute.Plain(item.Properties[nameof(JobsDetail.CreationTime)]?.Value) as DateTimeOffset?);
    }

    // An interval that was serialized with its properties has its text in TimeInterval.
    private static string? Text(PSObject item, string name) => item.Properties[name]?.Value switch
    {
        null => null,
        string text => text,
        PSObject { BaseObject: string text } => text,
        { } value => PSObject.AsPSObject(value).Properties[nameof(CiTimeInterval.TimeInterval)]?.Value?.ToString() ?? value.ToString(),
    };
}
