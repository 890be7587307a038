using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CiWorkflow.Model;

/// <summary>The service's times: <c>2022-02-01T12:00:00+0800</c>, in whole seconds (page: <c>%Y-%m-%dT%H:%M:%S%z</c>).</summary>
internal static class ServiceTime
{
    // zzz reads an offset with a colon and without one. Jobs come with T and without a colon, executions with one, lists of objects with
    // Z.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd HH:mm:sszzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
    ];

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Regex DayAndMonth = new(
        @"\A([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?![0-9])", RegexOptions.CultureInvariant);

    /// <summary>Writes a time with its own offset, the offset without a colon, under any culture.</summary>
    public static string Format(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).Remove(22, 1);

    /// <summary>
    /// Reads a time of an answer: T or a space, at most seven digits of a fraction, an offset with or without a colon, or Z.
    /// </summary>
    /// <returns>
    /// Null for <c>-</c>, for nothing, and for what isn't a time. So is a time without an offset: whose time it is, is not known.
    /// </returns>
    public static DateTimeOffset? Read(string text) => TryParse(text.Trim(), out DateTimeOffset time) ? time : null;

    /// <summary>Whether something of this module can have happened then: a time at an end of the calendar can't be reckoned with.</summary>
    public static bool IsPlausible(DateTimeOffset time) => time > Earliest && time < Latest;

    /// <summary>
    /// Reads the service's form, and then whatever .NET reads in the invariant culture. A time without an offset is local.
    /// </summary>
    public static bool TryParseLoose(string text, out DateTimeOffset time) =>
        TryParse(text, out time)
        || DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces, out time);

    /// <summary>
    /// Whether a text has two readings: 03/04/2026, whose day and month depend on the country, or a local time in the hour that comes
    /// twice when summer time ends.
    /// </summary>
    public static bool TryReadTwoWays(string text, out string first, out string second)
    {
        first = second = "";
        Match match = DayAndMonth.Match(text);
        if (match.Success)
        {
            int one = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            int other = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            if (one is >= 1 and <= 12 && other is >= 1 and <= 12 && one != other)
            {
                first = string.Format(CultureInfo.InvariantCulture, "{0}-{1:00}-{2:00}", match.Groups[3].Value, one, other);
                second = string.Format(CultureInfo.InvariantCulture, "{0}-{1:00}-{2:00}", match.Groups[3].Value, other, one);
            }
        }
        else if (DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind, out DateTime local)
            && local.Kind == DateTimeKind.Unspecified && TimeZoneInfo.Local.IsAmbiguousTime(local))
        {
            TimeSpan[] offsets = TimeZoneInfo.Local.GetAmbiguousTimeOffsets(local);
            first = Format(new DateTimeOffset(local, offsets[0]));
            second = Format(new DateTimeOffset(local, offsets[1]));
        }

        return first.Length > 0;
    }

    /// <summary>The text with its first two numbers changed over; null where it doesn't begin with a day and a month.</summary>
    public static string? SwapDayAndMonth(string text) => DayAndMonth.IsMatch(text) ? DayAndMonth.Replace(text, "$2/$1/$3", 1) : null;

    private static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
