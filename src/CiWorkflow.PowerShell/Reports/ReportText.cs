using System;
using System.Globalization;
using System.Text;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>Numbers, times and text as they stand in a report: the same under every culture, and harmless in HTML.</summary>
internal static class ReportText
{
    /// <summary>Text as HTML, in an element or an attribute in quotes.</summary>
    public static string Encode(string text)
    {
        var html = new StringBuilder(text.Length + 16);
        foreach (char c in ShownText.Line(text))
        {
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                _ => html.Append(c),
            };
        }

        return html.ToString();
    }

    /// <summary>A name from the bucket: set apart, so that a name that runs from right to left turns nothing around it.</summary>
    public static string Name(string text) => "<bdi dir=\"auto\">" + Encode(text) + "</bdi>";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent; what is there and what is missing is never rounded away.</summary>
    public static string Percent(long part, long whole)
    {
        double percent = whole == 0 ? 0 : 100.0 * part / whole;
        return percent is > 0 and < 1 ? "<1 %"
            : percent is > 99 and < 100 ? ">99 %"
            : Math.Round(percent).ToString(CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A time of this machine's zone, with its offset.</summary>
    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>A time without a zone, for what stands beside one that has it.</summary>
    public static string ShortTime(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Length(TimeSpan time) =>
        time.TotalDays >= 1 ? $"{(int)time.TotalDays} d {time.Hours} h"
        : time.TotalHours >= 1 ? $"{time.Hours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{time.Seconds} s";

    public static string Size(long bytes) =>
        bytes >= 1e12 ? Scaled(bytes / 1e12, "TB")
        : bytes >= 1e9 ? Scaled(bytes / 1e9, "GB")
        : bytes >= 1e6 ? Scaled(bytes / 1e6, "MB")
        : Number(bytes) + " B";

    /// <summary>A rate with three digits.</summary>
    public static string Rate(double rate) => rate.ToString(rate >= 100 ? "N0" : rate >= 10 ? "N1" : "N2", CultureInfo.InvariantCulture);

    private static string Scaled(double value, string unit) => value.ToString(value >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture)
        + " " + unit;
}
