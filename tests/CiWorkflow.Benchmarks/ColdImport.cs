using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CiWorkflow.Sandbox;

namespace CiWorkflow.Benchmarks;

/// <summary>Import-Module as the first thing of a new pwsh, beside a binary module with one empty cmdlet, in turn.</summary>
internal static class ColdImport
{
    public const string Command = "import";

    private const int Runs = 21;

    public static void Run(TextWriter output)
    {
        string empty = Path.Combine(Directory.CreateTempSubdirectory("CiWorkflow.Benchmarks").FullName, "EmptyModule.dll");
        RealShell.Run($"Add-Type -OutputAssembly '{empty}' -TypeDefinition '[System.Management.Automation.Cmdlet(\"Get\", \"Nothing\")] public class EmptyCommand : System.Management.Automation.PSCmdlet {{ }}'");
        var nothing = new List<double>();
        var ours = new List<double>();
        for (int i = 0; i < Runs; i++)
        {
            nothing.Add(Import(empty));
            ours.Add(Import(ModuleFolder.Find()));
        }

        output.WriteLine("| Import-Module in a new pwsh, ms | median | fastest | slowest |");
        output.WriteLine("| --- | ---: | ---: | ---: |");
        Row(output, "an empty binary module", nothing);
        Row(output, "CiWorkflow", ours);
    }

    private static double Import(string module) => RealShell.Run($"Get-Milliseconds {{ Import-Module '{module}' }}").Single();

    private static void Row(TextWriter output, string what, List<double> times)
    {
        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times[times.Count / 2]:0} | {times[0]:0} | {times[^1]:0} |"));
    }
}
