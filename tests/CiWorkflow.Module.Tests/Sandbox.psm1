# A served sandbox for a test file, and the session's context pointing at it.
$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$program = $env:CIWORKFLOW_TEST_SANDBOX
if (-not $program) { $program = Join-Path $root 'src/CiWorkflow.Sandbox/bin/Debug/net10.0/CiWorkflow.Sandbox.dll' }

function Start-Sandbox {
    Import-Module (Join-Path $root 'out/CiWorkflow') -Global -Force
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.Arguments = "`"$program`" --serve"
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $script:process = [Diagnostics.Process]::Start($start)
    $written = while ($null -ne ($line = $script:process.StandardOutput.ReadLine())) {
        $line
        if ($line -match 'Ctrl\+C') { break }
    }
    if ($null -eq $line) { throw "The sandbox did not start. $written $($script:process.StandardError.ReadToEnd())" }

    # What the sandbox tells a person to type.
    $commands = $written | Where-Object { $_ -match '^\s+(Set-CiContext|\$env:)' }
    . ([scriptblock]::Create($commands -join "`n"))
    Set-CiContext -RetryInterval ([timespan]::FromMilliseconds(1))
}

function Stop-Sandbox {
    Clear-CiContext
    if ($script:process) {
        $script:process.Kill()
        $script:process.Dispose()
        $script:process = $null
    }
}
