using System;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// New-CiTimeInterval: a range of upload times for a trigger, from a start, an end, a length, or from where the last run of a checkpoint
/// ended.
/// </summary>
[Cmdlet(VerbsCommon.New, "CiTimeInterval", DefaultParameterSetName = RangeSet)]
[OutputType(typeof(CiTimeInterval))]
public sealed class NewCiTimeIntervalCommand : CheckpointCmdlet
{
    private const string RangeSet = "Range";
    private const string SinceSet = "Since";

    /// <summary>The first upload time; open when it isn't given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = RangeSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? Start { get; set; }

    /// <summary>The last upload time; open when it isn't given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = RangeSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? End { get; set; }

    /// <summary>The length: up to End, or to now, or from Start.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RangeSet)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan? Last { get; set; }

    /// <summary>
    /// The name of a checkpoint: the interval begins where its last saved one ended, and is the same one again until Save-CiCheckpoint
    /// saves it.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SinceSet)]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string Since { get; set; } = "";

    /// <summary>Where the very first interval of the checkpoint begins; a day ago when it isn't given.</summary>
    [Parameter(ParameterSetName = SinceSet)]
    [TimeTransformation]
    [PSDefaultValue(Help = "1d")]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? First { get; set; }

    /// <summary>How long before now the interval ends, so that an upload that the service stamps late isn't passed over.</summary>
    [Parameter(ParameterSetName = SinceSet)]
    [DurationTransformation(MinimumMilliseconds = 0)]
    [PSDefaultValue(Help = "1m")]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public TimeSpan Lag { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunItem(
        () => ParameterSetName == SinceSet ? Since : null,
        async () => WriteObject(ParameterSetName == SinceSet ? await NextAsync() : CiTimeInterval.Create(Start, End, Last)));

    private async Task<CiTimeInterval> NextAsync()
    {
        Checkpoint checkpoint = await OpenAsync(Since);
        string why = !IsInBucket && ServiceClock.Process.Difference is null ? await MeasureClockAsync() : Messages.NoServiceTime;
        CiTimeInterval interval = await checkpoint.NextAsync(First ?? DateTimeOffset.Now.AddDays(-1), Lag, Cancellation);
        if (checkpoint.IsByMachineClock)
        {
            WriteWarning(Say(CommandMessages.IntervalByThisClock, why));
        }

        CheckpointRun.Begin(checkpoint.Id, interval);
        return interval;
    }

    // A folder shows no service's time, and uploads are stamped by the service's clock.
    private async Task<string> MeasureClockAsync()
    {
        try
        {
            await new JobTrigger(await ConnectAsync()).MeasureClockAsync(isRepeated: true, Cancellation);
            return "";
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException or CommandException)
        {
            return unknown.Message;
        }
    }
}
