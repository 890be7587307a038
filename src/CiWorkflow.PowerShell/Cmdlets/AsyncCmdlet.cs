using System;
using System.Collections;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet whose work is asynchronous: it awaits on the pipeline thread, and Ctrl+C cancels it at once.</summary>
public abstract class AsyncCmdlet : CiCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineSynchronizationContext _pipeline = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">True when called by Dispose.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Runs asynchronous work to its end. What follows an await in it runs on the pipeline thread, and so may write.</summary>
    /// <param name="work">The work.</param>
    protected void Run(Func<Task> work)
    {
        _ = work ?? throw new ArgumentNullException(nameof(work));
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_pipeline);
        try
        {
            Task task = work();
            if (task.IsCompleted)
            {
                _pipeline.RunQueued();
            }
            else
            {
                task.ContinueWith(
                    _ => _pipeline.Enqueue(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                _pipeline.RunUntil(() => task.IsCompleted, _stop.Token);
            }

            // After the queue, so that what was logged before a failure stands before it.
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Does the work of one pipeline item. What fails is an error about that item, and the next one comes all the same.</summary>
    /// <param name="target">What an error is about: the TargetObject of its record.</param>
    /// <param name="work">The work.</param>
    private protected virtual void RunItem(Func<object?> target, Func<Task> work)
    {
        try
        {
            Run(work);
        }
        catch (Exception failure) when (ErrorRecords.TryMake(failure, target) is { } record)
        {
            WriteError(record);
        }
    }

    /// <summary>Writes a failure that is about one thing among others.</summary>
    /// <exception cref="Exception">The failure itself, where it isn't one of ours.</exception>
    private protected void WriteFailure(Exception failure, object? target) =>
        WriteError(ErrorRecords.TryMake(failure, () => target) ?? throw failure);

    /// <summary>
    /// Writes a warning after Ctrl+C, when PowerShell takes nothing more from the command: the host shows it, and -WarningVariable gets it
    /// here.
    /// </summary>
    private protected void WarnAfterStop(string text)
    {
        text = ShownText.Line(text);
        if (IsOfParallel)
        {
            // ForEach-Object -Parallel was stopped too, and passes nothing on any more.
            WarnAtEnd(text);
        }
        else
        {
            Host.UI.WriteWarningLine(text);
        }

        if (MyInvocation.BoundParameters.TryGetValue("WarningVariable", out object? name)
            && SessionState.PSVariable.GetValue(name?.ToString()?.TrimStart('+') ?? "") is IList warnings)
        {
            warnings.Add(new WarningRecord(text));
        }
    }

    /// <summary>Writes a warning where no host can be relied on: the process ends, or nobody reads the runspace's streams.</summary>
    private protected static void WarnAtEnd(string text)
    {
        try
        {
            Console.Error.WriteLine("WARNING: " + ShownText.Line(text));
        }
        catch (IOException)
        {
            // The terminal was closed: only a log can still say it.
        }
    }

    // The engine names the runspaces of ForEach-Object -Parallel so.
    private static bool IsOfParallel =>
        Runspace.DefaultRunspace?.Name.StartsWith("PSTask:", StringComparison.Ordinal) == true;

    /// <summary>Queues an action for the pipeline thread, from any thread; it runs in the course of <see cref="Run"/>.</summary>
    /// <param name="action">The action.</param>
    protected void Post(Action action) => _pipeline.Enqueue(action);

    /// <summary>Whether a stream is on for this command: its switch where it is given, else the preference variable.</summary>
    private protected bool IsOn(string commonParameter)
    {
        if (MyInvocation.BoundParameters.TryGetValue(commonParameter, out object? given) && given is SwitchParameter on)
        {
            return on;
        }

        object? preference = GetVariableValue(commonParameter + "Preference");
        return preference is not null
            && LanguagePrimitives.TryConvertTo(preference, out ActionPreference action)
            && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
