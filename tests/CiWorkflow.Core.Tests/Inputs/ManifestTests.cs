using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>Inventory reports, as COS writes them (436/33703) and as they shouldn't be.</summary>
public sealed class ManifestTests
{
    private static readonly CiTimeInterval All = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), null);

    /// <summary>
    /// A report of all versions: only the newest version of an object that wasn't deleted is an object that a job touches.
    /// </summary>
    [Fact]
    public async Task OldVersionsAndDeleteMarkersAreNotObjects()
    {
        var inputs = new InputFixture();
        InputPage page = await ReadAsync(inputs, "11-manifest-versions");
        CiInputObject only = Assert.Single(page.Objects);
        Assert.Equal(("a.mp4", 10L), (only.Key, only.Size));
        Assert.Empty(page.Faults);
    }

    /// <summary>A byte order mark before the JSON changes nothing.</summary>
    [Fact]
    public async Task AByteOrderMarkIsReadPast()
    {
        var inputs = new InputFixture();
        InputPage page = await ReadAsync(inputs, "13-manifest-bom");
        Assert.Equal(["a.mp4"], page.Keys());
        Assert.Empty(page.Faults);
    }

    /// <summary>What is no report over this bucket is refused, by the manifest's name and the reason.</summary>
    [Theory]
    [InlineData("12-manifest-other-bucket", "other-1250000000")]
    [InlineData("14-manifest-no-files", "no files")]
    public async Task AReportThatIsNotOfThisBucketIsRefused(string folder, string reason)
    {
        var inputs = new InputFixture();
        InputException refused = await Assert.ThrowsAsync<InputException>(() => ReadAsync(inputs, folder));
        Assert.Contains("'" + folder + "/manifest.json'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A report that says of itself that it lists nothing selects nothing.</summary>
    [Fact]
    public async Task AnEmptyReportIsEmpty()
    {
        var inputs = new InputFixture();
        inputs.Put("report/manifest.json", """{"listObjectCount":"0","fileSchema":"Key","files":[]}""");
        InputPage page = await inputs.ReadReportAsync();
        Assert.Empty(page.Objects);
        Assert.Empty(page.Faults);
    }

    /// <summary>A file that can't be read is a fault that names the manifest and the file, and none of its rows counts.</summary>
    [Theory]
    [InlineData("15-manifest-file-key-dots", "15-manifest-file-key-dots/../0.csv.gz", "'..'")]
    [InlineData("17-manifest-truncated-no-md5", "17-manifest-truncated-no-md5/0.csv.gz", "cut off")]
    [InlineData("18-manifest-no-gzip-trailer-no-md5", "18-manifest-no-gzip-trailer-no-md5/0.csv.gz", "cut off")]
    public async Task AFileThatCannotBeReadIsAFault(string folder, string file, string reason)
    {
        var inputs = new InputFixture();
        InputPage page = await ReadAsync(inputs, folder);
        Assert.Empty(page.Objects);
        string message = Assert.Single(page.Messages());
        Assert.StartsWith("'" + folder + "/manifest.json': file '" + file + "': ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    /// <summary>A file that isn't there, and one whose checksum isn't the report's, leave the others as they are.</summary>
    [Fact]
    public async Task TheOtherFilesOfAReportAreRead()
    {
        var inputs = new InputFixture();
        inputs.Put("report/manifest.json", """{"fileSchema":"Key","files":[{"key":"none"},{"key":"a.gz","MD5checksum":"00"},{"key":"b.gz"}]}""");
        inputs.Put("a.gz", InputFixture.Pack("a\n"));
        inputs.Put("b.gz", InputFixture.Pack("b\n"));
        InputPage page = await inputs.ReadReportAsync();
        Assert.Equal(["b"], page.Keys());
        Assert.Contains("file 'none': the bucket has no such object", page.Messages()[0], StringComparison.Ordinal);
        Assert.Contains("file 'a.gz': its checksum", page.Messages()[1], StringComparison.Ordinal);
    }

    /// <summary>Columns are needed only where the question needs them.</summary>
    [Fact]
    public async Task ColumnsAreNeededWhereTheQuestionNeedsThem()
    {
        var inputs = new InputFixture();
        CiInputObject only = Assert.Single((await ReadAsync(inputs, "16-manifest-key-only")).Objects);
        Assert.Equal(("a.mp4", null, null), (only.Key, only.Size, only.LastModified));
        var query = new InputQuery(JobInput.FromManifest("16-manifest-key-only/manifest.json"));
        InputException time = await Assert.ThrowsAsync<InputException>(() => inputs.ReadAsync(query with { Interval = All }));
        Assert.Contains("LastModifiedDate", time.Message, StringComparison.Ordinal);
        InputException size = await Assert.ThrowsAsync<InputException>(() => inputs.ReadAsync(query with { NeedsSize = true }));
        Assert.Contains("Size", size.Message, StringComparison.Ordinal);

        // Asked for each, the bucket reports both.
        inputs.Put("a.mp4", new byte[5], new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(5, Assert.Single((await inputs.ReadAsync(query with { Interval = All, NeedsSize = true, CheckExists = true })).Objects).Size);
    }

    /// <summary>A time that can't be read is the fault of its row where the interval needs it, and of none where it doesn't.</summary>
    [Fact]
    public async Task ATimeThatCannotBeReadIsAFaultOfItsRow()
    {
        var inputs = new InputFixture();
        InputPage page = await ReadAsync(inputs, "10-manifest-time-no-zone", All);
        Assert.Empty(page.Objects);
        Assert.Equal(51, page.Faults.Count);
        Assert.Contains("row 1: its LastModifiedDate '2026-11-20 01:02:03'", page.Messages()[0], StringComparison.Ordinal);
        Assert.Equal(500, (await ReadAsync(inputs, "10-manifest-time-no-zone")).Objects.Count);
    }

    /// <summary>One bad row is its own fault; a line break in quotes belongs to the key.</summary>
    [Fact]
    public async Task ABadRowIsItsOwnFault()
    {
        var inputs = new InputFixture();
        string[] rows =
        [
            "good%20one,1", ",2", "%FF,3", "100%,4", new string('a', 851) + ",5", "\"two\nlines\",6", "\"quo\"\"te\",7", "\"bad\"x,8", "last,9\r", "", "a+b,x",
        ];
        inputs.PutReport(InputFixture.Pack(string.Join('\n', rows)), "Key, Size");
        InputPage page = await inputs.ReadReportAsync();
        Assert.Equal(["good one", "two\nlines", "quo\"te", "last", "a+b"], page.Keys());
        Assert.Equal([1, 6, 7, 9, null], page.Objects.Select(item => item.Size));
        Assert.Equal(["row 2", "row 3", "row 4", "row 5", "row 8"], page.Messages().Select(text => text.Split(": ")[2]));

        // 850 bytes are the longest key (436/13324): 283 characters of three bytes, and one of one.
        string longest = new('中', 283);
        inputs.PutReport(InputFixture.Pack(longest + "a\n" + longest + "ab\n"), "Key");
        Assert.Equal([longest + "a"], (await inputs.ReadReportAsync()).Keys());
    }

    /// <summary>A row of another bucket is a fault: its key would be looked for in this one.</summary>
    [Fact]
    public async Task ARowOfAnotherBucketIsAFault()
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack("1250000000,media-1250000000,a\n1250000000,media,b\n1250000000,other-1250000000,c\n"), "Appid, Bucket, Key");
        InputPage page = await inputs.ReadReportAsync();
        Assert.Equal(["a", "b"], page.Keys());
        Assert.Contains("row 3: it is of another bucket, other-1250000000", Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>Without the column of the keys a report selects nothing.</summary>
    [Fact]
    public async Task AReportWithoutKeysIsRefused()
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack("\"1\"\n"), "Bucket");
        var refused = await Assert.ThrowsAsync<InputException>(() => inputs.ReadReportAsync());
        Assert.Contains("lacks the column Key,", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A manifest.json is read as COS's pages write it: names in any case, values with blanks, columns in quotes.</summary>
    [Fact]
    public void AManifestIsReadAsThePagesWriteIt()
    {
        Manifest manifest = Read(
            """
            {"sourceBucket":" media ","sourceAppid":"1250000000","fileFormat":"csv","fileSchema":" Bucket, \"Key\" ,size",
             "files":[{"key":" a.gz ","md5Checksum":"\"0aF\""},{"key":"b.gz"}]}
            """);
        Assert.Equal([new ManifestFile("a.gz", "0aF"), new ManifestFile("b.gz", "")], manifest.Files);
        Assert.Equal((0, 1), (manifest.Column("bucket"), manifest.Column("KEY")));
        Assert.Equal((2, -1), (manifest.Column("Size"), manifest.Column("ETag")));
        Assert.Equal(
            "'m': the report lacks the column ETag, Appid, which is needed here; add it to the inventory task.",
            Assert.Throws<InputException>(() => manifest.Require("m", "Key", "ETag", "Appid")).Message);
        manifest.Require("m", "Size", "key");
        Read("""{"sourceBucket":"media-1250000000","fileSchema":"Key","files":[{"key":"a"}]}""");
        Read("""{"fileSchema":"Key","files":[{"key":"a"}]}""");
    }

    /// <summary>What isn't a report over this bucket in CSV is refused with the reason.</summary>
    [Theory]
    [InlineData("""{"fileFormat":"ORC","fileSchema":"Key","files":[{"key":"a"}]}""", "the files of the report are ORC; only CSV can be read.")]
    [InlineData("""{"sourceBucket":"other","sourceAppid":"1250000000","fileSchema":"Key","files":[{"key":"a"}]}""", "other, and not of media-1250000000.")]
    [InlineData("""{"sourceBucket":"media","sourceAppid":"1250000001","fileSchema":"Key","files":[{"key":"a"}]}""", "media, and not of media-1250000000.")]
    [InlineData("""{"fileSchema":" ","files":[{"key":"a"}]}""", "it is not the manifest.json of an inventory report.")]
    [InlineData("""{"files":[{"key":"a"}]}""", "it is not the manifest.json of an inventory report.")]
    [InlineData("""{"fileSchema":"Key","files":[]}""", "the report names no files.")]
    [InlineData("""{"fileSchema":"Key","listObjectCount":"1"}""", "the report names no files.")]
    [InlineData("""[1]""", "it is not the manifest.json of an inventory report.")]
    [InlineData("""{"fileSchema":""", "it is not the manifest.json of an inventory report.")]
    public void WhatIsNoReportIsRefused(string json, string reason)
    {
        InputException refused = Assert.Throws<InputException>(() => Read(json));
        Assert.Equal("m", refused.File);
        Assert.EndsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A checksum in hexadecimal digits of either case is checked, and then the gzip itself while its rows are read.</summary>
    [Fact]
    public async Task AChecksumIsChecked()
    {
        var inputs = new InputFixture();
        byte[] good = InputFixture.Pack("a\n");
        byte[] damaged = [.. good[..^1], 9];
        inputs.Put("good.gz", good);
        inputs.Put("bad.gz", damaged);
        foreach (Func<string, string> digits in new Func<string, string>[] { static hex => hex, static hex => hex.ToLowerInvariant() })
        {
            inputs.Put(
                "report/manifest.json",
                $$"""{"fileSchema":"Key","files":[{"key":"bad.gz","MD5checksum":"{{digits(Md5(damaged))}}"},{"key":"good.gz","MD5checksum":"{{digits(Md5(good))}}"}]}""");
            InputPage page = await inputs.ReadReportAsync();
            Assert.Equal("a", page.Keys()[^1]);
            Assert.EndsWith("file 'bad.gz': it is damaged or cut off.", Assert.Single(page.Messages()), StringComparison.Ordinal);
        }

        inputs.Put("report/manifest.json", $$"""{"fileSchema":"Key","files":[{"key":"bad.gz","MD5checksum":"{{Md5(good)}}"}]}""");
        InputPage none = await inputs.ReadReportAsync();
        Assert.Empty(none.Objects);
        Assert.EndsWith("its checksum isn't the report's; none of its rows counts.", Assert.Single(none.Messages()), StringComparison.Ordinal);
    }

    /// <summary>Each fault of a row says what is wrong with it.</summary>
    [Theory]
    [InlineData("\"a\"x,1,2022-02-01T04:00:00Z", "row 1: its quotes aren't right.")]
    [InlineData(",1,2022-02-01T04:00:00Z", "row 1: its key is empty, too long, or isn't percent-encoded UTF-8.")]
    [InlineData("a,-1,2022-02-01T04:00:00Z", "row 1: its Size '-1' can't be read, and is needed here.")]
    [InlineData("a,,2022-02-01T04:00:00Z", "row 1: its Size '' can't be read, and is needed here.")]
    [InlineData("a,1,then", "row 1: its LastModifiedDate 'then' can't be read, and the interval needs it.")]
    [InlineData("a,1", "row 1: its LastModifiedDate '' can't be read, and the interval needs it.")]
    public async Task AFaultSaysWhatIsWrong(string row, string fault)
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack(row + "\nb,2,2022-02-01T04:00:00Z\n"), "Key, Size, LastModifiedDate");
        InputPage page = await inputs.ReadAsync(
            new InputQuery(JobInput.FromManifest("report/manifest.json")) { Interval = All, NeedsSize = true });
        Assert.Equal(["b"], page.Keys());
        Assert.EndsWith(fault, Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>A row that isn't UTF-8 is a fault; a size or a time that isn't needed may be wrong.</summary>
    [Fact]
    public async Task ARowThatIsNotUtf8IsAFault()
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack([0xC3, (byte)'\n', .. "b,x,y,STANDARD\n"u8]), "Key, Size, LastModifiedDate, StorageClass");
        InputPage page = await inputs.ReadReportAsync();
        Assert.EndsWith("row 1: it isn't UTF-8.", Assert.Single(page.Messages()), StringComparison.Ordinal);
        CiInputObject only = Assert.Single(page.Objects);
        Assert.Equal(("b", null, null, "STANDARD"), (only.Key, only.Size, only.LastModified, only.StorageClass));
    }

    /// <summary>A word that is neither true nor false says nothing, and leaves the row out with a fault, which a guard refuses.</summary>
    [Theory]
    [InlineData("1", "")]
    [InlineData("true", "yes")]
    public async Task AnUnclearVersionIsAFault(string isLatest, string isDeleteMarker)
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack($"a,{isLatest},{isDeleteMarker}\nb,true,false\n"), "Key, IsLatest, IsDeleteMarker");
        InputPage page = await inputs.ReadReportAsync();
        Assert.Equal(["b"], page.Keys());
        Assert.Contains("row 1: its IsLatest or IsDeleteMarker is neither", Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>A delete marker is one in any case and with blanks around it; an empty word isn't one.</summary>
    [Theory]
    [InlineData("true", " TRUE ", "")]
    [InlineData("False", "false", "")]
    [InlineData("TRUE", "FALSE", "a")]
    [InlineData("", "", "a")]
    public async Task AVersionIsKnownInAnyCase(string isLatest, string isDeleteMarker, string keys)
    {
        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack($"a,{isLatest},{isDeleteMarker}\n"), "Key, IsLatest, IsDeleteMarker");
        InputPage page = await inputs.ReadReportAsync();
        Assert.Equal(keys, string.Join(' ', page.Keys()));
        Assert.Empty(page.Faults);
    }

    private static Manifest Read(string json) => Manifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "m", InputFixture.Name);

#pragma warning disable CA5351 // The report has MD5 checksums.
    private static string Md5(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes));
#pragma warning restore CA5351

    private static Task<InputPage> ReadAsync(InputFixture inputs, string folder, CiTimeInterval? interval = null)
    {
        inputs.PutFolder(folder);
        return inputs.ReadAsync(new InputQuery(JobInput.FromManifest(folder + "/manifest.json")) { Interval = interval });
    }
}
