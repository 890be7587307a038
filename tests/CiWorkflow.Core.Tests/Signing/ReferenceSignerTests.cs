using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using CiWorkflow.Core.Tests.Hostile;
using CiWorkflow.Credentials;
using CiWorkflow.Signing;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Signing;

/// <summary>The signer, held to the five steps of doc 436/7778 as plainly as they can be written, on generated requests.</summary>
public sealed class ReferenceSignerTests
{
    private static readonly string[] Verbs = ["GET", "put", "HEAD", "Post"];

    /// <summary>Any path, any parameters and any headers, with few and many of them, in one signer one after the other.</summary>
    [Fact]
    public void AnyRequestIsSignedAsTheDocumentSays()
    {
        var credential = new CiCredential("AKIDexample", "the-key");
        RequestSigner signer = RequestSigner.Of(credential);
        Gen<string> text = HostileInput.From("name", "x-cos-meta-A", "值=&;", "/a b/%2F", "zz");
        Gen<string> method = Gen.Int[0, Verbs.Length - 1].Select(which => Verbs[which]);
        Gen<List<KeyValuePair<string, string>>> pairs = Gen.Select(text, text).Select((name, value) => KeyValuePair.Create(name, value)).List[0, 12];
        Gen.Select(method, text, pairs, pairs, Gen.Long[0, 3]).Sample(
            (verb, path, query, headers, start) =>
            {
                var window = new SigningWindow(start, start + 900);
                headers = [.. headers.Select(pair => KeyValuePair.Create("x-ci-" + pair.Key, pair.Value)), new("Date", "not signed"), new("Host", "h")];
                Assert.Equal(Reference(credential, window, verb, path, query, headers), signer.Sign(window, verb, path, query, headers));
            },
            threads: 1,
            iter: HostileInput.Times(3_000));
    }

    /// <summary>More parameters and headers than the buffers begin with.</summary>
    [Fact]
    public void ManyAndLongParametersAreSigned()
    {
        var credential = new CiCredential("AKIDexample", "the-key");
        var window = new SigningWindow(1, 2);
        KeyValuePair<string, string>[] many = [.. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create("x-cos-" + new string('n', 100 - i), new string('值', i * 10)))];
        Assert.Equal(
            Reference(credential, window, "GET", "/", many, many), RequestSigner.Of(credential).Sign(window, "GET", "/", many, many));
    }

    /// <summary>
    /// A name that begins another, and two of the same name: sorted by name alone, the same ones in the order in which they came.
    /// </summary>
    [Fact]
    public void NamesAreSortedByTheirBytes()
    {
        string signed = new RequestSigner(new CiCredential("AKIDexample", "k")).Sign(
            new SigningWindow(1, 2), "GET", "/", [new("b", "1"), new("ab", "2"), new("a", "4"), new("A", "3"), new("é", "5")], []);
        Assert.Contains("&q-url-param-list=%c3%a9;a;a;ab;b&", signed, StringComparison.Ordinal);
    }

    /// <summary>Which headers are signed: those that a proxy leaves alone.</summary>
    [Theory]
    [InlineData("host", true)]
    [InlineData("HOST", true)]
    [InlineData("Content-Length", true)]
    [InlineData("content-md5", true)]
    [InlineData("X-Cos-Security-Token", true)]
    [InlineData("x-ci-security-token", true)]
    [InlineData("x-cos", false)]
    [InlineData("x-cdn-x-cos-", false)]
    [InlineData("Content-Type", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void AHeaderIsSignedByItsName(string? name, bool isSigned) => Assert.Equal(isSigned, RequestSigner.IsSigned(name!));

    /// <summary>A parameter without a value is signed with an empty one, and so is one whose value is null.</summary>
    [Fact]
    public void AParameterWithoutAValueIsSigned()
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "k"));
        Assert.Equal(
            signer.Sign(new SigningWindow(1, 2), "PUT", "/", [new("cancel", "")], []),
            signer.Sign(new SigningWindow(1, 2), "PUT", "/", [new("cancel", null!)], []));
    }

    /// <summary>One signer for one credential, and another for another, though its keys are the same.</summary>
    [Fact]
    public void ACredentialHasOneSigner()
    {
        var one = new CiCredential("AKIDexample", "k");
        Assert.Same(RequestSigner.Of(one), RequestSigner.Of(one));
        Assert.NotSame(RequestSigner.Of(one), RequestSigner.Of(new CiCredential("AKIDexample", "k")));
    }

    /// <summary>A window holds from its first second to its last, and writes itself as the header has it.</summary>
    [Fact]
    public void AWindowHoldsFromItsFirstSecondToItsLast()
    {
        var window = new SigningWindow(100, 200);
        Assert.Equal(
            [false, true, true, false],
            new long[] { 99, 100, 200, 201 }.Select(second => window.Holds(DateTimeOffset.FromUnixTimeSeconds(second))));
        Assert.Equal("100;200", window.ToString());
    }

    /// <summary>Nothing is signed of nothing.</summary>
    [Fact]
    public void NullIsRefusedByName()
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "k"));
        var window = new SigningWindow(1, 2);
        Assert.Equal("credential", Assert.Throws<ArgumentNullException>(() => new RequestSigner(null!)).ParamName);
        Assert.Equal("window", Assert.Throws<ArgumentNullException>(() => signer.Sign(null!, "GET", "/", [], [])).ParamName);
        Assert.Equal("method", Assert.Throws<ArgumentNullException>(() => signer.Sign(window, null!, "/", [], [])).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => signer.Sign(window, "GET", null!, [], [])).ParamName);
        Assert.Equal("query", Assert.Throws<ArgumentNullException>(() => signer.Sign(window, "GET", "/", null!, [])).ParamName);
        Assert.Equal("headers", Assert.Throws<ArgumentNullException>(() => signer.Sign(window, "GET", "/", [], null!)).ParamName);
    }

    private static string Reference(
        CiCredential credential, SigningWindow window, string method, string path, IEnumerable<KeyValuePair<string, string>> query, IEnumerable<KeyValuePair<string, string>> headers)
    {
        string time = window.Start + ";" + window.End;
        string signKey = Hex(HMACSHA1.HashData(credential.SecretKey, Encoding.UTF8.GetBytes(time)));
        (string Name, string Value)[] parameters = Canonical(query);
        (string Name, string Value)[] signed = Canonical(headers.Where(header => RequestSigner.IsSigned(header.Key)));
        string http = method.ToLowerInvariant() + "\n" + path + "\n" + Pairs(parameters) + "\n" + Pairs(signed) + "\n";
        string toSign = "sha1\n" + time + "\n" + Hex(SHA1.HashData(Encoding.UTF8.GetBytes(http))) + "\n";
        string signature = Hex(HMACSHA1.HashData(Encoding.ASCII.GetBytes(signKey), Encoding.UTF8.GetBytes(toSign)));
        return $"q-sign-algorithm=sha1&q-ak={credential.SecretId}&q-sign-time={time}&q-key-time={time}&q-header-list={Names(signed)}&q-url-param-list={Names(parameters)}&q-signature={signature}";

        static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
        static string Pairs((string Name, string Value)[] list) => string.Join("&", list.Select(pair => pair.Name + "=" + pair.Value));
        static string Names((string Name, string Value)[] list) => string.Join(";", list.Select(pair => pair.Name));
    }

    private static (string Name, string Value)[] Canonical(IEnumerable<KeyValuePair<string, string>> pairs) =>
        [.. pairs.Select(pair => (PercentEncodingTests.Reference(pair.Key).ToLowerInvariant(), PercentEncodingTests.Reference(pair.Value)))
            .OrderBy(pair => pair.Item1, StringComparer.Ordinal)];
}
