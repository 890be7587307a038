using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Demo;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.Service;

namespace CiWorkflow.Sandbox;

/// <summary>The sandbox: the demo, a served service, a script, or a prompt.</summary>
internal static class Program
{
    private const string Usage = """
        The CI service on this machine's loopback address, and a PowerShell engine with CiWorkflow imported.

          dotnet run --project src/CiWorkflow.Sandbox                       run the demo
          dotnet run --project src/CiWorkflow.Sandbox -- SCRIPT.ps1 [ARG…]  run a script against the service
          dotnet run --project src/CiWorkflow.Sandbox -- --interactive      give a prompt against the service
          dotnet run --project src/CiWorkflow.Sandbox -- --serve            only serve, for a shell of your own

          --port N                                                          listen at port N instead of a free one
          --endpoint URL                                                    use a sandbox that is served already
        """;

    private static async Task<int> Main(string[] arguments)
    {
        List<string> left = [.. arguments];
        if (left.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        Uri? served = null;
        int endpoint = left.IndexOf("--endpoint");
        if (endpoint >= 0)
        {
            if (endpoint + 1 == left.Count || !Uri.TryCreate(left[endpoint + 1], UriKind.Absolute, out served))
            {
                return Refuse("--endpoint wants the URL of a sandbox, such as http://127.0.0.1:8080.");
            }

            left.RemoveRange(endpoint, 2);
        }

        bool serve = left.Remove("--serve");
        bool interactive = left.Remove("--interactive");
        int port = 0;
        int option = left.IndexOf("--port");
        if (option >= 0)
        {
            if (option + 1 == left.Count || !int.TryParse(left[option + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535)
            {
                return Refuse("--port wants a number from 0 to 65535.");
            }

            left.RemoveRange(option, 2);
        }

        if (left.Count > 0 && (left[0].StartsWith('-') || serve || interactive))
        {
            return Refuse($"'{left[0]}' is not expected here.");
        }

        if (left.Count > 0 && !File.Exists(left[0]))
        {
            return Refuse($"There is no script '{left[0]}'.");
        }

        if (served is not null)
        {
            return serve ? Refuse("--serve and --endpoint don't go together.") : InEngine(served, interactive, left);
        }

        SandboxService service;
        try
        {
            SandboxWorld world = DemoWorld.Make();
            world.RunningFor = TimeSpan.FromSeconds(2);
            service = await SandboxService.StartAsync(world, port);
        }
        catch (IOException taken)
        {
            return Refuse(taken.Message);
        }

        await using (service)
        {
            return serve ? await ServeAsync(service) : InEngine(service.Endpoint, interactive, left);
        }
    }

    private static int InEngine(Uri endpoint, bool interactive, List<string> script)
    {
        bool isTerminal = !Console.IsOutputRedirected;
        var host = new SandboxHost(Console.Out, Console.In, isTerminal, isTerminal ? Math.Max(Console.WindowWidth, 80) : 120);
        using var engine = new PowerShellEngine(host, ModuleFolder.Find());
        engine.SetContext(endpoint, DemoWorld.Bucket, DemoWorld.Region, DemoWorld.Account.Login());
        if (script.Count > 0)
        {
            return engine.RunFile(Path.GetFullPath(script[0]), script.Skip(1));
        }

        Console.WriteLine($"A sandbox of the CI service listens at {endpoint.GetLeftPart(UriPartial.Authority)}; bucket {DemoWorld.Bucket} ({DemoWorld.Region}).");
        if (interactive)
        {
            Console.WriteLine($"CiWorkflow is imported; its commands go to the sandbox. A workflow: {DemoWorld.WorkflowId}. exit ends it.");
            return Prompt.Run(engine, Console.In, Console.Out);
        }

        return DemoRunner.Run(engine, DemoScript(), Console.Out) ? 0 : 1;
    }

    private static async Task<int> ServeAsync(SandboxService service)
    {
        Console.WriteLine($"""
            A sandbox of the CI service listens. To point a shell at it:

              Import-Module '{ModuleFolder.Find()}'
              $env:TENCENTCLOUD_SECRET_ID = '{DemoWorld.Account.SecretId}'
              $env:TENCENTCLOUD_SECRET_KEY = '{DemoWorld.Account.SecretKey}'
              Set-CiContext -Bucket {DemoWorld.Bucket} -Region {DemoWorld.Region} -Endpoint {service.Endpoint.GetLeftPart(UriPartial.Authority)}
              Invoke-CiWorkflowTrigger -Name first -Prefix input/ -WorkflowId {DemoWorld.WorkflowId}

            Ctrl+C ends it.
            """);
        using var ended = new SemaphoreSlim(0);
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            ended.Release();
        };
        await ended.WaitAsync();
        return 0;
    }

    private static string DemoScript()
    {
        using Stream script = typeof(Program).Assembly.GetManifestResourceStream("Demo.ps1")!;
        using var reader = new StreamReader(script);
        return reader.ReadToEnd();
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine();
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
