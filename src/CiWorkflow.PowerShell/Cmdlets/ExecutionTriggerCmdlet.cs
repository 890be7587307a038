using System.Collections.Generic;
using System.Threading.Tasks;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A cmdlet that starts a workflow on single objects, on each once, and says when it is stopped what became of the one under way.
/// </summary>
public abstract class ExecutionTriggerCmdlet : LoggedCmdlet
{
    private readonly HashSet<(string Bucket, string Region, string WorkflowId, string Key)> _started = [];
    private string? _pending;

    /// <summary>Asks, starts a workflow on an object, and writes the execution.</summary>
    /// <exception cref="InvalidFieldException">The object is named by a URL that isn't the bucket's for certain.</exception>
    private protected async Task StartAsync(CiClient client, string workflowId, string keyOrUrl)
    {
        // The key alone of another bucket's URL would start, and pay for, another object of this one.
        string key = client.KeyOf(nameof(WorkflowExecution.Object), keyOrUrl);
        var start = (client.Bucket, client.Region, workflowId, key);
        if (_started.Contains(start))
        {
            WriteWarning(Say(CommandMessages.ExecutionStartedBefore, workflowId, key));
            return;
        }

        string action = Say(CommandMessages.StartingExecution, Redaction.WithoutQuery(key), workflowId, client.Bucket, client.Region);
        if (!ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.StartExecutionCaption))
        {
            return;
        }

        _started.Add(start);
        WorkflowExecution started;
        try
        {
            started = await new ExecutionTrigger(client).StartAsync(
                workflowId, key, text => Post(() => WriteVerbose(text)),
                () => _pending = Say(CommandMessages.StoppedStartUnknown, workflowId, key, client.Bucket), Cancellation);
        }
        catch (CiException failure)
        {
            _pending = null;
            if (failure is not ExecutionOutcomeUnknownException)
            {
                _started.Remove(start);
            }

            throw;
        }

        _pending = Say(CommandMessages.StoppedStarted, workflowId, key, client.Bucket, started.RunId);
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
            JobRegistry.Of(client).Runs.SetTime(started.RunId, read?.CreateTime);
        }
        catch (CiException unread)
        {
            WriteVerbose(unread.Message);
        }

        WriteObject(read ?? started);
        _pending = null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A pipeline that notices the stop by itself may be here before StopProcessing.
        if (disposing && Stopping && _pending is { } pending)
        {
            WarnAfterStop(pending);
        }

        base.Dispose(disposing);
    }
}
