using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>A bucket with a test's own files, and what an input over them selects.</summary>
internal sealed class InputFixture
{
    public const string Name = "media-1250000000";

    public const string Host = "https://media-1250000000.cos.ap-beijing.myqcloud.com/";

    public const string Columns = "Appid, Bucket, Key, Size, LastModifiedDate, ETag, StorageClass";

    private static readonly CiClientSettings Settings =
        new(Name, "ap-beijing", new CiCredential("AKIDexample", "key")) { Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) } };

    private readonly ServiceClock _clock = new();

    public BucketHandler Service { get; } = new();

    public CosBucket Cos => new(Settings with { Handler = Service, Clock = _clock });

    /// <summary>A file of Inputs/Files.</summary>
    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Inputs", "Files", name));

    public static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    public static byte[] Pack(string text) => Pack(Encoding.UTF8.GetBytes(text));

    public void Put(string key, byte[] bytes, DateTimeOffset? time = null) => Service.Put(key, bytes, time);

    public void Put(string key, string text) => Put(key, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a folder of Inputs/Files under its own name.</summary>
    public void PutFolder(string folder)
    {
        Put(folder + "/manifest.json", File(folder + "/manifest.json"));
        Put(folder + "/0.csv.gz", File(folder + "/0.csv.gz"));
    }

    /// <summary>Puts a report of one file without a checksum.</summary>
    public void PutReport(byte[] packed, string columns = Columns)
    {
        Put("report/manifest.json", $$"""{"sourceBucket":"{{Name}}","fileFormat":"CSV","fileSchema":"{{columns}}","files":[{"key":"report/0.csv.gz"}]}""");
        Put("report/0.csv.gz", packed);
    }

    public async Task<InputPage> ReadAsync(InputQuery query)
    {
        var objects = new List<CiInputObject>();
        var faults = new List<InputFault>();
        foreach (InputPage page in await ReadPagesAsync(query))
        {
            objects.AddRange(page.Objects);
            faults.AddRange(page.Faults);
        }

        return new InputPage(objects, faults);
    }

    public async Task<List<InputPage>> ReadPagesAsync(InputQuery query)
    {
        var pages = new List<InputPage>();
        using var selection = new InputSelection(Cos, query);
        while (await selection.NextAsync(TestContext.Current.CancellationToken) is { } page)
        {
            pages.Add(page);
        }

        Assert.Null(await selection.NextAsync(TestContext.Current.CancellationToken));
        return pages;
    }

    public Task<InputPage> ReadReportAsync(CiTimeInterval? interval = null) =>
        ReadAsync(new InputQuery(JobInput.FromManifest("report/manifest.json")) { Interval = interval });

    public Task<InputPage> ReadUrlFileAsync(byte[] text)
    {
        Put("lists/one.txt", text);
        return ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/one.txt")));
    }
}

internal static class InputPageExtensions
{
    public static string[] Keys(this InputPage page) => [.. page.Objects.Select(item => item.Key)];

    public static string[] Messages(this InputPage page) => [.. page.Faults.Select(fault => fault.Error.Message)];
}
