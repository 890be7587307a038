using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Benchmarks;

/// <summary>Keys a second into a UrlFile and rows a second out of an inventory report, beside the bare work.</summary>
internal static class InputRates
{
    public const string Command = "input-rates";

    private const int Keys = 1_000_000;

    public static async Task RunAsync(TextWriter output)
    {
        string[] keys = [.. Enumerable.Range(0, Keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"input/2026-03-01/{i:0000000} clip.mp4"))];
        output.WriteLine("| what | side | a second | of the bare work |");
        output.WriteLine("| --- | --- | ---: | ---: |");
        double bareWrite = Seconds(() => Write(keys));
        Row(output, "keys into a UrlFile", "StreamWriter with Uri.EscapeDataString", bareWrite, bareWrite);
        Row(output, "", "UrlFileBuilder, with MD5 and duplicates dropped", Seconds(() => Build(keys)), bareWrite);

        var world = DemoWorld.Make();
        SandboxBucket bucket = world.Bucket(DemoWorld.Bucket)!;
        InventoryReport.Write(bucket, "inventory/", keys.Select(key => new SandboxObject(key, 1, world.Now)), 250_000, world.Now);
        await using SandboxService service = await SandboxService.StartAsync(world);
        Row(output, "", "$keys | Publish-CiUrlFile, with the upload", InShell(service.Endpoint, $$"""
            $keys = foreach ($i in 0..({{Keys}} - 1)) { 'input/2026-03-01/{0:0000000} clip.mp4' -f $i }
            $work = { $made = $keys | Publish-CiUrlFile -Key lists/all.txt; if ($made.Count -ne {{Keys}}) { throw 'It is not whole.' } }
            """), bareWrite);
        double bareRead = Seconds(() => Read(bucket));
        Row(output, "rows out of a report", "GZipStream, StreamReader, Split", bareRead, bareRead);
        Row(output, "", "Get-CiWorkflowInput -Manifest -Summary, with the download", InShell(service.Endpoint, $$"""
            $work = { $summary = Get-CiWorkflowInput -Manifest inventory/manifest.json -Summary; if ($summary.Count -ne {{Keys}}) { throw 'It is not whole.' } }
            """), bareRead);
    }

    private static void Write(string[] keys)
    {
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        using var writer = new StreamWriter(file);
        foreach (string key in keys)
        {
            writer.Write("https://media-1250000000.cos.ap-beijing.myqcloud.com/");
            writer.Write(Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal));
            writer.Write('\n');
        }
    }

    private static void Build(string[] keys)
    {
        using var file = new UrlFileBuilder(new CosBucket(new CiClientSettings(DemoWorld.Bucket, DemoWorld.Region, new CiCredential(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey))));
        foreach (string key in keys)
        {
            file.Add(key);
        }

        file.Finish();
    }

    private static void Read(SandboxBucket bucket)
    {
        long rows = 0;
        for (int i = 0; bucket.Object(string.Create(CultureInfo.InvariantCulture, $"inventory/data/{i}.csv.gz"))?.Bytes is { } bytes; i++)
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                rows += line.Split(',').Length > 3 ? 1 : 0;
            }
        }

        if (rows != Keys)
        {
            throw new InvalidOperationException("The report is not whole.");
        }
    }

    private static double InShell(Uri endpoint, string work) => RealShell.Run(work + "\n$null = Get-Milliseconds $work\nGet-Milliseconds $work", endpoint)[^1] / 1000;

    private static double Seconds(Action run)
    {
        run();
        var clock = Stopwatch.StartNew();
        run();
        return clock.Elapsed.TotalSeconds;
    }

    private static void Row(TextWriter output, string what, string side, double seconds, double bare) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {side} | {Keys / seconds:N0} | {bare / seconds:0.00} |"));
}
