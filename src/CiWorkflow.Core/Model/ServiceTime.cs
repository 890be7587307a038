using System;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>The service's times: <c>2022-02-01T12:00:00+0800</c>, in whole seconds (page: <c>%Y-%m-%dT%H:%M:%S%z</c>).</summary>
internal static class ServiceTime
{
    /// <summary>Writes a time with its own offset, the offset without a colon, under any culture.</summary>
    public static string Format(DateTimeOffset time)
    {
        var text = new char[24];
        Digits(text, 0, 4, time.Year);
        text[4] = '-';
        Digits(text, 5, 2, time.Month);
        text[7] = '-';
        Digits(text, 8, 2, time.Day);
        text[10] = 'T';
        Digits(text, 11, 2, time.Hour);
        text[13] = ':';
        Digits(text, 14, 2, time.Minute);
        text[16] = ':';
        Digits(text, 17, 2, time.Second);
        int minutes = (int)time.Offset.TotalMinutes;
        text[19] = minutes < 0 ? '-' : '+';
        Digits(text, 20, 2, Math.Abs(minutes) / 60);
        Digits(text, 22, 2, Math.Abs(minutes) % 60);
        return new string(text);
    }

    /// <summary>Reads a time of an answer: the offset with a colon, without one, or <c>Z</c>; a fraction of a second is read past.</summary>
    /// <returns>Null for <c>-</c>, for nothing, and for what isn't a time: a job is not lost for the sake of one.</returns>
    public static DateTimeOffset? Read(string text) => TryParse(text.Trim(), out DateTimeOffset time) ? time : null;

    /// <summary>Reads the service's form, and then whatever .NET reads in the invariant culture. A time without an offset is local.</summary>
    public static bool TryParseLoose(string text, out DateTimeOffset time) =>
        TryParse(text, out time)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces, out time);

    private static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 20
            || !Number(text, 0, 4, out int year) || text[4] != '-'
            || !Number(text, 5, 2, out int month) || text[7] != '-'
            || !Number(text, 8, 2, out int day) || text[10] is not ('T' or 't' or ' ')
            || !Number(text, 11, 2, out int hour) || text[13] != ':'
            || !Number(text, 14, 2, out int minute) || text[16] != ':'
            || !Number(text, 17, 2, out int second))
        {
            return false;
        }

        int at = 19;
        if (text[at] == '.')
        {
            do
            {
                at++;
            }
            while (at < text.Length && text[at] is >= '0' and <= '9');
        }

        if (!Offset(text, at, out int offset)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        long utc = local.Ticks - (offset * TimeSpan.TicksPerMinute);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(local, TimeSpan.FromMinutes(offset));
        return true;
    }

    private static bool Offset(string text, int at, out int minutes)
    {
        minutes = 0;
        int left = text.Length - at;
        if (left == 1)
        {
            return text[at] is 'Z' or 'z';
        }

        if (left is not (5 or 6) || text[at] is not ('+' or '-') || (left == 6 && text[at + 3] != ':')
            || !Number(text, at + 1, 2, out int hours) || !Number(text, text.Length - 2, 2, out int rest)
            || rest > 59 || (hours * 60) + rest > 14 * 60)
        {
            return false;
        }

        minutes = ((hours * 60) + rest) * (text[at] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(string text, int start, int length, out int value)
    {
        value = 0;
        for (int i = start; i < start + length; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }

            value = (value * 10) + (text[i] - '0');
        }

        return true;
    }

    private static void Digits(char[] target, int start, int length, int value)
    {
        for (int i = start + length - 1; i >= start; i--)
        {
            target[i] = (char)('0' + (value % 10));
            value /= 10;
        }
    }
}
