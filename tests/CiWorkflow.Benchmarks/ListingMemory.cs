using System;
using System.Globalization;
using System.IO;

namespace CiWorkflow.Benchmarks;

/// <summary>
/// The managed heap of a pwsh while a list runs through ForEach-Object: its highest reading after a collection, every 500 items.
/// </summary>
internal static class ListingMemory
{
    public const string Command = "listing-memory";

    public static void Run(TextWriter output)
    {
        output.WriteLine("| through ForEach-Object { } | items | highest managed heap, MB | growth, MB | seconds, with the collections |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach ((string script, int many) in new[] { ("Get-CiWorkflowJob", 100_000), ("Get-CiWorkflowInput huge/", 250_000) })
        {
            (double small, double shortly) = Measure(script, 1_000);
            (double large, double longer) = Measure(script, many);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {script} | 1,000 | {small / 1e6:0.0} | | {shortly:0.0} |"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {script} | {many:N0} | {large / 1e6:0.0} | {(large - small) / 1e6:0.0} | {longer:0.0} |"));
        }
    }

    private static (double Heap, double Seconds) Measure(string script, int items)
    {
        using ServedSandbox sandbox = ServedSandbox.Start(items);
        double[] measured = RealShell.Run(
            $$"""
            $global:count = 0; $global:highest = 0L
            $time = Get-Milliseconds {
                {{script}} | ForEach-Object {
                    if (++$global:count % 500 -eq 0) { $now = [GC]::GetTotalMemory($true); if ($now -gt $highest) { $global:highest = $now } }
                }
            }
            $count; $highest; $time / 1000
            """,
            sandbox.Endpoint);
        return measured[0] == items ? (measured[1], measured[2]) : throw new InvalidOperationException("The list was not whole.");
    }
}
