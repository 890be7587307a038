using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Benchmarks;

/// <summary>The managed heap while a list runs through ForEach-Object: its highest reading after a collection, every 500 items.</summary>
internal static class ListingMemory
{
    public const string Command = "listing-memory";

    public static void Run(TextWriter output)
    {
        output.WriteLine("| through ForEach-Object { } | items | highest managed heap, MB | growth, MB | seconds, with the collections |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach ((string script, int many) in new[] { ("Get-CiWorkflowJob", 100_000), ("Get-CiWorkflowInput huge/", 250_000) })
        {
            Measure(script, 1_000);
            (long small, TimeSpan shortly) = Measure(script, 1_000);
            (long large, TimeSpan longer) = Measure(script, many);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {script} | 1,000 | {Megabytes(small):0.0} | | {shortly.TotalSeconds:0.0} |"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {script} | {many:N0} | {Megabytes(large):0.0} | {Megabytes(large - small):0.0} | {longer.TotalSeconds:0.0} |"));
        }
    }

    private static (long Heap, TimeSpan Elapsed) Measure(string script, int items)
    {
        using ServedSandbox sandbox = ServedSandbox.Start(items);
        using var engine = new PowerShellEngine(new SandboxHost(TextWriter.Null), ModuleFolder.Find());
        engine.SetContext(sandbox.Endpoint, DemoWorld.Bucket, DemoWorld.Region, DemoWorld.Account.Login());
        var clock = Stopwatch.StartNew();
        RunResult run = engine.Run($$"""
            $count = 0; $highest = 0L
            {{script}} | ForEach-Object {
                if (++$count % 500 -eq 0) { $now = [GC]::GetTotalMemory($true); if ($now -gt $highest) { $highest = $now } }
            }
            $count; $highest
            """);
        if (run.Errors.Count > 0 || (int)run.Output[0].BaseObject != items)
        {
            throw new InvalidOperationException(run.Errors.Count > 0 ? run.Errors[0].ToString() : "The list was not whole.");
        }

        return ((long)run.Output[1].BaseObject, clock.Elapsed);
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
