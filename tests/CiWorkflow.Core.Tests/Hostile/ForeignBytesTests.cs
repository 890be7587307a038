using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Bytes that others wrote and that .NET's own readers don't take as their documents say.</summary>
public sealed class ForeignBytesTests
{
    private static readonly string Workflow = "w" + new string('0', 32);

    private static readonly Dictionary<string, Func<CiClient, Task>> Calls = new()
    {
        ["create"] = static client => client.CreateJobOnceAsync(
            new CreateJobRequest("n", Workflow, JobInput.FromPrefix("a/")), Cancellation),
        ["job"] = static client => client.GetJobAsync("b1", Cancellation),
        ["jobs"] = static client => client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation),
        ["execution"] = static client => client.GetExecutionAsync("i1", Cancellation),
        ["executions"] = static client => client.ListExecutions(new ExecutionQuery(Workflow)).NextAsync(cancellationToken: Cancellation),
        ["start"] = static client => client.StartExecutionOnceAsync(Workflow, "a", null, Cancellation),
        ["media jobs"] = static client => client.ListMediaJobs(new MediaJobQuery()).NextAsync(cancellationToken: Cancellation),
        ["workflows"] = static client => client.ListWorkflows([]).NextAsync(cancellationToken: Cancellation),
        ["new workflow"] = static client => client.CreateWorkflowAsync("n", false, "<Topology/>", Cancellation),
        ["queues"] = static client => client.ListQueues([]).NextAsync(cancellationToken: Cancellation),
        ["queue"] = static client => client.UpdateQueueAsync(new MediaQueue { Name = "n", QueueId = "p1" }, Cancellation),
        ["templates"] = static client => client.ListTemplates(new TemplateQuery()).NextAsync(cancellationToken: Cancellation),
        ["binding"] = static client => client.GetBindingAsync(Cancellation),
        ["objects"] = static client => new CosBucket(client.Settings).ListFolderAsync("a/", Cancellation),
        ["versioning"] = static client => new CosBucket(client.Settings).WasVersionedAsync(Cancellation),
    };

    /// <summary>The calls.</summary>
    public static TheoryData<string> CallNames => [.. Calls.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A declaration that isn't closed makes XmlReader throw ArgumentOutOfRangeException: each call says that the answer can't be read.
    /// </summary>
    [Theory]
    [MemberData(nameof(CallNames))]
    public async Task AnAnswerThatBreaksTheReaderIsUnreadable(string call)
    {
        using var service = new CannedService(File.ReadAllText("Hostile/Files/50-answer-bad-declaration.xml"));
        CiClientSettings settings = service.Client.Settings with { Retry = new RetrySettings { MaximumRetryCount = 0 } };
        var failure = await Assert.ThrowsAsync<CiTransportException>(() => Calls[call](new CiClient(settings)));
        Assert.Equal(TransportFailure.UnreadableAnswer, failure.Failure);
        Assert.True(failure.MayHaveActed);
    }

    /// <summary>As an error body it is one without a document, and as an entry of a ledger none.</summary>
    [Fact]
    public void SuchBytesAreNoErrorAndNoEntry()
    {
        byte[] body = File.ReadAllBytes("Hostile/Files/50-answer-bad-declaration.xml");
        Assert.Null(ErrorReader.Read(body, body.Length));
        Assert.Throws<LedgerException>(static () => JobLedgerText.Read("k", File.ReadAllText("Hostile/Files/50-answer-bad-declaration.xml")));
    }

    /// <summary>
    /// An entry whose state is no word of the ledger's, whose times no run can have written, or whose job is none, is no entry.
    /// </summary>
    [Theory]
    [InlineData("54c-ledger-entry-of-no-state.xml", "77", "77")]
    [InlineData("54c-ledger-entry-of-no-state.xml", "77", "-1")]
    [InlineData("54c-ledger-entry-of-no-state.xml", "77", "1")]
    [InlineData("54c-ledger-entry-of-no-state.xml", "77", "Open, Created")]
    [InlineData("54c-ledger-entry-of-no-state.xml", "77", "Created")]
    [InlineData("54b-ledger-entry-of-no-time.xml", "9999-12-31T23:59:59+0000", "9999-12-31T23:59:59+0000")]
    [InlineData("54b-ledger-entry-of-no-time.xml", "9999-12-31T23:59:59+0000", "0001-01-01T00:00:00+0000")]
    [InlineData("54b-ledger-entry-of-no-time.xml", "<Asked>9999-12-31T23:59:59+0000", "<Asked>2026-11-01T00:00:00+0800")]
    [InlineData("54b-ledger-entry-of-no-time.xml", "9999-12-31T23:59:59+0000</P", "tomorrow</P")]
    [InlineData("54-ledger-entry-of-another-job.xml", "b99999999999999999999999999999999", "../b9")]
    public void AnEntryThatNoRunWroteIsNone(string file, string text, string changed)
    {
        string entry = File.ReadAllText("Hostile/Files/" + file).Replace(text, changed, StringComparison.Ordinal);
        Assert.Equal("The object 'k' isn't an entry of a ledger.", Assert.Throws<LedgerException>(() => JobLedgerText.Read("k", entry)).Message);
    }

    /// <summary>No enum is read from a number or from a list of words.</summary>
    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("Running, Failed")]
    [InlineData(" Running")]
    public void AStateIsAWord(string word)
    {
        Assert.Equal(JobState.Unknown, new JobsDetail { StateText = word }.State);
        Assert.Equal(ExecutionState.Unknown, new WorkflowExecution { StateText = word }.State);
        Assert.False(StateWords.TryRead(word, out LedgerState _));
    }

    /// <summary>A checkpoint's end at the end of the calendar, a length and a time without an offset are no checkpoint's.</summary>
    [Theory]
    [InlineData("done", "9999-12-31T23:59:59+0000")]
    [InlineData("done", "0001-01-01T00:00:00+0000")]
    [InlineData("first", "1d")]
    [InlineData("first", "2026-01-01T00:00:00/2026-01-02T00:00:00")]
    [InlineData("first", "2026-01-01T00:00:00+0800/9999-12-31T23:59:59+0000")]
    [InlineData("first", "2026-01-02T00:00:00+0800/2026-01-01T00:00:00+0800")]
    public async Task ACheckpointOfNoTimeIsNone(string entry, string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpoint");
        try
        {
            var store = new FileCheckpointStore(folder.FullName);
            await store.WriteAsync("nightly/" + entry, text, Cancellation);
            var checkpoint = new Checkpoint(store, "nightly", new ServiceClock());
            await Assert.ThrowsAsync<CheckpointException>(
                () => checkpoint.NextAsync(DateTimeOffset.UtcNow.AddDays(-1), TimeSpan.Zero, Cancellation));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
