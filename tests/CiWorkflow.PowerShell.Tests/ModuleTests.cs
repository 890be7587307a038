using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>What ships, and that it imports.</summary>
public sealed class ModuleTests
{
    /// <summary>Two assemblies of our own ship and nothing else.</summary>
    [Fact]
    public void TwoAssembliesShip() =>
        Assert.Equal(
            ["CiWorkflow.Core.dll", "CiWorkflow.dll"],
            Directory.GetFiles(ModuleFolder.Find(), "*.dll", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    /// <summary>The manifest exports what is there: no more, no less, and nothing by wildcard.</summary>
    [Fact]
    public async Task TheManifestExportsWhatIsThere()
    {
        await using ModuleFixture module = await ModuleFixture.StartAsync();
        string[] exported = [.. module.Run("(Get-Module CiWorkflow).ExportedCommands.Keys").Output.Select(name => (string)name.BaseObject).Order(StringComparer.Ordinal)];
        string[] listed = [.. ((object[])Manifest()["CmdletsToExport"]!).Cast<string>().Order(StringComparer.Ordinal)];
        Assert.Equal(listed, exported);
        string[] compiled = [.. module.Run("[System.AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { if ($_.GetName().Name -eq 'CiWorkflow') { $_.GetExportedTypes() } }").Output
            .Select(type => ((Type)type.BaseObject).GetCustomAttributes(typeof(CmdletAttribute), false).Cast<CmdletAttribute>().SingleOrDefault())
            .Where(cmdlet => cmdlet is not null)
            .Select(cmdlet => cmdlet!.VerbName + "-" + cmdlet.NounName)
            .Order(StringComparer.Ordinal)];
        Assert.Equal(listed, compiled);
    }

    /// <summary>Windows PowerShell 5.1 and PowerShell 7 are promised, in the form that 5.1 reads.</summary>
    [Fact]
    public void TheManifestPromisesBothEditions()
    {
        Hashtable manifest = Manifest();
        Assert.Equal(["Desktop", "Core"], (object[])manifest["CompatiblePSEditions"]!);
        Assert.Equal("5.1", manifest["PowerShellVersion"]);
        Assert.Empty((object[])manifest["FunctionsToExport"]!);
        Assert.Empty((object[])manifest["AliasesToExport"]!);
        var data = (Hashtable)((Hashtable)manifest["PrivateData"]!)["PSData"]!;
        Assert.NotEmpty((object[])data["Tags"]!);
        Assert.NotNull(data["LicenseUri"]);
    }

    /// <summary>Both assemblies hang on netstandard and PowerShell alone.</summary>
    [Fact]
    public void TheAssembliesReferenceTheBaseLibraryAndPowerShell()
    {
        foreach (string file in Directory.GetFiles(ModuleFolder.Find(), "*.dll"))
        {
            using var stream = File.OpenRead(file);
            using var reader = new System.Reflection.PortableExecutable.PEReader(stream);
            System.Reflection.Metadata.MetadataReader metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
            foreach (System.Reflection.Metadata.AssemblyReferenceHandle handle in metadata.AssemblyReferences)
            {
                string name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
                Assert.True(name is "netstandard" or "CiWorkflow.Core" or "System.Management.Automation", name);
            }
        }
    }

    private static Hashtable Manifest()
    {
        string path = Path.Combine(ModuleFolder.Find(), "CiWorkflow.psd1");
        return (Hashtable)Parser.ParseFile(path, out _, out _).EndBlock.Statements.Single().Find(ast => ast is HashtableAst, false).SafeGetValue();
    }
}
