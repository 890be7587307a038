using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Signing;
using Xunit;

namespace CiWorkflow.Core.Tests.Signing;

/// <summary>The Authorization header, to the letter.</summary>
public sealed class RequestSignerTests
{
    private static readonly KeyValuePair<string, string>[] NoQuery = [];

    /// <summary>Every vector comes out as the official SDK has it.</summary>
    [Theory]
    [MemberData(nameof(SigningVectors.Ids), MemberType = typeof(SigningVectors))]
    public void AVectorComesOutToTheLetter(string id)
    {
        SigningVector vector = SigningVectors.Get(id);
        Assert.Equal(vector.Authorization, Sign(new CiCredential(vector.SecretId, vector.SecretKey), vector));
    }

    /// <summary>The whole file is there: a truncated copy would pass silently.</summary>
    [Fact]
    public void ThereAreAtLeast59Vectors() => Assert.True(SigningVectors.Load().Count >= 59);

    /// <summary>One signer signs them all in turn and at once: what is reused between two signatures doesn't show.</summary>
    [Fact(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    public void ASignerSharedByManyThreadsMakesNoMistake()
    {
        IReadOnlyList<SigningVector> vectors = SigningVectors.Load();
        var credentials = vectors.Select(vector => (vector.SecretId, vector.SecretKey)).Distinct()
            .ToDictionary(keys => keys, keys => new CiCredential(keys.SecretId, keys.SecretKey));
        Parallel.For(0, 20_000, i =>
        {
            SigningVector vector = vectors[i % vectors.Count];
            Assert.Equal(vector.Authorization, Sign(credentials[(vector.SecretId, vector.SecretKey)], vector));
        });
    }

    /// <summary>The order in which headers and parameters are given doesn't matter.</summary>
    [Fact]
    public void TheOrderOfWhatIsGivenDoesNotMatter()
    {
        SigningVector vector = SigningVectors.Load().First(candidate => candidate.Query.Count > 4);
        var signer = new RequestSigner(new CiCredential(vector.SecretId, vector.SecretKey));
        string reversed = signer.Sign(
            Window(vector), vector.Method, vector.Path, [.. vector.Query.Reverse()], [.. vector.Headers.Reverse()]);
        Assert.Equal(vector.Authorization, reversed);
    }

    /// <summary>What a proxy may change is not signed.</summary>
    [Theory]
    [InlineData("User-Agent")]
    [InlineData("Content-Type")]
    [InlineData("Date")]
    [InlineData("Connection")]
    public void AHeaderThatAProxyMayChangeIsNotSigned(string name)
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "key"));
        var window = new SigningWindow(1, 2);
        KeyValuePair<string, string> host = new("Host", "b-1250000000.ci.ap-beijing.myqcloud.com");
        Assert.Equal(
            signer.Sign(window, "GET", "/", NoQuery, [host]),
            signer.Sign(window, "GET", "/", NoQuery, [host, new(name, "x")]));
    }

    /// <summary>The window of a signature is kept for five minutes, is open a minute early, and lasts fifteen.</summary>
    [Fact]
    public void AWindowIsReusedWhileItIsFresh()
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "key"));
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        SigningWindow first = signer.WindowAt(now);
        Assert.Equal(now.ToUnixTimeSeconds() - 60, first.Start);
        Assert.Equal(now.ToUnixTimeSeconds() + 900, first.End);
        Assert.Same(first, signer.WindowAt(now));
        Assert.Same(first, signer.WindowAt(now.AddSeconds(299)));
        Assert.NotSame(first, signer.WindowAt(now.AddSeconds(300)));
        Assert.NotEqual(first.Text, signer.WindowAt(now.AddSeconds(-1)).Text);
    }

    /// <summary>A clock that is set back begins a new window: an older one would open too late.</summary>
    [Fact]
    public void AClockThatIsSetBackBeginsANewWindow()
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "key"));
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        SigningWindow first = signer.WindowAt(now);
        Assert.NotSame(first, signer.WindowAt(now.AddSeconds(-1)));
    }

    /// <summary>
    /// A signature reuses its buffers, its hashes and its SignKey: it allocates about as much as its own text, however many there are.
    /// </summary>
    [Fact]
    public void ASignatureAllocatesLittle()
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "key"));
        SigningWindow window = new(1, 2);
        KeyValuePair<string, string>[] headers = [new("Host", "b-1250000000.ci.ap-beijing.myqcloud.com")];
        long most = 0;
        for (int i = 0; i < 5_000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            signer.Sign(window, "GET", "/", headers, headers);
            most = i < 10 ? 0 : Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(most, 1, 1000);
    }

    private static string Sign(CiCredential credential, SigningVector vector) =>
        RequestSigner.Of(credential).Sign(Window(vector), vector.Method, vector.Path, [.. vector.Query], [.. vector.Headers]);

    private static SigningWindow Window(SigningVector vector)
    {
        string[] ends = vector.KeyTime.Split(';');
        return new SigningWindow(long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
    }
}
