using System.Threading.Tasks;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that starts a workflow on single objects.</summary>
public abstract class ExecutionTriggerCmdlet : LoggedCmdlet
{
    /// <summary>Asks, starts a workflow on an object, and writes the execution.</summary>
    private protected async Task StartAsync(CiClient client, string workflowId, string key)
    {
        string action = Say(CommandMessages.StartingExecution, key, workflowId, client.Bucket, client.Region);
        if (!ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.StartExecutionCaption))
        {
            return;
        }

        WorkflowExecution started = await new ExecutionTrigger(client).StartAsync(
            workflowId, key, text => Post(() => WriteVerbose(text)), Cancellation);

        Log?.Write(Log.Entry(LogOutcome.Started) with
        {
            Input = JobInput.FromObject(key).ToString(),
            WorkflowIds = workflowId,
            RunId = started.RunId,
        });

        // The answer has the id alone; what is read in addition must not hide that it was started.
        WorkflowExecution? read = null;
        try
        {
            read = await client.GetExecutionAsync(started.RunId, Cancellation);
        }
        catch (CiException unread)
        {
            WriteVerbose(unread.Message);
        }

        WriteObject(read ?? started);
    }
}
