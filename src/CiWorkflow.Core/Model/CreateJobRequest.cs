using System;

namespace CiWorkflow.Model;

/// <summary>What a job is made from. An instance is always fit to send: what the service's rules refuse is refused here.</summary>
public sealed record CreateJobRequest
{
    /// <summary>Makes a request, and checks it.</summary>
    /// <param name="name">The job's name: 1 to 128 Chinese characters, letters, digits, <c>-</c>, <c>—</c> and <c>_</c>.</param>
    /// <param name="workflowId">The id of the workflow to run, or several ids joined by commas.</param>
    /// <param name="input">Where the objects come from.</param>
    /// <param name="timeInterval">The upload times to limit them to; null for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="InvalidFieldException">A field breaks its rule.</exception>
    public CreateJobRequest(string name, string workflowId, JobInput input, CiTimeInterval? timeInterval = null)
    {
        Name = FieldRules.CheckName(name);
        WorkflowId = FieldRules.CheckWorkflowIds(workflowId);
        Input = (input ?? throw new ArgumentNullException(nameof(input))).CheckKnown();
        TimeInterval = timeInterval?.CheckKnown();
    }

    /// <summary>Makes a request of Type Job, and checks it.</summary>
    /// <param name="name">The job's name: 1 to 128 Chinese characters, letters, digits, <c>-</c>, <c>—</c> and <c>_</c>.</param>
    /// <param name="operation">What is done with each object.</param>
    /// <param name="input">Where the objects come from.</param>
    /// <param name="timeInterval">The upload times to limit them to; null for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="InvalidFieldException">A field breaks its rule.</exception>
    public CreateJobRequest(string name, MediaOperation operation, JobInput input, CiTimeInterval? timeInterval = null)
    {
        Name = FieldRules.CheckName(name);
        Operation = operation ?? throw new ArgumentNullException(nameof(operation));
        Input = (input ?? throw new ArgumentNullException(nameof(input))).CheckKnown();
        TimeInterval = timeInterval?.CheckKnown();
    }

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>The id of the workflow to run, or several ids joined by commas; empty for Type Job.</summary>
    public string WorkflowId { get; } = "";

    /// <summary>What is done with each object, for Type Job; null for Type Workflow.</summary>
    public MediaOperation? Operation { get; }

    /// <summary>Workflow or Job (460/80155).</summary>
    public string Type => Operation is null ? "Workflow" : "Job";

    /// <summary>What runs, in short: the workflow, or the operation.</summary>
    public string Runs => Operation?.ToString() ?? WorkflowId;

    /// <summary>Where the objects come from.</summary>
    public JobInput Input { get; }

    /// <summary>The upload times that they are limited to; null for all.</summary>
    public CiTimeInterval? TimeInterval { get; private init; }

    /// <summary>The same request over other upload times.</summary>
    internal CreateJobRequest With(CiTimeInterval? timeInterval) => this with { TimeInterval = timeInterval?.CheckKnown() };
}
