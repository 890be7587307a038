using System.Collections.Generic;
using CiWorkflow.Jobs;

namespace CiWorkflow.Reports;

/// <summary>What a report says of one job.</summary>
/// <param name="Summary">The job's figures.</param>
/// <param name="WorkflowName">The name of its workflow; empty where it isn't known.</param>
/// <param name="Failed">What failed in it, and how much of that ran again in later jobs of the report.</param>
/// <param name="Recovered">How many objects succeeded in it that had failed in earlier jobs of the report.</param>
internal sealed record ReportJob(JobSummary Summary, string WorkflowName, FailedObjects Failed, long Recovered)
{
    /// <summary>The failed objects that are shown.</summary>
    public List<ReportRow> Rows { get; } = [];

    /// <summary>What this job did with the objects that failed in earlier ones of the report.</summary>
    public List<RetryComparison> Retries { get; } = [];
}

/// <summary>An object that failed.</summary>
/// <param name="Object">Its key.</param>
/// <param name="Code">The code of the task that failed; empty where the execution was not read.</param>
/// <param name="Message">The message of that task.</param>
/// <param name="Task">The name of that task.</param>
/// <param name="Started">When the execution was made.</param>
/// <param name="RunId">The id of the execution.</param>
/// <param name="WorkflowId">The workflow that ran.</param>
internal sealed record ReportRow(
    string Object, string Code, string Message, string Task, System.DateTimeOffset? Started, string RunId, string WorkflowId);
