BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Wait-CiWorkflowJob' {
    BeforeEach {
        Reset-Sandbox
        $global:PSDefaultParameterValues['Wait-CiWorkflowJob:PollInterval'] = [timespan]::FromMilliseconds(1)
        $global:PSDefaultParameterValues['Wait-CiWorkflowJob:SettleTime'] = [timespan]::Zero
    }

    It 'returns jobs when they have ended' {
        Set-SandboxClock -AdvancePerRequest 1
        $jobs = 'a', 'b', 'c' | ForEach-Object { Invoke-CiWorkflowTrigger -Name $_ -WorkflowId $workflow -Prefix input/ } | Wait-CiWorkflowJob
        $jobs.Name | Sort-Object | Should -Be 'a', 'b', 'c'
        $jobs.State | Sort-Object -Unique | Should -Be 'Success'
    }

    It 'asks a request or two a round for fifty jobs, and not fifty' {
        Reset-Sandbox -RunningFor 100
        Add-SandboxJob job -Count 50 -Apart 1
        Set-SandboxClock -AdvancePerRequest 10
        Get-CiWorkflowJob | Wait-CiWorkflowJob -JobOnly | Should -HaveCount 50
        (Get-SandboxRequest).Count | Should -BeLessThan 30
    }

    It 'does not list a crowded bucket to its end' {
        Reset-Sandbox -RunningFor 1000000
        $ids = (Add-SandboxJob job -Count 1500 -Apart 1).JobId
        $run = Invoke-Typed "Get-CiWorkflowJob $($ids[0]), $($ids[1499]) | Wait-CiWorkflowJob -JobOnly -Timeout 0s"
        (Get-SandboxRequest).Count | Should -BeLessOrEqual 6
        $run.Output.Count + $run.Errors.Count | Should -Be 2
    }

    It 'goes on after <_>' -ForEach 'Status', 'DropBefore', 'DropAfter', 'Truncate' {
        Set-SandboxClock -AdvancePerRequest 1
        Add-SandboxFault $_ -Times 2 -Method GET
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ | Wait-CiWorkflowJob'
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.State | Should -Be 'Success'
    }

    It 'makes one error for each job when the service refuses' {
        Add-SandboxJob job -Count 3 -Apart 1
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Times 100 -Path '^/inventorytriggerjob\?.*startCreationTime'
        $run = Invoke-Typed 'Get-CiWorkflowJob | Wait-CiWorkflowJob'
        $run.Errors | Should -HaveCount 3
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $run.Errors.TargetObject | Sort-Object | Should -Be ((Get-SandboxJob).jobId | Sort-Object)
        $run.Output | Should -BeNullOrEmpty
    }

    It 'ends a look that takes longer than -Timeout leaves' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $job = Add-SandboxJob running -Objects 1
        Add-SandboxFault HangAfter -Method GET -Skip 1 -Times 0
        Set-CiContext -TimeoutSec 30 -MaximumRetryCount 0
        Wait-CiWorkflowJob $job.jobId -Timeout 3s -PollInterval 1s -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'JobWaitTimeout,*'
        "$($problems[0])" | Should -BeLike '* Running*after * of waiting*'
        [timespan] ("$($problems[0])" -replace '.* after (\S+) of waiting.*', '$1') | Should -BeLessThan '0:0:30'
    }

    It 'pauses no longer than -Timeout leaves' {
        Reset-Sandbox -SubmittedFor 1000
        $job = Add-SandboxJob waiting
        Wait-CiWorkflowJob $job.jobId -Timeout 1s -PollInterval 1m -ErrorAction SilentlyContinue -ErrorVariable problems
        "$($problems[0])" | Should -BeLike '*Submitted*after * of waiting*'
        [timespan] ("$($problems[0])" -replace '.* after (\S+) of waiting.*', '$1') | Should -BeLessThan '0:0:30'
    }

    It 'makes an error with the last state at -Timeout, and leaves the job alone' {
        Reset-Sandbox -SubmittedFor 1000
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ | Wait-CiWorkflowJob -Timeout 0s'
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'JobWaitTimeout,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $run.Errors[0].TargetObject.State | Should -Be 'Submitted'
        "$($run.Errors[0])" | Should -BeLike '*is Submitted after*It goes on.'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    # Only what a look saw to run goes on; why a look saw nothing is in the progress and in the error.
    It 'does not say that it goes on, but why that is not known: <what>' -ForEach @(
        @{ what = 'the executions of an ended job can not be listed'; state = 'Success'; path = '/workflowexecution'; said = "*was Success when it was seen last*isn't known: *busy*" }
        @{ what = 'the job can not be read'; state = 'Running'; path = '^/inventorytriggerjob/'; said = "*was never seen in*isn't known: *busy*" }
        @{ what = 'a state that no page names'; state = 'Rejected'; path = $null; said = "*was Rejected when it was seen last*isn't known: its state 'Rejected' isn't documented." }
    ) {
        $job = Add-SandboxJob job-1 input/
        Set-SandboxJob $job.jobId $state
        if ($path) { Add-SandboxFault Status -Status 503 -Message 'busy' -Method GET -Path $path -Times 0 }
        $run = Invoke-InRunspace "Wait-CiWorkflowJob $($job.jobId) -Timeout 0s -ErrorVariable problems -ErrorAction SilentlyContinue; `$problems"
        "$($run.Output[-1])" | Should -BeLike $said
        "$($run.Output[-1])" | Should -Not -BeLike '*goes on*'
        $run.Output[-1].FullyQualifiedErrorId | Should -BeLike 'JobWaitTimeout,*'
        $cause = if ($path) { '*; not seen for 00:00:*busy*' } else { "*; not seen for 00:00:*isn't documented*" }
        @($run.Progress.StatusDescription) -like $cause | Should -Not -BeNullOrEmpty
        @($run.Progress.StatusDescription) -like '*are running*' | Should -BeNullOrEmpty
    }

    It 'does not say that a paused job goes on by itself' {
        $job = Add-SandboxJob job-1
        Set-SandboxJob $job.jobId Pause
        $run = Invoke-Typed "Wait-CiWorkflowJob $($job.jobId) -Timeout 0s -WarningAction SilentlyContinue"
        "$($run.Errors[0])" | Should -BeLike '*is Pause after*goes on when its queue does.'
    }

    It 'ends no other wait with a job that can not be read' {
        $jobs = Add-SandboxJob job -Count 3
        Set-SandboxClock -AdvancePerRequest 3
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Times 0 -Path "^/inventorytriggerjob/$($jobs[1].jobId)"
        $run = Invoke-Typed "'$($jobs.jobId -join "','")' | Wait-CiWorkflowJob -JobOnly"
        $run.Output.Name | Sort-Object | Should -Be 'job-1', 'job-3'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $run.Errors[0].TargetObject | Should -Be $jobs[1].jobId
    }

    It 'returns a failed job, and <errors> error<typed>' -ForEach @{ typed = ''; errors = 1 }, @{ typed = ' -ErrorAction Ignore'; errors = 0 } {
        Set-SandboxClock -AdvancePerRequest 3
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -UrlFile none.txt | Wait-CiWorkflowJob$typed"
        $run.Output.State | Should -Be 'Failed'
        $run.Errors | Should -HaveCount $errors
        $run.Errors | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'JobFailed,*' }
    }

    It 'refuses -ErrorOnFailure with -JobOnly, which sees no executions' {
        $run = Invoke-Typed "'b1', 'b2' | Wait-CiWorkflowJob -JobOnly -ErrorOnFailure"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidErrorOnFailure,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'makes an error of failed executions with -ErrorOnFailure' {
        Set-SandboxClock -AdvancePerRequest 1
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix incoming/ | Wait-CiWorkflowJob -ErrorOnFailure'
        $run.Output.State | Should -Be 'Success'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ExecutionsFailed,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*2 of 8 objects failed*'
    }

    It 'makes an error with -ErrorOnFailure of exactly one failed object' {
        Add-SandboxObject one/a-corrupt.mp4, one/b.mp4
        Set-SandboxClock -AdvancePerRequest 1
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix one/ | Wait-CiWorkflowJob -ErrorOnFailure'
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'ExecutionsFailed,*'
        "$($run.Errors)" | Should -BeLike '1 of 2 objects failed*'
    }

    It 'warns of paused executions, once, and waits for them' {
        $job = Add-SandboxJob job-1
        Set-SandboxJob $job.JobId Success
        Add-SandboxFault Replace -Status 200 -Times 0 -Path '^/workflowexecution' -Body '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>a</Object><State>Pause</State></WorkflowExecutionList></Response>'
        $run = Invoke-InRunspace "Wait-CiWorkflowJob $($job.JobId) -SettleTime 0s -PollInterval ([timespan]::FromMilliseconds(1))" -After 12 -Then { Clear-SandboxFault }
        @($run.Warnings) -like "1 executions of job 'job-1' ($($job.JobId)) are paused*" | Should -HaveCount 1
        $run.Output.State | Should -Be 'Success'
    }

    It 'waits for a paused job, and says so once' {
        $job = Add-SandboxJob job-1
        Set-SandboxJob $job.JobId Pause
        $run = Invoke-InRunspace "Wait-CiWorkflowJob $($job.JobId) -SettleTime 0s -PollInterval ([timespan]::FromMilliseconds(1))" -After 12 -Then { Set-SandboxJob $job.JobId Success }
        @($run.Warnings) -like '*paused*' | Should -HaveCount 1
        @($run.Warnings) -like '*selects no object now*' | Should -HaveCount 1
        $run.Output.State | Should -Be 'Success'
    }

    It 'makes one error of a job that is not there, and waits for the others' {
        $job = Add-SandboxJob job-1
        Set-SandboxClock -AdvancePerRequest 3
        $run = Invoke-Typed "'b00000000000000000000000000000000', '$($job.JobId)' | Wait-CiWorkflowJob"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        $run.Output.Name | Should -Be 'job-1'
    }

    It 'leaves the job alone when it is stopped' {
        $job = Add-SandboxJob job-1
        Set-SandboxJob $job.JobId Running
        (Invoke-InRunspace "Wait-CiWorkflowJob $($job.JobId) -PollInterval 1d" -StopAfter 1).State | Should -Be 'Stopped'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'shows a bar for each job and one above for all, and takes them away in the end' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1000
        Add-SandboxJob job -Count 2 -Apart 0
        Set-SandboxClock -AdvancePerRequest 300
        $run = Invoke-InRunspace 'Get-CiWorkflowJob | Wait-CiWorkflowJob -SettleTime 0s -PollInterval ([timespan]::FromMilliseconds(1))'
        $bars = $run.Progress | Where-Object { $_.Activity -like '* job-*' -or $_.Activity -eq 'Waiting for jobs' }
        $all = $bars | Where-Object ParentActivityId -EQ -1 | Select-Object -First 1
        $all.StatusDescription | Should -Be '0 of 2 ended'
        $bars | Where-Object ParentActivityId -EQ $all.ActivityId | ForEach-Object ActivityId | Sort-Object -Unique | Should -HaveCount 2
        $bars | Where-Object RecordType -EQ 'Completed' | ForEach-Object ActivityId | Sort-Object -Unique | Should -HaveCount 3
    }

    It 'names what was waited for when it is stopped' {
        $job = Add-SandboxJob job-1
        Set-SandboxJob $job.JobId Running
        $file = Join-Path $TestDrive stopped.txt
        $null = Invoke-InRunspace "try { Wait-CiWorkflowJob $($job.JobId) -PollInterval 1d -WarningVariable warned } finally { [IO.File]::WriteAllText('$file', `"`$warned`") }" -StopAfter 1
        Get-Content $file | Should -Be "Stopped waiting; nothing else was stopped: $($job.JobId)."
    }

    It 'shows five bars of sixty jobs and counts the others, so that the overview stays on a screen of 24 lines' {
        Reset-Sandbox -SubmittedFor 600
        Add-SandboxJob job -Count 60
        $run = Invoke-InRunspace 'Get-CiWorkflowJob | Wait-CiWorkflowJob -Timeout 0s'
        $all = $run.Progress | Where-Object Activity -EQ 'Waiting for jobs' | Select-Object -First 1
        $all.StatusDescription | Should -Be '0 of 60 ended; 55 more are not shown: 55 Submitted'
        $run.Progress | Where-Object ParentActivityId -EQ $all.ActivityId | ForEach-Object ActivityId | Sort-Object -Unique | Should -HaveCount 5
    }
}
