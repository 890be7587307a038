using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox;

/// <summary>The sandbox: the service alone, or with the demo, a script or a prompt in the real shell.</summary>
internal static class Program
{
    private const string Usage = """
        The CI service on this machine's loopback address.

          dotnet run --project src/CiWorkflow.Sandbox                       run the demo
          dotnet run --project src/CiWorkflow.Sandbox -- SCRIPT.ps1 [ARG…]  run a script against the service
          dotnet run --project src/CiWorkflow.Sandbox -- --interactive      open a prompt against the service
          dotnet run --project src/CiWorkflow.Sandbox -- --serve            only serve, for a shell of your own

          --port N                 listen at port N instead of a free one
          --endpoint URL           use a sandbox that is served already
          --control                answer to /_sandbox too, by which a test arranges what the service knows and does
          --variant A,B            behave by these readings of the documents (All for every one)
          --strict                 refuse an unsigned header or parameter, and what no page names
          --executions N           begin with a job of so many executions
          --until-input-ends       with --serve: end with standard input
        """;

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await RunAsync(SandboxOptions.Read(arguments));
        }
        catch (Exception refused) when (refused is ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            if (refused is ArgumentException)
            {
                await Console.Error.WriteLineAsync("--help shows what can be given.");
            }

            return 2;
        }
    }

    private static async Task<int> RunAsync(SandboxOptions options)
    {
        if (options.Help)
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (options.Script.Count > 0 && (options.Serve || options.Interactive))
        {
            throw new ArgumentException($"'{options.Script[0]}' is not expected here.");
        }

        if (options.Script.Count > 0 && !File.Exists(options.Script[0]))
        {
            throw new ArgumentException($"There is no script '{options.Script[0]}'.");
        }

        if (options.Endpoint is { } served)
        {
            return options.Serve
                ? throw new ArgumentException("--serve and --endpoint don't go together.")
                : await RunShellAsync(served, options);
        }

        SandboxWorld world = DemoWorld.Make();
        world.RunningFor = TimeSpan.FromSeconds(options.Serve || options.Interactive ? 2 : 1);
        world.Variants = options.Variants();
        world.IsStrict = options.Strict;
        if (options.Executions > 0)
        {
            var order = new JobOrder("large", "Prefix", "large/", DemoWorld.WorkflowId);
            world.CreateLargeJob(world.Bucket(DemoWorld.Bucket)!, order, options.Executions);
        }

        await using SandboxService service = await SandboxService.StartAsync(world, options.Port, options.Control);
        return options.Serve ? await ServeAsync(service, options) : await RunShellAsync(service.Endpoint, options);
    }

    private static Task<int> RunShellAsync(Uri endpoint, SandboxOptions options)
    {
        if (options.Script.Count > 0)
        {
            return Shell.RunAsync(endpoint, [Path.GetFullPath(options.Script[0]), .. ((string[])[.. options.Script])[1..]]);
        }

        Console.WriteLine($"A sandbox of the CI service listens at {Address(endpoint)}; bucket {DemoWorld.Bucket} ({DemoWorld.Region}).");
        if (options.Interactive)
        {
            Console.WriteLine($"CiWorkflow is imported; its commands go to the sandbox. A workflow: {DemoWorld.WorkflowId}. exit ends it.");
            return Shell.RunAsync(endpoint);
        }

        return Shell.RunAsync(endpoint, Shell.Beside("Typed.ps1"), Shell.Beside("Demo.ps1"));
    }

    private static async Task<int> ServeAsync(SandboxService service, SandboxOptions options)
    {
        if (options.Control)
        {
            // The first line is for a program that started this one.
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                endpoint = Address(service.Endpoint),
                bucket = DemoWorld.Bucket,
                region = DemoWorld.Region,
                workflowId = DemoWorld.WorkflowId,
                secretId = DemoWorld.Account.SecretId,
                secretKey = DemoWorld.Account.SecretKey,
            }));
        }

        Console.WriteLine($"""
            A sandbox of the CI service listens. To point a shell at it:

              Import-Module '{ModuleFolder.Find()}'
              $env:TENCENTCLOUD_SECRET_ID = '{DemoWorld.Account.SecretId}'
              $env:TENCENTCLOUD_SECRET_KEY = '{DemoWorld.Account.SecretKey}'
              Set-CiContext -Bucket {DemoWorld.Bucket} -Region {DemoWorld.Region} -Endpoint {Address(service.Endpoint)}
              Invoke-CiWorkflowTrigger -Name first -Prefix input/ -WorkflowId {DemoWorld.WorkflowId}

            Ctrl+C ends it.
            """);
        await Task.WhenAny(service.WaitForShutdownAsync(), options.UntilInputEnds
            ? InputEndsAsync()
            : Task.Delay(System.Threading.Timeout.Infinite));
        return 0;
    }

    // Console.In would wait for input on the thread that asks.
    private static Task InputEndsAsync() => Console.OpenStandardInput().CopyToAsync(Stream.Null);

    private static string Address(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}
