using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Hostile;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>What an input and an interval select, page after page.</summary>
public sealed class SelectionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Both ends of an interval are inclusive, to the second (page: TimeInterval), for each input.</summary>
    [Theory]
    [InlineData("Prefix")]
    [InlineData("UrlFile")]
    [InlineData("Manifest")]
    [InlineData("Object")]
    public async Task AnIntervalIsInclusiveToTheSecond(string kind)
    {
        double[] seconds = [-0.5, 0, 0.9, 10, 10.9, 11];
        CiTimeInterval[] intervals = [new(Noon, Noon.AddSeconds(10)), new(Noon, null), new(null, Noon.AddSeconds(10))];
        string[] selected = ["1 2 3 4", "1 2 3 4 5", "0 1 2 3 4"];
        var inputs = new InputFixture();
        for (int i = 0; i < seconds.Length; i++)
        {
            // A HEAD returns whole seconds.
            inputs.Put("edge/" + i, [1], kind is "UrlFile" or "Object" ? Noon.AddSeconds(Math.Floor(seconds[i])) : Noon.AddSeconds(seconds[i]));
        }

        inputs.Put("lists/a.txt", string.Concat(Enumerable.Range(0, 6).Select(i => InputFixture.Host + "edge/" + i + "\n")));
        IEnumerable<string> rows = seconds.Select((second, i) => $"edge/{i},{Noon.AddSeconds(second).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n");
        inputs.PutReport(InputFixture.Pack(string.Concat(rows)), "Key, LastModifiedDate");
        for (int i = 0; i < intervals.Length; i++)
        {
            IEnumerable<JobInput> from = kind switch
            {
                "Prefix" => [JobInput.FromPrefix("edge/")],
                "UrlFile" => [JobInput.FromUrlFile("lists/a.txt")],
                "Manifest" => [JobInput.FromManifest("report/manifest.json")],
                _ => Enumerable.Range(0, 6).Select(n => JobInput.FromObject("edge/" + n)),
            };
            var keys = new List<string>();
            foreach (JobInput input in from)
            {
                InputPage page = await inputs.ReadAsync(new InputQuery(input) { Interval = intervals[i] });
                Assert.Empty(page.Faults);
                keys.AddRange(page.Keys().Select(key => key[^1..]));
            }

            Assert.Equal(selected[i], string.Join(' ', keys));
        }
    }

    /// <summary>
    /// An object whose time isn't known is a fault where an interval needs it, and not silently left out; one that isn't there is left
    /// out.
    /// </summary>
    [Fact]
    public async Task AnUnknownTimeIsAFault()
    {
        var inputs = new InputFixture();
        inputs.Put("p/a", [1], time: null);
        inputs.Put("lists/a.txt", InputFixture.Host + "p/a\n" + InputFixture.Host + "none\n");
        foreach (JobInput input in (JobInput[])[JobInput.FromPrefix("p/"), JobInput.FromUrlFile("lists/a.txt"), JobInput.FromObject("p/a")])
        {
            InputPage page = await inputs.ReadAsync(new InputQuery(input) { Interval = new CiTimeInterval(Noon, null) });
            Assert.Empty(page.Objects);
            Assert.Equal("p/a", Assert.Single(page.Faults).Item);
            Assert.Contains("upload time", page.Messages()[0], StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// A UrlFile has no sizes and no times: its objects are asked for exactly where one of them is needed, a few at a time.
    /// </summary>
    [Theory]
    [InlineData(false, false, false, 0)]
    [InlineData(true, false, false, 40)]
    [InlineData(false, true, false, 40)]
    [InlineData(false, false, true, 40)]
    public async Task TheObjectsOfAUrlFileAreAskedForWhereThatIsNeeded(bool checkExists, bool needsSize, bool hasInterval, int heads)
    {
        var inputs = new InputFixture();
        for (int i = 0; i < 40; i++)
        {
            inputs.Put("k/" + i, new byte[i], Noon);
        }

        inputs.Put("lists/a.txt", string.Concat(Enumerable.Range(0, 40).Select(i => InputFixture.Host + "k/" + i + "\n")));
        if (heads > 0)
        {
            inputs.Service.HoldSecond();
        }

        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/a.txt"))
        {
            CheckExists = checkExists,
            NeedsSize = needsSize,
            Interval = hasInterval ? new CiTimeInterval(Noon, null) : null,
        });
        Assert.Equal(Enumerable.Range(0, 40).Select(i => "k/" + i), page.Keys());
        Assert.Equal(heads, inputs.Service.Requests.Count(request => request.StartsWith("HEAD", StringComparison.Ordinal)));
        Assert.Equal(heads > 0 ? Enumerable.Range(0, 40).Select(i => (long?)i) : Enumerable.Repeat<long?>(null, 40), page.Objects.Select(item => item.Size));
        Assert.InRange(inputs.Service.MostConcurrent, heads > 0 ? 2 : 1, 16);
    }

    /// <summary>What the bucket says of one object, of one that isn't there, and of one in a custom domain.</summary>
    [Fact]
    public async Task OneObjectIsAskedFor()
    {
        var inputs = new InputFixture();
        inputs.Put("a", [1, 2], Noon);
        CiInputObject found = Assert.Single((await inputs.ReadAsync(new InputQuery(JobInput.FromObject("a")))).Objects);
        Assert.Equal(("a", 2L, Noon, true), (found.Key, found.Size!.Value, found.LastModified!.Value, found.Exists!.Value));
        Assert.Equal((InputFixture.Name, "ap-beijing"), (found.Bucket, found.Region));
        found = Assert.Single((await inputs.ReadAsync(new InputQuery(JobInput.FromObject(InputFixture.Host + "a")))).Objects);
        Assert.Equal("a", found.Key);
        found = Assert.Single((await inputs.ReadAsync(new InputQuery(JobInput.FromObject("none")))).Objects);
        Assert.Equal(("none", false, null), (found.Key, found.Exists!.Value, found.Size));
        inputs.Put("lists/a.txt", "https://cdn.example.com/a\nhttps://cdn.example.com/none\n");
        int requests = inputs.Service.Requests.Count;
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/a.txt")) { CheckExists = true });
        Assert.All(page.Objects, item => Assert.Equal(("cdn.example.com", null, null), (item.ForeignHost, item.Exists, item.Size)));
        Assert.DoesNotContain(inputs.Service.Requests.Skip(requests), request => request.StartsWith("HEAD", StringComparison.Ordinal));
    }

    /// <summary>
    /// A limit counts what a job may touch although the bucket can't say when it was uploaded; a list reports it, or leaves out what isn't
    /// there.
    /// </summary>
    [Theory]
    [InlineData(true, "none cdn", 0)]
    [InlineData(false, "", 1)]
    public async Task ALimitCountsAnObjectOfUnknownTime(bool keepsUnknown, string keys, int faults)
    {
        var inputs = new InputFixture();
        inputs.Put("old", [1], Noon.AddDays(-1));
        inputs.Put("cdn", [1], Noon.AddDays(-1));
        inputs.Put("lists/a.txt", InputFixture.Host + "old\n" + InputFixture.Host + "none\nhttps://cdn.example.com/cdn\n");
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/a.txt"))
        {
            Interval = new CiTimeInterval(Noon, null),
            KeepsUnknown = keepsUnknown,
        });
        Assert.Equal(keys, string.Join(' ', page.Keys()));
        Assert.Equal(faults, page.Faults.Count);
        Assert.All(page.Faults, static fault => Assert.Equal(
            ("cdn", true), (fault.Item, fault.Error.Message.Contains(Messages.ObjectTime, StringComparison.Ordinal))));
    }

    /// <summary>A HEAD that is refused for its time, which has no document that says so, is sent again with the service's time.</summary>
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task AHeadThatIsRefusedForItsTimeIsSentAgain(bool isOfService, int requests)
    {
        var inputs = new InputFixture();
        inputs.Put("a", [1], Noon);
        inputs.Service.Instead = request =>
        {
            if (inputs.Service.Requests.Count > 1)
            {
                return null;
            }

            var refused = new HttpResponseMessage(HttpStatusCode.Forbidden);
            refused.Headers.Date = DateTimeOffset.UtcNow.AddHours(1);
            if (isOfService)
            {
                refused.Headers.Add("x-cos-request-id", "id");
            }

            return refused;
        };
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromObject("a")));
        Assert.Equal(isOfService ? 1 : 0, page.Objects.Count);
        Assert.Equal(requests, inputs.Service.Requests.Count);
    }

    /// <summary>A bucket that refuses everything isn't the fault of each object.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task ARefusalOfTheBucketEndsIt(HttpStatusCode status)
    {
        var inputs = new InputFixture();
        inputs.Service.Instead = _ => BucketHandler.Error(status, "Refused");
        CiServiceException refused = await Assert.ThrowsAsync<CiServiceException>(() => inputs.ReadAsync(new InputQuery(JobInput.FromObject("a"))));
        Assert.Equal((int)status, refused.HttpStatus);
    }

    /// <summary>What the other objects would meet too ends the page: those that wait for their request are not asked for any more.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "Refused")]
    [InlineData(HttpStatusCode.Forbidden, "InvalidAccessKeyId")]
    [InlineData(null, "")]
    public async Task AFailureOfTheHostEndsThePage(HttpStatusCode? status, string code)
    {
        var inputs = new InputFixture();
        inputs.Put("lists/a.txt", string.Concat(Enumerable.Range(0, 200).Select(i => InputFixture.Host + "k/" + i + "\n")));
        inputs.Service.Instead = request => request.Method != HttpMethod.Head ? null
            : status is { } refused ? BucketHandler.Error(refused, code)
            : throw new HttpRequestException("dead", new IOException("reset"));
        Exception? failure = await Record.ExceptionAsync(
            () => inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/a.txt")) { CheckExists = true }));
        var answered = failure as CiServiceException;
        Assert.Equal(((int?)status, code), (answered?.HttpStatus, answered?.Code ?? ""));
        Assert.Equal(status is null ? TransportFailure.ConnectionLost : null, (failure as CiTransportException)?.Failure);
        Assert.InRange(inputs.Service.Requests.Distinct().Count(static request => request.StartsWith("HEAD", StringComparison.Ordinal)), 1, 16);
    }

    /// <summary>A key that no request can name is a fault of its own where it would have to be asked for.</summary>
    [Fact]
    public async Task AKeyThatCannotBeAskedForIsAFault()
    {
        var inputs = new InputFixture();
        inputs.Put("b", "1");
        inputs.PutReport(InputFixture.Pack("a%0Ab\nx/../y\nb\n"), "Key");
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromManifest("report/manifest.json")) { CheckExists = true });
        Assert.Equal(["b"], page.Keys());
        Assert.Equal(["a\nb", "x/../y"], page.Faults.Select(fault => fault.Item));
        Assert.Contains("U+000A at position 2 can't be sent", page.Faults[0].Error.Message, StringComparison.Ordinal);
        Assert.Contains(Messages.KeyDots, page.Faults[1].Error.Message, StringComparison.Ordinal);
    }

    /// <summary>Long files come in pages of 1,000; of their faults some are given, and at the end the number of the others.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LongFilesComeInPages(bool isReport)
    {
        var inputs = new InputFixture();
        string lines = string.Concat(Enumerable.Range(0, 2500).Select(i => isReport ? $"k/{i}\n" : InputFixture.Host + $"k/{i}\n"));
        string bad = string.Concat(Enumerable.Repeat(isReport ? "%\n" : "bad\n", 1500));
        inputs.PutReport(InputFixture.Pack(lines + bad), "Key");
        inputs.Put("lists/a.txt", lines + bad);
        JobInput input = isReport ? JobInput.FromManifest("report/manifest.json") : JobInput.FromUrlFile("lists/a.txt");
        List<InputPage> pages = await inputs.ReadPagesAsync(new InputQuery(input));
        Assert.Equal([(1000, 0), (1000, 0), (500, 50), (0, 0), (0, 1)], pages.Select(page => (page.Objects.Count, page.Faults.Count)));
        Assert.Contains("1450 more lines", Assert.Single(pages[^1].Messages()), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"k/{i}"), pages.SelectMany(page => page.Keys()));
    }

    /// <summary>A file that isn't there is named; a bucket that isn't there is the service's own error.</summary>
    [Fact]
    public async Task AFileThatIsMissingIsNamed()
    {
        var inputs = new InputFixture();
        InputException missing = await Assert.ThrowsAsync<InputException>(() => inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("none.txt"))));
        Assert.Equal("none.txt", missing.File);
        Assert.Contains("no such object", missing.Message, StringComparison.Ordinal);
        inputs.Service.Instead = _ => BucketHandler.Error(HttpStatusCode.NotFound, "NoSuchBucket");
        CiServiceException bucket = await Assert.ThrowsAsync<CiServiceException>(() => inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("none.txt"))));
        Assert.Equal("NoSuchBucket", bucket.Code);

        // A proxy's 404 says nothing about the bucket.
        inputs.Service.Instead = _ => new HttpResponseMessage(HttpStatusCode.NotFound);
        CiServiceException proxy = await Assert.ThrowsAsync<CiServiceException>(() => inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("none.txt"))));
        Assert.Equal(404, proxy.HttpStatus);
    }

    /// <summary>A file whose key no request can name is refused with the rule.</summary>
    [Fact]
    public async Task AFileThatCannotBeAskedForIsRefused()
    {
        InputException refused = await Assert.ThrowsAsync<InputException>(
            () => ObjectDownload.OpenAsync(new InputFixture().Cos, "a/../b", 1, TestContext.Current.CancellationToken));
        Assert.Equal("a/../b", refused.File);
        Assert.IsType<InvalidFieldException>(refused.InnerException);
    }

    /// <summary>A file is read from its beginning, exactly as large as it may be.</summary>
    [Fact]
    public async Task AFileIsAsLargeAsItMayBe()
    {
        var inputs = new InputFixture();
        inputs.Put("a", "abc");
        using (Stream file = await ObjectDownload.OpenAsync(inputs.Cos, "a", 3, TestContext.Current.CancellationToken))
        {
            using var text = new StreamReader(file);
            Assert.Equal("abc", await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        InputException refused = await Assert.ThrowsAsync<InputException>(
            () => ObjectDownload.OpenAsync(inputs.Cos, "a", 2, TestContext.Current.CancellationToken));
        Assert.Contains("larger than 2 bytes", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Without a bucket or a query nothing is selected.</summary>
    [Fact]
    public void NullIsRefusedByName()
    {
        CosBucket bucket = new InputFixture().Cos;
        Assert.Equal("bucket", Assert.Throws<ArgumentNullException>(() => new InputSelection(null!, new InputQuery(JobInput.FromPrefix("a")))).ParamName);
        Assert.Equal("query", Assert.Throws<ArgumentNullException>(() => new InputSelection(bucket, null!)).ParamName);
        Assert.Equal("bucket", Assert.Throws<ArgumentNullException>(() => new UrlFileBuilder(null!)).ParamName);
        Assert.Equal("bucket", Assert.Throws<ArgumentNullException>(() => new UrlFilePublisher(null!)).ParamName);
    }

    /// <summary>A selection holds its file open until it is disposed, in the middle of it too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASelectionCanBeDisposedInTheMiddle(bool isReport)
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack(string.Concat(Enumerable.Repeat("k\n", 2500))), "Key");
        inputs.Put("lists/a.txt", string.Concat(Enumerable.Repeat(InputFixture.Host + "k\n", 2500)));
        JobInput input = isReport ? JobInput.FromManifest("report/manifest.json") : JobInput.FromUrlFile("lists/a.txt");
        var selection = new InputSelection(inputs.Cos, new InputQuery(input));
        Assert.Equal(1000, (await selection.NextAsync(TestContext.Current.CancellationToken))!.Objects.Count);
        selection.Dispose();
        if (!isReport)
        {
            // What was read ahead is given; what is only in the file can't be any more.
            await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            {
                while (await selection.NextAsync(TestContext.Current.CancellationToken) is not null)
                {
                }
            });
        }
    }

    /// <summary>An input of a kind that isn't known is refused and selects nothing, least of all everything.</summary>
    [Fact]
    public void AnUnknownInputIsRefused() =>
        Assert.Equal(
            "Input", Assert.Throws<InvalidFieldException>(() => new InputSelection(new InputFixture().Cos, new InputQuery(new JobInput()))).Field);

    /// <summary>Folders are listed ahead, but no more at once than asked for, and a folder is listed once.</summary>
    [Fact]
    public async Task FoldersAreListedAhead()
    {
        var inputs = new InputFixture();
        for (int i = 0; i < 30; i++)
        {
            inputs.Put($"p/{i:00}/a", "1");
        }

        inputs.Service.PageLength = 20;
        inputs.Service.HoldSecond();
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("p/")) { ThrottleLimit = 4 });
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"p/{i:00}/a"), page.Keys());
        Assert.Equal(32, inputs.Service.Requests.Count);
        Assert.InRange(inputs.Service.MostConcurrent, 2, 4);
        Assert.All(inputs.Service.Requests, request => Assert.Contains("encoding-type=url", request, StringComparison.Ordinal));
    }

    /// <summary>Whatever is in a bucket, listed in parts it is the same as page after page.</summary>
    [Fact]
    public async Task ListedInPartsItIsTheSame() =>
        await Gen.Select(Gen.Int[0, 4].Array[1, 5].Array[0, 40], Gen.Int[1, 7], Gen.Int[2, 5]).SampleAsync(
            async (keys, pageLength, limit) =>
            {
                var inputs = new InputFixture();
                inputs.Service.PageLength = pageLength;
                foreach (int[] parts in keys)
                {
                    inputs.Put("p/" + string.Concat(parts.Select(part => "/ab.é"[part])), "1");
                }

                var query = new InputQuery(JobInput.FromPrefix("p/"));
                string[] expected = (await inputs.ReadAsync(query)).Keys();
                Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), expected);
                Assert.Equal(expected, (await inputs.ReadAsync(query with { ThrottleLimit = limit })).Keys());
            },
            iter: HostileInput.Times(200));

    /// <summary>A UrlFile of many megabytes is the same text as a short one, with the MD5 of it, and reads back as its keys.</summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(12_000, 3)]
    public void ALongUrlFileIsWholeAndHasItsDigest(int keys, int again)
    {
        using var file = new UrlFileBuilder(new InputFixture().Cos, allowDuplicates: again == 3);
        string name = new('n', 800);
        for (int i = 0; i < keys; i++)
        {
            Assert.True(file.Add(name + i));
        }

        for (int i = 0; i < again; i++)
        {
            Assert.True(file.Add(name + i));
        }

        long size = file.Size;
        (Stream text, byte[] md5) = file.Finish();
        text.Position = 0;
        using var copy = new MemoryStream();
        text.CopyTo(copy);
        byte[] bytes = copy.ToArray();
        Assert.Equal(keys > 1000, text is FileStream);
        Assert.Equal(keys + again, file.Count);
        Assert.Equal(bytes.Length, size);
#pragma warning disable CA5351 // Content-MD5 is what the service checks.
        Assert.Equal(MD5.HashData(bytes), md5);
#pragma warning restore CA5351
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(keys + again, lines.Length - 1);
        Assert.Equal(InputFixture.Host + name + (keys - 1), lines[keys - 1]);
    }

    /// <summary>A line of CSV that is written by the rules (RFC 4180) is read back as its fields.</summary>
    [Fact]
    public void CsvReadsBackAsItsFields()
    {
        Gen<string> field = Gen.Char["a,\"\n é"].Array[0, 8].Select(text => new string(text));
        Gen.Select(field.Array[1, 6], Gen.Bool).Sample(
            (fields, all) =>
            {
                string line = string.Join(',', fields.Select(text =>
                    all || text.AsSpan().IndexOfAny(',', '"', '\n') >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text));
                var read = new List<string>();
                Assert.True(CsvLine.Split(line, read));
                Assert.Equal(fields, read);
            },
            iter: HostileInput.Times(3000));
        var none = new List<string>();
        Assert.False(CsvLine.Split("a,\"b", none));
        Assert.False(CsvLine.Split("\"a\"b,c", none));
        Assert.False(CsvLine.Split("\"a\" ,c", none));
    }

    /// <summary>Empty fields are fields, at the end and in quotes too, and nothing is left of the line before.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData(",", "|")]
    [InlineData("a,", "a|")]
    [InlineData(",a,,b", "|a||b")]
    [InlineData("\"\"", "")]
    [InlineData("\"\",\"a,b\",", "|a,b|")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("a\"b,c", "a\"b|c")]
    public void EmptyFieldsAreFields(string line, string fields)
    {
        List<string> read = ["of", "another", "line"];
        Assert.True(CsvLine.Split(line, read));
        Assert.Equal(fields, string.Join('|', read));
    }

    /// <summary>A stream that is limited takes exactly as much as it may, by either way of writing.</summary>
    [Fact]
    public async Task ALimitedStreamTakesWhatItMay()
    {
        using var target = new MemoryStream();
        using var limited = new LimitedStream(target, 5);
        limited.Write([1, 2], 0, 2);
        await limited.WriteAsync(new byte[] { 3, 4, 5 }.AsMemory(), CancellationToken.None);
        Assert.Throws<SizeLimitException>(() => limited.Write([6], 0, 1));
        await Assert.ThrowsAsync<SizeLimitException>(() => limited.WriteAsync([6], 0, 1, CancellationToken.None));
        Assert.Equal([1, 2, 3, 4, 5], target.ToArray());

        // Emptied for another try, it takes as much again.
        limited.SetLength(0);
        limited.Write([1, 2, 3, 4, 5], 0, 5);
        Assert.Equal(5, limited.Length);

        // From another place it may write to the same end, and it can't be read.
        limited.Position = 1;
        Assert.Equal(1, target.Position);
        Assert.Equal(2, limited.Seek(1, SeekOrigin.Current));
        await Assert.ThrowsAsync<SizeLimitException>(async () => await limited.WriteAsync(new byte[4].AsMemory(), CancellationToken.None));
        await limited.WriteAsync(new byte[] { 7, 8, 9 }.AsMemory(), CancellationToken.None);
        Assert.Equal([1, 2, 7, 8, 9], target.ToArray());
        Assert.Equal(5, limited.Position);
        Assert.Equal((false, false, true), (limited.CanRead, limited.CanSeek, limited.CanWrite));
        Assert.Throws<NotSupportedException>(() => limited.Read(new byte[1], 0, 1));
    }

    /// <summary>A report's file is checked and read under cancellation.</summary>
    [Fact]
    public async Task ReadingAReportCanBeCancelled()
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack("a\n"), "Key");
        using var cancellation = new CancellationTokenSource();
        inputs.Service.Before = () =>
        {
            if (inputs.Service.Requests.Count == 2)
            {
                cancellation.Cancel();
            }

            return Task.CompletedTask;
        };
        using var selection = new InputSelection(inputs.Cos, new InputQuery(JobInput.FromManifest("report/manifest.json")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => selection.NextAsync(cancellation.Token));
    }
}
