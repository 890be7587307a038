using System;
using System.Globalization;
using System.Threading.Tasks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CiWorkflow.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/CiWorkflow.Benchmarks -- (--filter '*' | side-by-side | faults | creation-rate | import |
/// input-rates | listing-memory)
/// </summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        switch (arguments)
        {
            case [ServedSandbox.Command, string jobs]:
                await ServedSandbox.ServeAsync(int.Parse(jobs, CultureInfo.InvariantCulture));
                break;
            case [ListingMemory.Command]:
                ListingMemory.Run(Console.Out);
                break;
            case [InputRates.Command]:
                await InputRates.RunAsync(Console.Out);
                break;
            case [CreationRate.Command]:
                await CreationRate.RunAsync(Console.Out);
                break;
            case [FaultTable.Command]:
                await FaultTable.RunAsync(Console.Out);
                break;
            case [SideBySide.Command]:
                await SideBySide.RunAsync(Console.Out);
                break;
            case [ColdImport.Command]:
                ColdImport.Run(Console.Out);
                break;
            default:
                // In this process: the projects that BenchmarkDotNet writes don't know the rules of this repository.
                IConfig config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
                break;
        }
    }
}
