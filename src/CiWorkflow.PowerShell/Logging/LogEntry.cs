using System;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Logging;

/// <summary>One line of a log: what was done with one item of a command. What isn't known of it is null.</summary>
/// <param name="Outcome">What became of it.</param>
internal sealed record LogEntry(LogOutcome Outcome)
{
    public string? Bucket { get; init; }

    public string? Region { get; init; }

    /// <summary>The name of the job, the workflow or the queue.</summary>
    public string? Name { get; init; }

    /// <summary>What the command was given: an id, a key or a path.</summary>
    public string? Item { get; init; }

    /// <summary>The kind and the key of the input, as <c>Prefix: input/</c>.</summary>
    public string? Input { get; init; }

    public CiTimeInterval? TimeInterval { get; init; }

    public string? WorkflowIds { get; init; }

    /// <summary>The media operation of a job without a workflow.</summary>
    public string? Operation { get; init; }

    public string? JobId { get; init; }

    public string? RunId { get; init; }

    /// <summary>The state in the service's own word.</summary>
    public string? State { get; init; }

    /// <summary>The executions of a job by their states.</summary>
    public ExecutionCount? Executions { get; init; }

    /// <summary>How many objects a file lists.</summary>
    public long? Count { get; init; }

    public string? ErrorId { get; init; }

    public string? Message { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Whose keys, masked.</summary>
    public string? SecretId { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>This entry, of a job.</summary>
    public LogEntry Of(JobsDetail job) => this with
    {
        Bucket = job.Bucket,
        Region = job.Region,
        Name = job.Name,
        Input = job.Input.ToString(),
        TimeInterval = job.TimeInterval,
        WorkflowIds = job.WorkflowIds,
        Operation = job.Tag,
        JobId = job.JobId,
        State = job.StateText,
        RequestId = job.RequestId,
    };

    /// <summary>This entry, of an execution.</summary>
    public LogEntry Of(WorkflowExecution execution) => this with
    {
        Name = execution.WorkflowName,
        Input = JobInput.FromObject(execution.Object).ToString(),
        WorkflowIds = execution.WorkflowId,
        JobId = execution.JobId,
        RunId = execution.RunId,
        State = execution.StateText,
    };

    /// <summary>This entry, of a request for a job.</summary>
    public LogEntry Of(CreateJobRequest request) => this with
    {
        Name = request.Name,
        Input = request.Input.ToString(),
        TimeInterval = request.TimeInterval,
        WorkflowIds = request.WorkflowId,
        Operation = request.Operation?.ToString(),
    };
}
