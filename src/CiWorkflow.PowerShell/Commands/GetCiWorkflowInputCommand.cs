using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflowInput: the objects that a trigger would touch, before it costs money.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowInput", DefaultParameterSetName = RowSet, SupportsPaging = true)]
[OutputType(typeof(CiInputObject), typeof(CiInputSummary))]
public sealed class GetCiWorkflowInputCommand : InputCmdlet
{
    private PageWindow? _window;

    /// <summary>Returns one summary instead of the objects.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Summary { get; set; }

    /// <summary>
    /// Asks the bucket for each object of a UrlFile or a Manifest, one request each: whether it is there, its size and its upload time.
    /// </summary>
    [Parameter]
    [Given]
    public SwitchParameter CheckExists { get; set; }

    /// <summary>
    /// How many folders of a prefix are listed at once, 1 by default, or how many objects of a UrlFile or a Manifest are asked for at
    /// once, 16 by default; the order stays.
    /// </summary>
    [Parameter]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _window = new PageWindow(PagingParameters);
        if (PagingParameters.IncludeTotalCount)
        {
            // No source of an input says its total, and counting would mean reading everything.
            WriteObject(PagingParameters.NewTotalCount(0, 0.0));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunItem(() => Job ?? (object?)Prefix ?? Object ?? UrlFile ?? Manifest ?? InputObject, async () =>
    {
        ReadItem();
        JobInput input = SelectInput();
        CiTimeInterval? interval = ByServiceClock(SelectInterval());
        CosBucket bucket = await ConnectBucketAsync();
        var query = new InputQuery(input) { Interval = interval, CheckExists = CheckExists, ThrottleLimit = ThrottleLimit };
        using var selection = new InputSelection(
            bucket, IsTyped(nameof(ThrottleLimit)) ? query with { HeadThrottleLimit = ThrottleLimit } : query);
        if (selection.Uncertainty.Length > 0)
        {
            WriteWarning(selection.Uncertainty);
        }

        WarnOfInput(input, interval);

        var progress = new CountProgress(WriteProgress, Say(CommandMessages.ReadingInput, input));
        try
        {
            // What is asked about a job is what its workflow touches, which may have a filter of its own.
            string note = Source is null ? selection.Uncertainty : (selection.Uncertainty + " " + CommandMessages.StartNodeFilter).Trim();
            await ReadAsync(selection, new CiInputSummary(bucket.Bucket, bucket.Region, input, interval) { Note = note }, progress);
        }
        finally
        {
            progress.Close();
            if (interval is { IsByMachineClock: true } && ClockDifference is { } difference)
            {
                // Only the first answer of the process shows the service's time.
                WriteWarning(Say(CommandMessages.IntervalByMachineClock, difference));
            }
        }
    });

    private async Task ReadAsync(InputSelection selection, CiInputSummary summary, CountProgress progress)
    {
        long count = 0;
        long duplicates = 0;
        while (!_window!.IsFull && await selection.NextAsync(Cancellation) is { } page)
        {
            foreach (InputFault fault in page.Faults)
            {
                WriteFailure(fault.Error, fault.Item);
            }

            foreach (CiInputObject item in page.Objects)
            {
                if (!_window.Take())
                {
                    continue;
                }

                progress.Show(++count);
                duplicates += item.IsDuplicate ? 1 : 0;
                if (Summary)
                {
                    summary.Add(item);
                }
                else
                {
                    WriteObject(item);
                }
            }
        }

        if (duplicates > 0)
        {
            WriteWarning(Say(CommandMessages.DuplicatesInUrlFile, summary.UrlFile!, duplicates));
        }

        if (Summary)
        {
            WriteObject(summary);
        }
    }
}
