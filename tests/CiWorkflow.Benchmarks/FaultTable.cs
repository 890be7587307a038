using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Faults;

namespace CiWorkflow.Benchmarks;

/// <summary>Two hundred triggers for each fault, three calls in ten struck.</summary>
internal static class FaultTable
{
    public const string Command = "faults";

    private const int Wanted = 200;

    public static async Task RunAsync(TextWriter output)
    {
        output.WriteLine("| fault (30 % of the calls) | jobs wanted | jobs made | lost | doubled | unknown | requests |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (string name in FaultRun.Names)
        {
            FaultRun run = await FaultRun.RunAsync(name, Wanted, 0.3, seed: 1, CancellationToken.None);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {run.Wanted:N0} | {run.Made:N0} | {run.Lost} | {run.Doubled} | {run.Unknown} | {run.Requests:N0} |"));
            if (run.Failures.Length > 0)
            {
                await Console.Error.WriteLineAsync(run.Failures);
            }
        }
    }
}
