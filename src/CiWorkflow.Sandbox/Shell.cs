using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox;

/// <summary>Runs the real pwsh, in a session that has the module imported and its context set to a sandbox.</summary>
internal static class Shell
{
    // Keys of the user's own would go before, or be mixed with, those of the sandbox.
    private static readonly string[] OtherKeys =
        ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_REGION", "COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN"];

    /// <summary>A script, or a prompt where none is named.</summary>
    /// <returns>The exit code of pwsh.</returns>
    public static async Task<int> RunAsync(Uri endpoint, params IEnumerable<string> script)
    {
        string[] command = [.. script];
        var start = new ProcessStartInfo("dotnet", [Program(), "-NoLogo", "-NoProfile", .. command.Length == 0
            ? ["-NoExit"]
            : Array.Empty<string>(), "-File", Beside("Session.ps1"), .. command]);
        start.Environment["TENCENTCLOUD_SECRET_ID"] = DemoWorld.Account.SecretId;
        start.Environment["TENCENTCLOUD_SECRET_KEY"] = DemoWorld.Account.SecretKey;
        start.Environment["CIWORKFLOW_SANDBOX_MODULE"] = ModuleFolder.Find();
        start.Environment["CIWORKFLOW_SANDBOX_ENDPOINT"] = endpoint.GetLeftPart(UriPartial.Authority);
        start.Environment["CIWORKFLOW_SANDBOX_BUCKET"] = DemoWorld.Bucket;
        start.Environment["CIWORKFLOW_SANDBOX_REGION"] = DemoWorld.Region;
        foreach (string name in OtherKeys)
        {
            start.Environment.Remove(name);
        }

        // Ctrl+C goes to the shell as well, which knows what to do with it; SIGTERM reaches only this process.
        using Process shell = Process.Start(start)!;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            shell.Kill(entireProcessTree: true);
        });
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    /// <summary>A script that lies beside this program.</summary>
    public static string Beside(string script) => Path.Combine(AppContext.BaseDirectory, script);

    private static string Program()
    {
        string file = typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "PowerShell").Value!;
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} isn't there; run dotnet restore first.", file);
    }
}
