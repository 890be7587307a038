using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Hostile;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>Whatever stands in a file of an input, it is read as objects and faults, or refused with the documented exception.</summary>
public sealed class InputFuzzTests
{
    private const string Json = """
        {"sourceBucket":"media-1250000000","sourceAppid":"1250000000","fileFormat":"CSV","listObjectCount":"2","fileSchema":"Appid, Bucket, Key, Size","files":[{"key":"report/0.csv.gz","size":"1","MD5checksum":"00"}]}
        """;

    private const string Rows = "\"1250000000\",\"media-1250000000\",\"a%20b\",\"5\",\"2022-02-01T04:00:00.000Z\"\n1250000000,media-1250000000,c,6,2022-02-01T04:00:00Z\r\n";

    private const string Lines = "\uFEFFhttps://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b\r\n\nhttps://media-1250000000.cos.ap-beijing.myqcloud.com/%E4%B8%AD\n";

    /// <summary>A manifest.json is read or refused.</summary>
    [Theory]
    [Tiers(500, 5_000)]
    public void AManifestOrAnInputException(int times) =>
        HostileInput.BytesFrom(Json).Sample(
            bytes =>
            {
                try
                {
                    Manifest manifest = Manifest.Read(new MemoryStream(bytes), "m", InputFixture.Name);
                    Assert.True(manifest.Column("none") == -1 && manifest.Files.Count >= 0);
                }
                catch (InputException refused)
                {
                    Assert.StartsWith("'m': ", refused.Message, StringComparison.Ordinal);
                }
            },
            iter: HostileInput.Times(times));

    /// <summary>A report's rows, and a UrlFile's lines, are objects with a key, or faults that name the file.</summary>
    [Theory]
    [Tiers(100, 400)]
    public async Task ObjectsOrFaults(int times)
    {
        await HostileInput.BytesFrom(Rows).SampleAsync(
            async rows =>
            {
                var inputs = new InputFixture();
                inputs.PutReport(InputFixture.Pack(rows), "Appid, Bucket, Key, Size, LastModifiedDate");
                Check(await inputs.ReadReportAsync(), "'report/manifest.json': file 'report/0.csv.gz': ");
            },
            iter: HostileInput.Times(times));
        await HostileInput.BytesFrom(Lines).SampleAsync(
            async lines => Check(await new InputFixture().ReadUrlFileAsync(lines), "'lists/one.txt': line "),
            iter: HostileInput.Times(times));
    }

    /// <summary>A key goes into a UrlFile and comes back from it as it was, whatever it is.</summary>
    [Theory]
    [Tiers(50, 200)]
    public async Task AKeyComesBackFromAUrlFile(int times) =>
        await HostileInput.From("input/day 1/片段 +#?%&=.mp4", "/lead", "a//b", "~-_.'\"<>", "\U0001F600").Where(IsKey).Array[1, 20].SampleAsync(
            async keys =>
            {
                var inputs = new InputFixture();
                using var file = new UrlFileBuilder(inputs.Cos, allowDuplicates: true);
                foreach (string key in keys)
                {
                    file.Add(key);
                }

                using var text = new MemoryStream();
                Stream written = file.Finish().Text;
                written.Position = 0;
                await written.CopyToAsync(text);
                InputPage page = await inputs.ReadUrlFileAsync(text.ToArray());
                Assert.Empty(page.Faults);
                Assert.Equal(keys, page.Keys());
            },
            iter: HostileInput.Times(times));

    /// <summary>What is percent-encoded is decoded to what it was, and what isn't encoded rightly to nothing.</summary>
    [Fact]
    public void PercentEncodingIsReadStrictly()
    {
        Gen.String.Sample(
            text =>
            {
                string whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
                Assert.Equal(whole, PercentDecoding.TryDecode(Uri.EscapeDataString(whole)));
                Assert.Equal(whole.Replace("%", "", StringComparison.Ordinal), PercentDecoding.TryDecode(whole.Replace("%", "", StringComparison.Ordinal)));
            },
            iter: 3000);
        Assert.Equal("a/b+ c", PercentDecoding.TryDecode("a%2fb+%20c"));
        for (int i = 0; i < 0x80; i++)
        {
            Assert.Equal(((char)i).ToString(), PercentDecoding.TryDecode($"%{i:X2}"));
            Assert.Equal(((char)i).ToString(), PercentDecoding.TryDecode($"%{i:x2}"));
        }

        foreach (char c in "/:@G`g")
        {
            Assert.Null(PercentDecoding.TryDecode($"%{c}1"));
            Assert.Null(PercentDecoding.TryDecode($"%1{c}"));
        }

        foreach (string bad in (string[])["%", "%4", "%4g", "%g4", "a%", "%%41", "%FF", "%C3", "%ED%A0%80", "%C3é"])
        {
            Assert.Null(PercentDecoding.TryDecode(bad));
        }
    }

    private static bool IsKey(string text)
    {
        try
        {
            return FieldRules.CheckPathKey("Key", text).Length > 0 && !ObjectUrl.IsUrl(text);
        }
        catch (InvalidFieldException)
        {
            return false;
        }
    }

    private static void Check(InputPage page, string name)
    {
        Assert.All(page.Objects, item => Assert.NotEqual("", item.Key));
        Assert.All(page.Messages(), message => Assert.StartsWith(name, message, StringComparison.Ordinal));
        Assert.All(page.Messages(), message => Assert.DoesNotContain(message, char.IsControl));
    }
}
