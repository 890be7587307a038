using System;
using System.Management.Automation;
using CiWorkflow.Connection;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Views;

/// <summary>
/// The durations of objects as TimeSpan, for scripts that calculate with them. They are hidden properties (CiWorkflow.Types.ps1xml), so
/// that JSON and CSV have the seconds alone.
/// </summary>
public static class Durations
{
    /// <summary>From a job's start to its end.</summary>
    /// <param name="item">The job.</param>
    /// <returns>The duration; null while the job has not ended.</returns>
    public static TimeSpan? Duration(PSObject item) => (item?.BaseObject as JobsDetail)?.Duration;

    /// <summary>The median of a summary's executions.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The duration; null where none was timed.</returns>
    public static TimeSpan? Median(PSObject item) => (item?.BaseObject as JobSummary)?.Median;

    /// <summary>The longest of a summary's executions.</summary>
    /// <param name="item">The summary.</param>
    /// <returns>The duration; null where none was timed.</returns>
    public static TimeSpan? Longest(PSObject item) => (item?.BaseObject as JobSummary)?.Longest;

    /// <summary>The longest first delay before a retry.</summary>
    /// <param name="item">The context.</param>
    /// <returns>The delay; null where the context leaves it open.</returns>
    public static TimeSpan? RetryInterval(PSObject item) => (item?.BaseObject as CiContext)?.RetryInterval;
}
