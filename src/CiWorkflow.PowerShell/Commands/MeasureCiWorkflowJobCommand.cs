using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;

namespace CiWorkflow.Commands;

/// <summary>
/// Measure-CiWorkflowJob: one summary for each job: how many objects ended how, why they failed, and how long they took.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CiWorkflowJob")]
[OutputType(typeof(JobSummary))]
public sealed class MeasureCiWorkflowJobCommand : SummaryCmdlet
{
    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachJob(JobId, async (client, job) => WriteObject(await SummariseAsync(client, job)));
}
