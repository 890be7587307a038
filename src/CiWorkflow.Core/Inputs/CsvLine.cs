using System.Collections.Generic;
using System.Text;

namespace CiWorkflow.Inputs;

/// <summary>A line of CSV: fields separated by commas, in quotes where they need them, a quote in quotes doubled.</summary>
internal static class CsvLine
{
    /// <summary>Splits a line; false when a quote isn't closed or text follows behind one.</summary>
    public static bool Split(string line, List<string> fields)
    {
        fields.Clear();
        int at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                if (ReadQuoted(line, ref at) is not { } field)
                {
                    return false;
                }

                fields.Add(field);
                if (at == line.Length)
                {
                    return true;
                }

                if (line[at++] != ',')
                {
                    return false;
                }
            }
            else
            {
                int comma = line.IndexOf(',', at);
                fields.Add(comma < 0 ? line.Substring(at) : line.Substring(at, comma - at));
                if (comma < 0)
                {
                    return true;
                }

                at = comma + 1;
            }
        }
    }

    private static string? ReadQuoted(string line, ref int at)
    {
        int start = ++at;
        StringBuilder? text = null;
        while (true)
        {
            int quote = line.IndexOf('"', at);
            if (quote < 0)
            {
                return null;
            }

            at = quote + 1;
            if (at == line.Length || line[at] != '"')
            {
                return text is null ? line.Substring(start, quote - start) : text.Append(line, start, quote - start).ToString();
            }

            (text ??= new StringBuilder()).Append(line, start, at - start);
            start = ++at;
        }
    }
}
