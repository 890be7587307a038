using System;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet over the objects of an input: one of the four kinds, and the upload times that it is limited to.</summary>
public abstract class InputCmdlet : ServiceCmdlet
{
    /// <summary>The parameter set of a row from the pipeline: <see cref="SelectInput"/> decides which of its inputs is meant.</summary>
    private protected const string RowSet = "Row";

    private protected const string JobSet = "Job";

    /// <summary>
    /// The beginning of the objects' keys. An empty one is the whole bucket, and one of slashes or blanks may be: both are asked about.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = nameof(Prefix))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [Text(BlankInRow = true, EmptyHasMeaning = true, LeaveJobs = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.KeyCompleter))]
    public string? Prefix { get; set; }

    /// <summary>A job: its input and its interval. It may come from the pipeline, too.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = JobSet)]
    [JobSource]
    public JobSource? Job { get; set; }

    /// <summary>One object's key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Object))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [Text("Object", "Key", BlankInRow = true)]
    [Alias("Key")]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.KeyCompleter))]
    public string? Object { get; set; }

    /// <summary>The key or the URL of a text object of this bucket with one object URL a line, in UTF-8.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(UrlFile))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [Text("UrlFile", Unless = "JobId", BlankInRow = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.KeyCompleter))]
    public string? UrlFile { get; set; }

    /// <summary>The key or the URL of an inventory report's manifest.json in this bucket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Manifest))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [Text("Manifest", Unless = "JobId", BlankInRow = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.ManifestCompleter))]
    public string? Manifest { get; set; }

    /// <summary>The upload times that the objects are limited to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeIntervalTransformation(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public CiTimeInterval? TimeInterval { get; set; }

    /// <summary>The first upload time, instead of TimeInterval.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public object? Start { get; set; }

    /// <summary>The last upload time, instead of TimeInterval.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public object? End { get; set; }

    /// <summary>
    /// The item of the pipeline: a row, a job or an interval. PowerShell tries what binds by value with each item, and throws several times
    /// for each that is something else.
    /// </summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [Given(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The job of the item at hand, given or from the pipeline; null where there is none.</summary>
    private protected JobSource? Source { get; private set; }

    /// <summary>The interval that was given for the item at hand or that it is or has; null where there is none.</summary>
    private protected CiTimeInterval? OwnInterval { get; private set; }

    /// <summary>Whether the row has no value at all, as those that a spreadsheet adds at the end.</summary>
    private protected virtual bool IsBlankRow =>
        Source is null && OwnInterval is null && MyInvocation.ExpectingInput
        && IsBlank(nameof(Prefix), Prefix) && IsBlank(nameof(Object), Object) && IsBlank(
            nameof(UrlFile), UrlFile)
        && IsBlank(nameof(Manifest), Manifest) && IsBlank(nameof(Start), Start) && IsBlank(nameof(End), End);

    /// <summary>
    /// Whether a parameter has nothing for this row: it was neither given on the command line nor has the row's cell a value.
    /// </summary>
    private protected bool IsBlank(string parameter, object? value) => !IsTyped(parameter) && value is null or "";

    /// <summary>Reads the job and the interval of the item at hand; to be called before anything else is asked about it.</summary>
    /// <exception cref="InvalidFieldException">They can't be read.</exception>
    private protected void ReadItem()
    {
        Source = Job;
        OwnInterval = TimeInterval;
        if (InputObject is null)
        {
            return;
        }

        try
        {
            Source ??= ParameterSetName == RowSet ? JobSource.TryRead(InputObject) : null;
            if (!IsTyped(nameof(TimeInterval)))
            {
                // A saved job's times are the service's, and are not read as a person's text is.
                OwnInterval = Source is not null && Job is null ? Source.TimeInterval
                    : TimeIntervalTransformationAttribute.TryReadItem(InputObject) ?? TimeInterval;
            }
        }
        catch (ArgumentTransformationMetadataException unreadable)
        {
            throw new InvalidFieldException(nameof(TimeInterval), null, "{0}", unreadable.Message);
        }
    }

    /// <summary>
    /// The one input that is given. Empty cells of a row that has another input are ignored, so that an empty Prefix among them
    /// doesn't select the whole bucket.
    /// </summary>
    /// <exception cref="InvalidFieldException">None is given, or several, or the one breaks its rule.</exception>
    private protected JobInput SelectInput()
    {
        if (Source is not null)
        {
            return Source.Input;
        }

        string? prefix = IsBlank(nameof(Prefix), Prefix) ? null : Prefix;
        string? key = IsBlank(nameof(Object), Object) ? null : Object;
        string? urlFile = IsBlank(nameof(UrlFile), UrlFile) ? null : UrlFile;
        string? manifest = IsBlank(nameof(Manifest), Manifest) ? null : Manifest;
        int filled = new[] { prefix, key, urlFile, manifest }.Count(static one => one is not null);
        return filled == 0 ? throw new InvalidFieldException("Input", null, CommandMessages.NoInput)
            : filled != 1 ? throw new InvalidFieldException("Input", null, CommandMessages.OneInput, filled)
            : key is not null ? JobInput.FromObject(key)
            : urlFile is not null ? JobInput.FromUrlFile(urlFile)
            : manifest is not null ? JobInput.FromManifest(manifest)
            : JobInput.FromPrefix(prefix!);
    }

    // Below this the machine's clock is as good as the service's: an answer takes a moment, and its Date has whole seconds.
    private static readonly TimeSpan LeastDifference = TimeSpan.FromMinutes(1);

    /// <summary>How far the service's clock is ahead, where that matters; null where it doesn't, or isn't known yet.</summary>
    private protected static TimeSpan? ClockDifference =>
        ServiceClock.Process.Difference is { } difference && difference.Duration() >= LeastDifference ? difference : null;

    /// <summary>
    /// An interval by the service's clock: a length up to now was reckoned by this machine's when it was read, and uploads are stamped by
    /// the service's.
    /// </summary>
    private protected CiTimeInterval? ByServiceClock(CiTimeInterval? interval)
    {
        if (interval is not { IsByMachineClock: true } || ClockDifference is not { } difference)
        {
            return interval;
        }

        CiTimeInterval corrected = interval.ByServiceClock(difference);
        WriteVerbose(Say(CommandMessages.IntervalByServiceClock, interval, corrected));
        return corrected;
    }

    /// <summary>Warns of an input or an interval that is hardly meant.</summary>
    private protected void WarnOfInput(JobInput input, CiTimeInterval? interval)
    {
        if (input.FindSlip(ResolvePlace().Bucket) is { Length: > 0 } slip)
        {
            WriteWarning(slip);
        }

        DateTimeOffset now = DateTimeOffset.UtcNow + (ClockDifference ?? TimeSpan.Zero);
        if (interval?.Start > now + LeastDifference)
        {
            WriteWarning(Say(CommandMessages.IntervalAhead, interval));
        }
    }

    /// <summary>The upload times, from TimeInterval or from Start and End.</summary>
    /// <exception cref="InvalidFieldException">
    /// A time can't be read, one end of a row is blank, or both ways are given and differ.
    /// </exception>
    private protected CiTimeInterval? SelectInterval()
    {
        if (OwnInterval is null && Start is null && End is null)
        {
            return Source?.TimeInterval;
        }

        if (OwnInterval is { } interval)
        {
            return IsEqual(Start, interval.Start) && IsEqual(End, interval.End) ? interval
                : throw new InvalidFieldException("TimeInterval", null, CommandMessages.IntervalTwice, interval);
        }

        foreach ((string name, object? value, string other) in new[] { (nameof(Start), Start, nameof(End)), (nameof(End), End, nameof(
            Start)) })
        {
            if (value is null && !IsTyped(other))
            {
                throw new InvalidFieldException(name, null, CommandMessages.IntervalHalfBlank);
            }
        }

        return CiTimeInterval.Create(ReadEnd(nameof(Start), Start), ReadEnd(nameof(End), End), null);
    }

    // Export-Csv writes the ends of an interval as the culture has it, which may have two readings; then the interval's own text counts.
    private static bool IsEqual(object? cell, DateTimeOffset? end) =>
        cell is null || (cell is string text && end is { } time && CiTimeInterval.CanBe(text, time))
        || ReadEnd("TimeInterval", cell).Time == end;

    private static IntervalEnd ReadEnd(string name, object? cell)
    {
        try
        {
            return cell is null ? default : TimeTransformationAttribute.ReadEnd(cell);
        }
        catch (ArgumentTransformationMetadataException unreadable)
        {
            throw new InvalidFieldException(name, null, "{0}", unreadable.Message);
        }
    }
}
