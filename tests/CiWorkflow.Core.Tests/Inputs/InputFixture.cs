using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>A bucket with a test's own files, and what an input over them selects.</summary>
internal sealed class InputFixture : IAsyncDisposable
{
    public const string Host = "https://media-1250000000.cos.ap-beijing.myqcloud.com/";

    public const string Columns = "Appid, Bucket, Key, Size, LastModifiedDate, ETag, StorageClass";

    private readonly SandboxFixture _sandbox;

    private InputFixture(SandboxFixture sandbox) => _sandbox = sandbox;

    public SandboxService Service => _sandbox.Service;

    public SandboxBucket Bucket => _sandbox.Service.World.Bucket(DemoWorld.Bucket)!;

    public CosBucket Cos => _sandbox.Cos();

    public static async Task<InputFixture> StartAsync() => new(await SandboxFixture.StartAsync());

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

    public void Put(string key, byte[] bytes) => Bucket.Add(new SandboxObject(key, bytes.Length, Service.World.Now) { Bytes = bytes });

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
        Put("report/manifest.json", $$"""{"sourceBucket":"{{DemoWorld.Bucket}}","fileFormat":"CSV","fileSchema":"{{columns}}","files":[{"key":"report/0.csv.gz"}]}""");
        Put("report/0.csv.gz", packed);
    }

    public async Task<InputPage> ReadAsync(InputQuery query)
    {
        var objects = new List<CiInputObject>();
        var faults = new List<InputFault>();
        using var selection = new InputSelection(Cos, query);
        while (await selection.NextAsync(TestContext.Current.CancellationToken) is { } page)
        {
            objects.AddRange(page.Objects);
            faults.AddRange(page.Faults);
        }

        return new InputPage(objects, faults);
    }

    public Task<InputPage> ReadReportAsync(CiTimeInterval? interval = null) =>
        ReadAsync(new InputQuery(JobInput.FromManifest("report/manifest.json")) { Interval = interval });

    public Task<InputPage> ReadUrlFileAsync(byte[] text)
    {
        Put("lists/one.txt", text);
        return ReadAsync(new InputQuery(JobInput.FromUrlFile("lists/one.txt")));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();
}

internal static class InputPageExtensions
{
    public static string[] Keys(this InputPage page) => [.. page.Objects.Select(item => item.Key)];

    public static string[] Messages(this InputPage page) => [.. page.Faults.Select(fault => fault.Error.Message)];
}
