using System;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Http;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that activates or pauses workflows, which may take the service five minutes.</summary>
public abstract class WorkflowStateCmdlet : LoggedCmdlet
{
    private static readonly Backoff Rounds = new(TimeSpan.FromSeconds(2), 1.5, TimeSpan.FromSeconds(15));

    /// <summary>The ids of the workflows; a workflow is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <summary>Waits until the service reports the new state.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits at the most; ten minutes when it isn't given.</summary>
    [Parameter]
    [DurationTransformation]
    [PSDefaultValue(Help = "10m")]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Returns the workflow as it is afterwards.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether the workflow is to be active.</summary>
    private protected abstract bool IsActive { get; }

    private string Wanted => IsActive ? "Active" : "Paused";

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (!Wait && IsTyped(nameof(Timeout)))
        {
            Refuse(nameof(Timeout), CommandMessages.TimeoutWithoutWait);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in WorkflowId)
        {
            RunItem(() => id, () => ChangeAsync(id));
        }
    }

    private async Task ChangeAsync(string id)
    {
        CiClient client = await ConnectAsync();
        MediaWorkflow workflow = await FindWorkflowAsync(client, id);
        if (workflow.State == Wanted)
        {
            WriteVerbose(Say(CommandMessages.WorkflowUnchanged, workflow, workflow.State));
            Log?.Write(Log.Entry(LogOutcome.Unchanged) with { Name = workflow.Name, WorkflowIds = id, State = workflow.State });
        }
        else if (ShouldProcess(
            Say(CommandMessages.WorkflowTarget, workflow, workflow.State, client.Bucket, client.Region),
            IsActive ? CommandMessages.EnablingWorkflow : CommandMessages.DisablingWorkflow))
        {
            await client.SetWorkflowStateAsync(id, IsActive, Cancellation);
            Log?.Write(Log.Entry(LogOutcome.Changed) with { Name = workflow.Name, WorkflowIds = id, State = Wanted });
            workflow = Wait ? await WaitAsync(client, workflow) : workflow;
            if (!Wait)
            {
                WriteVerbose(Say(CommandMessages.WorkflowStateTakesTime, workflow));
                workflow = PassThru ? await FindWorkflowAsync(client, id) : workflow;
            }
        }
        else
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(workflow);
        }
    }

    private async Task<MediaWorkflow> WaitAsync(CiClient client, MediaWorkflow workflow)
    {
        ITimeSource time = client.Settings.Clock.Time;
        TimeSpan begun = time.Elapsed;
        for (int round = 1; ; round++)
        {
            MediaWorkflow now = await FindWorkflowAsync(client, workflow.WorkflowId);
            if (now.State == Wanted)
            {
                return now;
            }

            TimeSpan left = Timeout - (time.Elapsed - begun);
            if (left <= TimeSpan.Zero)
            {
                throw new CommandException(
                    "WorkflowStateTimeout", ErrorCategory.OperationTimeout,
                    Say(CommandMessages.WorkflowStateTimeout, now, now.State, Wanted, Timeout), CommandMessages.WorkflowStateTimeoutAdvice);
            }

            TimeSpan pause = Rounds.Delay(round);
            await time.DelayAsync(pause < left ? pause : left, Cancellation);
        }
    }
}
