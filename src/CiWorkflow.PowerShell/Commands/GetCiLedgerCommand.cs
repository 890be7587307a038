using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;

namespace CiWorkflow.Commands;

/// <summary>
/// Get-CiLedger: the entries of a ledger that Invoke-CiWorkflowTrigger -Ledger wrote, each with who asked for a job, when, and what became
/// of it.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CiLedger")]
[OutputType(typeof(JobLedgerEntry))]
public sealed class GetCiLedgerCommand : ServiceCmdlet
{
    /// <summary>The prefix of the ledger.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string Ledger { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunItem(() => Ledger, async () =>
    {
        // Whoever may write there may write what is no entry; the others are shown all the same.
        foreach (JobLedgerEntry entry in await JobLedger.ReadAsync(
            await ConnectBucketAsync(), Ledger, (key, failure) => Post(() => WriteFailure(failure, key)), Cancellation))
        {
            WriteObject(entry);
        }
    });
}
