using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using CiWorkflow.Sandbox.Demo;
using CiWorkflow.Sandbox.Engine;

namespace CiWorkflow.Benchmarks;

/// <summary>The managed heap while a list runs through ForEach-Object: its highest reading after a collection, every 500 jobs.</summary>
internal static class ListingMemory
{
    public const string Command = "listing-memory";

    public static void Run(TextWriter output)
    {
        Measure(1_000);
        long small = Measure(1_000).Heap;
        (long large, TimeSpan elapsed) = Measure(100_000);
        output.WriteLine("| jobs listed | highest managed heap, MB |");
        output.WriteLine("| ---: | ---: |");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| 1,000 | {Megabytes(small):0.0} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| 100,000 | {Megabytes(large):0.0} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nGrowth {Megabytes(large - small):0.0} MB (goal: at most 20), 100,000 jobs in {elapsed.TotalSeconds:0.0} s with the collections."));
    }

    private static (long Heap, TimeSpan Elapsed) Measure(int jobs)
    {
        using ServedSandbox sandbox = ServedSandbox.Start(jobs);
        using var engine = new PowerShellEngine(new SandboxHost(TextWriter.Null), ModuleFolder.Find());
        engine.SetContext(sandbox.Endpoint, DemoWorld.Bucket, DemoWorld.Region, DemoWorld.Account.Login());
        var clock = Stopwatch.StartNew();
        RunResult run = engine.Run("""
            $count = 0; $highest = 0L
            Get-CiWorkflowJob | ForEach-Object {
                if (++$count % 500 -eq 0) { $now = [GC]::GetTotalMemory($true); if ($now -gt $highest) { $highest = $now } }
            }
            $count; $highest
            """);
        if (run.Errors.Count > 0 || (int)run.Output[0].BaseObject != jobs)
        {
            throw new InvalidOperationException(run.Errors.Count > 0 ? run.Errors[0].ToString() : "The list was not whole.");
        }

        return ((long)run.Output[1].BaseObject, clock.Elapsed);
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
