using System;
using System.Collections.Generic;

namespace CiWorkflow.Sandbox.World;

/// <summary>The text of a UrlFile: one object URL a line.</summary>
internal static class UrlFile
{
    /// <summary>The keys that the URLs name, in their order; lines that are no URL are passed over.</summary>
    public static IEnumerable<string> Keys(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int scheme = line.IndexOf("://", StringComparison.Ordinal);
            int path = scheme < 0 ? -1 : line.IndexOf('/', scheme + 3);
            if (path > 0)
            {
                yield return Uri.UnescapeDataString(line[(path + 1)..]);
            }
        }
    }
}
