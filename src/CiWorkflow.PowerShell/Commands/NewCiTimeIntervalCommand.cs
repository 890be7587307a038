using System;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>New-CiTimeInterval: a range of upload times for a trigger, from a start, an end, or a length of time.</summary>
[Cmdlet(VerbsCommon.New, "CiTimeInterval")]
[OutputType(typeof(CiTimeInterval))]
public sealed class NewCiTimeIntervalCommand : CiCmdlet
{
    /// <summary>The first upload time; open when it isn't given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTimeOffset? Start { get; set; }

    /// <summary>The last upload time; open when it isn't given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTimeOffset? End { get; set; }

    /// <summary>The length: up to End, or to now, or from Start.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    public TimeSpan? Last { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(CiTimeInterval.Create(Start, End, Last));
        }
        catch (InvalidFieldException invalid) when (ErrorRecords.TryMake(invalid, () => invalid.Value) is { } record)
        {
            WriteError(record);
        }
    }
}
