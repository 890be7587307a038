using System;
using System.Management.Automation;

namespace CiWorkflow.Cmdlets;

/// <summary>One row of a bulk run, for the errors about it.</summary>
/// <param name="Target">The row as the user passed it, with all its columns.</param>
/// <param name="Label">What the message begins with: the number and the name of the row; empty where there is only one.</param>
internal sealed record TriggerRow(PSObject Target, string Label)
{
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
