using System;

namespace CiWorkflow.Model;

/// <summary>An end of an interval as a person said it: a time, or a length before now.</summary>
/// <param name="Time">The time; null for an open end.</param>
/// <param name="Ago">How long before now that is; null where a time was said.</param>
internal readonly record struct IntervalEnd(DateTimeOffset? Time, TimeSpan? Ago = null)
{
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(100_000);

    /// <summary>A length before now.</summary>
    /// <exception cref="InvalidFieldException">It isn't longer than nothing, or reaches beyond the calendar.</exception>
    public static IntervalEnd Before(string field, TimeSpan length, DateTimeOffset now) =>
        CheckLength(field, length.ToString(), length) < LongestAgo ? new IntervalEnd(now - length, length)
            : throw new InvalidFieldException(field, length.ToString(), Messages.LastTooLong);

    /// <summary>Reads a time or a length before now.</summary>
    /// <param name="field">What it is, for the error.</param>
    /// <param name="text">The text.</param>
    /// <param name="rule">How it is written, for the error.</param>
    /// <param name="now">The time by this machine's clock.</param>
    /// <param name="whole">The text that it is a part of, for the error; null where it stands alone.</param>
    /// <exception cref="InvalidFieldException">It is neither, or it can be read as two times.</exception>
    public static IntervalEnd Read(string field, string text, string rule, DateTimeOffset now, string? whole = null)
    {
        string shown = whole ?? text;
        if (ServiceTime.TryReadTwoWays(text.Trim(), out string first, out string second))
        {
            throw new InvalidFieldException(field, shown, Messages.TimeAmbiguous, first, second);
        }

        return CiDuration.TryParse(text, out TimeSpan length) && length < LongestAgo
            ? new IntervalEnd(now - CheckLength(field, shown, length), length)
            : ServiceTime.TryParseLoose(text.Trim(), out DateTimeOffset time) ? new IntervalEnd(time)
            : throw new InvalidFieldException(field, shown, rule);
    }

    /// <summary>A length that is longer than nothing.</summary>
    /// <exception cref="InvalidFieldException">It isn't.</exception>
    public static TimeSpan CheckLength(string field, string text, TimeSpan length) =>
        length > TimeSpan.Zero ? length : throw new InvalidFieldException(field, text, Messages.IntervalLength);

    /// <summary>The end that is later by a length; earlier where the length is negative.</summary>
    public IntervalEnd Later(TimeSpan length) => new(Time + length, Ago - length);
}
