using System;
using System.Globalization;
using System.Text;
using CiWorkflow.Jobs;

namespace CiWorkflow.Reports;

/// <summary>The charts of a report as SVG. Text stays in HTML beside them, so that it keeps its size on a narrow screen.</summary>
internal static class ReportCharts
{
    private const int Columns = 1000;

    /// <summary>One bar of several parts; a part that is there at all is seen.</summary>
    public static string Share(string cssClass, string label, params (string Css, long Count)[] parts)
    {
        long whole = 0;
        foreach ((_, long count) in parts)
        {
            whole += count;
        }

        var svg = Open(cssClass, label, 10);
        double x = 0;
        double least = Columns / 200.0;
        foreach ((string css, long count) in parts)
        {
            if (count > 0)
            {
                double width = Math.Max(least, Columns * (double)count / whole);
                Rectangle(svg, css, Math.Min(x, Columns - least), 0, width, 10, null);
                x += width;
            }
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>One bar of a length.</summary>
    public static string Bar(string css, double part, double whole)
    {
        var svg = Open(null, null, 10);
        Rectangle(svg, css, 0, 0, Math.Max(4, whole <= 0 ? 0 : Columns * part / whole), 10, null);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Columns over time, the failed part on top of the other; what each stands for is its title.</summary>
    public static string Times(TimeHistogram times, string label, out long highest, out DateTimeOffset from, out DateTimeOffset to)
    {
        int first = TimeHistogram.Buckets;
        int last = 0;
        highest = 0;
        for (int i = 0; i < TimeHistogram.Buckets; i++)
        {
            long here = times.Good[i] + times.Bad[i];
            if (here > 0)
            {
                first = Math.Min(first, i);
                last = i;
                highest = Math.Max(highest, here);
            }
        }

        // A single moment is drawn as one column in the middle, and not as a wall.
        int places = Math.Max(last - first + 1, 12);
        first = Math.Max(0, first - ((places - (last - first + 1)) / 2));
        double width = (double)Columns / places;
        const double Height = 100;
        var svg = Open(null, label, Height);
        svg.Append("<line class=\"grid\" x1=\"0\" x2=\"1000\" y1=\"0.5\" y2=\"0.5\"/>")
            .Append("<line class=\"grid\" x1=\"0\" x2=\"1000\" y1=\"50\" y2=\"50\"/>");
        for (int i = 0; i < places && first + i < TimeHistogram.Buckets; i++)
        {
            long good = times.Good[first + i];
            long bad = times.Bad[first + i];
            if (good + bad == 0)
            {
                continue;
            }

            string title = ReportText.ShortTime(times.Origin.AddSeconds(times.Width * (first + i)))
                + ": " + ReportText.Number(good + bad)
                    + (bad > 0 ? ", " + ReportText.Number(bad) + " " + CommandMessages.ReportFailedLower : "");
            double goodHeight = Height * good / highest;
            double badHeight = bad == 0 ? 0 : Math.Max(1.5, Height * bad / highest);
            Rectangle(svg, "good", i * width, Height - goodHeight, width * 0.86, goodHeight, title);
            Rectangle(svg, "bad", i * width, Math.Max(0, Height - goodHeight - badHeight), width * 0.86, badHeight, title);
        }

        from = times.Origin.AddSeconds(times.Width * first);
        to = times.Origin.AddSeconds(times.Width * Math.Min(first + places, TimeHistogram.Buckets));
        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(string? cssClass, string? label, double height)
    {
        var svg = new StringBuilder("<svg");
        if (cssClass is not null)
        {
            svg.Append(" class=\"").Append(cssClass).Append('"');
        }

        svg.Append(" viewBox=\"0 0 ").Append(Columns).Append(' ').Append(Text(height)).Append("\" preserveAspectRatio=\"none\"");
        return label is null ? svg.Append(" aria-hidden=\"true\">")
            : svg.Append(" role=\"img\" aria-label=\"").Append(ReportText.Encode(label)).Append("\">");
    }

    private static void Rectangle(StringBuilder svg, string css, double x, double y, double width, double height, string? title)
    {
        if (height <= 0)
        {
            return;
        }

        svg.Append("<rect class=\"").Append(css).Append("\" x=\"").Append(Text(x)).Append("\" y=\"").Append(Text(y))
            .Append("\" width=\"").Append(Text(width)).Append("\" height=\"").Append(Text(height));
        svg.Append(title is null ? "\"/>" : "\"><title>" + ReportText.Encode(title) + "</title></rect>");
    }

    private static string Text(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}
