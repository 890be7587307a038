# The shell for a test file: a line as it is typed, a second runspace whose pipeline can be stopped, a shell with a person at its prompt,
# in this process or in one of its own.
# Start-Sandbox has set $sandbox, $workflow and $keys before.

# Runs a line as it is typed, and returns what each stream got.
function Invoke-Typed {
    param([Parameter(Mandatory)] [string] $Line)
    # A module has a table of its own, and would not take the session's: a wait would wait as long as by default.
    $PSDefaultParameterValues = $global:PSDefaultParameterValues
    $all = try { & ([scriptblock]::Create($Line)) *>&1 } catch { $_ }
    [pscustomobject]@{
        Output = @($all | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] -and $_ -isnot [Management.Automation.InformationalRecord] })
        Errors = @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        Warnings = @($all | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object Message)
        Verbose = @($all | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message)
        Debug = @($all | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object Message)
    }
}

# What a person sees of some objects at a terminal of 120 columns.
function Show-Typed {
    param([Parameter(Mandatory)] [string] $Line)
    (& ([scriptblock]::Create($Line)) | Out-String -Width 120).Trim() -split '\r?\n'
}

# Runs a script in a runspace of its own, with the module, this module and the session's context, and returns what each stream got.
# With -StopAfter its pipeline is stopped, as Ctrl+C does, when so many requests have arrived; with -After something else is done then.
function Invoke-InRunspace {
    param([Parameter(Mandatory)] [string] $Script, [int] $StopAfter, [int] $After, [scriptblock] $Then, [string] $Method = '*')
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule((Get-Module CiWorkflow).Path)
    $shell = [powershell]::Create($state)
    try {
        $shell.Runspace.SessionStateProxy.SetVariable('workflow', $workflow)
        $shell.Runspace.SessionStateProxy.SetVariable('keys', $keys)
        $null = $shell.AddScript("$(Get-SetContext) -Credential `$keys").Invoke()
        $shell.Commands.Clear()
        $null = $shell.AddScript($Script)
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]] $null, $output)
        if ($StopAfter -or $After) {
            Wait-SandboxRequest ($StopAfter + $After) -Method $Method -While { -not $running.IsCompleted }
            if ($StopAfter) { $shell.Stop() } else { & $Then }
        }

        try { $null = $shell.EndInvoke($running) }
        catch [Management.Automation.PipelineStoppedException] { $null = $_ }
        catch { $shell.Streams.Error.Add($_.Exception.InnerException.ErrorRecord) }
        [pscustomobject]@{
            State = $shell.InvocationStateInfo.State
            Output = @($output)
            Errors = @($shell.Streams.Error)
            Warnings = @($shell.Streams.Warning.Message)
            Verbose = @($shell.Streams.Verbose.Message)
            Debug = @($shell.Streams.Debug.Message)
            Progress = @($shell.Streams.Progress)
        }
    }
    finally {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }
}

# A shell as new at which a person types the answers, in this process; the module is imported and points at the sandbox. Returns Text, what
# was shown at 120 columns, and ExitCode: that of its exit, or
# 1 where an error was shown. -Environment has the
# keys unless it is given, -Folder is where it starts, and a -Bare one imports nothing.
function Invoke-Shell {
    param([Parameter(Mandatory)] [string] $Script, [string[]] $Answer = @(), [hashtable] $Environment = (Get-ShellEnvironment), [string] $Folder, [switch] $Bare)
    $null = [Reflection.Assembly]::LoadFrom((Get-SandboxAssembly))
    $person = [CiWorkflow.Shells.AnsweringHost]::new($Answer)
    if (-not $Bare) { $Script = "$(Get-ShellStart)`n$Script" }
    $was = @{ }
    foreach ($name in $Environment.Keys) {
        $was[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }

    Clear-SandboxMemory
    $runspace = [runspacefactory]::CreateRunspace($person, [initialsessionstate]::CreateDefault2())
    $runspace.Open()
    if ($Folder) { $null = $runspace.SessionStateProxy.Path.SetLocation($Folder) }
    $shell = [powershell]::Create($runspace)
    $succeeded = $false
    try {
        $null = $shell.AddScript($Script).AddCommand('Out-Default')
        $shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
        try {
            $null = $shell.Invoke()
            $succeeded = -not $runspace.SessionStateProxy.GetVariable('Error').Count
        }
        catch {
            $failure = $_.Exception.InnerException ?? $_.Exception
            $shell.Commands.Clear()
            $null = $shell.AddCommand('Out-Default').AddParameter('InputObject', $failure.ErrorRecord).Invoke()
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
        foreach ($name in $was.Keys) { [Environment]::SetEnvironmentVariable($name, $was[$name]) }
        Clear-SandboxMemory
    }

    [pscustomobject]@{ Text = $person.Text; ExitCode = $person.ExitCode ?? [int] -not $succeeded }
}

# The keys, as a shell finds them.
function Get-ShellEnvironment { @{ TENCENTCLOUD_SECRET_ID = $sandbox.SecretId; TENCENTCLOUD_SECRET_KEY = $sandbox.SecretKey } }

# What a shell of a test does first.
function Get-ShellStart {
    "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$((Get-Module CiWorkflow).ModuleBase)'; `$workflow = '$workflow'; $(Get-SetContext)"
}

# As Invoke-Shell, in a pwsh of its own.
function Invoke-Pwsh {
    param([Parameter(Mandatory)] [string] $Script, [string[]] $Answer = @(), [switch] $NoKeys)
    $child = Start-Pwsh $Script -NoKeys:$NoKeys
    foreach ($line in $Answer) { $child.StandardInput.WriteLine($line) }
    $child.StandardInput.Close()
    $errors = $child.StandardError.ReadToEndAsync()
    $text = $child.StandardOutput.ReadToEnd()
    $child.WaitForExit()
    [pscustomobject]@{ Text = $text + $errors.Result; ExitCode = $child.ExitCode }
}

# The child itself, its streams redirected; Through is a program that starts it.
function Start-Pwsh {
    param([Parameter(Mandatory)] [string] $Script, [switch] $InTerminal, [switch] $NoKeys, [string[]] $Through = @())
    $command = "$(Get-ShellStart)`n$(Get-SandboxSkip)`n$Script"
    $start = [Diagnostics.ProcessStartInfo]::new()
    $line = $Through + 'dotnet', "$PSHOME/pwsh.dll", '-NoLogo', '-NoProfile', '-OutputFormat', 'Text', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($command))
    if ($InTerminal) {
        # script runs the program in a pseudo-terminal, and what is written to its input is typed there. Ctrl+C counts there also where the
        # tests run in the background of a shell, which ignores it for them.
        $line = 'script', '-qec', "stty cols 120 rows 40; env --default-signal=INT $($line -replace '^.*$', "'$&'" -join ' ')", '/dev/null'
    }

    $start.FileName, $arguments = $line
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    if (-not $NoKeys) {
        $start.Environment['TENCENTCLOUD_SECRET_ID'] = $sandbox.SecretId
        $start.Environment['TENCENTCLOUD_SECRET_KEY'] = $sandbox.SecretKey
    }

    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    [Diagnostics.Process]::Start($start)
}

# A child pwsh in a pseudo-terminal of 120 columns.
function Start-Terminal {
    param([Parameter(Mandatory)] [string] $Script)
    $null = [Reflection.Assembly]::LoadFrom((Get-SandboxAssembly))
    $terminal = Start-Pwsh $Script -InTerminal
    Add-Member -InputObject $terminal Screen ([CiWorkflow.Shells.Screen]::Of($terminal)) -PassThru
}

# Types something at a terminal, and returns all that it has shown when its program has ended.
function Stop-Terminal {
    param([Parameter(Mandatory)] [Diagnostics.Process] $Terminal, [string] $Typed)
    if ($Typed) {
        $Terminal.StandardInput.Write($Typed)
        $Terminal.StandardInput.Flush()
    }

    $Terminal.Screen.Text.GetAwaiter().GetResult()
    $Terminal.WaitForExit()
}

# What a terminal obeys in a text, or what hides in it, each with what stands before it. What PowerShell writes itself, the end of a line at
# a terminal, colours and cursor keys, is not meant, and a line feed neither.
function Find-Obeyed {
    param([Parameter(Mandatory)] [AllowEmptyString()] [AllowNull()] [string] $Text)
    $own = $Text -replace '\r+\n', "`n" -replace '\x1b\[[0-9;?]*[A-Za-z]' -replace '\x1b[=>]'
    $obeyed = '[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])'
    [regex]::Matches($own, "(?s).{0,30}($obeyed).{0,10}") | ForEach-Object { ConvertTo-Json $_.Value }
}

# The context of a session that a test starts: the sandbox, and retries without a pause.
function Get-SetContext {
    "Set-CiContext -Endpoint $($sandbox.endpoint) -Bucket $($sandbox.bucket) -Region $($sandbox.region) -RetryInterval ([timespan]::FromMilliseconds(1))"
}

# How long Tab waits for the service. A test's answer must not depend on how fast the machine is.
function Get-TabPatience { (Get-CompleterProperty).GetValue($null) }

function Set-TabPatience {
    param([Parameter(Mandatory)] [timespan] $Time)
    (Get-CompleterProperty).SetValue($null, $Time)
}

function Get-CompleterProperty {
    [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'CiWorkflow' })[0].GetType('CiWorkflow.Completion.ServiceCompleter').GetProperty(
        'Patience', [Reflection.BindingFlags] 'Static, NonPublic')
}

# Waits until so many requests have arrived; it fails where what sends them ends before.
function Wait-SandboxRequest {
    param([int] $Count = 1, [string] $Method = '*', [scriptblock] $While = { $true })
    while (@(Get-SandboxRequest $Method).Count -lt $Count) {
        if (-not (& $While)) { throw "It ended before $Count requests had arrived: $(@(Get-SandboxRequest).ForEach({ "$($_.method) $($_.target)" }) -join ', ')" }
        Start-Sleep -Milliseconds 10
    }
}

Export-ModuleMember -Function Invoke-Typed, Show-Typed, Invoke-InRunspace, Invoke-Shell, Invoke-Pwsh, Start-Pwsh, Start-Terminal, Stop-Terminal, Find-Obeyed, Wait-SandboxRequest, Get-TabPatience, Set-TabPatience
