using System.Collections.Generic;
using CiWorkflow.Jobs;

namespace CiWorkflow.Reports;

/// <summary>What a report says of one job.</summary>
internal sealed record ReportJob(JobSummary Summary, string WorkflowName)
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
internal sealed record ReportRow(string Object, string Code, string Message, string Task, System.DateTimeOffset? Started, string RunId);
