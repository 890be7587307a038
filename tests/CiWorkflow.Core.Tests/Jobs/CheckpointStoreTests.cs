using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// Small texts by name, in a folder and in a bucket: of several writers one succeeds, and what can't be written is an error.
/// </summary>
public sealed class CheckpointStoreTests : IDisposable
{
    private const string Unversioned = "<VersioningConfiguration/>";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// A file is written once by those who want it new, and again by those who replace it, and nothing else is left in the folder.
    /// </summary>
    [Fact]
    public async Task AFileIsCreatedOnceAndReplaced()
    {
        var store = new FileCheckpointStore(_folder.FullName);
        Assert.Equal(_folder.FullName, store.Place);
        Assert.Null(await store.ReadAsync("nightly/done", Cancellation));
        await store.WriteAsync("nightly/done", "日", Cancellation);
        Assert.False(await store.TryCreateAsync("nightly/done", "other", Cancellation));
        Assert.Equal("日", await store.ReadAsync("nightly/done", Cancellation));
        await store.WriteAsync("nightly/done", "b", Cancellation);
        Assert.Equal("b", await store.ReadAsync("nightly/done", Cancellation));
        Assert.True(await store.TryCreateAsync("nightly/new", "c", Cancellation));
        Assert.Equal(
            [Path.Combine("nightly", "done"), Path.Combine("nightly", "lock"), Path.Combine("nightly", "new")],
            _folder.EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder.FullName, file.FullName)).Order());
        byte[] written = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "nightly", "done"), Cancellation);
        Assert.Equal("b"u8.ToArray(), written);
    }

    /// <summary>A pipe in place of a checkpoint is refused at once, and a file that is no checkpoint isn't read whole.</summary>
    [Fact]
    public async Task APipeAndALongFileAreNoCheckpoint()
    {
        var store = new FileCheckpointStore(_folder.FullName);
        await store.WriteAsync("long", new string('x', 2 * 1024 * 1024), Cancellation);
        Assert.Contains("longer than", (await Assert.ThrowsAsync<CheckpointException>(() => store.ReadAsync("long", Cancellation))).Message,
            StringComparison.Ordinal);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among files.");
        string pipe = Path.Combine(_folder.FullName, "pipe");
        Process.Start("mkfifo", [pipe]).WaitForExit();

        // It isn't its time that ends it.
        store = new FileCheckpointStore(
            _folder.FullName, 1, new BoundedFile(RegularFile.Open, static (_, stop) => Task.Delay(TimeSpan.FromMinutes(1), stop)));
        Assert.Contains("is a pipe or a device, not a file.", (await Assert.ThrowsAsync<CheckpointException>(
            () => store.ReadAsync("pipe", Cancellation))).Message, StringComparison.Ordinal);
    }

    /// <summary>A disk that doesn't answer is waited for five seconds, and not at all once it is stopped.</summary>
    [Fact]
    public async Task ADiskThatDoesNotAnswerIsNotWaitedFor()
    {
        using var answers = new ManualResetEventSlim();
        Stream Wait(string path)
        {
            answers.Wait(Cancellation);
            return Stream.Null;
        }

        var waited = new List<TimeSpan>();
        var store = new FileCheckpointStore(_folder.FullName, 1, new BoundedFile(Wait, (time, _) =>
        {
            waited.Add(time);
            return Task.CompletedTask;
        }));
        Assert.Contains("could not be read within 5 seconds", (await Assert.ThrowsAsync<CheckpointException>(
            () => store.ReadAsync("nightly/done", Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(5)], waited);

        store = new FileCheckpointStore(_folder.FullName, 1, new BoundedFile(Wait, static (_, stop) => Task.Delay(-1, stop)));
        using var stop = new CancellationTokenSource();
        Task<string?> reading = store.ReadAsync("nightly/done", stop.Token);
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        answers.Set();
    }

    /// <summary>The checkpoints of a folder are those that were used; it may have other folders, or not be there.</summary>
    [Fact]
    public async Task TheCheckpointsOfAFolderAreListed()
    {
        var store = new FileCheckpointStore(Path.Combine(_folder.FullName, "state"));
        Assert.Empty(store.List());
        foreach (string name in (string[])["nightly", "每天", "Hourly"])
        {
            await store.TryCreateAsync(name + "/first", "x", Cancellation);
        }

        await store.TryCreateAsync("other/done", "x", Cancellation);
        Assert.Equal(["Hourly", "nightly", "每天"], store.List());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "x", Cancellation);
        var unusable = Assert.Throws<CheckpointException>(
            () => new FileCheckpointStore(Path.Combine(_folder.FullName, "file")).List());
        Assert.Contains("file", unusable.Message, StringComparison.Ordinal);
    }

    /// <summary>The checkpoints of a bucket are the folders under the prefix, on however many pages they are listed.</summary>
    [Fact]
    public async Task TheCheckpointsOfABucketAreListed()
    {
        using var service = new Client.CannedService(Listed("C/b", "C/a/", "C/b/"), Listed("", "C/c/"));
        var store = new BucketCheckpointStore(new CosBucket(service.Client.Settings), "C/");
        Assert.Equal(["a", "b", "c"], await store.ListAsync(Cancellation));
        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, static request => Assert.Contains("delimiter=%2F", request, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("marker=S", service.Requests[0], StringComparison.Ordinal);
        Assert.Contains("marker=C%2Fb", service.Requests[1], StringComparison.OrdinalIgnoreCase);

        static string Listed(string next, params string[] folders) => "<ListBucketResult>"
            + string.Concat(folders.Select(static folder => $"<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>"))
            + $"<IsTruncated>{(next.Length > 0 ? "true" : "false")}</IsTruncated><NextMarker>{next}</NextMarker></ListBucketResult>";
    }

    /// <summary>A write waits for one that is under way.</summary>
    [Fact]
    public async Task AWriteWaitsForAnother()
    {
        var store = new FileCheckpointStore(_folder.FullName);
        string folder = _folder.CreateSubdirectory("nightly").FullName;
        Task<bool> write;
        using (new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            write = Task.Run(() => store.TryCreateAsync("nightly/first", "x", Cancellation));
            while (!Directory.EnumerateFiles(folder, "*.tmp").Any())
            {
                await Task.Yield();
            }
        }

        Assert.True(await write);
        Assert.Equal("x", await store.ReadAsync("nightly/first", Cancellation));
    }

    /// <summary>A lock that is never released is an error, with the folder's name, and nothing is written.</summary>
    [Fact]
    public async Task ALockThatStaysIsAnError()
    {
        var store = new FileCheckpointStore(_folder.FullName, lockTries: 3);
        string folder = _folder.CreateSubdirectory("nightly").FullName;
        using var held = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var refused = await Assert.ThrowsAsync<CheckpointException>(() => store.WriteAsync("nightly/done", "x", Cancellation));
        Assert.Contains(_folder.FullName, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Directory.GetFiles(folder).Select(static file => Path.GetFileName(file)));
    }

    /// <summary>A folder that can't be used is an error with its name, whoever meets it: a file stands in its place.</summary>
    [Fact]
    public async Task AFolderThatCannotBeUsedIsNamed()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "x", Cancellation);
        var store = new FileCheckpointStore(file);
        CheckpointException[] errors =
        [
            await Assert.ThrowsAsync<CheckpointException>(() => store.TryCreateAsync("nightly/first", "x", Cancellation)),
            await Assert.ThrowsAsync<CheckpointException>(() => store.WriteAsync("nightly/first", "x", Cancellation)),
            await Assert.ThrowsAsync<CheckpointException>(() => store.ReadAsync("nightly/first", Cancellation)),
        ];
        Assert.All(errors, error => Assert.Equal(
            JobScript.Text(Messages.CheckpointUnusable, file, error.InnerException!.Message), error.Message));
        var folder = new FileCheckpointStore(_folder.FullName);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "nightly"));
        errors =
        [
            await Assert.ThrowsAsync<CheckpointException>(() => folder.ReadAsync("nightly", Cancellation)),
            await Assert.ThrowsAsync<CheckpointException>(() => folder.ReadAsync("file/first", Cancellation)),
            await Assert.ThrowsAsync<CheckpointException>(() => folder.WriteAsync("nightly", "x", Cancellation)),
        ];
        Assert.All(errors, error => Assert.Equal(
            JobScript.Text(Messages.CheckpointUnusable, _folder.FullName, error.InnerException!.Message), error.Message));
        Assert.Null(await folder.ReadAsync("weekly/first", Cancellation));
        Assert.Equal(["file", "lock"], _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(static left => left.Name).Order());
        Assert.Throws<ArgumentNullException>("folder", static () => new FileCheckpointStore(null!));
    }

    /// <summary>An object is written only where there is none, and the bucket's versioning is asked for once.</summary>
    [Fact]
    public void AnObjectIsCreatedOnlyWhereThereIsNone()
    {
        using var service = new ScriptedService(
            ScriptedService.Answer(200, Unversioned), Written("x"), ScriptedService.Error(409, "FileAlreadyExists"),
            ScriptedService.Answer(200, "x"), ScriptedService.Error(409, "FileAlreadyExists"),
            ScriptedService.Error(412, "PreconditionFailed"), Written("x"));
        var store = new BucketCheckpointStore(new CosBucket(service.Settings));
        Assert.Equal("media-1250000000/.ciworkflow/checkpoints/", store.Place);
        service.Run(async () =>
        {
            Assert.True(await store.TryCreateAsync("nightly/first", "x", Cancellation));
            Assert.False(await store.TryCreateAsync("nightly/first", "x", Cancellation));
            Assert.False(await store.TryCreateAsync("nightly/first", "x", Cancellation));
            await store.WriteAsync("nightly/done", "x", Cancellation);
        });
        Assert.Equal(
            ["?versioning ", ".ciworkflow/checkpoints/nightly/first true", ".ciworkflow/checkpoints/nightly/first true",
            ".ciworkflow/checkpoints/nightly/first ", ".ciworkflow/checkpoints/nightly/first true",
            ".ciworkflow/checkpoints/nightly/first true", ".ciworkflow/checkpoints/nightly/done "],
            service.Requests.Select(static seen => seen.Request.RequestUri!.PathAndQuery.TrimStart('/').TrimEnd('=') + " "
                + ScriptedService.Header(seen.Request, "x-cos-forbid-overwrite")));
    }

    // The ETag of a PUT is the MD5 of what was written.
    private static Func<System.Net.Http.HttpResponseMessage> Written(string text) => () =>
    {
        System.Net.Http.HttpResponseMessage answer = ScriptedService.Answer(200, "")();
#pragma warning disable CA5351 // It guards against mistakes, not against an attacker.
        byte[] md5 = System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
        answer.Headers.TryAddWithoutValidation("ETag", "\"" + Convert.ToHexStringLower(md5) + "\"");
        return answer;
    };

    /// <summary>What else goes wrong with a write is no "it is there already".</summary>
    [Fact]
    public void AnotherErrorIsAnError()
    {
        using var service = new ScriptedService(ScriptedService.Answer(200, Unversioned), ScriptedService.Error(403, "AccessDenied"));
        var store = new BucketCheckpointStore(new CosBucket(service.Settings), "here/");
        service.Run(async () => Assert.Equal(
            "AccessDenied", (await Assert.ThrowsAsync<CiServiceException>(() => store.TryCreateAsync("a", "x", Cancellation))).Code));
        Assert.Equal("/here/a", service.Requests[1].Request.RequestUri!.AbsolutePath);
    }

    /// <summary>A bucket whose versioning was ever enabled can't keep two writers apart, and is refused by its name.</summary>
    [Theory]
    [InlineData("Enabled")]
    [InlineData("Suspended")]
    public void AVersionedBucketIsRefused(string status)
    {
        using var service = new ScriptedService(
            ScriptedService.Answer(200, $"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"));
        var store = new BucketCheckpointStore(new CosBucket(service.Settings));
        service.Run(async () =>
        {
            var refused = await Assert.ThrowsAsync<CheckpointException>(() => store.TryCreateAsync("a", "x", Cancellation));
            Assert.Equal(JobScript.Text(Messages.CheckpointVersioned, "media-1250000000"), refused.Message);
        });
        Assert.Single(service.Requests);
    }

    /// <summary>An object that isn't there is no text; a bucket that isn't there is an error.</summary>
    [Fact]
    public void AMissingObjectIsNoText()
    {
        using var service = new ScriptedService(
            ScriptedService.Error(404, "NoSuchKey"), ScriptedService.Answer(200, "日"), ScriptedService.Error(404, "NoSuchBucket"),
            ScriptedService.Error(403, "AccessDenied"));
        var store = new BucketCheckpointStore(new CosBucket(service.Settings));
        service.Run(async () =>
        {
            Assert.Null(await store.ReadAsync("a", Cancellation));
            Assert.Equal("日", await store.ReadAsync("a", Cancellation));
            foreach (string code in (string[])["NoSuchBucket", "AccessDenied"])
            {
                Assert.Equal(code, (await Assert.ThrowsAsync<CiServiceException>(() => store.ReadAsync("a", Cancellation))).Code);
            }
        });
        Assert.Throws<ArgumentNullException>("bucket", static () => new BucketCheckpointStore(null!));
    }
}
