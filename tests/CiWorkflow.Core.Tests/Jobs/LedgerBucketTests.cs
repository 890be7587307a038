using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Jobs.JobScript;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// A ledger over a bucket whose answers can't be trusted: the ETag of a PUT is the MD5 of what was sent, and x-cos-forbid-overwrite is
/// proved once.
/// </summary>
public sealed class LedgerBucketTests : IDisposable
{
    private readonly JobScript _script = new();
    private readonly Bucket _bucket = new();

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    /// <summary>Without a fault a row costs two writes; versioning is asked for once a command, and the proof is made once a process.</summary>
    [Fact]
    public void OneProofServesManyRows()
    {
        for (int row = 1; row <= 3; row++)
        {
            Assert.Equal("job" + row, Create("row" + row).JobId);
        }

        string[] kinds = [.. _bucket.Requests.Select(static request => request.Split(' ')[0])];
        Assert.Equal(["GET", "PUT", "PUT", "GET", "PUT", "GET", "PUT", "PUT", "GET", "PUT", "PUT"], kinds);
    }

    /// <summary>
    /// Of two runs whose answers are exchanged, the one that is answered 200 for the other's entry takes the other's job.
    /// </summary>
    [Fact]
    public void TheSuccessOfAnotherIsNoSuccess()
    {
        JobLedgerEntry theirs = Others("row1", LedgerState.Created);
        _bucket.Objects["ledger/" + theirs.EntryKey] = JobLedgerText.Write(theirs);
        _script.Jobs.Add(_script.Job("theirs", Row("row1")));
        _bucket.Instead = request => request.Method == HttpMethod.Put ? Bucket.Answer(HttpStatusCode.OK, "", JobLedgerText.Write(theirs)) : null;
        JobsDetail job = Create("row1");
        Assert.Equal(("theirs", true), (job.JobId, job.Existing));
        Assert.Empty(_script.Creates);
    }

    /// <summary>And the one that is answered 409 for its own entry finds it, and goes on.</summary>
    [Fact]
    public void TheRefusalOfAnotherIsNoRefusal()
    {
        _bucket.AfterPut = static () => BucketError(HttpStatusCode.Conflict);
        Assert.Equal(("job1", false), (Create("row1") is var job ? (job.JobId, job.Existing) : default));
    }

    /// <summary>A bucket that overwrites in spite of the header can't hold a ledger: nothing is created, by no row.</summary>
    [Fact]
    public void ABucketThatOverwritesIsRefused()
    {
        _bucket.Overwrites = true;
        for (int row = 1; row <= 2; row++)
        {
            LedgerException refused = Assert.Throws<LedgerException>(() => Create("row" + row));
            Assert.Equal(Text(Messages.LedgerUnsafe, "media-1250000000"), refused.Message);
        }

        Assert.Empty(_script.Creates);
    }

    /// <summary>What is not there after it was written is not there.</summary>
    [Fact]
    public void ABucketThatForgetsIsRefused()
    {
        _bucket.AfterPut = () =>
        {
            _bucket.Objects.Clear();
            return Bucket.Answer(HttpStatusCode.OK, "", null);
        };
        LedgerException refused = Assert.Throws<LedgerException>(() => Create("row1"));
        Assert.Contains("had an entry", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_script.Creates);
    }

    /// <summary>Where no ETag shows whose answer it is, the entry is read back.</summary>
    [Fact]
    public void WithoutAnETagTheEntryIsReadBack()
    {
        _bucket.HidesTags = true;
        Assert.Equal("job1", Create("row1").JobId);
        Assert.Equal("job2", Create("row2").JobId);
        Assert.Equal(2, _script.Creates.Count);
        Assert.Contains(_bucket.Objects, static entry => entry.Value.Contains("<State>Created</State>", StringComparison.Ordinal));
    }

    /// <summary>An outcome whose write is answered with another's, and isn't there, is warned about.</summary>
    [Fact]
    public void AnOutcomeThatIsNotThereIsWarnedAbout()
    {
        Create("row1");
        _bucket.Instead = static request =>
            request.Method == HttpMethod.Put && !request.Headers.Contains("x-cos-forbid-overwrite")
                ? Bucket.Answer(HttpStatusCode.OK, "", "other") : null;
        Assert.Equal("job2", Create("row2").JobId);
        Assert.Contains("isn't there", Assert.Single(_script.Warnings), StringComparison.Ordinal);
    }

    /// <summary>An entry, and a checkpoint, of many megabytes isn't read into memory.</summary>
    [Fact]
    public void AnEndlessEntryIsRefused()
    {
        _bucket.Objects["ledger/big.xml"] = new string('x', 300_000);
        Task<string?> read = Store().ReadAsync("big.xml", CancellationToken.None);
        _script.Time.Run(read);
        Assert.Contains("longer than 65536 bytes", Assert.Throws<CiTransportException>(() => read.GetAwaiter().GetResult()).Message, StringComparison.Ordinal);
        Task<IReadOnlyList<JobLedgerEntry>> all = JobLedger.ReadAsync(new CosBucket(Settings()), "ledger", CancellationToken.None);
        _script.Time.Run(all);
        var tooLong = Assert.Throws<CiTransportException>(() => all.GetAwaiter().GetResult());
        Assert.Contains("longer than 65536 bytes", tooLong.Message, StringComparison.Ordinal);
    }

    private static CreateJobRequest Row(string name) => new(name, Workflow, JobInput.FromPrefix("input/"));

    private static HttpResponseMessage BucketError(HttpStatusCode status) =>
        Bucket.Answer(status, "<Error><Code>FileAlreadyExists</Code><Message>m</Message></Error>", null);

    private JobLedgerEntry Others(string name, LedgerState state)
    {
        CreateJobRequest row = Row(name);
        string key = Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(new JobComparison(row, "media-1250000000", "ap-beijing").EntryIdentity))) + ".xml";
        return new JobLedgerEntry(key, state, "theirs", name, Workflow, "Prefix: input/", "", _script.Time.UtcNow, "somebody@elsewhere", "run");
    }

    private CiClientSettings Settings() => new("media-1250000000", "ap-beijing", new CiCredential("AKIDledger", "key"))
    {
        Handler = _bucket, Clock = new ServiceClock(_script.Time), Retry = new RetrySettings { Interval = TimeSpan.Zero },
    };

    private BucketCheckpointStore Store() => new(new CosBucket(Settings()), "ledger/");

    private JobsDetail Create(string name)
    {
        _script.Create = number => _script.Job("job" + number, Row(name));
        return _script.Run(() => _script.Trigger(ledger: Store()).CreateAsync(Row(name), _script));
    }

    private sealed class Bucket : HttpMessageHandler
    {
        public Dictionary<string, string> Objects { get; } = new(StringComparer.Ordinal);

        public List<string> Requests { get; } = [];

        public bool Overwrites { get; set; }

        public bool HidesTags { get; set; }

        /// <summary>What answers instead of the bucket, where it returns an answer.</summary>
        public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = static _ => null;

        /// <summary>What answers a write that was done; null for the bucket itself.</summary>
        public Func<HttpResponseMessage>? AfterPut { get; set; }

        public static HttpResponseMessage Answer(HttpStatusCode status, string body, string? written)
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
            if (written is not null)
            {
#pragma warning disable CA5351 // The ETag is the MD5.
                answer.Headers.TryAddWithoutValidation("ETag", "\"" + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(written))) + "\"");
#pragma warning restore CA5351
            }

            return answer;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string key = request.RequestUri!.AbsolutePath[1..];
            Requests.Add(request.Method + " " + key);
            string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (Instead(request) is { } answer)
            {
                return answer;
            }

            if (request.Method == HttpMethod.Get)
            {
                return key.Length == 0 && request.RequestUri.Query.Contains("prefix", StringComparison.Ordinal)
                    ? Answer(HttpStatusCode.OK, "<ListBucketResult><IsTruncated>false</IsTruncated>"
                        + string.Concat(Objects.Keys.Select(static name => "<Contents><Key>" + name + "</Key></Contents>")) + "</ListBucketResult>", null)
                    : key.Length == 0 ? Answer(HttpStatusCode.OK, "<VersioningConfiguration/>", null)
                    : Objects.TryGetValue(key, out string? text) ? Answer(HttpStatusCode.OK, text, text)
                    : Answer(HttpStatusCode.NotFound, "<Error><Code>NoSuchKey</Code></Error>", null);
            }

            if (Objects.ContainsKey(key) && !Overwrites && request.Headers.Contains("x-cos-forbid-overwrite"))
            {
                return BucketError(HttpStatusCode.Conflict);
            }

            Objects[key] = body;
            return AfterPut?.Invoke() ?? Answer(HttpStatusCode.OK, "", HidesTags ? null : body);
        }
    }
}
