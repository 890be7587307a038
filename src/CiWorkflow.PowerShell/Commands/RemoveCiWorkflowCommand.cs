using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Remove-CiWorkflow: deletes workflows. Their executions and what they made stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveCiWorkflowCommand : LoggedCmdlet
{
    /// <summary>The ids of the workflows; a workflow is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in WorkflowId)
        {
            RunItem(() => id, () => RemoveAsync(id));
        }
    }

    private async Task RemoveAsync(string id)
    {
        CiClient client = await ConnectAsync();
        MediaWorkflow workflow = await FindWorkflowAsync(client, id);
        if (workflow.State == "Active")
        {
            throw new CommandException(
                "WorkflowActive", ErrorCategory.InvalidOperation, Say(CommandMessages.WorkflowActive, workflow), Say(
                    CommandMessages.WorkflowActiveAdvice, id));
        }

        string action = Say(CommandMessages.RemovingWorkflow, workflow, client.Bucket, client.Region);
        if (ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.RemoveWorkflowCaption))
        {
            try
            {
                await client.DeleteWorkflowAsync(id, Cancellation);
            }
            catch (CiServiceException gone) when (gone.Tries > 1 && (gone.IsMissingItem || gone.Code == "ResourceNotFound"))
            {
                // It was there before the first request, whose answer was lost.
                WriteVerbose(gone.Message);
            }

            Log?.Write(Log.Entry(LogOutcome.Removed) with { Name = workflow.Name, WorkflowIds = id });
        }
    }
}
