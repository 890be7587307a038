BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox

    # Ten rows through a ledger. An entry that a dead run left is waited for, as long as its requests could take.
    $rows = 'Set-CiContext -TimeoutSec 10; 1..10 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } }'
    $script = "$rows | Invoke-CiWorkflowTrigger -Ledger ledger/ -ListLag 1s | ForEach-Object JobId"
}

AfterAll { Stop-Sandbox }

Describe 'Invoke-CiWorkflowTrigger -Ledger' {
    BeforeEach { Reset-Sandbox }

    It 'lets two runs of the same rows at the same time create each job once, and returns both the same jobs' {
        $one = Start-Pwsh "$script | Set-Content '$TestDrive/one'"
        $other = Start-Pwsh "$script | Set-Content '$TestDrive/other'"
        $one, $other | ForEach-Object { $_.WaitForExit(); $_.ExitCode | Should -Be 0 }
        $made = Get-SandboxJob
        $made | Should -HaveCount 10
        Get-Content "$TestDrive/one" | Sort-Object | Should -Be ($made.JobId | Sort-Object)
        Get-Content "$TestDrive/other" | Sort-Object | Should -Be ($made.JobId | Sort-Object)
    }

    It 'creates each job once when a run is killed at <at> and started again, with lists <lag> s late' -ForEach @(
        @{ at = 3; lag = 0 }
        @{ at = 9; lag = 0 }
        @{ at = 9; lag = 0.5 }
        @{ at = 16; lag = 0 }
    ) {
        if ($lag) { Set-SandboxVariant JobsListedLate -Lag $lag }
        Add-SandboxFault HangAfter -Skip ($at - 1) -Times 0
        $run = Start-Pwsh $script
        Wait-SandboxRequest $at -While { -not $run.HasExited }
        $run.Kill()
        $run.WaitForExit()
        Clear-SandboxFault
        Skip-SandboxWait

        # What was asked for and never made stays unknown until a list shows a job that was made later.
        $null = Invoke-Shell $script
        Set-SandboxClock -Offset 10
        $null = Add-SandboxJob -Name other
        $again = Invoke-Shell $script
        $made = Get-SandboxJob n*
        $again.ExitCode | Should -Be 0 -Because $again.Text
        $made.Name | Sort-Object -Unique | Should -HaveCount 10
        $made | Should -HaveCount 10
    }

    It 'shows who asked for what, and what became of it' {
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger runs/1
        $entry = Get-CiLedger runs/1
        $entry.State | Should -Be 'Created'
        $entry.JobId | Should -Be $job.JobId
        $entry.Name | Should -Be 'n'
        $entry.By | Should -Be "$([Environment]::UserName)@$([Environment]::MachineName)"
        $again = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger runs/1
        $again.Existing | Should -BeTrue
        $again.JobId | Should -Be $job.JobId
    }

    It 'shows the entries beside what is none, which is an error by its key: <what>' -ForEach @(
        @{ what = 'no XML'; text = 'x' }
        @{ what = 'an entry of no state'; text = '<LedgerEntry><State>Maybe</State></LedgerEntry>' }
        @{ what = 'longer than an entry'; text = "<LedgerEntry>$(' ' * 100000)</LedgerEntry>" }
    ) {
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger runs/1
        Add-SandboxObject runs/1/0.xml -Text $text
        $run = Invoke-Typed 'Get-CiLedger runs/1'
        $run.Output.Name | Should -Be 'n'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].TargetObject | Should -Be 'runs/1/0.xml'
    }

    It 'creates a job that was refused before, and keeps both entries' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Method POST
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger ledger -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger ledger).Existing | Should -BeFalse
        (Get-CiLedger ledger).State | Sort-Object | Should -Be 'Created', 'NotCreated'
    }

    It 'refuses a bucket that overwrites in spite of x-cos-forbid-overwrite, and creates nothing there' {
        Set-SandboxVariant ForbidOverwriteIgnored
        $run = Invoke-Shell "$rows | Invoke-CiWorkflowTrigger -Ledger ledger/"
        $run.ExitCode | Should -Be 1
        foreach ($name in 1..10 | ForEach-Object { "n$_" }) { $run.Text | Should -BeLike "*'$name'*media-1250000000*" }
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        Get-SandboxJob | Should -BeNullOrEmpty
    }

    It 'creates no job twice where lists are minutes late, and says what is not known' {
        Set-SandboxVariant JobsListedLate -Lag 200
        Add-SandboxFault DropAfter -Method POST
        foreach ($run in 1, 2) {
            $ended = Invoke-Shell 'Set-CiContext -TimeoutSec 10; Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger ledger/ -ListLag 1s'
            $ended.ExitCode | Should -Be 1
            $ended.Text | Should -BeLike "*'n'*is not known*"

            # The time passes in which the first run could still create it.
            Set-SandboxClock -Offset 40
        }
        Get-SandboxJob | Should -HaveCount 1
        Set-SandboxClock -Offset 240
        $found = Invoke-Shell 'Set-CiContext -TimeoutSec 10; (Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger ledger/ -ListLag 1s).JobId'
        $found.Text.Trim() | Should -Be (Get-SandboxJob).jobId
    }

    It 'refuses a bucket whose versioning was ever enabled, and sends nothing' {
        Add-SandboxBucket versioned-1250000000 -Versioning Suspended
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -Ledger ledger -Bucket versioned-1250000000 -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'LedgerUnusable,*'
        "$($problems[0])" | Should -BeLike '*versioning of bucket versioned-1250000000*'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }
}
