using System;
using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.World;

/// <summary>The text of a UrlFile: one object URL a line.</summary>
internal static class UrlFile
{
    /// <summary>The keys that the URLs name, in their order; lines that are no URL are passed over.</summary>
    public static IEnumerable<string> Keys(string text, IReadOnlySet<ServiceVariant> variants)
    {
        IEnumerable<string> lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Skip(variants.Contains(ServiceVariant.UrlFileFirstLineSkipped) ? 1 : 0)
            .Take(variants.Contains(ServiceVariant.UrlFileOfTenLines) ? 10 : int.MaxValue);
        foreach (string line in lines)
        {
            int scheme = line.IndexOf("://", StringComparison.Ordinal);
            int path = scheme < 0 ? -1 : line.IndexOf('/', scheme + 3);
            if (path > 0)
            {
                string key = line[(path + 1)..];
                yield return variants.Contains(ServiceVariant.UrlFileNotDecoded) ? key : Uri.UnescapeDataString(key);
            }
        }
    }
}
