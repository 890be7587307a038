using System;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>One row of a bulk run, for the errors about it.</summary>
/// <param name="Target">The row as the user passed it, with all its columns.</param>
/// <param name="Label">What the message begins with: the number and the name of the row; empty where there is only one.</param>
/// <param name="Number">Its number in the pipeline; null where there is only one.</param>
internal sealed record TriggerRow(PSObject Target, string Label, int? Number)
{
    /// <summary>The job of this row with the row's number, by which both can be paired whatever the order of the output is.</summary>
    public object Mark(JobsDetail job)
    {
        if (Number is null)
        {
            return job;
        }

        var marked = new PSObject(job);
        marked.Properties.Add(new PSNoteProperty("Row", Number));
        return marked;
    }

    /// <summary>The error record of a failure about this row; null for a failure that isn't the module's to report.</summary>
    public ErrorRecord? TryMakeError(Exception failure)
    {
        ErrorRecord? record = ErrorRecords.TryMake(failure, () => Target);
        if (record is not null && Label.Length > 0)
        {
            record.ErrorDetails = new ErrorDetails(Label + (record.ErrorDetails?.Message ?? failure.Message))
            {
                RecommendedAction = record.ErrorDetails?.RecommendedAction,
            };
        }

        return record;
    }
}
