using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace CiWorkflow.Background;

/// <summary>
/// The host of a command that runs as a job: nobody can be asked anything, and what a stopped command still has to say becomes a warning
/// of the job.
/// </summary>
internal sealed class BackgroundHost : PSHost
{
    private readonly BackgroundUI _ui;

    public BackgroundHost(Action<string> warn) => _ui = new BackgroundUI(text =>
    {
        // While it runs the engine puts each warning into the job's stream itself.
        if (IsStopping)
        {
            warn(text);
        }
    });

    /// <summary>Whether the command was asked to stop.</summary>
    public bool IsStopping { get; set; }

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => nameof(BackgroundHost);

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(BackgroundHost).Assembly.GetName().Version;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class BackgroundUI(Action<string> warn) : PSHostUserInterface
    {
        public override PSHostRawUserInterface? RawUI => null;

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw Nobody();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw Nobody();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw Nobody();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
                PSCredentialUIOptions options) => throw Nobody();

        public override string ReadLine() => throw Nobody();

        public override SecureString ReadLineAsSecureString() => throw Nobody();

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteLine(string value)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message) => warn(message);

        private static PSInvalidOperationException Nobody() => new(CommandMessages.NobodyToAsk);
    }
}
