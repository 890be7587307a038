using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Restart-CiWorkflowExecution: starts the workflow of executions again on their objects, one request each.</summary>
[Cmdlet(VerbsLifecycle.Restart, "CiWorkflowExecution", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WorkflowExecution))]
public sealed class RestartCiWorkflowExecutionCommand : ExecutionTriggerCmdlet
{
    /// <summary>The ids of the executions; an execution is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("RunId")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string[] RunId { get; set; } = [];

    /// <summary>
    /// Starts executions again that did not fail, or whose object ran again since, too: what they made is made and paid for once more.
    /// </summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in RunId)
        {
            RunItem(() => id, () => RestartAsync(id));
        }
    }

    private async Task RestartAsync(string id)
    {
        CiClient client = await ConnectAsync();
        WorkflowExecution execution = await client.GetExecutionAsync(id, Cancellation) ?? throw RunMissing(client, id);
        if (execution.State is not (ExecutionState.Failed or ExecutionState.Cancel) && !Force)
        {
            throw new CommandException(
                "ExecutionNotFailed",
                ErrorCategory.InvalidOperation, Say(CommandMessages.ExecutionNotFailed, id, execution.Object, execution.StateText),
                CommandMessages.ExecutionNotFailedAdvice);
        }

        if (!Force)
        {
            bool? isNewest = (await NewestExecutions.ReadAsync(client, [execution], Cancellation)).IsNewest(execution);
            if (isNewest != true)
            {
                throw isNewest is null
                    ? RerunUnknown([execution])
                    : new CommandException(
                        "ExecutionRanAgain",
                        ErrorCategory.InvalidOperation, Say(CommandMessages.ExecutionRanAgain, id, execution.Object, execution.WorkflowId),
                        CommandMessages.ExecutionRanAgainAdvice);
            }

            await WarnOfRetriesAsync(client, [execution]);
        }

        await StartAsync(client, execution.WorkflowId, execution.Object);
    }
}
