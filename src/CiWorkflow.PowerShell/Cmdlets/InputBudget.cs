using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// The most objects and the most bytes that a trigger may touch (-MaxObject, -MaxSize). It fails closed: what can't be counted is not
/// triggered.
/// </summary>
internal sealed class InputBudget
{
    private readonly long? _maxObject;
    private readonly long? _maxSize;

    public InputBudget(long? maxObject, long? maxSize)
    {
        _maxObject = maxObject;
        _maxSize = maxSize;
    }

    /// <summary>Whether anything is limited at all.</summary>
    public bool IsLimited => _maxObject is not null || _maxSize is not null;

    /// <summary>Counts what a request selects.</summary>
    /// <param name="bucket">The bucket of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="countAll">Counts to the end also what is over a limit.</param>
    /// <param name="writeProgress">Draws how far the count is.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    /// <returns>The count; partial where it is over a limit and <paramref name="countAll"/> is false.</returns>
    /// <exception cref="CiException">A line, a row, a file or an object has a fault, so that the objects can't be counted.</exception>
    public async Task<CiInputSummary> CountAsync(
        CosBucket bucket,
        CreateJobRequest request,
        bool countAll,
        Action<ProgressRecord> writeProgress,
        CancellationToken cancellationToken)
    {
        using var selection = new InputSelection(
            bucket,
            new InputQuery(request.Input) { Interval = request.TimeInterval, NeedsSize = _maxSize is not null, KeepsUnknown = true });
        var summary = new CiInputSummary(bucket.Bucket, bucket.Region, request.Input, request.TimeInterval)
        {
            Note = (selection.Uncertainty + " " + CommandMessages.StartNodeFilter).Trim(),
        };
        var progress = new CountProgress(writeProgress, Format(CommandMessages.ReadingInput, request.Input));
        try
        {
            // What is over a limit is counted to its end only where the count is to be shown.
            while ((countAll || IsWithin(summary)) && await selection.NextAsync(cancellationToken) is { } page)
            {
                if (page.Faults.Count > 0)
                {
                    throw page.Faults[0].Error;
                }

                foreach (CiInputObject item in page.Objects)
                {
                    summary.Add(item);
                }

                progress.Show(summary.Count);
            }
        }
        finally
        {
            progress.Close();
        }

        return summary;
    }

    /// <summary>Refuses what is over a limit.</summary>
    /// <exception cref="CommandException">
    /// There are more objects or bytes than allowed, or sizes that -MaxSize would need are not known.
    /// </exception>
    public void Check(string name, CiInputSummary summary)
    {
        if (!IsWithin(summary))
        {
            string more = summary.Count > _maxObject
                ? Format(CommandMessages.MoreObjects, summary.Count, _maxObject)
                : Format(CommandMessages.MoreSize, summary.Size, _maxSize!);
            throw Refuse("InputTooLarge", Format(CommandMessages.InputTooLarge, name, more));
        }

        if (_maxSize is not null && summary.UnknownSize > 0)
        {
            throw Refuse("InputSizeUnknown", Format(CommandMessages.InputSizeUnknown, name, summary.UnknownSize));
        }
    }

    private bool IsWithin(CiInputSummary summary) => !(summary.Count > _maxObject) && !(summary.Size > _maxSize);

    private static CommandException Refuse(string id, string message) =>
        new(id, ErrorCategory.LimitsExceeded, message, CommandMessages.InputTooLargeAdvice);

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
