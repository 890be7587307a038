using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using JobState = CiWorkflow.Model.JobState;

namespace CiWorkflow.Commands;

/// <summary>Save-CiCheckpoint: notes that the jobs of a run succeeded, so that the next run begins where this one ended.</summary>
[Cmdlet(VerbsData.Save, "CiCheckpoint", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(JobsDetail), typeof(CiTimeInterval))]
public sealed class SaveCiCheckpointCommand : CheckpointCmdlet, ILogged
{
    private readonly List<CiTimeInterval?> _intervals = [];
    private readonly List<string> _unfinished = [];
    private readonly HashSet<string> _jobIds = [];
    private bool _isByHand;

    /// <summary>The name of the checkpoint, as New-CiTimeInterval -Since was given it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The jobs of the run, or its interval.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Given]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Returns what came in, once the checkpoint is saved.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// The file that a line of JSON is appended to for each item and its outcome: who, when, what, and the result. The context's when it
    /// isn't given.
    /// </summary>
    [Parameter]
    [Text("FullName")]
    public string? LogPath { get; set; }

    private readonly List<object> _passed = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject)
        {
            _passed.Add(item);
            try
            {
                Add(item);
            }
            catch (InvalidFieldException invalid)
            {
                ThrowTerminatingError(ErrorRecords.TryMake(invalid, () => item)!);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_passed.Count == 0)
        {
            WriteWarning(Say(CommandMessages.CheckpointNothing, Name));
            return;
        }

        RunItem(() => Name, SaveAsync);
    }

    // Live, or after a trip through a file.
    private void Add(PSObject item)
    {
        if (item.BaseObject is CiTimeInterval interval)
        {
            _intervals.Add(interval);
            _isByHand = true;
        }
        else if (JobSource.TryRead(item) is { } job)
        {
            _intervals.Add(job.TimeInterval);
            _jobIds.Add(job.JobId);
            string state = Text(item, nameof(JobsDetail.StateText));
            if (StateWords.Read<JobState>(state) != JobState.Success)
            {
                _unfinished.Add(Text(item, nameof(JobsDetail.Name)) + " (" + job.JobId + "): " + state);
            }
        }
        else if (item.Properties[nameof(JobsDetail.JobId)] is null
            && Text(item, nameof(CiTimeInterval.TimeInterval)) is { Length: > 0 } text)
        {
            _intervals.Add(CiTimeInterval.Parse(text));
            _isByHand = true;
        }
        else
        {
            throw new InvalidFieldException(nameof(InputObject), item.ToString(), CommandMessages.CheckpointKind);
        }
    }

    private static string Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString() ?? "";

    private async Task SaveAsync()
    {
        if (_unfinished.Count > 0)
        {
            throw new CommandException(
                "CheckpointNotSaved",
                ErrorCategory.InvalidOperation, Say(CommandMessages.CheckpointUnfinished, Name, string.Join(", ", _unfinished)),
                CommandMessages.CheckpointUnfinishedAdvice);
        }

        List<CiTimeInterval?> different = [.. _intervals.Distinct()];
        if (different.Count > 1 || different[0] is not { End: not null } interval)
        {
            throw new CommandException(
                "CheckpointNotSaved",
                ErrorCategory.InvalidOperation, Say(CommandMessages.CheckpointIntervals, Name), CommandMessages.CheckpointIntervalsAdvice);
        }

        Checkpoint checkpoint = await OpenAsync(Name);
        if (!_isByHand && CheckpointRun.FindMissing(checkpoint.Id, interval, _jobIds) is { Count: > 0 } missing)
        {
            throw new CommandException(
                "CheckpointNotSaved",
                ErrorCategory.InvalidOperation, Say(CommandMessages.CheckpointMissing, Name, string.Join(", ", missing)),
                Say(CommandMessages.CheckpointMissingAdvice, Name));
        }

        if (ShouldProcess(Name, Say(CommandMessages.SavingCheckpoint, interval.End)))
        {
            bool isNew = await checkpoint.SaveAsync(interval, Cancellation);
            CheckpointRun.End(checkpoint.Id);
            Log?.Write(Log.Entry(isNew ? LogOutcome.Written : LogOutcome.Unchanged) with { TimeInterval = interval });
            if (!isNew)
            {
                WriteWarning(Say(CommandMessages.CheckpointSavedBefore, Name, interval));
            }

            if (PassThru)
            {
                WriteObject(_passed, enumerateCollection: true);
            }
        }
    }
}
