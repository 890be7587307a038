using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Base;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflowInput: the objects that a trigger would touch, before it costs money.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowInput", DefaultParameterSetName = JobSet)]
[OutputType(typeof(CiInputObject), typeof(CiInputSummary))]
public sealed class GetCiWorkflowInputCommand : ServiceCmdlet
{
    private const string JobSet = "Job";

    /// <summary>A job: what it selects, as its input and its interval say.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = JobSet)]
    public JobsDetail? Job { get; set; }

    /// <summary>The beginning of the objects' keys; empty for the whole bucket.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Prefix")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = JobSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Prefix { get; set; }

    /// <summary>One object's key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Object")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = JobSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Object { get; set; }

    /// <summary>The key of a text object with one object URL a line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "UrlFile")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = JobSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? UrlFile { get; set; }

    /// <summary>The key of an inventory report's manifest.json.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Manifest")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = JobSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Manifest { get; set; }

    /// <summary>The upload times that the objects are limited to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeIntervalTransformation]
    public CiTimeInterval? TimeInterval { get; set; }

    /// <summary>Gives one summary instead of the objects.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Asks of each object of a UrlFile whether it is there, one request each.</summary>
    [Parameter]
    public SwitchParameter CheckExists { get; set; }

    /// <summary>How many folders of a prefix are listed at once; the order stays.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunItem(() => Job ?? (object?)Prefix ?? Object ?? UrlFile ?? Manifest, async () =>
    {
        JobInput input = Job?.Input ?? InputSelection.Of(Prefix, Object, UrlFile, Manifest);
        CiTimeInterval? interval = TimeInterval ?? Job?.Operation.TimeInterval;
        CiClient client = await ConnectAsync();
        var summary = new CiInputSummary(client.Bucket, client.Region);
        await client.Input.ReadAsync(
            input,
            interval,
            items =>
            {
                foreach (CiInputObject item in items)
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

                return true;
            },
            fault => WriteError(ErrorRecords.TryMake(fault, () => fault.File)!),
            CheckExists,
            ThrottleLimit,
            Cancellation);
        if (Summary)
        {
            WriteObject(summary);
        }
    });
}
