# The runbook of the docs, as a scheduler starts it: in a process of its own, with keys in the environment and nobody to ask.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $pwsh = (Get-Process -Id $PID).Path
    [string[]] $first = if ((Split-Path -Leaf $pwsh) -like 'dotnet*') { [Environment]::GetCommandLineArgs()[0] }
    $runbook = Join-Path $root 'docs/runbooks/nightly.ps1'
    $modules = Join-Path $root 'out'

    function Invoke-Runbook([string] $Prefix = 'incoming/', [string] $WorkflowId = $workflow) {
        $before = $env:PSModulePath
        $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $before
        $env:TENCENTCLOUD_SECRET_ID = $sandbox.secretId
        $env:TENCENTCLOUD_SECRET_KEY = $sandbox.secretKey
        try {
            $report = Join-Path $TestDrive "$([guid]::NewGuid()).html"
            $output = & $pwsh @first -NoProfile -NonInteractive -File $runbook -Bucket $sandbox.bucket -Region $sandbox.region -WorkflowId $WorkflowId `
                -Prefix $Prefix -Endpoint $sandbox.endpoint -ReportPath $report 2>&1
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = $output | Out-String; Report = $report }
        }
        finally {
            $env:PSModulePath = $before
            Remove-Item env:TENCENTCLOUD_SECRET_ID, env:TENCENTCLOUD_SECRET_KEY
        }
    }
}

AfterAll { Stop-Sandbox }

Describe 'docs/runbooks/nightly.ps1' {
    BeforeEach { Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1 }

    It 'processes what is new, starts again what failed, leaves a report, and notes where it ended' {
        $run = Invoke-Runbook
        $run.Output | Should -Not -BeLike '*Exception*'
        $run.ExitCode | Should -Be 0
        $run.Report | Should -Exist
        (Get-CiWorkflowJob).Name | Sort-Object | Should -Be 'nightly', 'nightly-retry'
        (Get-CiCheckpoint nightly).Saved | Should -Be (Get-CiWorkflowJob nightly).Operation.TimeInterval.End
    }

    It 'exits with 1 for objects that failed twice, and shows them' {
        $run = Invoke-Runbook -Prefix input/day-0/
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike '*clip-04-corrupt.mp4*'
    }

    It 'exits with 1 before anything is paid for where the setup is incomplete, and says what to do' {
        Suspend-CiQueue (Get-SandboxQueue).queueId
        $run = Invoke-Runbook
        $run.ExitCode | Should -Be 1
        $run.Output -replace '\s' | Should -BeLike '*Resume-CiQueue*'
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
    }

    It 'shows no key' {
        (Invoke-Runbook).Output | Should -Not -Match $sandbox.secretKey
    }
}
