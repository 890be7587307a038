using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Jobs;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
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
        var refused = Assert.Throws<LedgerException>(
            static () => JobLedgerText.Read("k", File.ReadAllText("Hostile/Files/50-answer-bad-declaration.xml")));
        Assert.Equal("The object 'k' isn't an entry of a ledger.", refused.Message);
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

    /// <summary>A packed file of which nothing comes out is damaged, however long it is: nobody who reads could end it.</summary>
    [Theory]
    [InlineData("members")]
    [InlineData("blocks")]
    [InlineData("padding")]
    [InlineData("name")]
    public void APackedFileOfNothingIsDamaged(string kind)
    {
        // RFC 1952: a header, an empty block, a checksum and a length of zero.
        byte[] empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] packed = kind switch
        {
            "members" => [.. Enumerable.Repeat(empty, 101).SelectMany(static member => member)],
            "blocks" => [.. empty[..10], .. Enumerable.Repeat(new byte[] { 0, 0, 0, 0xFF, 0xFF }, 300_000).SelectMany(static block => block)],
            "padding" => [.. Pack("a"), .. new byte[1_100_000]],
            _ => [.. empty[..3], 8, .. empty[4..10], .. Enumerable.Repeat((byte)'n', 1_100_000)],
        };
        Assert.Equal(Messages.GzipDamaged, Assert.Throws<InvalidDataException>(() => Unpack(packed)).Message);
        Unpack([.. Enumerable.Repeat(empty, 100).SelectMany(static member => member)]);
    }

    /// <summary>A page has a hundred items; one with ten times more is another answer. A report's file without a key is none.</summary>
    [Fact]
    public void AListOfTooManyIsRefused()
    {
        byte[] body = Encoding.UTF8.GetBytes(
            "<Response>" + string.Concat(Enumerable.Repeat("<JobsDetail/>", 1_001)) + "</Response>");
        Assert.Contains("more than 1000 items", Assert.Throws<XmlException>(
            () => ListReader.Read(body, body.Length, "", "JobsDetail", JobsDetailReader.Read, static (job, _) => job)).Message, StringComparison.Ordinal);
        byte[] manifest = Encoding.UTF8.GetBytes(
            "{\"fileSchema\":\"Key\",\"files\":[" + string.Concat(Enumerable.Repeat("{},", 100_000)) + "{}]}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<InputException>(() => Manifest.Read(new MemoryStream(manifest), "m", "media-1250000000"));
        Assert.EndsWith(Messages.ManifestMalformed, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
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
            var refused = await Assert.ThrowsAsync<CheckpointException>(
                () => checkpoint.NextAsync(DateTimeOffset.UtcNow.AddDays(-1), TimeSpan.Zero, Cancellation));
            Assert.Equal(JobScript.Text(Messages.CheckpointMalformed, "nightly", folder.FullName), refused.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static void Unpack(byte[] packed)
    {
        using var reader = new GzipReader(new MemoryStream(packed));
        reader.CopyTo(Stream.Null);
    }
}
