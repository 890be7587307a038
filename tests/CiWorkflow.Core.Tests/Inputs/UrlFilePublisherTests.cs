using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>Writing a UrlFile never costs a user an object (436/7749: x-cos-forbid-overwrite refuses an existing key with 409).</summary>
public sealed class UrlFilePublisherTests
{
    private const string Key = "lists/a.txt";

    /// <summary>A new key is written with the mark, and only if it is still absent.</summary>
    [Theory]
    [InlineData(UrlFileOverwrite.PublishedOnly)]
    [InlineData(UrlFileOverwrite.Never)]
    public async Task ANewKeyIsWritten(UrlFileOverwrite overwrite)
    {
        var store = new Store();
        await store.PublishAsync(overwrite);
        Assert.StartsWith("urlfile-", store.Mark, StringComparison.Ordinal);
        Assert.Equal(["HEAD", "PUT absent"], store.Calls);
    }

    /// <summary>
    /// What is there and isn't a published UrlFile is left alone, and so is one that is where nothing may be overwritten.
    /// </summary>
    [Theory]
    [InlineData("", UrlFileOverwrite.PublishedOnly)]
    [InlineData("", UrlFileOverwrite.Never)]
    [InlineData("urlfile-1", UrlFileOverwrite.Never)]
    public async Task WhatMayNotBeOverwrittenIsLeftAlone(string mark, UrlFileOverwrite overwrite)
    {
        var store = new Store { Mark = mark };
        ObjectExistsException exists = await Assert.ThrowsAsync<ObjectExistsException>(() => store.PublishAsync(overwrite));
        Assert.Equal((Key, mark.Length > 0), (exists.Key, exists.IsUrlFile));
        Assert.Equal(["HEAD"], store.Calls);
    }

    /// <summary>A published UrlFile is replaced by the next one; -Force replaces anything and doesn't look.</summary>
    [Theory]
    [InlineData("urlfile-1", UrlFileOverwrite.PublishedOnly, "HEAD PUT")]
    [InlineData("", UrlFileOverwrite.Always, "PUT")]
    public async Task WhatMayBeOverwrittenIs(string mark, UrlFileOverwrite overwrite, string calls)
    {
        var store = new Store { Mark = mark };
        await store.PublishAsync(overwrite);
        Assert.Equal(calls, string.Join(' ', store.Calls));
        Assert.NotEqual(mark, store.Mark);
    }

    /// <summary>An object that comes between the look and the write is left alone.</summary>
    [Fact]
    public async Task AnObjectThatComesInBetweenIsLeftAlone()
    {
        var store = new Store();
        store.BeforePut = () => store.Mark ??= "";
        var exists = await Assert.ThrowsAsync<ObjectExistsException>(() => store.PublishAsync(UrlFileOverwrite.PublishedOnly));
        Assert.False(exists.IsUrlFile);
        Assert.Equal("", store.Mark);
    }

    /// <summary>A write whose answer was lost is repeated and refused, for it is there: that is a success.</summary>
    [Fact]
    public async Task ALostAnswerIsNotAnObjectOfSomebodyElse()
    {
        var store = new Store { LosesAnswer = true };
        await store.PublishAsync(UrlFileOverwrite.PublishedOnly);
        Assert.Equal(["HEAD", "PUT absent", "PUT absent", "HEAD"], store.Calls);
    }

    /// <summary>Without the right to look at an object a free key is written, and one that isn't free is left alone.</summary>
    [Fact]
    public async Task WithoutTheRightToLookOnlyAFreeKeyIsWritten()
    {
        var store = new Store { IsLookForbidden = true };
        await store.PublishAsync(UrlFileOverwrite.PublishedOnly);
        string written = store.Mark!;
        var exists = await Assert.ThrowsAsync<ObjectExistsException>(() => store.PublishAsync(UrlFileOverwrite.PublishedOnly));
        Assert.Equal((Key, written), (exists.Key, store.Mark));
    }

    /// <summary>
    /// Where neither a look nor the service's own check keeps an object from being overwritten, nothing is written; with -Force it is.
    /// </summary>
    [Theory]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", UrlFileOverwrite.PublishedOnly)]
    [InlineData("<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", UrlFileOverwrite.Never)]
    [InlineData(null, UrlFileOverwrite.PublishedOnly)]
    public async Task WithoutTheRightToLookNothingIsWrittenWhereItMayOverwrite(string? versioning, UrlFileOverwrite overwrite)
    {
        var store = new Store { IsLookForbidden = true, Versioning = versioning };
        var refused = await Assert.ThrowsAsync<ObjectUncheckedException>(() => store.PublishAsync(overwrite));
        Assert.Equal((Key, 403), (refused.Key, Assert.IsType<CiServiceException>(refused.InnerException).HttpStatus));
        Assert.Equal(["HEAD", "GET"], store.Calls);
        await store.PublishAsync(UrlFileOverwrite.Always);
        Assert.Equal(["HEAD", "GET", "PUT"], store.Calls);
    }

    /// <summary>Both statuses that a refused overwrite has are read as one; any other refusal is the service's own error.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Conflict, true)]
    [InlineData(HttpStatusCode.PreconditionFailed, true)]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    public async Task ARefusedOverwriteHasTwoStatuses(HttpStatusCode status, bool exists)
    {
        var store = new Store { RefusesBy = status };
        store.BeforePut = () => store.Mark ??= "urlfile-2";
        Exception? failure = await Record.ExceptionAsync(() => store.PublishAsync(UrlFileOverwrite.PublishedOnly));
        if (exists)
        {
            var refused = Assert.IsType<ObjectExistsException>(failure);
            Assert.True(refused.IsUrlFile);
            Assert.IsType<CiServiceException>(refused.InnerException);
        }
        else
        {
            Assert.Equal((int)status, Assert.IsType<CiServiceException>(failure).HttpStatus);
        }

        // Where anything may be replaced, a refusal has another reason.
        store.RefusesAll = true;
        Assert.Equal(
            (int)status, (await Assert.ThrowsAsync<CiServiceException>(() => store.PublishAsync(UrlFileOverwrite.Always))).HttpStatus);
    }

    /// <summary>A look that fails for another reason than a missing right ends it before anything is written.</summary>
    [Fact]
    public async Task ALookThatFailsWritesNothing()
    {
        var store = new Store { IsLookForbidden = true, ForbidsBy = HttpStatusCode.Unauthorized };
        var failed = await Assert.ThrowsAsync<CiServiceException>(() => store.PublishAsync(UrlFileOverwrite.PublishedOnly));
        Assert.Equal(401, failed.HttpStatus);
        Assert.Equal(["HEAD"], store.Calls);
        using var file = new UrlFileBuilder(store.Bucket);
        await Assert.ThrowsAsync<ArgumentNullException>(
            "file",
            () => new UrlFilePublisher(store.Bucket).PublishAsync(Key, null!, UrlFileOverwrite.Always, TestContext.Current.CancellationToken));
    }

    /// <summary>A URL of the bucket becomes the object's key; another one is refused without being shown.</summary>
    [Fact]
    public void AUrlBecomesItsKey()
    {
        using var file = new UrlFileBuilder(new Store().Bucket, "cdn.example.com");
        foreach (string url in System.Text.Encoding.UTF8.GetString(InputFixture.File("24-urls-as-keys.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(file.Add(url));
        }

        Assert.False(file.Add("a.mp4"));
        Assert.True(file.Add("https://cdn.example.com/c%20d"));
        Assert.True(file.Add("e/f g"));
        foreach (string url in (string[])
            [
                "https://other.example.com/a?sign=SECRET",
                "http://me:SECRET@cdn.example.com/a",
                "https://other-1250000000.cos.ap-beijing.myqcloud.com/a",
            ])
        {
            InvalidFieldException refused = Assert.Throws<InvalidFieldException>(() => file.Add(url));
            Assert.Equal(("Object", ""), (refused.Field, refused.Value ?? ""));
            Assert.DoesNotContain("SECRET", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("Object", Assert.Throws<InvalidFieldException>(() => file.Add("a/../b")).Field);
        using var text = new System.IO.StreamReader(file.Finish().Text);
        text.BaseStream.Position = 0;
        Assert.Equal("https://cdn.example.com/a.mp4\nhttps://cdn.example.com/b.mp4\nhttps://cdn.example.com/c%20d\nhttps://cdn.example.com/e/f%20g\n",
            text.ReadToEnd());
        Assert.Equal((4, 1), (file.Count, file.Duplicates));
    }

    /// <summary>A file that couldn't be written is written again whole, and no key is added to it in between.</summary>
    [Fact]
    public async Task AFileIsWrittenAgainAfterAFailure()
    {
        var store = new Store { RefusesAll = true, RefusesBy = HttpStatusCode.BadRequest };
        using var file = new UrlFileBuilder(store.Bucket);
        file.Add("a");
        var publisher = new UrlFilePublisher(store.Bucket);
        var failed = await Assert.ThrowsAsync<CiServiceException>(
            () => publisher.PublishAsync(Key, file, UrlFileOverwrite.Always, TestContext.Current.CancellationToken));
        Assert.Equal(400, failed.HttpStatus);
        Assert.Equal(Messages.UrlFileFinished, Assert.Throws<InvalidOperationException>(() => file.Add("b")).Message);
        store.RefusesAll = false;
        await publisher.PublishAsync(Key, file, UrlFileOverwrite.Always, TestContext.Current.CancellationToken);
        Assert.Equal(2, store.Digests.Count);
#pragma warning disable CA5351 // Content-MD5 is what the service checks; nothing is kept secret by it.
        Assert.All(store.Digests, digest => Assert.Equal(
            System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(InputFixture.Host + "a\n")), digest));
#pragma warning restore CA5351
    }

    /// <summary>Up to 8 MB the text is in memory, beyond in a file; either way nothing of it is kept twice.</summary>
    [Theory(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void ALongTextIsInAFile(int bytesMore, bool isFile)
    {
        const int Most = 8 * 1024 * 1024;
        using var file = new UrlFileBuilder(new Store().Bucket, "a.b", allowDuplicates: true);
        string key = new('k', 512 - "https://a.b/\n".Length);
        for (int i = 1; i < Most / 512; i++)
        {
            file.Add(key);
        }

        file.Add(new string('k', key.Length + bytesMore));
        Assert.Equal(isFile, file.Finish().Text is System.IO.FileStream);
    }

    /// <summary>Memory stays bounded, however long the text is.</summary>
    [Fact(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    public void MemoryStaysBounded()
    {
        using var file = new UrlFileBuilder(new Store().Bucket, allowDuplicates: true);
        string key = new('中', 280);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 12_500; i++)
        {
            file.Add(key);
        }

        (System.IO.Stream text, byte[] md5) = file.Finish();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24L * 1024 * 1024);
        Assert.Equal(12_500L * ((key.Length * 9) + InputFixture.Host.Length + 1), text.Length);
        Assert.Equal(text.Length, file.Size);
        text.Position = 0;
#pragma warning disable CA5351 // Content-MD5 is what the service checks; nothing is kept secret by it.
        Assert.Equal(System.Security.Cryptography.MD5.HashData(text), md5);
#pragma warning restore CA5351
    }

    /// <summary>
    /// Keys are distinguished by their whole text: a million of them have a million fingerprints, and one key always has the same.
    /// </summary>
    [Fact]
    public void FingerprintsTellKeysApart()
    {
        using var hash = System.Security.Cryptography.SHA256.Create();
        var seen = new HashSet<KeyFingerprint>();
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(seen.Add(KeyFingerprint.Of("k/" + i, hash))));
        Assert.False(seen.Add(KeyFingerprint.Of("k/77", hash)));

        // SHA-256 of "abc" (FIPS 180-2, B.1) begins with these 16 bytes.
        KeyFingerprint abc = KeyFingerprint.Of("abc", hash);
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223", Convert.ToHexString([.. BitConverter.GetBytes(abc.High), .. BitConverter.GetBytes(abc.Low)]));
    }

    /// <summary>A bucket with one object or none, as far as its mark shows.</summary>
    private sealed class Store : HttpMessageHandler
    {
        private static readonly CiClientSettings Settings =
            new(InputFixture.Name, "ap-beijing", new CiCredential("AKIDexample", "key")) { Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) } };

        public string? Mark { get; set; }

        public bool LosesAnswer { get; set; }

        public bool IsLookForbidden { get; set; }

        public string? Versioning { get; set; } = "<VersioningConfiguration/>";

        public HttpStatusCode ForbidsBy { get; set; } = HttpStatusCode.Forbidden;

        public HttpStatusCode RefusesBy { get; set; } = HttpStatusCode.Conflict;

        public bool RefusesAll { get; set; }

        public Action BeforePut { get; set; } = static () => { };

        public List<string> Calls { get; } = [];

        public List<byte[]> Digests { get; } = [];

        public CosBucket Bucket => new(Settings with { Handler = this });

        public async Task PublishAsync(UrlFileOverwrite overwrite)
        {
            using var file = new UrlFileBuilder(Bucket);
            file.Add("a");
            await new UrlFilePublisher(Bucket).PublishAsync(Key, file, overwrite, TestContext.Current.CancellationToken);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool onlyIfAbsent = request.Headers.TryGetValues("x-cos-forbid-overwrite", out IEnumerable<string>? forbid) && forbid.Single() == "true";
            Calls.Add(request.Method + (onlyIfAbsent ? " absent" : ""));
            if (request.Method == HttpMethod.Head)
            {
                if (IsLookForbidden)
                {
                    return Task.FromResult(new HttpResponseMessage(ForbidsBy));
                }

                var found = new HttpResponseMessage(Mark is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
                if (Mark is { Length: > 0 })
                {
                    found.Headers.Add("x-cos-meta-ciworkflow", Mark);
                }

                return Task.FromResult(found);
            }

            if (request.Method == HttpMethod.Get)
            {
                return Task.FromResult(Versioning is null
                    ? new HttpResponseMessage(HttpStatusCode.Forbidden)
                    : new HttpResponseMessage { Content = new StringContent(Versioning) });
            }

            Digests.Add(request.Content!.Headers.ContentMD5!);
            BeforePut();
            if (RefusesAll || (onlyIfAbsent && Mark is not null))
            {
                return Task.FromResult(new HttpResponseMessage(RefusesBy)
                {
                    Content = new StringContent("<Error><Code>FileAlreadyExists</Code></Error>"),
                });
            }

            Mark = request.Headers.GetValues("x-cos-meta-ciworkflow").Single();
            if (LosesAnswer)
            {
                LosesAnswer = false;
                throw new HttpRequestException("lost", new System.IO.IOException("reset"));
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
