using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Wait-CiWorkflowExecution: follows executions to their end, and writes each with its tasks when it has come to it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "CiWorkflowExecution")]
[OutputType(typeof(WorkflowExecution), typeof(Job))]
public sealed class WaitCiWorkflowExecutionCommand : WaitCmdlet
{
    private const int AtOnce = 8;

    // How soon a new execution can be read isn't documented: one that was just started isn't missing at once.
    private static readonly TimeSpan AppearsWithin = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, CiClient> _pending = new(StringComparer.Ordinal);
    private readonly TimeSpan _began = SystemTime.Instance.Elapsed;
    private readonly Dictionary<string, WorkflowExecution> _last = new(StringComparer.Ordinal);

    /// <summary>The ids of the executions; an execution is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("RunId")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string[] RunId { get; set; } = [];

    /// <inheritdoc/>
    private protected override string Activity => CommandMessages.WaitExecutionActivity;

    /// <inheritdoc/>
    private protected override IReadOnlyCollection<string> PendingIds => new List<string>(_pending.Keys);

    /// <inheritdoc/>
    private protected override void AddItem()
    {
        foreach (string id in RunId)
        {
            RunItem(() => id, async () => _pending[FieldRules.CheckId(nameof(RunId), id)] = await ConnectAsync());
        }
    }

    /// <inheritdoc/>
    private protected override async Task PollAsync()
    {
        var left = new Queue<KeyValuePair<string, CiClient>>(_pending);
        while (left.Count > 0)
        {
            var calls = new List<(string Id, CiClient Client, Task<WorkflowExecution?> Call)>();
            while (left.Count > 0 && calls.Count < AtOnce)
            {
                KeyValuePair<string, CiClient> next = left.Dequeue();
                calls.Add((next.Key, next.Value, next.Value.GetExecutionAsync(next.Key, PollCancellation)));
            }

            foreach ((string id, CiClient client, Task<WorkflowExecution?> call) in calls)
            {
                try
                {
                    Report(client, id, await call);
                }
                catch (Exception failure) when (IsTransient(failure))
                {
                    NoteUnseen(id, failure.Message);
                }
                catch (CiException failure)
                {
                    Note(Entry(LogOutcome.Failed, id), failure);
                    Remove(id);
                    WriteFailure(failure, _last.TryGetValue(id, out WorkflowExecution? known) ? known : id);
                }
            }
        }
    }

    /// <inheritdoc/>
    private protected override void WriteTimeout(string id, TimeSpan waited)
    {
        bool isSeen = _last.TryGetValue(id, out WorkflowExecution? execution);
        string message = !isSeen ? Say(CommandMessages.ExecutionWaitTimeoutNotSeen, id, waited, CauseOf(id))
            : IsOpen(id) && execution!.State == ExecutionState.Pause
                ? Say(CommandMessages.ExecutionWaitTimeoutPaused, id, execution.StateText, waited)
            : IsOpen(id) ? Say(CommandMessages.ExecutionWaitTimeout, id, execution!.StateText, waited)
            : Say(CommandMessages.ExecutionWaitTimeoutUnseen, id, execution!.StateText, waited, CauseOf(id));
        WriteFailure(new CommandException("ExecutionWaitTimeout", ErrorCategory.OperationTimeout, message,
            CommandMessages.ExecutionWaitTimeoutAdvice), isSeen ? execution : id);
    }

    /// <inheritdoc/>
    private protected override LogEntry Entry(LogOutcome outcome, string id)
    {
        LogEntry entry = EntryOf(_pending[id], outcome) with { RunId = id };
        return _last.TryGetValue(id, out WorkflowExecution? execution) ? entry.Of(execution) with { RunId = id } : entry;
    }

    private void Report(CiClient client, string id, WorkflowExecution? execution)
    {
        if (execution is null && !_last.ContainsKey(id) && SystemTime.Instance.Elapsed - _began < AppearsWithin)
        {
            NoteUnseen(id, CommandMessages.NotThereYet);
            return;
        }

        if (execution is null)
        {
            CommandException missing = RunMissing(client, id);
            Note(Entry(LogOutcome.Failed, id), missing);
            Remove(id);
            WriteFailure(missing, id);
            return;
        }

        _last[id] = execution;
        if (execution.State == ExecutionState.Unknown)
        {
            NoteUnseen(id, Say(CommandMessages.StateNotDocumented, execution.StateText));
            return;
        }

        NoteSeen(id);
        if (execution.State is not (ExecutionState.Success or ExecutionState.Failed or ExecutionState.Cancel))
        {
            NoteOpen(id);
            Progress!.Set(id, execution.Object, execution.StateText, execution.StateText, execution.CreateTime, null);
            return;
        }

        Note(Entry(LogOutcome.Ended, id));
        Remove(id);
        WriteObject(execution);
        if (execution.State == ExecutionState.Failed)
        {
            string message = Say(CommandMessages.ExecutionFailed, id, execution.Object, execution.Reason ?? execution.StateText);
            WriteFailure(new CommandException("ExecutionFailed", ErrorCategory.InvalidResult, message,
                CommandMessages.ExecutionFailedAdvice), execution);
        }
        else if (execution.State == ExecutionState.Cancel)
        {
            string message = Say(CommandMessages.ExecutionCancelled, id, execution.Object);
            WriteFailure(new CommandException("ExecutionCancelled", ErrorCategory.OperationStopped, message,
                CommandMessages.ExecutionFailedAdvice), execution);
        }
    }

    private void NoteUnseen(string id, string cause)
    {
        bool isKnown = _last.TryGetValue(id, out WorkflowExecution? last);
        NoteUnseen(id, last?.Object ?? "", isKnown ? last!.StateText : CommandMessages.NotSeenYet, cause, last?.CreateTime);
    }

    private void Remove(string id)
    {
        NoteSeen(id);
        _pending.Remove(id);
        Progress!.Remove(id);
    }
}
