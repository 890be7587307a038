using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CiWorkflow.Model;

/// <summary>
/// A length of time as people write it: <c>1d</c>, <c>12h</c>, <c>30m</c>, <c>1d12h</c>, <c>2 days</c>, <c>24:00:00</c>; as .NET writes
/// it,
/// <c>1.12:00:00</c>; or as ISO 8601 does, <c>P1DT12H</c>.
/// </summary>
internal static class CiDuration
{
    // A capital M alone may be meant as a month.
    private static readonly Regex Units = new(
        @"\A\s*(?:(?<w>[0-9]{1,6})\s*w(?:eeks?)?\s*)?(?:(?<d>[0-9]{1,6})\s*d(?:ays?)?\s*)?(?:(?<h>[0-9]{1,6})\s*h(?:ours?)?\s*)?"
        + @"(?:(?<m>[0-9]{1,6})\s*(?-i:m|M(?=[Ii]))(?:in|inutes?)?\s*)?(?:(?<s>[0-9]{1,9})\s*s(?:ec|econds?)?\s*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // ISO 8601. Years and months have no fixed length and are refused.
    private static readonly Regex Iso = new(
        @"\A\s*P(?=.)(?:(?<w>[0-9]{1,6})W)?(?:(?<d>[0-9]{1,6})D)?"
        + @"(?:T(?=.)(?:(?<h>[0-9]{1,6})H)?(?:(?<m>[0-9]{1,6})M)?(?:(?<s>[0-9]{1,9})S)?)?\s*\z",
        RegexOptions.CultureInvariant);

    // TimeSpan would read 24:00:00 as 24 days.
    private static readonly Regex Clock = new(
        @"\A\s*(?<h>[0-9]{1,6}):(?<m>[0-5]?[0-9])(?::(?<s>[0-5]?[0-9](?:\.[0-9]{1,7})?))?\s*\z",
        RegexOptions.CultureInvariant);

    /// <summary>
    /// Reads a length: weeks, days, hours, minutes and seconds with their units in this order, or a TimeSpan with a colon.
    /// </summary>
    /// <param name="text">The text. A bare number has no unit and is refused.</param>
    /// <returns>The length; it may be negative where a TimeSpan's text is.</returns>
    /// <exception cref="InvalidFieldException">It isn't a length.</exception>
    public static TimeSpan Parse(string text)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        return TryParse(text, out TimeSpan length) ? length : throw new InvalidFieldException("Duration", text, Messages.DurationText);
    }

    internal static bool TryParse(string text, out TimeSpan length)
    {
        Match match = Units.Match(text);
        if (!match.Success)
        {
            match = Clock.Match(text) is { Success: true } clock ? clock : Iso.Match(text);
        }

        if (match.Success && text.Trim().Length > 0)
        {
            double seconds = (Part(match, "w") * 604800) + (Part(match, "d") * 86400)
                + (Part(match, "h") * 3600) + (Part(match, "m") * 60) + Part(match, "s");
            length = TimeSpan.FromSeconds(seconds);
            return true;
        }

        // Only with a colon: TimeSpan reads the text 7 as seven days.
        length = default;
        return text.IndexOf(':') >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out length);
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
}
