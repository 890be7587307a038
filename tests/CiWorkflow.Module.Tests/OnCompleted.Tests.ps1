# -OnCompleted: a script block that runs once at the end of a wait, with what became of everything.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $global:PSDefaultParameterValues['Wait-*:PollInterval'] = [timespan]::FromMilliseconds(1)
    $global:PSDefaultParameterValues['Wait-CiWorkflowJob:SettleTime'] = [timespan]::Zero
}

AfterAll {
    $global:PSDefaultParameterValues.Remove('Wait-*:PollInterval')
    $global:PSDefaultParameterValues.Remove('Wait-CiWorkflowJob:SettleTime')
    Stop-Sandbox
}

Describe 'Wait-CiWorkflowJob -OnCompleted' {
    BeforeEach {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1
        $global:received = $received = [Collections.Generic.List[object]]::new()
    }

    It 'counts every execution, so that a success is one' {
        $job = Add-SandboxJob many -Objects 10300
        Set-SandboxJob $job.jobId Success
        Set-SandboxClock -Advance 3600
        $null = Wait-CiWorkflowJob $job.jobId -OnCompleted { $received.Add($_) }
        $received.Items.Total | Should -Be 10300
    }

    It 'runs once, with every job and its executions as $_ and as its argument' {
        $jobs = @(Invoke-CiWorkflowTrigger -Name n1 -Prefix incoming/ -WorkflowId $workflow) + @(Invoke-CiWorkflowTrigger -Name n2 -Object 'incoming/片段 1.mp4' -WorkflowId $workflow)
        $ended = $jobs | Wait-CiWorkflowJob -OnCompleted { param($completed) $received.Add($_); $received.Add($completed); 'said' }
        $ended.Name | Should -Be 'n1', 'n2'
        $received | Should -HaveCount 2
        $received[0] | Should -Be $received[1]
        $received[0].Items.JobId | Should -Be $jobs.JobId
        $received[0].Items.State | Should -Be 'Success', 'Success'
        $received[0].Items.Total | Should -Be 8, 1
        $received[0].Items.Failed | Should -Be 2, 0
        $received[0].IsSuccess, $received[0].IsTimedOut | Should -Be $false, $false
        "$($received[0])" | Should -Be "n1 ($($jobs[0].JobId)): Success, 6/8 Success, 2 Failed`nn2 ($($jobs[1].JobId)): Success, 1/1 Success"
        ($received[0].Items | Get-CiWorkflowJob).Name | Should -Be 'n1', 'n2'
        $received[0].Items | Get-CiWorkflowExecution -State Failed | Should -HaveCount 2
        $received[0].Items | ConvertTo-Csv | ConvertFrom-Csv | Get-CiWorkflowExecution -State Failed | Should -HaveCount 2
    }

    It 'has each job that ended in the round of the error that ended the wait' {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory $folder
        $jobs = 1..3 | ForEach-Object { Invoke-CiWorkflowTrigger -Name "s$_" -Prefix nothing/ -WorkflowId $workflow }
        $jobs | ForEach-Object { Set-SandboxJob $_.JobId -State Failed }
        { $jobs | Wait-CiWorkflowJob -JobOnly -PollInterval 1s -ErrorAction Stop -LogPath "$folder/wait.jsonl" -OnCompleted { $received.Add($_) } } | Should -Throw
        $received.Items.JobId | Sort-Object | Should -Be ($jobs.JobId | Sort-Object)
        (Get-Content "$folder/wait.jsonl" | ConvertFrom-Json).JobId | Sort-Object | Should -Be ($jobs.JobId | Sort-Object)
    }

    It 'reports a success' {
        Invoke-CiWorkflowTrigger -Name n -Object 'incoming/片段 1.mp4' -WorkflowId $workflow | Wait-CiWorkflowJob -OnCompleted { $received.Add($_) }
        $received.IsSuccess | Should -BeTrue
    }

    It 'makes a non-terminating error of its failure, and loses no job: <_>' -ForEach '{ throw "no network" }', '{ Get-Item /missing/file -ErrorAction Stop }' {
        $job = Invoke-CiWorkflowTrigger -Name n -Object 'incoming/片段 1.mp4' -WorkflowId $workflow
        $run = Invoke-Typed "Wait-CiWorkflowJob $($job.JobId) -OnCompleted $_; 'next'"
        $run.Output[0].JobId | Should -Be $job.JobId
        $run.Output[1] | Should -Be 'next'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OnCompletedFailed,*'
        $run.Errors[0].TargetObject.Items.JobId | Should -Be $job.JobId
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'runs where the wait ended by its timeout, and says so' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $null = Add-SandboxJob running -Objects 1
        $run = Invoke-Typed 'Get-CiWorkflowJob running | Wait-CiWorkflowJob -Timeout 0s -OnCompleted { $received.Add($_) }'
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'JobWaitTimeout,*'
        $received.IsTimedOut | Should -BeTrue
        $received.Items.Outcome, $received.Items.State | Should -Be 'TimedOut', 'Running'
    }

    It 'runs where -ErrorAction Stop ends the command, with the jobs that are still open' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $null = Add-SandboxJob failed -Objects 1
        $null = Add-SandboxJob open -Objects 1
        Set-SandboxJob (Get-SandboxJob failed).jobId Failed
        { 'failed', 'open' | ForEach-Object { Get-CiWorkflowJob $_ } | Wait-CiWorkflowJob -JobOnly -ErrorAction Stop -OnCompleted { $received.Add($_) } } | Should -Throw '*failed*'
        $received | Should -HaveCount 1
        ($received.Items | Sort-Object Outcome).Outcome | Should -Be 'Ended', 'Interrupted'
        $received.IsSuccess | Should -BeFalse
    }

    It 'names a job that is not there by its error' {
        $run = Invoke-Typed 'Wait-CiWorkflowJob b00000000000000000000000000000000 -OnCompleted { $received.Add($_) }'
        $run.Errors | Should -HaveCount 1
        $received.Items.ErrorId | Should -Be 'JobNotFound'
    }

    It 'does not run on Ctrl+C' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $job = Add-SandboxJob running -Objects 1
        $file = Join-Path $TestDrive "$([guid]::NewGuid())"
        $run = Invoke-InRunspace "Wait-CiWorkflowJob $($job.jobId) -PollInterval 1d -OnCompleted { [IO.File]::WriteAllText('$file', '') }" -StopAfter 1
        $run.State | Should -Be 'Stopped'
        $file | Should -Not -Exist
    }

    It 'is refused with -AsJob, before anything is started' {
        $before = @(Get-Job).Count
        $run = Invoke-Typed 'Wait-CiWorkflowJob b1 -AsJob -OnCompleted { }'
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidOnCompleted,*'
        "$($run.Errors[0])" | Should -BeLike '*Receive-Job -Wait*'
        @(Get-Job) | Should -HaveCount $before
    }
}

Describe 'Wait-CiWorkflowExecution -OnCompleted' {
    It 'names the executions' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1
        $received = [Collections.Generic.List[object]]::new()
        $runs = 'incoming/片段 1.mp4', 'incoming/片段 2.mp4' | Invoke-CiWorkflow $workflow
        $null = $runs | Wait-CiWorkflowExecution -OnCompleted { $received.Add($_) }
        $received.Items.RunId | Sort-Object | Should -Be ($runs.RunId | Sort-Object)
        $received.IsSuccess | Should -BeTrue
    }
}
