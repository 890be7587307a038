# What a command does where a person is asked for a password and enters none.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class CancellingHost : PSHost
{
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => nameof(CancellingHost);
    public override PSHostUserInterface UI { get; } = new CancellingUI();
    public override Version Version => new(1, 0);
    public override void EnterNestedPrompt() { }
    public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }
}

public sealed class CancellingUI : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI => null;
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => null;
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => defaultChoice;
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => null;
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) => null;
    public override string ReadLine() => null;
    public override SecureString ReadLineAsSecureString() => null;
    public override void Write(string value) { }
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { }
    public override void WriteDebugLine(string message) { }
    public override void WriteErrorLine(string value) { }
    public override void WriteLine(string value) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override void WriteVerboseLine(string message) { }
    public override void WriteWarningLine(string message) { }
}
'@
}

AfterAll { Stop-Sandbox }

Describe 'A prompt for a password that is cancelled' {
    It 'ends <typed> with an error, and no other keys are used' -ForEach @(
        @{ typed = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a -Credential AKIDother' }
        @{ typed = 'Set-CiContext -Credential AKIDother; Get-CiWorkflow' }
        @{ typed = 'Get-CiWorkflow -Context (New-CiContext -Credential AKIDother)' }
        @{ typed = 'Set-CiContext -ProxyCredential me; Get-CiWorkflow' }
    ) {
        Reset-Sandbox
        Clear-SandboxRequest
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule((Get-Module CiWorkflow).Path)
        $runspace = [runspacefactory]::CreateRunspace([CancellingHost]::new(), $state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $runspace.SessionStateProxy.SetVariable('workflow', $workflow)
            $runspace.SessionStateProxy.SetVariable('context', (Get-CiContext))
            $shell.AddScript("Set-CiContext -Context `$context; `$ErrorActionPreference = 'Stop'; $typed")
            $ended = { $shell.Invoke() } | Should -Throw -PassThru
            $ended.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            $ended.Exception.Message | Should -BeLike '*no password was entered*'
            @(Get-SandboxRequest) | Should -HaveCount 0
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }
}
