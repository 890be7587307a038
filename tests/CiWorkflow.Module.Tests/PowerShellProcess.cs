using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Module.Tests;

/// <summary>A pwsh, from the PowerShell package, that runs test files.</summary>
internal sealed class PowerShellProcess : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';
    private const int KeptLines = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = [];

    private PowerShellProcess(Process process) => _process = process;

    public static string TestFolder => Metadata("TestFolder");

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it.</summary>
    /// <param name="host">The address of the test host.</param>
    /// <param name="file">The one file to run; null for all that the host orders.</param>
    public static PowerShellProcess Start(string host, TestFile? file = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = TestFolder,
        };
        string script = Path.Combine(TestFolder, file is null ? "RunFiles.ps1" : "RunFile.ps1");
        string[] arguments = [Metadata("PowerShell"), "-NoProfile", "-NonInteractive", "-File", script, "-Pester", Metadata("Pester"), .. file?.Arguments ?? []];
        arguments.ToList().ForEach(start.ArgumentList.Add);
        start.Environment["CIWORKFLOW_TESTHOST"] = host;

        // A shell that a test starts ends within seconds: code that is compiled twice for it is compiled in vain.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["CIWORKFLOW_CONFIGURATION"] = Metadata("Configuration");
        start.Environment["CIWORKFLOW_SANDBOX"] = Metadata("Sandbox");
        start.Environment["CIWORKFLOW_SHELLS"] = typeof(PowerShellProcess).Assembly.Location;
        var shell = new PowerShellProcess(Process.Start(start)!);
        shell._process.StandardInput.Close();
        shell._process.ErrorDataReceived += (_, line) => shell.Keep(line.Data);
        shell._process.BeginErrorReadLine();
        return shell;
    }

    /// <summary>The records as they come, to the end of the process.</summary>
    public async IAsyncEnumerable<TestRecord> ReadRecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            // A test may have written to the console without ending its line.
            int start = line.IndexOf(RecordSeparator, StringComparison.Ordinal);
            if (start < 0)
            {
                Keep(line);
            }
            else
            {
                yield return JsonSerializer.Deserialize<TestRecord>(line.AsSpan(start + 1), Json)!;
            }
        }

        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>How it ended, and what it wrote last.</summary>
    public string LastWords()
    {
        lock (_lastLines)
        {
            return string.Join('\n', [$"pwsh ended with exit code {_process.ExitCode} before the tests did.", .. _lastLines]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(PowerShellProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    private void Keep(string? line)
    {
        lock (_lastLines)
        {
            if (line is not null)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > KeptLines)
                {
                    _lastLines.Dequeue();
                }
            }
        }
    }
}
