# Windows PowerShell 5.1 runs in .NET Framework: there Core is run as it is on Windows, and under Mono elsewhere.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    $configuration = if ($env:CIWORKFLOW_CONFIGURATION) { $env:CIWORKFLOW_CONFIGURATION } else { 'Debug' }
    $project = Join-Path $PSScriptRoot '../CiWorkflow.Framework.Tests'
    $program = Join-Path $project "bin/$configuration/net472/CiWorkflow.Framework.Tests.exe"
    $mono = Get-Command mono -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    # The solution leaves it out: what it restores, only these tests need.
    if ($IsWindows -or $mono) {
        $said = dotnet build $project --configuration $configuration 2>&1
        if ($LASTEXITCODE -ne 0) { throw "$said" }
    }

    function Invoke-Check([string] $Check) {
        if (-not $IsWindows -and -not $mono) { Set-ItResult -Skipped -Because 'mono is not on the PATH (Debian: mono-complete)' }
        $arguments = $Check, $sandbox.endpoint, $sandbox.bucket, $sandbox.region, $sandbox.workflowId, $sandbox.secretId, $sandbox.secretKey
        $output = if ($IsWindows) { & $program @arguments 2>&1 } else { & $mono $program @arguments 2>&1 }
        $LASTEXITCODE | Should -Be 0 -Because "$output"
    }
}

AfterAll { Stop-Sandbox }

Describe 'Core in .NET Framework' -Tag Second {
    BeforeEach { Reset-Sandbox -RunningFor 1800 }

    It 'creates a job' {
        Invoke-Check create
        (Get-SandboxJob).name | Should -Be 'framework'
    }

    It 'lists 250 jobs page by page' {
        $null = Add-SandboxJob job -Count 250
        Invoke-Check list
        Get-SandboxRequest | Should -HaveCount 3
    }

    It 'cancels a job and reads it' { Invoke-Check cancel }

    It 'tries a read again after <_>' -ForEach 'Status', 'DropBefore', 'DropAfter', 'Truncate' {
        $null = Add-SandboxJob job -Count 250
        Add-SandboxFault $_ -Method GET
        Invoke-Check list
        Get-SandboxRequest | Should -HaveCount 4
    }

    It 'creates a job once whose answer was lost' {
        Add-SandboxFault DropAfter -Method POST
        Invoke-Check create
        Get-SandboxJob | Should -HaveCount 1
        Get-SandboxRequest POST | Should -HaveCount 1
    }

    It 'reports a refusal with its code' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Method POST
        Invoke-Check refused
    }

    It 'writes an object and reads it back' { Invoke-Check upload }

    It 'heeds a clock that is two hours off' {
        Set-SandboxClock -Offset 7200
        Invoke-Check create
    }
}
