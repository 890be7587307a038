using System;
using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes the regions of message queues that the pages name; the service has more, and any is taken.</summary>
public sealed class MqRegionCompleter : WordListCompleter
{
    private static readonly string[] Regions = ["sh", "bj", "gz", "cd", "hk"];

    private protected override IEnumerable<string> Words => Regions;

    /// <summary>A region in the pages' spelling; one that they don't name as it is.</summary>
    internal static string Spell(string region) =>
        Array.Find(Regions, known => known.Equals(region, StringComparison.OrdinalIgnoreCase)) ?? region;
}
