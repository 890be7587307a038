using System;

namespace CiWorkflow.Model;

/// <summary>A range of upload times that limits a job, both ends inclusive and in whole seconds (page: TimeInterval).</summary>
public sealed record CiTimeInterval
{
    // No upload has a time near it.
    private static readonly DateTimeOffset FixedMoment = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes an interval; one end may be left open.</summary>
    /// <param name="start">The first upload time; null for the beginning. Parts of a second are cut off.</param>
    /// <param name="end">The last upload time; null for now, as the service sees it. Parts of a second are cut off.</param>
    /// <exception cref="InvalidFieldException">
    /// Both are null, or <paramref name="start"/> is after <paramref name="end"/>.
    /// </exception>
    public CiTimeInterval(DateTimeOffset? start, DateTimeOffset? end)
    {
        Start = WholeSeconds(start);
        End = WholeSeconds(end);
        if (Start is null && End is null)
        {
            throw new InvalidFieldException("TimeInterval", null, Messages.EmptyInterval);
        }

        if (Start > End)
        {
            throw new InvalidFieldException("TimeInterval", ToString(), Messages.IntervalOrder);
        }
    }

    /// <summary>An interval of an answer: what the service accepted is not refused here.</summary>
    internal CiTimeInterval()
    {
    }

    /// <summary>
    /// The text of an end that an answer has and that can't be read as a time: the interval is neither open there nor known.
    /// </summary>
    internal string? UnreadStart { get; init; }

    /// <inheritdoc cref="UnreadStart"/>
    internal string? UnreadEnd { get; init; }

    /// <summary>
    /// Whether an end was reckoned from now by this machine's clock: uploads are stamped by the service's. It is no part of what is
    /// compared.
    /// </summary>
    internal bool IsByMachineClock => StartAgo is not null || EndAgo is not null;

    /// <summary>How long before now the start was said to be; null where it was said as a time.</summary>
    internal TimeSpan? StartAgo { get; private init; }

    /// <inheritdoc cref="StartAgo"/>
    internal TimeSpan? EndAgo { get; private init; }

    /// <summary>The first upload time; null for the beginning.</summary>
    public DateTimeOffset? Start { get; internal init; }

    /// <summary>The last upload time; null for now, as the service sees it when the job starts.</summary>
    public DateTimeOffset? End { get; internal init; }

    /// <summary>The interval as text, so that it is the same again after a trip through a CSV or JSON file under any culture.</summary>
    public string TimeInterval => ToString();

    /// <summary>Makes an interval of a start, an end and a length.</summary>
    /// <param name="start">The first upload time; null when it follows from the others, or for the beginning.</param>
    /// <param name="end">The last upload time; null when it follows from the others, or for now.</param>
    /// <param name="length">
    /// How long it is, from <paramref name="start"/> or up to <paramref name="end"/>, or up to now without either; null for no length.
    /// </param>
    /// <returns>The interval.</returns>
    /// <exception cref="InvalidFieldException">
    /// All are null, all are given, the start is after the end, or the length reaches beyond the calendar.
    /// </exception>
    public static CiTimeInterval Create(DateTimeOffset? start, DateTimeOffset? end, TimeSpan? length)
    {
        return Create(new IntervalEnd(start), new IntervalEnd(end), length);
    }

    /// <summary>Makes an interval of ends that may have been reckoned from now.</summary>
    /// <inheritdoc cref="Create(DateTimeOffset?, DateTimeOffset?, TimeSpan?)"/>
    internal static CiTimeInterval Create(IntervalEnd start, IntervalEnd end, TimeSpan? length)
    {
        if (length is { } span)
        {
            if (start.Time is not null && end.Time is not null)
            {
                throw new InvalidFieldException("Last", null, Messages.LastWithBoth);
            }

            IntervalEnd.CheckLength("Last", span.ToString(), span);
            try
            {
                if (start.Time is not null)
                {
                    end = start.Later(span);
                }
                else
                {
                    end = end.Time is null ? new IntervalEnd(DateTimeOffset.Now, TimeSpan.Zero) : end;
                    start = end.Later(-span);
                }
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new InvalidFieldException("Last", span.ToString(), Messages.LastTooLong);
            }
        }

        return new CiTimeInterval(start.Time, end.Time) { StartAgo = start.Ago, EndAgo = end.Ago };
    }

    /// <summary>
    /// Reads <c>start/end</c>, where one side may be empty: <c>2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800</c>; or a length up to
    /// now: <c>1d</c>.
    /// </summary>
    /// <param name="text">
    /// The text; each time as ISO 8601, or anything that .NET reads in the invariant culture. A time without an offset is local.
    /// </param>
    /// <returns>The interval.</returns>
    /// <exception cref="InvalidFieldException">It is neither two times in order with a slash between them nor a length.</exception>
    public static CiTimeInterval Parse(string text)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        int slash = text.IndexOf('/');
        if (slash < 0 && CiDuration.TryParse(text, out TimeSpan length))
        {
            return Create(null, null, IntervalEnd.CheckLength("TimeInterval", text, length));
        }

        if (slash < 0 || text.IndexOf('/', slash + 1) >= 0)
        {
            throw new InvalidFieldException("TimeInterval", text, Messages.IntervalText);
        }

        DateTimeOffset now = DateTimeOffset.Now;
        return Create(ReadEnd(text, text.Substring(0, slash), now), ReadEnd(text, text.Substring(slash + 1), now), null);
    }

    /// <summary>
    /// Reads an interval that was a job's. Its times have offsets: without one it isn't known whose time it is, and that end stays unread.
    /// </summary>
    /// <inheritdoc cref="Parse"/>
    internal static CiTimeInterval ParseOfJob(string text)
    {
        string[] ends = text.Split('/');
        if (ends.Length != 2)
        {
            return Parse(text);
        }

        string? unreadStart = Unread(ends[0]);
        string? unreadEnd = Unread(ends[1]);
        return unreadStart is null && unreadEnd is null ? Parse(text) : new CiTimeInterval
        {
            Start = ServiceTime.Read(ends[0]),
            End = ServiceTime.Read(ends[1]),
            UnreadStart = unreadStart,
            UnreadEnd = unreadEnd,
        };

        static string? Unread(string end) =>
            end.Trim() is { Length: > 0 } text and not ".." && ServiceTime.Read(text) is null ? text : null;
    }

    /// <summary>This interval, where both its ends are known.</summary>
    /// <exception cref="InvalidFieldException">
    /// The service wrote one that can't be read: to leave it out would be another interval.
    /// </exception>
    internal CiTimeInterval CheckKnown() =>
        UnreadStart is null && UnreadEnd is null ? this
            : throw new InvalidFieldException("TimeInterval", ToString(), Messages.IntervalUnread);

    /// <summary>
    /// Reads a time: the service's form, ISO 8601, anything that .NET reads in the invariant culture, or a length, which is that long ago.
    /// One without an offset is local.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The time.</returns>
    /// <exception cref="InvalidFieldException">It isn't a time, or it can be read as two.</exception>
    public static DateTimeOffset ReadTime(string text)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        return ReadTimeOrAgo(text).Time!.Value;
    }

    /// <summary>Reads a time, or a length before now as one.</summary>
    /// <inheritdoc cref="ReadTime"/>
    internal static IntervalEnd ReadTimeOrAgo(string text) => IntervalEnd.Read("Time", text, Messages.TimeText, DateTimeOffset.Now);

    /// <summary>Whether one of the readings of a text is this time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time.</param>
    /// <returns>True when it is.</returns>
    public static bool CanBe(string text, DateTimeOffset time)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        string trimmed = text.Trim();
        return ServiceTime.SwapDayAndMonth(trimmed) is { } swapped
            && ServiceTime.TryParseLoose(swapped, out DateTimeOffset other) && other == time
            || ServiceTime.TryParseLoose(trimmed, out DateTimeOffset one) && one == time;
    }

    /// <summary>The same interval with the ends that were reckoned from now by the service's clock; its others stay as they are.</summary>
    /// <param name="difference">How far the service's clock is ahead of this machine's.</param>
    internal CiTimeInterval ByServiceClock(TimeSpan difference) =>
        !IsByMachineClock ? this
            : new CiTimeInterval(StartAgo is null ? Start : Start + difference, EndAgo is null ? End : End + difference);

    /// <summary>
    /// This interval with its ends that were reckoned from now put before one fixed moment: the same for two rows that say the same length.
    /// </summary>
    internal CiTimeInterval BeforeFixedMoment() => !IsByMachineClock ? this : new CiTimeInterval()
    {
        Start = StartAgo is { } start ? FixedMoment - start : Start,
        End = EndAgo is { } end ? FixedMoment - end : End,
    };

    /// <summary>Whether both have the same ends.</summary>
    /// <param name="other">Another interval.</param>
    /// <returns>True where they have.</returns>
    public bool Equals(CiTimeInterval? other) =>
        other is not null && Start == other.Start && End == other.End && UnreadStart == other.UnreadStart && UnreadEnd == other.UnreadEnd;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Start.GetHashCode() * 397) ^ End.GetHashCode());

    /// <summary>The interval as it goes on the wire, its ends joined by a slash; an open end is empty.</summary>
    public override string ToString() =>
        (Start is { } start ? ServiceTime.Format(start) : UnreadStart) + "/" + (End is { } end ? ServiceTime.Format(end) : UnreadEnd);

    private static IntervalEnd ReadEnd(string interval, string part, DateTimeOffset now)
    {
        string text = part.Trim();
        return text.Length == 0 || text == ".." ? default : IntervalEnd.Read("TimeInterval", text, Messages.IntervalText, now, interval);
    }

    private static DateTimeOffset? WholeSeconds(DateTimeOffset? time) =>
        time is { } value ? value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond)) : null;
}
