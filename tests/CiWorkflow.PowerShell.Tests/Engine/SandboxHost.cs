using System;
using System.Globalization;
using System.IO;
using System.Management.Automation.Host;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>A PowerShell host over a writer and, where somebody is there to answer, a reader.</summary>
public sealed class SandboxHost : PSHost
{
    private readonly SandboxHostUI _ui;

    /// <summary>Makes a host.</summary>
    /// <param name="output">Where everything is written.</param>
    /// <param name="input">Where answers come from; null where nobody is there: what asks then fails.</param>
    /// <param name="isTerminal">Whether the output is a terminal, which takes colours and a line that is written again.</param>
    /// <param name="width">The characters of a line.</param>
    public SandboxHost(TextWriter output, TextReader? input = null, bool isTerminal = false, int width = 120) =>
        _ui = new SandboxHostUI(output, input, isTerminal, width);

    /// <summary>The code that the session was told to exit with; null while it wasn't.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => "CiWorkflow.Sandbox";

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(SandboxHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new HostException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new HostException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
