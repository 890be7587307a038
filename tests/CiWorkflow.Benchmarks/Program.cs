using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CiWorkflow.Benchmarks;

/// <summary>dotnet run -c Release --project tests/CiWorkflow.Benchmarks -- --filter '*'</summary>
internal static class Program
{
    private static void Main(string[] arguments)
    {
        // In this process: the projects that BenchmarkDotNet writes don't know the rules of this repository.
        IConfig config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
    }
}
