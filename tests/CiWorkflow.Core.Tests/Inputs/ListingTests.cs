using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Xml;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>Listings of a bucket (COS: GET Bucket), and what a prefix selects.</summary>
public sealed class ListingTests
{
    /// <summary>A key with a control character is one key among others, with or without encoding-type=url.</summary>
    [Fact]
    public void AControlCharacterDoesNotBreakAPage()
    {
        CiInputObject raw = Assert.Single(Read(Encoding.UTF8.GetString(InputFixture.File("40-listing-control-char.xml"))).Objects);
        Assert.Equal(("in/a\u0001.mp4", 1L), (raw.Key, raw.Size));
        ObjectPage page = Read(
            "<ListBucketResult><Contents><Key>in/a%01%20+%25.mp4</Key></Contents><CommonPrefixes><Prefix>in/%E4%B8%AD/</Prefix></CommonPrefixes>"
            + "<NextMarker>in/a%01</NextMarker><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType></ListBucketResult>");
        Assert.Equal("in/a\u0001 +%.mp4", Assert.Single(page.Objects).Key);
        Assert.Equal(["in/中/"], page.Prefixes);
        Assert.Equal("in/a\u0001", page.NextMarker);
    }

    /// <summary>Without EncodingType nothing is decoded: a percent sign is a percent sign.</summary>
    [Fact]
    public void OnlyAnEncodedPageIsDecoded() =>
        Assert.Equal("a%20b", Assert.Single(Read("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a%20b</Key></Contents></ListBucketResult>").Objects).Key);

    /// <summary>A key that can't be decoded is a fault of its own.</summary>
    [Fact]
    public void AKeyThatCannotBeDecodedIsAFault()
    {
        ObjectPage page = Read("<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents><Key>%FF</Key></Contents><Contents><Key>b</Key></Contents></ListBucketResult>");
        Assert.Equal("b", Assert.Single(page.Objects).Key);
        Assert.Equal("%FF", Assert.Single(PrefixListing.Faults(page)).Item);
    }

    /// <summary>Without a NextMarker the next page begins behind the last name, be it a key or a folder.</summary>
    [Theory]
    [InlineData("a", "b/", "b/")]
    [InlineData("c", "b/", "c")]
    public void WithoutAMarkerTheLastNameIsOne(string key, string prefix, string marker)
    {
        string xml = $"<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>{key}</Key></Contents><CommonPrefixes><Prefix>{prefix}</Prefix></CommonPrefixes></ListBucketResult>";
        Assert.Equal(marker, Read(xml).NextMarker);
    }

    /// <summary>
    /// IsTruncated is true or false (COS: GET Bucket). Only false without a marker is the last page; another word, and none, is no page
    /// at all.
    /// </summary>
    [Theory]
    [InlineData("<IsTruncated>false</IsTruncated>", null)]
    [InlineData("<IsTruncated>false</IsTruncated><NextMarker/>", null)]
    [InlineData("<IsTruncated>false</IsTruncated><NextMarker>in/2</NextMarker>", "in/2")]
    [InlineData("<IsTruncated>true</IsTruncated>", "in/1")]
    [InlineData("<IsTruncated>True</IsTruncated><NextMarker>in/2</NextMarker>", "in/2")]
    [InlineData("<IsTruncated>False</IsTruncated>", "'False'")]
    [InlineData("<IsTruncated/><NextMarker>in/2</NextMarker>", "''")]
    [InlineData("<IsTruncated>1</IsTruncated><NextMarker>in/2</NextMarker>", "'1'")]
    [InlineData("", "''")]
    public void OnlyFalseIsTheLastPage(string end, string? next)
    {
        string xml = "<ListBucketResult>" + end + "<Contents><Key>in/1</Key></Contents></ListBucketResult>";
        if (next is null || next[0] != '\'')
        {
            Assert.Equal(next, Read(xml).NextMarker);
            return;
        }

        Assert.Contains("IsTruncated is " + next, Assert.Throws<XmlException>(() => Read(xml)).Message, StringComparison.Ordinal);
    }

    /// <summary>A page whose IsTruncated is True is not the last one: the next is read.</summary>
    [Fact]
    public async Task TrueWithACapitalGoesOn()
    {
        var inputs = new InputFixture();
        string first = Encoding.UTF8.GetString(InputFixture.File("52-list-truncated-unclear.xml"));
        inputs.Service.Instead = request => new HttpResponseMessage
        {
            Content = new StringContent(request.RequestUri!.Query.Contains("marker=", StringComparison.Ordinal)
                ? "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>in/3.mp4</Key></Contents></ListBucketResult>"
                : first),
        };
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("in/")));
        Assert.Equal(["in/1.mp4", "in/2.mp4", "in/3.mp4"], page.Keys());
    }

    /// <summary>The answer to another question is none: another bucket, another prefix, keys that don't begin with it.</summary>
    [Theory]
    [InlineData("<Name>media-1250000000</Name><Prefix>in/</Prefix><Contents><Key>in/1</Key></Contents>", null)]
    [InlineData("<EncodingType>url</EncodingType><Prefix>in%2F</Prefix><Contents><Key>in%2F1</Key></Contents>", null)]
    [InlineData("<Prefix/>", "list of another bucket or prefix than 'in/'")]
    [InlineData("<Prefix>out/</Prefix>", "list of another bucket or prefix than 'in/'")]
    [InlineData("<Name>other-1250000000</Name><Prefix>in/</Prefix>", "list of another bucket or prefix than 'in/'")]
    [InlineData("<Contents><Key>out/1</Key></Contents>", "list of another bucket or prefix than 'in/'")]
    [InlineData(
        "<Contents><Key>in/1</Key></Contents><CommonPrefixes><Prefix>out/</Prefix></CommonPrefixes>",
        "list of another bucket or prefix than 'in/'")]
    [InlineData("<Contents><Size>1</Size></Contents>", "An entry has no key.")]
    public async Task AListOfSomethingElseIsRefused(string content, string? reason)
    {
        var inputs = new InputFixture();
        string xml = "<ListBucketResult><IsTruncated>false</IsTruncated>" + content + "</ListBucketResult>";
        inputs.Service.Instead = _ => new HttpResponseMessage { Content = new StringContent(xml) };
        Task<InputPage> reading = inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("in/")));
        if (reason is null)
        {
            Assert.Equal(["in/1"], (await reading).Keys());
            return;
        }

        var refused = await Assert.ThrowsAsync<CiTransportException>(() => reading);
        Assert.Equal(TransportFailure.UnreadableAnswer, refused.Failure);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>How the prefix comes back encoded isn't documented: with %20 or + for a blank it is the same one.</summary>
    [Theory]
    [InlineData("a b+c/")]
    [InlineData("a%20b%2Bc%2F")]
    [InlineData("a+b%2Bc/")]
    public void ABlankMayComeBackInAnySpelling(string shown)
    {
        byte[] body = Encoding.UTF8.GetBytes("<ListBucketResult><IsTruncated>false</IsTruncated><Prefix>" + shown + "</Prefix></ListBucketResult>");
        Assert.Empty(ObjectListReader.Read(body, body.Length, "media-1250000000", "a b+c/").Objects);
    }

    /// <summary>A list that doesn't go forward ends with an error, listed in parts or not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task AMarkerThatRepeatsEndsTheList(int limit)
    {
        var inputs = new InputFixture();
        string page = Encoding.UTF8.GetString(InputFixture.File("41-listing-marker-repeats.xml")).Replace("<Name>b<", "<Name>media-1250000000<", StringComparison.Ordinal);
        inputs.Service.Instead = _ => new HttpResponseMessage { Content = new StringContent(page) };
        CiTransportException ended = await Assert.ThrowsAsync<CiTransportException>(
            () => inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("in/")) { ThrottleLimit = limit }));
        Assert.Contains("never end", ended.Message, StringComparison.Ordinal);
        Assert.Equal(2, inputs.Service.Requests.Count);
    }

    /// <summary>
    /// A prefix with a slash in front is listed as the service seems to take it (436/80046, 436/13324), and that is said.
    /// </summary>
    [Theory]
    [InlineData("in/", "in/a", "")]
    [InlineData("/in/", "in/a", "leave out the slash")]
    [InlineData("//in/", "in/a", "leave out the slash")]
    [InlineData("/", "in/a other", "whole bucket")]
    [InlineData("", "in/a other", "")]
    [InlineData(" ", "in/a other", "whole bucket")]
    [InlineData("\u3000/\u00A0\u200B", "in/a other", "whole bucket")]
    [InlineData("in/ ", "in/a", "leaves blanks out")]
    [InlineData(" in/", "in/a", "leaves blanks out")]
    [InlineData("\u00A0in/", "in/a", "leaves blanks out")]
    [InlineData("in/\u200B", "in/a", "leaves blanks out")]
    [InlineData("/ /in/", "in/a", "leaves blanks out")]
    [InlineData("o ther", "", "")]
    [InlineData("cos://media-1250000000/in/", "", "begins like an address")]
    [InlineData("HTTPS://media-1250000000.cos.ap-beijing.myqcloud.com/in/", "", "begins like an address")]
    [InlineData("in/a://", "", "")]
    [InlineData("://in", "", "")]
    [InlineData("long-name://in", "", "")]
    public async Task APrefixIsListedAsTheServiceTakesIt(string prefix, string keys, string uncertainty)
    {
        var inputs = new InputFixture();
        inputs.Put("in/a", "1");
        inputs.Put("other", "1");
        var input = JobInput.FromPrefix(prefix);
        string[] found = (await inputs.ReadAsync(new InputQuery(input))).Keys();
        Assert.Equal(keys, string.Join(' ', found.Where(key => key is "in/a" or "other")));
        Assert.Equal(keys == "in/a other", input.MaySelectWholeBucket);
        using var selection = new InputSelection(inputs.Cos, new InputQuery(input));
        Assert.Contains(uncertainty, selection.Uncertainty, StringComparison.Ordinal);
        Assert.Equal(uncertainty.Length == 0, selection.Uncertainty.Length == 0);
    }

    /// <summary>A prefix with blanks selects by one of its readings: what begins with any of them is listed, in key order and once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task APrefixWithBlanksIsListedInEachReading(int limit)
    {
        var inputs = new InputFixture();
        string[] selected = [" \u00A0in/a", " \u00A0in/b/c", "in/a", "in/b/ c", "\u00A0in/a"];
        foreach (string key in (string[])[.. selected, "a", " in/a", "out/in/a"])
        {
            inputs.Put(key, "1");
        }

        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix(" \u00A0in/ ")) { ThrottleLimit = limit });
        Assert.Equal(selected, page.Keys());
        Assert.Equal([" /in/", "in/"], JobInput.FromPrefix("/ /in/").ListedPrefixes);
    }

    /// <summary>That a URL for an object isn't documented is said, without the URL's password.</summary>
    [Fact]
    public void AnObjectsUrlIsUncertain()
    {
        string said = JobInput.FromObject("https://user:SECRET@media-1250000000.cos.ap-beijing.myqcloud.com/a.mp4").Uncertainty;
        Assert.StartsWith("Object 'https://***@media-1250000000.cos.ap-beijing.myqcloud.com/a.mp4' is a URL", said, StringComparison.Ordinal);
        Assert.Contains("isn't documented", said, StringComparison.Ordinal);
        Assert.Contains("only an object whose key is just that", JobInput.FromObject("cos://b/a.mp4").Uncertainty, StringComparison.Ordinal);
        Assert.Contains("another object", JobInput.FromObject("/in/a.mp4").Uncertainty, StringComparison.Ordinal);
        Assert.Contains("another object", JobInput.FromObject("in/a.mp4\u00A0").Uncertainty, StringComparison.Ordinal);
        Assert.Equal("", JobInput.FromObject("in/a b.mp4").Uncertainty);
    }

    /// <summary>Listed in parts or not, the keys come in the same order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task TheOrderOfKeysStays(int limit)
    {
        var inputs = new InputFixture();
        string[] keys = ["p/a", "p/b/1", "p/b/2", "p/b.x", "p/c/d/e", "p/c/d0", "p/\U0001F600", "p/中/1"];
        foreach (string key in keys)
        {
            inputs.Put(key, "1");
        }

        byte[][] inOrder = [.. keys.Select(Encoding.UTF8.GetBytes).OrderBy(key => key, Bytes())];
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("p/")) { ThrottleLimit = limit });
        Assert.Equal(inOrder.Select(Encoding.UTF8.GetString), page.Keys());
    }

    /// <summary>Each listing begins at its beginning, and folds nothing below the folders that are listed at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AListingBeginsAtItsBeginning(int limit)
    {
        var inputs = new InputFixture();
        inputs.Put("A/B/1", "1");
        inputs.Put("A/C/d/2", "1");
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("A/")) { ThrottleLimit = limit });
        Assert.Equal(["A/B/1", "A/C/d/2"], page.Keys());
        Assert.Equal(limit == 1 ? 0 : 1, inputs.Service.Requests.Count(static request => request.Contains("delimiter=%2F", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(limit == 1 ? 0 : 1, inputs.Service.Requests.Count(static request => request.Contains("delimiter=", StringComparison.Ordinal)));
        Assert.DoesNotContain(inputs.Service.Requests, static request => request.Contains("marker=S", StringComparison.Ordinal));
    }

    /// <summary>A key that can't be decoded is reported where nothing but folders stand beside it, too.</summary>
    [Fact]
    public async Task AKeyThatCannotBeDecodedIsToldBesideFolders()
    {
        var inputs = new InputFixture();
        inputs.Service.Instead = request => new HttpResponseMessage
        {
            Content = new StringContent("<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>"
                + (request.RequestUri!.Query.Contains("delimiter", StringComparison.Ordinal)
                    ? "<Contents><Key>%FF</Key></Contents><CommonPrefixes><Prefix>p/a/</Prefix></CommonPrefixes>"
                    : "<Contents><Key>p/a/1</Key></Contents>") + "</ListBucketResult>"),
        };
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("p/")) { ThrottleLimit = 4 });
        Assert.Equal(["p/a/1"], page.Keys());
        Assert.Equal("%FF", Assert.Single(page.Faults).Item);
    }

    /// <summary>A folder that can't be decoded is a fault, as its keys are where they are listed one after another.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AFolderThatCannotBeDecodedIsAFault(int limit)
    {
        var inputs = new InputFixture();
        inputs.Service.Instead = request => request.RequestUri!.Query switch
        {
            string query when query.Contains("delimiter", StringComparison.Ordinal) => Encoded(
                "<CommonPrefixes><Prefix>p/%FF/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>p/a/</Prefix></CommonPrefixes>"),
            string query when query.Contains("p%2Fa", StringComparison.OrdinalIgnoreCase) => Encoded("<Contents><Key>p/a/1</Key></Contents>"),
            string query when query.Contains("FF", StringComparison.OrdinalIgnoreCase) => Encoded(""),
            _ => Encoded("<Contents><Key>p/%FF/1</Key></Contents><Contents><Key>p/a/1</Key></Contents>"),
        };
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromPrefix("p/")) { ThrottleLimit = limit });
        Assert.Equal(["p/a/1"], page.Keys());
        Assert.Equal(limit == 1 ? "p/%FF/1" : "p/%FF/", Assert.Single(page.Faults).Item);

        static HttpResponseMessage Encoded(string names) =>
            new() { Content = new StringContent("<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>" + names + "</ListBucketResult>") };
    }

    /// <summary>No more folders are read ahead than may be asked for at once.</summary>
    [Fact]
    public async Task NoMoreFoldersAreReadAheadThanTheLimit()
    {
        var inputs = new InputFixture();
        foreach (string folder in (string[])["a", "b", "c", "d", "e", "f"])
        {
            inputs.Put("p/" + folder + "/1", "1");
        }

        using var selection = new InputSelection(inputs.Cos, new InputQuery(JobInput.FromPrefix("p/")) { ThrottleLimit = 3 });
        Assert.Equal(["p/a/1"], (await selection.NextAsync(TestContext.Current.CancellationToken))!.Keys());
        Assert.Equal(1 + 3, inputs.Service.Requests.Count);
    }

    /// <summary>Keys are ordered as their UTF-8 bytes are (COS: GET Bucket lists in that order).</summary>
    [Fact]
    public void KeysAreOrderedAsTheirBytesAre() =>
        Gen.Select(Gen.OneOf(Gen.Char['a', 'c'], Gen.Char['\uD800', '\uDBFF'], Gen.Char['\uE000', '\uE010']).Array[0, 5], Gen.Char['a', '\uFFFF'].Array[0, 5]).Sample(
            (a, b) =>
            {
                string first = WholePairs(a);
                foreach (string second in (string[])[WholePairs(b), first + "a", first])
                {
                    int expected = Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));
                    Assert.Equal(Math.Sign(expected), Math.Sign(KeyOrder.Compare(first, second)));
                    Assert.Equal(-Math.Sign(expected), Math.Sign(KeyOrder.Compare(second, first)));
                }
            },
            iter: 5000);

    private static string WholePairs(char[] units) => string.Concat(units.Select(c => char.IsHighSurrogate(c) ? c + "\uDC00" : char.IsLowSurrogate(c) ? "" : c.ToString()));

    private static Comparer<byte[]> Bytes() =>
        Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static ObjectPage Read(string xml)
    {
        byte[] body = Encoding.UTF8.GetBytes(xml);
        return ObjectListReader.Read(body, body.Length);
    }
}
