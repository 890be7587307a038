using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Reflection;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Benchmarks;

/// <summary>A real pwsh in a process of its own, from the PowerShell package.</summary>
internal static class RealShell
{
    /// <summary>The start of a script that measures: <c>Get-Milliseconds { … }</c> returns milliseconds.</summary>
    private const string Measure = """
        $ErrorActionPreference = 'Stop'
        function Get-Milliseconds([scriptblock] $Work) { $clock = [Diagnostics.Stopwatch]::StartNew(); . $Work; $clock.Elapsed.TotalMilliseconds }
        """;

    /// <summary>Runs a script, with the module and its context set to a sandbox where there is one.</summary>
    /// <returns>The numbers that it returns.</returns>
    /// <exception cref="InvalidOperationException">It fails, or returns something else.</exception>
    public static double[] Run(string script, Uri? endpoint = null)
    {
        string context = endpoint is null ? "" : $"""
            Import-Module '{ModuleFolder.Find()}'
            $workflow = '{DemoWorld.WorkflowId}'
            Set-CiContext -Bucket {DemoWorld.Bucket} -Region {DemoWorld.Region} -Endpoint {endpoint.GetLeftPart(UriPartial.Authority)}
            """;
        string numbers = $"& {{\n{script}\n}} | ForEach-Object {{ ([double]$_).ToString('R', [cultureinfo]::InvariantCulture) }}";
        var start = new ProcessStartInfo("dotnet", [Program(), "-NoProfile", "-NonInteractive", "-Command", $"{Measure}\n{context}\n{numbers}"]) { RedirectStandardOutput = true };
        start.Environment["TENCENTCLOUD_SECRET_ID"] = DemoWorld.Account.SecretId;
        start.Environment["TENCENTCLOUD_SECRET_KEY"] = DemoWorld.Account.SecretKey;
        using Process shell = Process.Start(start)!;
        string text = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"pwsh ended with {shell.ExitCode}: {text}");
    }

    private static string Program() =>
        typeof(RealShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PowerShell").Value!;
}
