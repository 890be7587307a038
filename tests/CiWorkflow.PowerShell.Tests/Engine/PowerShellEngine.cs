using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Shell = System.Management.Automation.PowerShell;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>A real PowerShell engine with the module imported.</summary>
public sealed class PowerShellEngine : IDisposable
{
    private readonly Runspace _runspace;

    /// <summary>Opens the engine.</summary>
    /// <param name="host">What stands for the person at the prompt.</param>
    /// <param name="module">The folder of the module to import; null for none.</param>
    public PowerShellEngine(SandboxHost host, string? module)
    {
        Host = host;
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        if (module is not null)
        {
            state.ImportPSModule(module);
        }

        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
    }

    /// <summary>What stands for the person at the prompt.</summary>
    public SandboxHost Host { get; }

    /// <summary>A command in this engine, to run or to stop.</summary>
    public Shell NewCommand()
    {
        var shell = Shell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    /// <summary>Runs a script and gives what it wrote to each stream.</summary>
    public RunResult Run(string script, params object?[] arguments)
    {
        using Shell shell = NewCommand();
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        var output = new PSDataCollection<PSObject>();
        RuntimeException? ended = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException failure)
        {
            ended = failure;
        }

        return new RunResult(output, ended, shell.Streams);
    }

    /// <summary>Runs a script as a person does at a prompt: what comes, errors among it, is formatted and written by the host.</summary>
    /// <returns>Whether it ran without an error.</returns>
    public bool RunAtPrompt(string script, Action<Shell>? started = null)
    {
        using Shell shell = NewCommand();
        shell.AddScript(script);
        return RunAtPrompt(shell, started);
    }

    /// <summary>Runs a script file as a person does at a prompt.</summary>
    /// <returns>Its exit code; 1 when an error ended it.</returns>
    public int RunFile(string path, IEnumerable<string> arguments)
    {
        using Shell shell = NewCommand();
        shell.AddCommand(path);
        foreach (string argument in arguments)
        {
            shell.AddArgument(argument);
        }

        bool wentWell = RunAtPrompt(shell, null);
        return Host.ExitCode
            ?? (_runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : wentWell ? 0 : 1);
    }

    /// <summary>Sets a variable of the session.</summary>
    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Sets the session's context, as a person does with Set-CiContext.</summary>
    public void SetContext(Uri endpoint, string bucket, string region, PSCredential? keys)
    {
        using Shell shell = NewCommand();
        shell.AddCommand("Set-CiContext").AddParameter("Endpoint", endpoint).AddParameter("Bucket", bucket).AddParameter("Region", region);
        if (keys is not null)
        {
            shell.AddParameter("Credential", keys);
        }

        shell.Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
        }
    }

    /// <summary>Closes the engine.</summary>
    public void Dispose() => _runspace.Dispose();

    private bool RunAtPrompt(Shell shell, Action<Shell>? started)
    {
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        started?.Invoke(shell);
        try
        {
            shell.Invoke();
            return !shell.HadErrors;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException failure)
        {
            using Shell teller = NewCommand();
            teller.AddCommand("Out-Default").AddParameter("InputObject", failure.ErrorRecord).Invoke();
            return false;
        }
    }
}
