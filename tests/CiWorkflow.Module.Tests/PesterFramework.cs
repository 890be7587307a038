using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;
using Microsoft.Testing.Platform.TestHost;

namespace CiWorkflow.Module.Tests;

/// <summary>
/// Runs the test files with Pester in twice as many pwsh as there are processors, for most tests wait for something; each file has a
/// runspace of its own, and each It is reported as it comes.
/// </summary>
internal sealed class PesterFramework(ICommandLineOptions options) : ITestFramework, IDataProducer
{
    public string Uid => nameof(PesterFramework);

    public string Version => "1.0.0";

    public string DisplayName => "Pester";

    public string Description => "Pester in a real PowerShell";

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        var request = (TestExecutionRequest)context.Request;
        bool list = request is DiscoverTestExecutionRequest;
        HashSet<string>? chosen = request.Filter is TestNodeUidListFilter filter ? [.. filter.TestNodeUids.Select(uid => uid.Value)] : null;
        string name = Option(PesterOptions.Name) ?? "*";
        string file = (Option(PesterOptions.File) ?? "*") + ".Tests.ps1";

        // Those that start processes first, and then the longest, so that no processor waits for one at the end.
        TestFile[] files = [.. new DirectoryInfo(PowerShellProcess.TestFolder).EnumerateFiles("*.Tests.ps1")
            .Where(found => FileSystemName.MatchesSimpleExpression(file, found.Name))
            .OrderByDescending(found => found.Length)
            .Select(found => TestFile.Read(found, name, chosen, list))
            .Where(found => found.MayHaveTests)
            .OrderByDescending(found => found.StartsProcesses)];
        var alone = new ConcurrentQueue<TestFile>(files.Where(found => found.IsAlone));
        var shared = new ConcurrentQueue<TestFile>(files.Where(found => !found.IsAlone));
        await using TestHost host = await TestHost.StartAsync(() => shared.TryDequeue(out TestFile? next) ? next.Order : null);
        Func<TestNode, Task> publish = node => PublishAsync(context, request.Session.SessionUid, node);
        int shells = Math.Min(2 * Environment.ProcessorCount, files.Length);
        await Task.WhenAll(Enumerable.Range(0, shells).Select(_ => Task.Run(async () =>
        {
            // Those that need a process of their own first; then one process for the rest, and another where a file ended it.
            while (alone.TryDequeue(out TestFile? next))
            {
                await RunAsync(PowerShellProcess.Start(host.Address, next), list, publish, context.CancellationToken);
            }

            while (!shared.IsEmpty)
            {
                await RunAsync(PowerShellProcess.Start(host.Address), list, publish, context.CancellationToken);
            }
        })));
        context.Complete();
    }

    private static async Task RunAsync(PowerShellProcess shell, bool list, Func<TestNode, Task> publish, CancellationToken cancellationToken)
    {
        await using PowerShellProcess disposed = shell;
        string file = "";
        TestRecord? running = null;
        await foreach (TestRecord record in shell.ReadRecordsAsync(cancellationToken))
        {
            file = record.Event switch { "file" => record.Name, "finished" => "", _ => file };
            running = record.Event == "started" ? record : null;
            if (record.ToNode(file, list) is { } node)
            {
                await publish(node);
            }
        }

        if (file != "" || shell.ExitCode != 0)
        {
            string name = (file != "" ? Path.GetFileName(file) + ": " : "") + "pwsh";
            TestRecord broken = running ?? new TestRecord { Uid = name, Name = name };
            await publish((broken with { Event = "broken", Message = shell.LastWords() }).ToNode(file, list: false)!);
        }
    }

    private Task PublishAsync(ExecuteRequestContext context, SessionUid session, TestNode node) =>
        context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(session, node));

    private string? Option(string name) => options.TryGetOptionArgumentList(name, out string[]? arguments) ? arguments[0] : null;
}
