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
/// The most objects and the most bytes that all rows of a command may touch together (-MaxObject, -MaxSize). An object counts once for
/// each workflow that runs over it. It fails closed: what can't be counted is not triggered.
/// </summary>
internal sealed class InputBudget
{
    private readonly long? _maxObject;
    private readonly long? _maxSize;

    // Decimals, which no sum of rows turns over.
    private Amount _spent;
    private Amount _last;

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
            while ((countAll || IsWithin(_spent + Amount.Of(request, summary)))
                && await selection.NextAsync(cancellationToken) is { } page)
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

    /// <summary>Counts a row in, and refuses one that would be over a limit: such a row leaves room for the next.</summary>
    /// <exception cref="CommandException">
    /// There are more objects or bytes than allowed, or sizes that -MaxSize would need are not known.
    /// </exception>
    public void Spend(CreateJobRequest request, CiInputSummary summary)
    {
        _last = default;
        Amount amount = Amount.Of(request, summary);
        Amount all = _spent + amount;
        if (!IsWithin(all))
        {
            string each = amount.Times > 1 ? Format(CommandMessages.ForEachWorkflow, amount.Times) : "";
            string more = all.Objects > _maxObject
                ? Format(CommandMessages.MoreObjects, summary.Count, each, _maxObject, Before(_spent.Objects))
                : Format(CommandMessages.MoreSize, summary.Size, each, _maxSize!, Before(_spent.Bytes));
            throw Refuse("InputTooLarge", Format(CommandMessages.InputTooLarge, request.Name, more));
        }

        if (_maxSize is not null && summary.UnknownSize > 0)
        {
            throw Refuse("InputSizeUnknown", Format(CommandMessages.InputSizeUnknown, request.Name, summary.UnknownSize));
        }

        _spent = all;
        _last = amount;
    }

    /// <summary>Takes the last row back, which isn't triggered after all.</summary>
    public void TakeBack()
    {
        _spent -= _last;
        _last = default;
    }

    private static string Before(decimal spent) => spent > 0 ? Format(CommandMessages.TakenByRows, spent) : "";

    private bool IsWithin(Amount amount) => !(amount.Objects > _maxObject) && !(amount.Bytes > _maxSize);

    private static CommandException Refuse(string id, string message) =>
        new(id, ErrorCategory.LimitsExceeded, message, CommandMessages.InputTooLargeAdvice);

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    private readonly record struct Amount(decimal Objects, decimal Bytes, int Times)
    {
        public static Amount Of(CreateJobRequest request, CiInputSummary summary)
        {
            int times = request.Operation is null ? request.WorkflowId.Split(',').Length : 1;
            return new Amount((decimal)summary.Count * times, (decimal)summary.Size * times, times);
        }

        public static Amount operator +(Amount one, Amount other) => new(one.Objects + other.Objects, one.Bytes + other.Bytes, 0);

        public static Amount operator -(Amount one, Amount other) => new(one.Objects - other.Objects, one.Bytes - other.Bytes, 0);
    }
}
