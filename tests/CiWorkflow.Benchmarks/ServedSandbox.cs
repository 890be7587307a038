using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Benchmarks;

/// <summary>A sandbox in a process of its own, so that its memory and its work aren't the measured side's.</summary>
internal sealed class ServedSandbox : IDisposable
{
    public const string Command = "serve";

    private readonly Process _process;

    private ServedSandbox(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Starts it with so many jobs and as many objects under huge/.</summary>
    public static ServedSandbox Start(int jobs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(jobs.ToString(CultureInfo.InvariantCulture));
        Process process = Process.Start(start)!;
        return new ServedSandbox(process, new Uri(process.StandardOutput.ReadLine() ?? throw new EndOfStreamException("The sandbox did not start.")));
    }

    /// <summary>The other side of <see cref="Start"/>: serves until its input ends.</summary>
    public static async Task ServeAsync(int jobs)
    {
        SandboxWorld world = DemoWorld.Make();
        SandboxBucket bucket = world.Bucket(DemoWorld.Bucket)!;
        for (int i = 0; i < jobs; i++)
        {
            world.CreateJob(bucket, new JobOrder(string.Create(CultureInfo.InvariantCulture, $"nightly-{i}"), "Prefix", "nothing/", DemoWorld.WorkflowId));
        }

        for (int i = 0; i < jobs; i++)
        {
            bucket.Add(new SandboxObject(string.Create(CultureInfo.InvariantCulture, $"huge/{i:000000}.mp4"), 1_000, world.Now));
        }

        await using SandboxService service = await SandboxService.StartAsync(world);
        Console.WriteLine(service.Endpoint.GetLeftPart(UriPartial.Authority));
        await Console.In.ReadToEndAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
