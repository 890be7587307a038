BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'A run that is killed at any moment' {
    BeforeEach { Reset-Sandbox }

    BeforeAll {
        function Assert-WholeAfterKills([int] $Kills) {
            $script = '1..200 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -SkipExisting -ListLag 0s | Out-Null'
            $null = Get-Random -SetSeed 20260301
            for ($round = 0; $round -lt $Kills; $round++) {
                # Killed at a request that chance picks, and not after a time.
                Clear-SandboxRequest
                $until = Get-Random -Minimum 1 -Maximum 40
                Add-SandboxFault HangAfter -Skip ($until - 1) -Times 0
                $run = Start-Pwsh $script
                Wait-SandboxRequest $until -While { -not $run.HasExited }
                $run.Kill()
                $run.WaitForExit()
                Clear-SandboxFault
            }

            $whole = Invoke-Shell $script
            $whole.Text | Should -BeNullOrEmpty
            $whole.ExitCode | Should -Be 0
            $names = (Get-SandboxJob).Name
            $names | Should -HaveCount 200
            $names | Sort-Object -Unique | Should -HaveCount 200
        }
    }

    It 'makes every job once when it is run again with -SkipExisting, after three kills' { Assert-WholeAfterKills 3 }

    It 'makes every job once when it is run again with -SkipExisting, after twenty kills' -Tag Second { Assert-WholeAfterKills 20 }
}

Describe 'A process that is ended while requests are under way' -Skip:$IsWindows {
    BeforeAll {
        $rows = '1..50 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } }'
        function Get-SentName { (Get-SandboxRequest POST).body | ForEach-Object { ([xml] $_).Request.Name } }
        function Read-LastLine { Get-Content $log | ConvertFrom-Json | Group-Object Name | ForEach-Object { $_.Group[-1] } }
    }

    BeforeEach {
        Reset-Sandbox
        $log = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        Add-SandboxFault HangAfter -Times 0 -Method POST
    }

    It 'says by SIGTERM what is not known, writes it to the log, and sends nothing more' {
        $run = Start-Pwsh "$rows | Invoke-CiWorkflowTrigger -ThrottleLimit 4 -LogPath '$log'; Invoke-CiWorkflowTrigger -Name later -Prefix nothing/ -WorkflowId `$workflow"
        Wait-SandboxRequest 4 -Method POST -While { -not $run.HasExited }
        & /bin/kill -TERM $run.Id
        $text = $run.StandardError.ReadToEnd() + $run.StandardOutput.ReadToEnd()
        $run.WaitForExit()
        $sent = Get-SentName
        $sent | Should -HaveCount 4
        foreach ($name in $sent) {
            $text | Should -BeLike "*Whether the job '$name' was created*"
            (Read-LastLine | Where-Object Name -EQ $name).Outcome | Should -Be 'Unknown'
        }
    }

    It 'writes to the log what is not known where the terminal is closed, and sends nothing more: <how>' -ForEach @{ how = 'SIGHUP' }, @{ how = 'its terminal is gone' } {
        $isTerminal = $how -ne 'SIGHUP'
        if ($isTerminal -and -not (Get-Command script -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no script command' }
        $run = Start-Pwsh "$rows | Invoke-CiWorkflowTrigger -ThrottleLimit 4 -LogPath '$log'; Invoke-CiWorkflowTrigger -Name later -Prefix nothing/ -WorkflowId `$workflow" -InTerminal:$isTerminal -Through env, --default-signal=HUP
        Wait-SandboxRequest 4 -Method POST -While { -not $run.HasExited }
        $sending = Read-LastLine
        $sent = Get-SentName
        foreach ($name in $sent) { ($sending | Where-Object Name -EQ $name).Outcome | Should -Be 'Sending' }

        # A line of the log names the process: the terminal's own is another one.
        & /bin/kill ($isTerminal ? '-KILL' : '-HUP') $run.Id
        $text = $run.StandardError.ReadToEnd() + $run.StandardOutput.ReadToEnd()
        $run.WaitForExit()
        Get-Process -Id $sending[0].ProcessId -ErrorAction Ignore | Wait-Process -Timeout 60
        Get-SentName | Should -HaveCount 4
        foreach ($name in $sent) {
            if (-not $isTerminal) { $text | Should -BeLike "*Whether the job '$name' was created*" }
            (Read-LastLine | Where-Object Name -EQ $name).Outcome | Should -Be 'Unknown'
        }
    }

    It 'goes on by SIGHUP where that is ignored, as nohup does' {
        Clear-SandboxFault
        Add-SandboxFault Delay -Requests 8 -Method POST
        $run = Start-Pwsh "$rows | Select-Object -First 9 | Invoke-CiWorkflowTrigger -ThrottleLimit 1" -Through env, --ignore-signal=HUP
        Wait-SandboxRequest 1 -Method POST -While { -not $run.HasExited }
        & /bin/kill -HUP $run.Id
        $null = 1..8 | ForEach-Object { Get-CiWorkflow }
        $text = $run.StandardError.ReadToEnd() + $run.StandardOutput.ReadToEnd()
        $run.WaitForExit()
        $run.ExitCode | Should -Be 0 -Because $text
        Get-SandboxJob | Should -HaveCount 9
    }

    It 'says it of every runspace of ForEach-Object -Parallel: <how>' -ForEach @{ how = 'SIGTERM' }, @{ how = 'Ctrl+C' } {
        if ($how -eq 'Ctrl+C' -and -not (Get-Command script -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no script command' }
        $script = "`$module = (Get-Module CiWorkflow).Path; 1..6 | ForEach-Object -ThrottleLimit 6 -Parallel { Import-Module `$using:module; Set-CiContext -Endpoint $($sandbox.endpoint) -Bucket $($sandbox.bucket) -Region $($sandbox.region); `$at = `$_; `$workflow = `$using:workflow
            1..9 | ForEach-Object { [pscustomobject]@{ Name = ""r`$at-`$_""; Prefix = 'nothing/'; WorkflowId = `$workflow } } | Invoke-CiWorkflowTrigger -ThrottleLimit 2 -LogPath '$log' }"
        $run = if ($how -eq 'Ctrl+C') { Start-Terminal $script } else { Start-Pwsh $script }
        Wait-SandboxRequest 12 -Method POST -While { -not $run.HasExited }
        $text = if ($how -eq 'Ctrl+C') { Stop-Terminal $run -Typed ([char]3) }
        else {
            & /bin/kill -TERM $run.Id
            $run.StandardError.ReadToEnd() + $run.StandardOutput.ReadToEnd()
        }
        $sent = Get-SentName
        $sent | Should -HaveCount 12
        foreach ($name in $sent) {
            $text | Should -BeLike "*Whether the job '$name' was created*"
            (Read-LastLine | Where-Object Name -EQ $name).Outcome | Should -Be 'Unknown'
        }
    }

    It 'leaves by SIGKILL no job that its log does not name' {
        $run = Start-Pwsh "$rows | Invoke-CiWorkflowTrigger -ThrottleLimit 16 -LogPath '$log'"
        Wait-SandboxRequest 16 -Method POST -While { -not $run.HasExited }
        $run.Kill()
        $run.WaitForExit()
        $lines = Read-LastLine
        foreach ($name in (Get-SandboxJob).name) { ($lines | Where-Object Name -EQ $name).Outcome | Should -Be 'Sending' }
        Get-SandboxJob | Should -HaveCount 16
    }
}
