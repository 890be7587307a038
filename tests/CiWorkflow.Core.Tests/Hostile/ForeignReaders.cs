using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Core.Tests.Inputs;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>A reader of bytes that others wrote.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Seeds">Good bytes of its kind, and what was found to be bad.</param>
/// <param name="Shapes">Texts of a hostile shape, by how often something is repeated in them.</param>
/// <param name="Documented">The exceptions that it may throw.</param>
/// <param name="Read">Reads.</param>
internal sealed record ForeignReader(
    string Name, byte[][] Seeds, Func<int, string>[] Shapes, Type[] Documented, Action<byte[]> Read)
{
    /// <summary>The longest input that it is given: an answer has 16 MB at the most.</summary>
    public int Longest { get; init; } = 16 * 1024 * 1024;

    /// <summary>Reads; an exception that isn't documented is thrown.</summary>
    /// <returns>The bytes that this thread has allocated meanwhile.</returns>
    public long Measure(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(bytes);
        }
        catch (Exception failure) when (Documented.Contains(failure.GetType()))
        {
            // As documented.
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

/// <summary>All readers of foreign bytes, with the files that were found to break one.</summary>
internal static class ForeignReaders
{
    private static readonly Type[] NotXml = [typeof(XmlException)];
    private static readonly Type[] NoInput = [typeof(InputException), typeof(InvalidDataException)];

    /// <summary>The readers by their names.</summary>
    public static IReadOnlyDictionary<string, ForeignReader> All { get; } = Make().ToDictionary(static reader => reader.Name);

    private static IEnumerable<ForeignReader> Make()
    {
        yield return Answer("the answer of create", "JobsDetail", static body => JobAnswerReader.ReadCreated(body, body.Length, ""));
        yield return Answer("a job", "JobsDetail", static body => JobAnswerReader.ReadOne(body, body.Length, "", "b1"));
        yield return List("jobs", "JobsDetail", JobsDetailReader.Read);
        yield return List("executions", "WorkflowExecutionList", ExecutionReader.Read);
        yield return List("media jobs", "JobsDetail", MediaJobReader.Read);
        yield return List("workflows", "MediaWorkflowList", MediaWorkflowReader.Read);
        yield return List("queues", "QueueList", MediaQueueReader.Read);
        yield return List("templates", "TemplateList", MediaTemplateReader.Read);
        yield return List("buckets", "MediaBucketList", MediaBucketReader.Read);
        yield return Answer("an execution", "WorkflowExecution", static body => ExecutionReader.ReadOne(body, body.Length, ""));
        yield return Answer("a queue that is written back", "Queue", static body => QueueWriter.Write(ItemReader.Read(
            body, body.Length, "", static (xml, name) => name == "Queue" ? MediaQueueReader.Read(xml) : null, "none").Item));
        yield return Answer("a compared job", "JobsDetail", static body => Comparison.Compare(JobAnswerReader.ReadCreated(body, body.Length, "")));
        yield return Xml("objects", "ListBucketResult", "Contents", static body => ObjectListReader.Read(body, body.Length));
        yield return Xml("versioning", "VersioningConfiguration", "Status", static body => VersioningReader.Read(body, body.Length));
        yield return Xml("an error", "Error", "Message", static body => ErrorReader.Read(body, body.Length)) with { Documented = [] };
        yield return Xml("an entry of a ledger", "LedgerEntry", "Name", static body => Comparison.IsOf(JobLedgerText.Read("k", Encoding.UTF8.GetString(body))))
            with { Documented = [typeof(LedgerException)], Longest = 64 * 1024 };
        yield return Text("a checkpoint", "2026-03-01T00:00:00+0800/2026-03-02T00:00:00+0800", ReadCheckpoint, typeof(CheckpointException))
            with { Longest = 64 * 1024 };
        yield return Json("a manifest", static body => Manifest.Read(new MemoryStream(body), "m", InputFixture.Name), typeof(InputException));
        yield return Json(
            "a key in JSON",
            static body => CredentialJson.Read(Encoding.UTF8.GetString(body), "file", CredentialJson.Metadata),
            typeof(CredentialException)) with { Longest = 1024 * 1024 };
        yield return Text(
            "a file of keys",
            "[default]\nsecret_id = AKIDx\nsecret_key = k\n",
            static body => CredentialIni.Read(Encoding.UTF8.GetString(body), "file", "default"),
            typeof(CredentialException)) with { Longest = 1024 * 1024 };
        yield return Text("lines", "https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b\n", ReadLines, typeof(InvalidDataException));
        yield return Text("rows", "\"1250000000\",\"media-1250000000\",\"a%20b\",\"5\"\n", ReadRows, typeof(InvalidDataException));
        yield return new ForeignReader("packed rows", [Pack("a,b\n"), [.. Pack("a\n"), .. Pack("b\n")]], [Members, Padding], NoInput, Unpack);
        yield return Text("times", "2026-03-01T00:00:00+0800", static body => ServiceTime.Read(Encoding.UTF8.GetString(body)));
        yield return Text("an interval of a job", "2026-03-01T00:00:00+0800/2026-03-02T00:00:00+0800", static body =>
            CiTimeInterval.ParseOfJob(Encoding.UTF8.GetString(body)), typeof(InvalidFieldException));
        yield return Text("words and ids of a job", "Running,w1", static body => (StateWords.Read<JobState>(Encoding.UTF8.GetString(body)),
            JobOperation.SplitIds(Encoding.UTF8.GetString(body))).ToString());
        yield return Text("encoded keys", "a%20b/%E4%B8%AD", static body => PercentDecoding.TryDecode(Encoding.UTF8.GetString(body)));
        yield return Text("addresses", "https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b?c#d", static body =>
            ObjectUrl.TryRead(Encoding.UTF8.GetString(body), out _)?.Owner("media-1250000000", "ap-beijing", "media-1250000000.cos.ap-beijing.myqcloud.com"));
    }

    private static JobComparison Comparison { get; } = new(
        new CreateJobRequest(
            "demo",
            new MediaOperation("MediaInfo", System.Xml.Linq.XElement.Parse("<JobParam><A>a</A></JobParam>"), null) { UserData = "u" },
            JobInput.FromPrefix("input")),
        "media-1250000000",
        "ap-beijing");

    private static ForeignReader List<T>(string name, string node, Func<AnswerReader, T> read) =>
        Answer(name, node, body => ListReader.Read(body, body.Length, "", node, read, static (item, _) => item));

    private static ForeignReader Answer(string name, string node, Action<byte[]> read) => Xml(name, "Response", node, read);

    private static ForeignReader Xml(string name, string root, string node, Action<byte[]> read)
    {
        string Root(string content) => "<" + root + ">" + content + "</" + root + ">";
        string Node(string content) => Root("<" + node + "><JobId>b1</JobId>" + content + "</" + node + ">");
        return new ForeignReader(
            name,
            Files("*.xml"),
            [
                count => Root(Repeat("<" + node + "/>", count)),
                count => Node(Repeat("<a>", count)),
                count => Node(Repeat("<a/>", count)),
                count => Node(Repeat("<Name>x</Name>", count)),
                count => Node(Repeat("<Tasks/>", count)),
                count => Node("<Operation>" + Repeat("<WorkflowIds>w</WorkflowIds>", count) + "</Operation>"),
                count => Node("<Topology><Nodes>" + Repeat("<N><QueueId>p</QueueId></N>", count) + "</Nodes></Topology>"),
                count => Node("<Name>" + Repeat("x<!---->", count) + "</Name>"),
                count => Node("<Name>" + Repeat("&lt;", count) + "</Name>"),
                count => Node("<Name>" + Repeat("<![CDATA[x]]>", count) + "</Name>"),
                count => Node("<Name " + string.Concat(Enumerable.Range(0, count).Select(static i => "a" + i + "=''")) + "/>"),
                count => Node("<EndTime>" + new string('9', count) + "</EndTime>"),
            ],
            NotXml,
            body => read(body));
    }

    private static ForeignReader Json(string name, Action<byte[]> read, Type documented) => new(
        name,
        Files("*.json"),
        [
            static count => "{\"files\":[" + Repeat("{},", count) + "{}]}",
            static count => "{\"x\":[" + Repeat("{},", count) + "{}]}",
            static count => "{\"fileSchema\":\"Key\",\"files\":[" + Repeat("{\"key\":\"a\"},", count) + "{\"key\":\"a\"}]}",
            static count => Repeat("[", count),
            static count => "{\"x\":" + Repeat("[", count),
            static count => "{\"fileSchema\":\"" + Repeat("a,", count) + "\"}",
            static count => "{" + string.Concat(Enumerable.Range(0, count).Select(static i => "\"a" + i + "\":1,")) + "\"b\":1}",
        ],
        [documented],
        read);

    private static ForeignReader Text(string name, string seed, Action<byte[]> read, params Type[] documented) => new(
        name,
        [Encoding.UTF8.GetBytes(seed), .. Files("*.txt")],
        [
            count => Repeat(seed, count),
            static count => new string(' ', count),
            static count => Repeat("\n", count),
            static count => Repeat("\"", count),
            static count => Repeat(",", count),
            static count => Repeat("%41", count),
            static count => Repeat("[a]\nb=c\n", count),
            static count => "https://" + Repeat("a.", count) + "/" + Repeat("../", count),
        ],
        documented,
        read);

    private static string[] Folders => ["Hostile", "Inputs"];

    private static byte[][] Files(string pattern) =>
    [
        .. Folders.SelectMany(folder => Directory.GetFiles(
            Path.Combine(AppContext.BaseDirectory, folder, "Files"), pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
        .. pattern == "*.xml" ? new[] { Encoding.UTF8.GetBytes(Tests.Xml.PageExample.Response) } : [],
    ];

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    // Bytes as a text of Latin-1, as the other shapes are texts.
    private static string Members(int count) => Repeat("\u001F\u008B\b\0\0\0\0\0\0\u00FF\u0003\0\0\0\0\0\0\0\0\0", count);

    private static string Padding(int count) => Encoding.Latin1.GetString(Pack("a")) + new string('\0', count * 20);

    private static void Unpack(byte[] bytes)
    {
        using var reader = new GzipReader(new MemoryStream(bytes));
        var buffer = new byte[4096];
        while (reader.Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }

    private static void ReadLines(byte[] bytes)
    {
        var lines = new LineReader(new MemoryStream(bytes), 8 * 1024);
        while (lines.Read(CancellationToken.None))
        {
            if (lines.TryDecode() is { } line)
            {
                ObjectUrl.TryRead(line.Trim(), out _);
            }
        }
    }

    private static void ReadRows(byte[] bytes)
    {
        var lines = new LineReader(new MemoryStream(bytes), 64 * 1024, quoted: true);
        var fields = new List<string>();
        while (lines.Read(CancellationToken.None))
        {
            if (lines.TryDecode() is { } row)
            {
                CsvLine.Split(row, fields);
            }
        }
    }

    private static void ReadCheckpoint(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        foreach (string entry in new[] { "done", "first" })
        {
            new Checkpoint(new OneEntry("n/" + entry, text), "n", new ServiceClock()).NextAsync(DateTimeOffset.UnixEpoch, TimeSpan.Zero)
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>A store of one entry.</summary>
    private sealed class OneEntry(string entry, string text) : ICheckpointStore
    {
        public string Place => "memory";

        public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(name == entry ? text : null);

        public Task<bool> TryCreateAsync(string name, string written, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task WriteAsync(string name, string written, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
