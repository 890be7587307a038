# What README promises, under every reading of the service's documents: each alone, all together, and some drawn by chance.
# The first tier has the newest pages and all together. CIWORKFLOW_SEED repeats a draw; CIWORKFLOW_DRAWS says how many there are.
BeforeDiscovery {
    $source = Get-Content "$PSScriptRoot/../../src/CiWorkflow.Sandbox/Variants/ServiceVariant.cs"

    # A ledger can't be held in a bucket that overwrites: Ledger.Tests.ps1, in a process that has not seen another.
    $names = @(@($source -match '^    \w+,').Trim(' ,') -ne 'ForbidOverwriteIgnored')
    $seed = if ($env:CIWORKFLOW_SEED) { [int] $env:CIWORKFLOW_SEED } else { Get-Random -Maximum 100000 }
    $draws = if ($env:CIWORKFLOW_DRAWS) { [int] $env:CIWORKFLOW_DRAWS } else { 6 }
    $dice = [Random]::new($seed)
    $readings = @(
        @{ Reading = 'the newest pages'; Variant = @() }
        @{ Reading = 'all together'; Variant = $names }
    )
    $more = @(
        foreach ($name in $names) { @{ Reading = $name; Variant = @($name) } }
        for ($draw = 1; $draw -le $draws; $draw++) {
            @{ Reading = "draw $draw of seed $seed"; Variant = @($names | Where-Object { $dice.Next(3) -eq 0 }) }
        }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    $workflow = $sandbox.workflowId
    $poll = [timespan]::FromMilliseconds(20)
}

AfterAll { Stop-Sandbox }

$promises = {
    BeforeEach {
        Reset-Sandbox -Variant $Variant
        Set-SandboxClock -AdvancePerRequest 1
    }

    It 'starts again exactly the objects that failed' {
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow |
            Wait-CiWorkflowJob -PollInterval $poll -SettleTime 1s
        $failed = $job | Get-CiWorkflowExecution -State Failed
        $failed.Object | Sort-Object | Should -Be 'incoming/片段 3-flaky.mp4', 'incoming/片段 6-flaky.mp4'
        $retry = $failed | Publish-CiUrlFile -Key retry/nightly.txt | Invoke-CiWorkflowTrigger -Name retry -WorkflowId $workflow
        $again = $retry | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 1s | Get-CiWorkflowExecution
        $again.Object | Sort-Object | Should -Be ($failed.Object | Sort-Object)
        $again.State | Sort-Object -Unique | Should -Be 'Success'
        (Get-SandboxJob).name | Should -Be 'nightly', 'retry'
    }

    It 'makes no second job of a lost answer, and reports the one that was made' -ForEach @(
        @{ Trigger = @{ Prefix = 'incoming/' } }
        @{ Trigger = @{ UrlFile = 'lists/picked.txt'; TimeInterval = '1d' } }
    ) {
        Add-SandboxFault DropAfter -Method POST -Path inventorytriggerjob
        $job = Invoke-CiWorkflowTrigger -Name lost -WorkflowId $workflow @Trigger -ErrorVariable problems -ErrorAction SilentlyContinue
        $made = @(Get-SandboxJob)
        $made | Should -HaveCount 1
        $problems | Should -BeNullOrEmpty
        $job.JobId | Should -Be $made[0].jobId
    }

    It 'knows at once that a job does not exist' {
        $ConfirmPreference = 'None'
        foreach ($command in 'Get', 'Wait', 'Stop') {
            $null = & "$command-CiWorkflowJob" -JobId b0123 -ErrorVariable problems -ErrorAction SilentlyContinue
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*' -Because "of $command"
        }
    }

    It 'returns each job and each workflow once, or says that a list is not whole' {
        Add-SandboxJob many -Count 25
        1..25 | ForEach-Object { Add-SandboxWorkflow "w$('{0:x32}' -f $_)" -Name "w-$_" }
        Set-SandboxClock -Advance 60
        $jobs = Get-CiWorkflowJob
        $jobs | Should -HaveCount 25
        $jobs.JobId | Sort-Object -Unique | Should -HaveCount 25
        $workflows = Get-CiWorkflow -ErrorVariable problems -ErrorAction SilentlyContinue
        if (-not $problems) {
            $workflows.WorkflowId | Sort-Object -Unique | Should -HaveCount 26
        }
    }

    It 'makes nothing that exists again' {
        $interval = '2022-02-01T12:00:00Z/2042-05-01T12:00:00Z'
        $trigger = @{ Name = 'daily'; Prefix = 'incoming/'; WorkflowId = $workflow; TimeInterval = $interval }
        $first = Invoke-CiWorkflowTrigger @trigger
        Set-SandboxClock -Advance 60
        $second = Invoke-CiWorkflowTrigger @trigger -SkipExisting
        $second.JobId | Should -Be $first.JobId
        Get-SandboxJob | Should -HaveCount 1
    }

    It 'makes a job of a ledger once, though its answer was lost' {
        Add-SandboxFault DropAfter -Method POST -Path inventorytriggerjob
        foreach ($run in 1, 2) {
            $null = Invoke-CiWorkflowTrigger -Name kept -Prefix incoming/ -WorkflowId $workflow -Ledger ledger/ -ErrorAction SilentlyContinue
            Set-SandboxClock -Advance 60
        }
        Get-SandboxJob | Should -HaveCount 1
    }

    It 'follows one object to its end' {
        $run = Invoke-CiWorkflow -Object 'incoming/片段 1.mp4' -WorkflowId $workflow | Wait-CiWorkflowExecution -PollInterval $poll
        $run.State | Should -Be 'Success'
        $run.Object | Should -Be 'incoming/片段 1.mp4'
        Get-SandboxJob | Should -BeNullOrEmpty
    }

    It 'takes temporary keys' {
        Add-SandboxAccount AKIDtemporary temporarykey token-of-the-key
        $temporary = New-CiCredential -SecretId AKIDtemporary -SecretKey (ConvertTo-SecureString temporarykey -AsPlainText) -SessionToken (
            ConvertTo-SecureString token-of-the-key -AsPlainText)
        $job = Invoke-CiWorkflowTrigger -Name n -Object 'incoming/片段 1.mp4' -WorkflowId $workflow -Credential $temporary
        $job.JobId | Should -Be (Get-SandboxJob).jobId
        (Get-CiWorkflowInput -Prefix input/ -Credential $temporary).Count | Should -Be 42
    }

    It 'spells a filter as the service does' {
        Add-SandboxJob ended
        Set-SandboxClock -Advance 60
        (Get-CiWorkflowJob -State success -Type workflow).Name | Should -Be 'ended'
        Get-CiWorkflowJob -State failed | Should -BeNullOrEmpty
    }
}

Describe 'Under <Reading>' -ForEach $readings $promises
Describe 'Under <Reading>' -Tag Second -ForEach $more $promises
