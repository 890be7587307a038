using System;
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
/// Runs each test file with Pester in a pwsh of its own, as many at once as there are processors, and reports each It as it comes.
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

        // The longest first, so that no processor waits for one at the end.
        IEnumerable<FileInfo> files = new DirectoryInfo(PowerShellProcess.TestFolder).EnumerateFiles("*.Tests.ps1")
            .Where(found => FileSystemName.MatchesSimpleExpression(file, found.Name))
            .OrderByDescending(found => found.Length);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = context.CancellationToken };
        await Parallel.ForEachAsync(files, parallel, async (found, cancellationToken) =>
        {
            string? lines = chosen is null ? null : TestRecord.LinesOf(found.Name, chosen);
            if (lines != "")
            {
                await RunFileAsync(found, name, lines, list, node => PublishAsync(context, request.Session.SessionUid, node), cancellationToken);
            }
        });
        context.Complete();
    }

    private static async Task RunFileAsync(
        FileInfo file, string name, string? lines, bool list, Func<TestNode, Task> publish, CancellationToken cancellationToken)
    {
        await using var shell = PowerShellProcess.Start(file.FullName, name, lines, list);
        TestRecord? running = null;
        bool finished = false;
        await foreach (TestRecord record in shell.ReadRecordsAsync(cancellationToken))
        {
            finished |= record.Event == "finished";
            running = record.Event == "started" ? record : null;
            if (record.ToNode(file.FullName, list) is { } node)
            {
                await publish(node);
            }
        }

        if (!finished)
        {
            TestRecord broken = running ?? new TestRecord { Uid = file.Name + ": pwsh", Name = file.Name + ": pwsh" };
            await publish((broken with { Event = "broken", Message = shell.LastWords() }).ToNode(file.FullName, list: false)!);
        }
    }

    private Task PublishAsync(ExecuteRequestContext context, SessionUid session, TestNode node) =>
        context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(session, node));

    private string? Option(string name) => options.TryGetOptionArgumentList(name, out string[]? arguments) ? arguments[0] : null;
}
