using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.Engine;
using CiWorkflow.Sandbox.World;
using Microsoft.Extensions.Time.Testing;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>The view that the formatting chooses: the engine here has no Format-List.</summary>
internal enum View
{
    /// <summary>The module as it is: tables.</summary>
    Table,

    /// <summary>A copy of the module without its tables.</summary>
    List,
}

/// <summary>A service of a test's own and a real engine with the built module, its defaults pointing at the service.</summary>
internal sealed class ModuleFixture : IAsyncDisposable
{
    private ModuleFixture(SandboxService service, FakeTimeProvider clock, PowerShellEngine engine, StringWriter screen)
    {
        Service = service;
        Clock = clock;
        Engine = engine;
        Screen = screen;
    }

    public SandboxService Service { get; }

    /// <summary>The service's clock; it starts at the machine's time, which the module signs for.</summary>
    public FakeTimeProvider Clock { get; }

    public PowerShellEngine Engine { get; }

    /// <summary>What a person would see.</summary>
    public StringWriter Screen { get; }

    public SandboxBucket Bucket => Service.World.Bucket(DemoWorld.Bucket)!;

    /// <summary>Starts both.</summary>
    /// <param name="answers">What a person answers, a line each; null for nobody.</param>
    /// <param name="terminal">Whether the host is a terminal with colours.</param>
    /// <param name="keys">Whether the session has the keys in its context.</param>
    /// <param name="view">Which views the module has.</param>
    public static async Task<ModuleFixture> StartAsync(string? answers = null, bool terminal = false, bool keys = true, View view = View.Table)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        SandboxService service = await SandboxService.StartAsync(DemoWorld.Make(clock));
        service.World.SignatureClock = TimeProvider.System;
        var screen = new StringWriter { NewLine = "\n" };
        var engine = new PowerShellEngine(new SandboxHost(screen, answers is null ? null : new StringReader(answers), terminal), view == View.Table ? ModuleFolder.Find() : WithoutTables());
        engine.SetContext(service.Endpoint, DemoWorld.Bucket, DemoWorld.Region, keys ? DemoWorld.Account.Login() : null);
        engine.Run("Set-CiContext -RetryInterval ([timespan]::FromMilliseconds(1))");
        engine.SetVariable("workflow", DemoWorld.WorkflowId);
        engine.SetVariable("keys", DemoWorld.Account.Login());
        return new ModuleFixture(service, clock, engine, screen);
    }

    /// <summary>Makes batches straight in the service, over nothing, a second apart.</summary>
    public void AddJobs(int count, string prefix = "nothing/")
    {
        for (int i = 1; i <= count; i++)
        {
            Service.World.CreateJob(Bucket, new JobOrder(string.Create(CultureInfo.InvariantCulture, $"job-{i}"), "Prefix", prefix, DemoWorld.WorkflowId));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>How many requests of a path arrived.</summary>
    public int Count(string start) => Service.Requests.Count(request => request.ToString().StartsWith(start, StringComparison.Ordinal));

    public RunResult Run(string script) => Engine.Run(script);

    /// <summary>Runs a script and stops it when its first request has arrived.</summary>
    public PSInvocationState RunAndStop(string script)
    {
        using System.Management.Automation.PowerShell shell = Engine.NewCommand();
        shell.AddScript(script);
        Service.Arrived = _ => shell.BeginStop(null, null);
        shell.Invoke();
        return shell.InvocationStateInfo.State;
    }

    /// <summary>What a person sees when the script runs at a prompt.</summary>
    public string Show(string script)
    {
        Screen.GetStringBuilder().Clear();
        Engine.RunAtPrompt(script);
        return Screen.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        await Service.DisposeAsync();
        await Screen.DisposeAsync();
    }

    private static string WithoutTables()
    {
        string copy = Path.Combine(Path.GetTempPath(), "CiWorkflow.Tests", Guid.NewGuid().ToString("N"), "CiWorkflow");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(ModuleFolder.Find()))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        string views = Path.Combine(copy, "CiWorkflow.Format.ps1xml");
        XDocument document = XDocument.Load(views);
        document.Descendants("TableControl").Select(table => table.Parent!).ToList().ForEach(view => view.Remove());
        document.Save(views);
        return copy;
    }
}
