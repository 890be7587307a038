using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;

namespace CiWorkflow.Commands;

/// <summary>Measure-CiWorkflowJob: one summary for each job: how many objects ended how, why they failed, and how long they took.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "CiWorkflowJob")]
[OutputType(typeof(JobSummary))]
public sealed class MeasureCiWorkflowJobCommand : SummaryCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachJob(async (client, job) => WriteObject(await SummariseAsync(client, job)));
}
