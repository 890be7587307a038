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

            $whole = Invoke-Pwsh $script
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
