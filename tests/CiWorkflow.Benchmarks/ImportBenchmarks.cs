using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Reflection.Emit;
using BenchmarkDotNet.Attributes;
using CiWorkflow.Sandbox;

namespace CiWorkflow.Benchmarks;

/// <summary>Import-Module in a new runspace, beside a binary module with one empty cmdlet.</summary>
[MemoryDiagnoser]
public class ImportBenchmarks
{
    private string _empty = "";
    private Runspace? _runspace;

    /// <summary>Writes the empty module.</summary>
    [GlobalSetup]
    public void Setup() => _empty = EmptyModule.Write(Path.Combine(Path.GetTempPath(), "CiWorkflow.Benchmarks"));

    /// <summary>A runspace of its own for every import.</summary>
    [IterationSetup]
    public void Open()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
    }

    /// <summary>Closes it.</summary>
    [IterationCleanup]
    public void Close() => _runspace?.Dispose();

    /// <summary>The empty module.</summary>
    [Benchmark(Baseline = true)]
    public void AnEmptyBinaryModule() => Import(_empty);

    /// <summary>CiWorkflow, with its views.</summary>
    [Benchmark]
    public void CiWorkflow() => Import(ModuleFolder.Find());

    private void Import(string path)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", path).Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
        }
    }
}

/// <summary>A binary module with one cmdlet that does nothing.</summary>
internal static class EmptyModule
{
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "EmptyModule.dll");
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("EmptyModule"), typeof(object).Assembly);
        TypeBuilder cmdlet = assembly.DefineDynamicModule("EmptyModule").DefineType("EmptyCommand", TypeAttributes.Public | TypeAttributes.Class, typeof(PSCmdlet));
        cmdlet.SetCustomAttribute(new CustomAttributeBuilder(typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!, ["Get", "Nothing"]));
        cmdlet.DefineDefaultConstructor(MethodAttributes.Public);
        cmdlet.CreateType();
        assembly.Save(file);
        return file;
    }
}
