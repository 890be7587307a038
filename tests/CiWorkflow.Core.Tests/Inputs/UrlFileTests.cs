using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>UrlFiles, as the page describes them (one URL of an object a line) and as they shouldn't be.</summary>
public sealed class UrlFileTests
{
    /// <summary>A file in another encoding is reported with its line, and so is nothing selected under a wrong key.</summary>
    [Theory]
    [InlineData("20-urlfile-gbk.txt", "line 1: it isn't UTF-8", "b.mp4")]
    [InlineData("21-urlfile-utf16.txt", "line 1: the file is UTF-16", "")]
    [InlineData("22-urlfile-dots.txt", "line 2: Object 'x/../b.mp4'", "a.mp4 c.mp4")]
    public async Task ALineThatIsWrongIsToldWithItsNumber(string file, string fault, string keys)
    {
        var inputs = new InputFixture();
        InputPage page = await inputs.ReadUrlFileAsync(InputFixture.File(file));
        Assert.Equal(keys, string.Join(' ', page.Keys()));
        Assert.StartsWith("'lists/one.txt': " + fault, Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>UTF-16 without its mark is recognised by its zero bytes.</summary>
    [Fact]
    public async Task Utf16WithoutAMarkIsToldOnce()
    {
        var inputs = new InputFixture();
        InputPage page = await inputs.ReadUrlFileAsync(Encoding.Unicode.GetBytes(InputFixture.Host + "a\n" + InputFixture.Host + "b\n"));
        Assert.Empty(page.Objects);
        Assert.Equal("'lists/one.txt': line 1: " + Messages.UrlFileUtf16, Assert.Single(page.Messages()));
    }

    /// <summary>The URL of another bucket, or of this one's name in another region, is reported with its line and its host.</summary>
    [Fact]
    public async Task AUrlOfAnotherBucketIsTold()
    {
        var inputs = new InputFixture();
        InputPage page = await inputs.ReadUrlFileAsync(InputFixture.File("23-urlfile-foreign.txt"));
        Assert.Empty(page.Objects);
        Assert.Equal(["line 1", "line 2"], page.Messages().Select(text => text.Split(": ")[1]));
        Assert.Contains("other-1250000000.cos.ap-beijing", page.Messages()[0], StringComparison.Ordinal);
        Assert.Contains("ap-shanghai", page.Messages()[1], StringComparison.Ordinal);
    }

    /// <summary>What is meant as a URL of this bucket is read as one, in every form that the service's domains have.</summary>
    [Theory]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b", "a b", null)]
    [InlineData("HTTPS://Media-1250000000.COS.ap-beijing.myqcloud.com:443/a+b", "a+b", null)]
    [InlineData("http://media-1250000000.cos.ap-beijing.tencentcos.cn:80/%E4%B8%AD", "中", null)]
    [InlineData("https://media-1250000000.cos-internal.ap-beijing.tencentcos.cn/中", "中", null)]
    [InlineData("https://media-1250000000.cos.accelerate.myqcloud.com/a?x-cos-version=1#f", "a", null)]
    [InlineData("https://media-1250000000.file.myqcloud.com/a", "a", null)]
    [InlineData("https://cdn.example.com/a", "a", "cdn.example.com")]
    [InlineData("https://127.0.0.1:8080/a", "a", "127.0.0.1:8080")]
    public async Task AUrlOfThisBucketIsRead(string line, string key, string? host)
    {
        var inputs = new InputFixture();
        InputPage page = await inputs.ReadUrlFileAsync(Encoding.UTF8.GetBytes(" " + line + "\t\r\n \t\r\n\n"));
        Assert.Empty(page.Faults);
        CiInputObject only = Assert.Single(page.Objects);
        Assert.Equal((key, host, "media-1250000000", "ap-beijing"), (only.Key, only.ForeignHost, only.Bucket, only.Region));
    }

    /// <summary>A line that is no URL is a fault which never repeats it: it may hold a password.</summary>
    [Theory]
    [InlineData("# comment")]
    [InlineData("ftp://media-1250000000.cos.ap-beijing.myqcloud.com/a")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com:\u001b1/a")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com:99999/a")]
    [InlineData("https://media:1:2/a")]
    [InlineData("https://SECRET@media-1250000000.cos.ap-beijing.myqcloud.com/a")]
    [InlineData("https://user:SECRET@media-1250000000.cos.ap-beijing.myqcloud.com/a")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/100%")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/%2")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/%FF")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/%0A")]
    public async Task ALineThatIsNoUrlIsAFault(string line)
    {
        var inputs = new InputFixture();
        InputPage page = await inputs.ReadUrlFileAsync(Encoding.UTF8.GetBytes("\uFEFF" + InputFixture.Host + "a\n" + line + "\n" + InputFixture.Host + "b"));
        Assert.Equal(["a", "b"], page.Keys());
        string message = Assert.Single(page.Messages());
        Assert.Contains(": line 2: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// What is named by the URL of another bucket, or of a domain that says nothing of its bucket, is refused by the name of its host: this
    /// bucket's object of the same key is another one.
    /// </summary>
    [Theory]
    [InlineData("other-1250000000.cos.ap-beijing.myqcloud.com")]
    [InlineData("media-1250000000.cos.ap-shanghai.myqcloud.com")]
    [InlineData("cdn.example.com")]
    public void AUrlOfAnotherHostIsRefused(string host)
    {
        var inputs = new InputFixture();
        string url = $"https://{host}/lists/one.txt";
        (string Field, JobInput Input)[] all =
        [
            ("UrlFile", JobInput.FromUrlFile(url)), ("Manifest", JobInput.FromManifest(url)), ("Object", JobInput.FromObject(url)),
        ];
        foreach ((string field, JobInput input) in all)
        {
            var refused = Assert.Throws<InvalidFieldException>(() => new InputSelection(inputs.Cos, new InputQuery(input)));
            Assert.Equal(field, refused.Field);
            Assert.Contains(host, refused.Message, StringComparison.Ordinal);
            Assert.Contains(InputFixture.Name, refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(inputs.Service.Requests);
    }

    /// <summary>An object that comes again in another encoding is the same object, and each of its lines counts and says so.</summary>
    [Fact]
    public async Task AnObjectThatComesAgainIsKnown()
    {
        var inputs = new InputFixture();
        byte[] text = [.. InputFixture.File("55-one-object-three-times.txt"), .. "\nhttps://cdn.example.com/in/a%20b.mp4"u8];
        InputPage page = await inputs.ReadUrlFileAsync(text);
        Assert.Equal(["in/a b.mp4", "in/a b.mp4", "in/a b.mp4", "in/a b.mp4"], page.Keys());
        Assert.Equal([false, true, true, false], page.Objects.Select(item => item.IsDuplicate));
        InputPage asked = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/one.txt")) { CheckExists = true });
        Assert.Equal([false, true, true, false], asked.Objects.Select(item => item.IsDuplicate));
    }

    /// <summary>Several addresses on a line are not one object of an odd key, whatever stands between them.</summary>
    [Theory]
    [InlineData(";")]
    [InlineData(",")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData("\t")]
    [InlineData("?x=1,")]
    public async Task SeveralAddressesOnALineAreAFault(string between)
    {
        var inputs = new InputFixture();
        string text = Encoding.UTF8.GetString(InputFixture.File("56-several-addresses-on-a-line.txt"));
        InputPage page = await inputs.ReadUrlFileAsync(Encoding.UTF8.GetBytes(text.Replace(";", between, StringComparison.Ordinal)));
        Assert.Empty(page.Objects);
        Assert.Contains("line 1: it has more than one address", Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>A UrlFile is named by its key or by its URL; a URL that can't be read is not shown.</summary>
    [Fact]
    public async Task AUrlFileIsNamedByItsKeyOrItsUrl()
    {
        var inputs = new InputFixture();
        inputs.Put("lists/a b.txt", InputFixture.Host + "a\n");
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile(InputFixture.Host + "lists/a%20b.txt")));
        Assert.Equal(["a"], page.Keys());
        InvalidFieldException malformed = Assert.Throws<InvalidFieldException>(() => JobInput.FromManifest("https://me:SECRET@x/y"));
        Assert.Equal("Manifest", malformed.Field);
        Assert.Contains(Messages.UrlMalformed, malformed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", malformed.Message, StringComparison.Ordinal);
    }

    /// <summary>An object that this account may not see is that object's fault; the others are read all the same.</summary>
    [Fact]
    public async Task AnObjectThatMayNotBeSeenIsItsOwnFault()
    {
        var inputs = new InputFixture();
        inputs.Put("a", "1");
        inputs.Put("c", "333");
        inputs.Put("lists/one.txt", InputFixture.Host + "a\n" + InputFixture.Host + "b\n" + InputFixture.Host + "c\n");
        inputs.Service.Instead = request => request.RequestUri!.AbsolutePath == "/b" ? new HttpResponseMessage(HttpStatusCode.Forbidden) : null;
        InputPage page = await inputs.ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/one.txt")) { CheckExists = true });
        Assert.Equal([("a", 1L), ("c", 3L)], page.Objects.Select(item => (item.Key, item.Size!.Value)));
        InputFault fault = Assert.Single(page.Faults);
        Assert.Equal("b", fault.Item);
        Assert.Equal(403, Assert.IsType<CiServiceException>(fault.Error).HttpStatus);
    }
}
