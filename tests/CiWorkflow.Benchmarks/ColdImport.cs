using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CiWorkflow.Sandbox;

namespace CiWorkflow.Benchmarks;

/// <summary>
/// Import-Module as the first thing of a new pwsh, in turn with a binary module of one empty cmdlet: each as an assembly alone, and with
/// this module's manifest and views, which the engine reads in the same way for both.
/// </summary>
internal static class ColdImport
{
    public const string Command = "import";

    private const int Runs = 21;

    public static void Run(TextWriter output)
    {
        string ours = ModuleFolder.Find();
        string empty = EmptyModule(ours);
        (string What, string Path, List<double> Times)[] sides =
        [
            ("an empty assembly", Path.Combine(empty, "CiWorkflow.dll"), []),
            ("CiWorkflow.dll", Path.Combine(ours, "CiWorkflow.dll"), []),
            ("the empty assembly with our manifest and views", Path.Combine(empty, "CiWorkflow.psd1"), []),
            ("CiWorkflow", Path.Combine(ours, "CiWorkflow.psd1"), []),
        ];
        for (int i = 0; i < Runs; i++)
        {
            foreach (var side in sides)
            {
                side.Times.Add(Import(side.Path));
            }
        }

        output.WriteLine("| Import-Module in a new pwsh, ms | median | fastest | slowest |");
        output.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var side in sides)
        {
            Row(output, side.What, side.Times);
        }
    }

    private static string EmptyModule(string ours)
    {
        string folder = Directory.CreateTempSubdirectory("CiWorkflow.Benchmarks").FullName;
        foreach (string file in Directory.EnumerateFiles(ours, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".dll", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(ours, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // The type data names members of our assembly.
        string manifest = Path.Combine(folder, "CiWorkflow.psd1");
        File.WriteAllLines(manifest, File.ReadLines(manifest).Where(line => !line.Contains("TypesToProcess", StringComparison.Ordinal)).ToArray());
        string assembly = Path.Combine(folder, "CiWorkflow.dll");
        RealShell.Run($"Add-Type -OutputAssembly '{assembly}' -TypeDefinition '[System.Management.Automation.Cmdlet(\"Get\", \"Nothing\")] public class EmptyCommand : System.Management.Automation.PSCmdlet {{ }}'");
        File.Copy(assembly, Path.Combine(folder, "CiWorkflow.Core.dll"));
        return folder;
    }

    private static double Import(string module) => RealShell.Run($"Get-Milliseconds {{ Import-Module '{module}' }}").Single();

    private static void Row(TextWriter output, string what, List<double> times)
    {
        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times[times.Count / 2]:0} | {times[0]:0} | {times[^1]:0} |"));
    }
}
