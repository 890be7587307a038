# What only a terminal has: Ctrl+C, a bar that is drawn, a table in colours. A child pwsh runs in a pseudo-terminal of util-linux.
BeforeDiscovery { $noTerminal = -not (Get-Command script -CommandType Application -ErrorAction Ignore) }

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'At a terminal' {
    BeforeEach {
        if ($noTerminal) { Set-ItResult -Skipped -Because 'there is no script command (util-linux) to make a pseudo-terminal with' }
        Reset-Sandbox -RunningFor 1800
    }

    It 'Ctrl+C ends a run at once, sends nothing more, and says of what was under way that it is not known' {
        Add-SandboxFault HangAfter -Times 0 -Method POST
        $run = Start-Terminal '1..50 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -ThrottleLimit 2'
        Wait-SandboxRequest 2 -Method POST -While { -not $run.HasExited }
        $text = Stop-Terminal $run -Typed ([char]3)
        $text | Should -BeLike "*Whether the job 'n1' was created in bucket $($sandbox.bucket) is not known*"
        $text | Should -BeLike "*Whether the job 'n2' was created*"
        Get-SandboxRequest POST | Should -HaveCount 2
    }

    It 'Ctrl+C ends a wait and leaves the job alone' {
        $job = Add-SandboxJob job-1
        $run = Start-Terminal "Wait-CiWorkflowJob $($job.jobId) -PollInterval 1d"
        Wait-SandboxRequest 1 -While { -not $run.HasExited }
        $null = Stop-Terminal $run -Typed ([char]3)
        (Get-SandboxJob).state | Should -Not -Be 'Cancel'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'a wait draws a bar' {
        $job = Add-SandboxJob job-1
        Set-SandboxClock -AdvancePerRequest 900
        $run = Start-Terminal "Wait-CiWorkflowJob $($job.jobId) -SettleTime 0s -PollInterval 1s | Out-Null"
        Stop-Terminal $run | Should -BeLike '*Waiting for jobs*'
    }

    It 'a bar with Chinese in it is no wider than the window: <_>' -ForEach @(
        'Wait-CiWorkflowJob $job -SettleTime 0s -PollInterval 1s'
        'Wait-CiWorkflowJob $job -SettleTime 0s -PollInterval 1s -AsJob | Receive-Job -Wait'
        '[cultureinfo]::CurrentUICulture = "zh-CN"; Wait-CiWorkflowJob $job -SettleTime 0s -PollInterval 1s'
    ) {
        $job = Add-SandboxJob 夜间转码任务
        Set-SandboxClock -AdvancePerRequest 900
        $run = Start-Terminal "`$job = '$($job.jobId)'; $_ | Out-Null"
        $bars = (Stop-Terminal $run) -split '[\r\n]|\x1b\[\d*;?\d*H' -replace '\x1b\[[0-9;?]*[A-Za-z]' | Where-Object { $_ -match '夜间|等待' -and $_ -match '\]\s*$' }
        $bars | Should -Not -BeNullOrEmpty
        foreach ($bar in $bars) {
            $columns = $bar.TrimEnd().Length + [regex]::Matches($bar, '[\u2e80-\uffe6]').Count
            $columns | Should -BeLessOrEqual 120 -Because $bar
        }
    }
}
