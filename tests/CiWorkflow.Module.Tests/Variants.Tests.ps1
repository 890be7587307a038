# What README promises, under every reading of the service's documents: each alone, all together, and some drawn by chance.
# The first tier has the newest pages and all together. CIWORKFLOW_SEED repeats a draw; CIWORKFLOW_DRAWS says how many there are.
BeforeDiscovery {
    $source = Get-Content "$PSScriptRoot/../../src/CiWorkflow.Sandbox/Variants/ServiceVariant.cs"

    # A ledger can't be held in a bucket that overwrites: Ledger.Tests.ps1, in a process that has not seen another. Nor can a UrlFile name
    # an object that the service doesn't read in it: below.
    $names = @(@($source -match '^    \w+,').Trim(' ,') -ne 'ForbidOverwriteIgnored' -ne 'UrlFileFirstLineSkipped' -ne 'UrlFileNotDecoded')
    $seed = if ($env:CIWORKFLOW_SEED) { [int] $env:CIWORKFLOW_SEED } else { Get-Random -Maximum 100000 }
    $draws = if ($env:CIWORKFLOW_DRAWS) { [int] $env:CIWORKFLOW_DRAWS } else { 6 }
    $dice = [Random]::new($seed)
    $readings = @(
        @{ Reading = 'the newest pages'; Variant = @() }
        @{ Reading = 'all together'; Variant = $names }
    )
    $more = @(
        foreach ($name in $names) { @{ Reading = $name; Variant = @($name) } }
        # Not with a clock that is a day off, which is corrected by the Date (Sentence.Tests.ps1).
        for ($draw = 1; $draw -le $draws; $draw++) {
            @{ Reading = "draw $draw of seed $seed"; Variant = @($names | Where-Object { $dice.Next(3) -eq 0 -and $_ -notlike 'Date*' }) }
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
        # By a Date that is ahead the first answer proves nothing: minutes of waiting follow.
        Reset-Sandbox -Variant $Variant -SkipWaits:($Variant -contains 'DateAhead')
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

        # By the Date the job was made a day before it was asked for: then it isn't known for this one, and nothing is asked for again.
        if ($Variant -contains 'DateAhead' -and $Variant -notcontains 'DateBehind') {
            $problems.FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
            return
        }
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

Describe 'What the service reads another way' {
    It 'is listed in docs/sandbox.md, each variant once' {
        $members = @((Get-Content "$PSScriptRoot/../../src/CiWorkflow.Sandbox/Variants/ServiceVariant.cs") -match '^    \w+,').Trim(' ,')
        $rows = @((Get-Content "$PSScriptRoot/../../docs/sandbox.md") -match '^\| ').ForEach{ $_.Split('|')[3] } -replace 'faults? .*'
        $listed = $rows -split '[,;]' | ForEach-Object Trim | Where-Object { $_ -cmatch '^[A-Z]\w+$' }
        $listed | Sort-Object | Should -Be ($members | Sort-Object)
    }

    It 'is no success where not every line of a UrlFile is read: <variant>' -ForEach @(
        @{ variant = 'UrlFileFirstLineSkipped' }, @{ variant = 'UrlFileNotDecoded' }, @{ variant = 'UrlFileOfTenLines' }
    ) {
        Reset-Sandbox -Variant $variant -SubmittedFor 0 -RunningFor 0.1
        Add-SandboxObject 'long/片段 *.mp4' -Count 12
        $job = Get-CiWorkflowInput -Prefix long/ | Publish-CiUrlFile -Key lists/all.txt | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow
        Set-SandboxClock -Advance 60
        $null = $job | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 0s -ErrorOnFailure -ErrorVariable problems -ErrorAction SilentlyContinue
        @(Get-SandboxExecution).Count | Should -BeLessThan 12
        $problems | Should -HaveCount 1
    }

    # No page says how many objects a job takes.
    It 'is no success where a job passes over some of its objects: <how>' -ForEach @(
        @{ how = 'a prefix'; selected = @{ Prefix = 'long/' } }
        @{ how = 'a UrlFile'; selected = @{ UrlFile = 'lists/all.txt' } }
    ) {
        Reset-Sandbox -Variant JobOfTenObjects -SubmittedFor 0 -RunningFor 0.1
        Add-SandboxObject 'long/*.mp4' -Count 12
        $null = Get-CiWorkflowInput -Prefix long/ | Publish-CiUrlFile -Key lists/all.txt
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @selected
        Set-SandboxClock -Advance 60
        $null = $job | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 0s -ErrorOnFailure -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | Should -HaveCount 1
        "$problems" | Should -BeLike '*10 executions were listed, at least 2 fewer than its input selects*'
    }

    It 'is waited for and told where a cancelled job''s executions go on' {
        Reset-Sandbox -Variant CancelEndsNoExecution -SubmittedFor 0 -RunningFor 100
        $job = Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow
        Set-SandboxClock -Advance 1
        $job | Stop-CiWorkflowJob -Confirm:$false
        Set-SandboxClock -AdvancePerRequest 5
        $ended = $job | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 0s -ErrorAction SilentlyContinue
        $ended.State | Should -Be 'Cancel'
        (Get-CiWorkflowExecution -JobId $job.JobId -WorkflowId $workflow).State | Should -BeIn 'Failed', 'Success'
    }

    It 'is waited for where a paused queue stops what runs' {
        Reset-Sandbox -Variant PausedQueueStopsTasks -SubmittedFor 0 -RunningFor 10
        $job = Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow
        Set-SandboxClock -Advance 1
        Get-CiQueue | Suspend-CiQueue
        Set-SandboxClock -Advance 100
        $null = $job | Wait-CiWorkflowJob -PollInterval $poll -Timeout 1s -ErrorVariable problems -ErrorAction SilentlyContinue
        "$problems" | Should -BeLike '*Pause*'
        Get-CiQueue | Resume-CiQueue
        ($job | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 0s -ErrorAction SilentlyContinue).State | Should -Be 'Success'
    }

    It 'is told where of several workflows one runs, or none: <variant>' -ForEach @(
        @{ variant = 'SeveralWorkflowIdsRefused'; said = '*WorkflowIds*' }
        @{ variant = 'FirstWorkflowIdAlone'; said = '*8 executions were listed, at least 8 fewer than its input selects*' }
    ) {
        Reset-Sandbox -Variant $variant -SubmittedFor 0 -RunningFor 0.1
        Add-SandboxWorkflow w00000000000000000000000000000002
        $job = Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow, w00000000000000000000000000000002 -ErrorVariable problems -ErrorAction SilentlyContinue
        Set-SandboxClock -Advance 60
        if ($job) {
            $null = $job | Wait-CiWorkflowJob -PollInterval $poll -SettleTime 0s -ErrorOnFailure -ErrorVariable problems -ErrorAction SilentlyContinue
        }
        "$($problems[0])" | Should -BeLike $said
    }
}
