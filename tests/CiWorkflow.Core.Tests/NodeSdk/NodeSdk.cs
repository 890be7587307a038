using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.Core.Tests.NodeSdk;

/// <summary>
/// The official Node SDK in a process of its own, given one call at a time. Without node or the SDK the test is skipped.
/// </summary>
internal sealed class NodeSdk : IAsyncDisposable
{
    private readonly Process _process;

    private NodeSdk(Process process) => _process = process;

    public static object Keys => new { DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey };

    public static NodeSdk Start(Uri endpoint)
    {
        string folder = Path.Combine(ModuleFolder.Repository(), "tests", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "cos-nodejs-sdk-v5")))
        {
            Assert.Skip("The Node SDK isn't installed: run npm ci in tests/node.");
        }

        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (string argument in new[] { "sdk.mjs", endpoint.GetLeftPart(UriPartial.Authority), DemoWorld.Bucket, DemoWorld.Region })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new NodeSdk(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node isn't on the PATH.");
            throw;
        }
    }

    /// <summary>Makes a call and returns its answer: status, and answer or code.</summary>
    public async Task<JsonNode> CallAsync(
        string call, object parameters, object? keys = null, long clockOffset = 0, bool correctsClock = false)
    {
        string line = JsonSerializer.Serialize(new { call, keys = keys ?? Keys, @params = parameters, clockOffset, correctsClock });
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), TestContext.Current.CancellationToken);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        string answer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("node ended without an answer.");
        return JsonNode.Parse(answer)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
