using System;
using System.Linq;
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

        // Asked for each, the bucket tells both.
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
        Assert.Equal(500, page.Faults.Count);
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

    private static Task<InputPage> ReadAsync(InputFixture inputs, string folder, CiTimeInterval? interval = null)
    {
        inputs.PutFolder(folder);
        return inputs.ReadAsync(new InputQuery(JobInput.FromManifest(folder + "/manifest.json")) { Interval = interval });
    }
}
