using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflowInput: the objects that a trigger would touch, before it costs money.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowInput", DefaultParameterSetName = RowSet)]
[OutputType(typeof(CiInputObject), typeof(CiInputSummary))]
public sealed class GetCiWorkflowInputCommand : InputCmdlet
{
    /// <summary>A job: what it selects, as its input and its interval say.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Job")]
    [Given]
    public JobsDetail? Job { get; set; }

    /// <summary>Gives one summary instead of the objects.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Summary { get; set; }

    /// <summary>Asks of each object of a UrlFile whether it is there, one request each.</summary>
    [Parameter]
    [Given]
    public SwitchParameter CheckExists { get; set; }

    /// <summary>How many folders of a prefix are listed at once; the order stays.</summary>
    [Parameter]
    [Given]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunItem(() => Job ?? (object?)Prefix ?? Object ?? UrlFile ?? Manifest, async () =>
    {
        JobInput input = Job?.Input ?? SelectInput();
        CiTimeInterval? interval = SelectInterval() ?? Job?.Operation.TimeInterval;
        CosBucket bucket = await ConnectBucketAsync();
        var summary = new CiInputSummary(bucket.Bucket, bucket.Region);
        using var selection = new InputSelection(
            bucket,
            new InputQuery(input) { Interval = interval, CheckExists = CheckExists, ThrottleLimit = ThrottleLimit });
        while (await selection.NextAsync(Cancellation) is { } page)
        {
            foreach (InputFault fault in page.Faults)
            {
                WriteFailure(fault.Error, fault.Item);
            }

            foreach (CiInputObject item in page.Objects)
            {
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

        if (Summary)
        {
            WriteObject(summary);
        }
    });
}
