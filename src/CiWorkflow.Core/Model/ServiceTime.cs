using System;
using System.Globalization;

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

    /// <summary>
    /// Reads the service's form, and then whatever .NET reads in the invariant culture. A time without an offset is local.
    /// </summary>
    public static bool TryParseLoose(string text, out DateTimeOffset time) =>
        TryParse(text, out time)
        || DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces, out time);

    private static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
