BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflowExecution' {
    BeforeEach { Reset-Sandbox }

    It 'limits the executions of the pipeline as it limits a list: <how>' -ForEach @{ how = 'live' }, @{ how = 'from a file' } {
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow | Wait-CiWorkflowJob -PollInterval 1s -SettleTime 0s
        $runs = $job | Get-CiWorkflowExecution
        if ($how -eq 'from a file') {
            $runs | Export-Csv (Join-Path $TestDrive runs.csv)
            $runs = Import-Csv (Join-Path $TestDrive runs.csv)
        }
        $failed = $runs | Get-CiWorkflowExecution -State Failed -Detailed
        $failed.State | Should -Be 'Failed', 'Failed'
        $failed.Tasks | Should -Not -BeNullOrEmpty
        ($runs | Get-CiWorkflowExecution -Object $failed[0].Object).RunId | Should -Be $failed[0].RunId
        $runs | Get-CiWorkflowExecution -State Failed -Object nothing | Should -BeNullOrEmpty
        $runs | Get-CiWorkflowExecution -CreatedBefore 2026-01-01 | Should -BeNullOrEmpty
        $runs | Get-CiWorkflowExecution -WorkflowId wffffffffffffffffffffffffffffffff | Should -BeNullOrEmpty
        $runs | Get-CiWorkflowExecution -WorkflowId $workflow -CreatedAfter 2026-01-01 | Should -HaveCount @($runs).Count
    }

    It 'returns the failing keys at the end of the pipeline' {
        Set-SandboxClock -AdvancePerRequest 2
        $failed = Invoke-CiWorkflowTrigger -Name nightly -Prefix input/ -WorkflowId $workflow |
            Wait-CiWorkflowJob -PollInterval ([timespan]::FromMilliseconds(1)) -ErrorVariable problems |
            Get-CiWorkflowExecution -State Failed -ErrorVariable +problems
        $problems | Should -BeNullOrEmpty
        $failed.Object | Sort-Object | Should -Be (0..6 | ForEach-Object { "input/day-$_/clip-04-corrupt.mp4" })
        $failed.JobId | Sort-Object -Unique | Should -Be (Get-SandboxJob).JobId
    }

    Context 'What a retry selects' {
        BeforeEach {
            Reset-Sandbox -SubmittedFor 0 -RunningFor 1
            # Of a job over these "flaky" fails the first time, "corrupt" each time.
            Add-SandboxObject 'again/a-flaky.mp4', 'again/b-corrupt.mp4', 'again/c.mp4'
            $first = Invoke-CiWorkflowTrigger -Name first -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance 60
        }

        It 'is an object whose newest execution of the workflow failed, by job, by workflow and from the pipeline' {
            ($first | Get-CiWorkflowExecution -State Failed).Object | Should -Be 'again/b-corrupt.mp4', 'again/a-flaky.mp4'
            $runs = $first | Get-CiWorkflowExecution
            $retry = $first | Get-CiWorkflowExecution -State Failed | Publish-CiUrlFile -Key retry/first.txt | Invoke-CiWorkflowTrigger -Name retry -WorkflowId $workflow
            Set-SandboxClock -Advance 60
            $retry | Get-CiWorkflowExecution -State Failed | ForEach-Object Object | Should -Be 'again/b-corrupt.mp4'
            $first | Get-CiWorkflowExecution -State Failed | Should -BeNullOrEmpty
            $first | Get-CiWorkflowExecution -State Failed -CreatedBefore (Get-Date) | Should -BeNullOrEmpty
            $runs | Get-CiWorkflowExecution -State Failed | Should -BeNullOrEmpty
            $newest = Get-CiWorkflowExecution -WorkflowId $workflow -State Failed -Detailed
            $newest.Object | Should -Be 'again/b-corrupt.mp4'
            $newest.RunId | Should -Be ($retry | Get-CiWorkflowExecution -State Failed).RunId
        }

        It 'is no object that runs again at the moment' {
            Reset-Sandbox -SubmittedFor 0 -RunningFor 600
            Add-SandboxObject 'again/b-corrupt.mp4'
            $first = Invoke-CiWorkflowTrigger -Name first -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance 700
            $null = Invoke-CiWorkflowTrigger -Name retry -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance 60
            (Get-CiWorkflowExecution -WorkflowId $workflow).State | Should -Be 'Running', 'Failed'
            $first | Get-CiWorkflowExecution -State Failed | Should -BeNullOrEmpty
        }

        It 'is every failure with -IncludeRetried' {
            $null = Invoke-CiWorkflowTrigger -Name retry -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance 60
            (Get-CiWorkflowExecution -WorkflowId $workflow -State Failed -IncludeRetried).Object |
                Should -Be 'again/b-corrupt.mp4', 'again/b-corrupt.mp4', 'again/a-flaky.mp4'
        }

        It 'pays for nothing that succeeded: three runs of the line over a workflow start again each time only what failed last' {
            foreach ($run in 1..3) {
                $null = Get-CiWorkflowExecution -WorkflowId $workflow -State Failed | Publish-CiUrlFile -Key "retry/$run.txt" |
                    Invoke-CiWorkflowTrigger -Name "retry-$run" -WorkflowId $workflow
                Set-SandboxClock -Advance 60
            }
            (Get-SandboxExecution).object | Group-Object -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } |
                Should -Be 'again/a-flaky.mp4 2', 'again/b-corrupt.mp4 4', 'again/c.mp4 1'
        }

        It 'is nothing where it cannot be told: <why>' -ForEach @(
            @{ why = 'the list does not show the execution itself'; fault = @{ Kind = 'EmptyList'; Skip = 1 } }
            @{ why = 'a time cannot be read'; fault = @{ Kind = 'Replace'; Status = 200; Times = 0; Body = '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>again/b-corrupt.mp4</Object><State>Failed</State><CreateTime>soon</CreateTime></WorkflowExecutionList></Response>' } }
            @{ why = 'another one that ended otherwise began in the same second'; fault = @{ Kind = 'Replace'; Status = 200; Times = 0; Body = '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>again/b-corrupt.mp4</Object><State>Failed</State><CreateTime>2026-11-25T06:36:47+08:00</CreateTime></WorkflowExecutionList><WorkflowExecutionList><RunId>i2</RunId><Object>again/b-corrupt.mp4</Object><State>Success</State><CreateTime>2026-11-25T06:36:47+08:00</CreateTime></WorkflowExecutionList></Response>' } }
        ) {
            Add-SandboxFault @fault -Path '^/workflowexecution\?'
            $run = Invoke-Typed 'Get-CiWorkflowExecution -WorkflowId $workflow -State Failed'
            $run.Output | Should -BeNullOrEmpty
            $run.Errors.FullyQualifiedErrorId | Should -BeLike 'ExecutionRerunUnknown,*'
            "$($run.Errors)" | Should -BeLike '*again/b-corrupt.mp4*'
        }

        It 'is warned about while a job of the workflow is not over, whose executions are not listed yet: <state>' -ForEach @(
            @{ state = 'Submitted'; submittedFor = 600; runningFor = 1; ended = 700 }
            @{ state = 'Success'; submittedFor = 0; runningFor = 1; ended = 60 }
        ) {
            Reset-Sandbox -SubmittedFor $submittedFor -RunningFor $runningFor
            Add-SandboxObject 'again/b-corrupt.mp4'
            $global:first = Invoke-CiWorkflowTrigger -Name first -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance $ended
            (Invoke-Typed '$first | Get-CiWorkflowExecution -State Failed').Warnings | Should -BeNullOrEmpty
            $retry = Invoke-CiWorkflowTrigger -Name retry -Prefix again/ -WorkflowId $workflow
            Set-SandboxClock -Advance 50
            (Get-CiWorkflowJob -Name retry).State | Should -Be $state
            Add-SandboxFault StaleList -Seconds 60 -Times 0 -Path '^/workflowexecution\?'
            foreach ($line in 'Get-CiWorkflowExecution -WorkflowId $workflow -State Failed', '$first | Get-CiWorkflowExecution -State Failed',
                'Get-CiWorkflowExecution -WorkflowId $workflow | Restart-CiWorkflowExecution -WhatIf') {
                $run = Invoke-Typed $line
                $run.Errors | Should -BeNullOrEmpty
                $run.Warnings | Should -HaveCount 1 -Because $line
                $run.Warnings | Should -BeLike "Jobs of workflow $workflow aren't over*: retry ($($retry.JobId)).*twice."
            }
        }

        It 'is warned about where the jobs of the workflow cannot be listed' {
            Add-SandboxFault Status -Status 403 -Code AccessDenied -Path '^/inventorytriggerjob\?' -Times 0
            $run = Invoke-Typed 'Get-CiWorkflowExecution -WorkflowId $workflow -State Failed'
            $run.Output | Should -HaveCount 2
            $run.Warnings | Should -HaveCount 1
            $run.Warnings | Should -BeLike "Whether jobs of workflow $workflow run failed objects again*not known*AccessDenied*"
        }

        It 'is nothing where the list does not show what was started just before' {
            $global:failed = $first | Get-CiWorkflowExecution -State Failed -Object again/a-flaky.mp4
            $null = $failed | Restart-CiWorkflowExecution
            Add-SandboxFault StaleList -Seconds 30 -Times 0 -Path '^/workflowexecution\?'
            Clear-SandboxRequest
            foreach ($line in '$failed | Restart-CiWorkflowExecution', 'Get-CiWorkflowExecution -WorkflowId $workflow -State Failed') {
                $run = Invoke-Typed $line
                $run.Output | Should -BeNullOrEmpty
                $run.Errors.FullyQualifiedErrorId | Should -BeLike 'ExecutionRerunUnknown,*'
                "$($run.Errors)" | Should -BeLike '*started a moment ago*'
            }
            Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        }

        It 'needs two short lists for the newest of many failures' {
            Add-SandboxObject 'many/corrupt-*.mp4' -Count 1000
            $null = Invoke-CiWorkflowTrigger -Name many -Prefix many/ -WorkflowId $workflow
            Set-SandboxClock -Advance 3600
            Clear-SandboxRequest
            Get-CiWorkflowExecution -WorkflowId $workflow -State Failed -First 2 | Should -HaveCount 2
            @(Get-SandboxRequest GET /workflowexecution).Count | Should -BeLessOrEqual 12
        }

        It 'is started once more by Restart-CiWorkflowExecution where its newest execution failed, and otherwise only with -Force' {
            $failed = $first | Get-CiWorkflowExecution -State Failed -Object again/a-flaky.mp4
            $null = Invoke-CiWorkflow $workflow again/a-flaky.mp4
            Set-SandboxClock -Advance 60
            $global:failed = $failed
            Clear-SandboxRequest
            $problem = (Invoke-Typed '$failed | Restart-CiWorkflowExecution').Errors
            $problem.FullyQualifiedErrorId | Should -BeLike 'ExecutionRanAgain,*'
            "$problem" | Should -BeLike "Execution $($failed.RunId) of 'again/a-flaky.mp4' failed, but the object ran again*nothing was started*"
            Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
            $failed | Restart-CiWorkflowExecution -Force | Should -HaveCount 1
            $newest = Get-CiWorkflowExecution -WorkflowId $workflow -State Failed -Object again/b-corrupt.mp4
            $newest | Restart-CiWorkflowExecution | Should -HaveCount 1
        }

        It 'is not restarted where the list of its object cannot be read as it is' {
            $global:failed = $first | Get-CiWorkflowExecution -State Failed -Object again/a-flaky.mp4
            Add-SandboxFault EmptyList -Path '^/workflowexecution\?' -Times 0
            Clear-SandboxRequest
            $problem = (Invoke-Typed '$failed | Restart-CiWorkflowExecution').Errors
            $problem.FullyQualifiedErrorId | Should -BeLike 'ExecutionRerunUnknown,*'
            "$problem" | Should -BeLike "*again/a-flaky.mp4' ($($failed.RunId)): the list doesn't show it*"
            Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        }
    }

    It 'reads a thousand executions in ten requests, and one for the workflow' {
        Add-SandboxObject 'many/*.mp4' -Count 1000
        $job = Add-SandboxJob job-1 -Prefix many/
        Set-SandboxClock -Advance 3600
        $runs = Get-CiWorkflowExecution $job.JobId -Ascending
        $runs.Object | Should -Be (Get-SandboxObject many/*).Key
        Get-SandboxRequest GET /workflowexecution | Should -HaveCount 10
        Get-SandboxRequest GET /inventorytriggerjob/* | Should -HaveCount 1
    }

    It 'shows what was made with -Detailed' {
        $job = Add-SandboxJob job-1 -Prefix input/day-0/clip-01
        Set-SandboxClock -Advance 3600
        $run = Get-CiWorkflowExecution $job.JobId -Detailed
        $run.Outputs | Should -Not -BeNullOrEmpty
        $run | Format-List | Out-String | Should -Match ([regex]::Escape($run.Outputs[0]))
        ($run | Format-Table | Out-String -Width 200) -replace '\s' | Should -Match ([regex]::Escape($run.Outputs[0]))
        (Get-CiWorkflowExecution $job.JobId).Outputs | Should -BeNullOrEmpty
    }

    It 'reads the tasks of each with -Detailed, in order, and shows the reason in the table' {
        Add-SandboxJob job-1 -Prefix input/
        Set-SandboxClock -Advance 3600
        $runs = Get-CiWorkflowJob | Get-CiWorkflowExecution -Detailed -ThrottleLimit 3
        $keys = (Get-SandboxObject input/*).Key
        [array]::Reverse($keys)
        $runs.Object | Should -Be $keys
        foreach ($run in $runs) {
            $run.Reason | Should -Be $(if ($run.Object -like '*corrupt*') { 'Transcode_1581665960537: MediaFormatError, The media file is damaged: moov atom not found.' })
        }

        $lines = Show-Typed 'Get-CiWorkflowJob | Get-CiWorkflowExecution -State Failed -Detailed -First 1'
        "$lines" | Should -BeLike '*MediaFormatError*'
        $lines | ForEach-Object Length | Should -Not -BeGreaterThan 120
    }

    It 'returns an execution whose tasks cannot be read without them, beside one error' {
        Add-SandboxJob job-1 -Prefix input/day-0
        Set-SandboxClock -Advance 3600
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Path '^/workflowexecution/'
        $run = Invoke-Typed 'Get-CiWorkflowJob | Get-CiWorkflowExecution -Detailed -ThrottleLimit 1'
        $run.Output | Should -HaveCount 6
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].TargetObject.RunId | Should -Be $run.Output[0].RunId
    }

    It 'reads one execution with its tasks, their codes and messages; one that is not there is an error' {
        Add-SandboxJob job-1 -Prefix input/day-0/clip-04
        Set-SandboxClock -Advance 3600
        $run = Get-CiWorkflowJob | Get-CiWorkflowExecution | Get-CiWorkflowExecution
        $run.WorkflowName | Should -Be 'transcode-and-snapshot'
        $run.Tasks | Should -HaveCount 1
        $run.Tasks[0].Code | Should -Be 'MediaFormatError'
        $run.Tasks[0].State | Should -Be 'Failed'
        $run.Tasks[0].Type | Should -Be 'Transcode'
        $run.Tasks[0].EndTime | Should -Not -BeNullOrEmpty
        (Invoke-Typed 'Get-CiWorkflowExecution -RunId i00000000000000000000000000000000').Errors.FullyQualifiedErrorId | Should -BeLike 'ExecutionNotFound,*'
    }

    It 'lists by workflow and by object, in the window that is asked for; without either it says what to add' {
        Add-SandboxJob job -Count 2 -Apart 1 -Prefix input/day-0
        Set-SandboxClock -Advance 3600
        Get-CiWorkflowExecution -WorkflowId $workflow | Should -HaveCount 12
        Get-CiWorkflowExecution -WorkflowId $workflow -Object input/day-0/clip-01.mp4 | Should -HaveCount 2
        Get-CiWorkflowExecution -WorkflowId $workflow -First 3 -Skip 5 | Should -HaveCount 3
        (Get-SandboxRequest)[-1].Query.size | Should -Be '8'
        (Invoke-Typed 'Get-CiWorkflowExecution').Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidWorkflowId,*'
    }

    It 'returns the key of an object that the service names by its URL, and keeps a state that nobody knew yet' {
        Add-SandboxFault Replace -Status 200 -Body '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>https://media-1250000000.cos.ap-beijing.myqcloud.com/a/%E4%B8%AD%20b.mp4</Object><State>Waiting</State><CreationTime>2019-07-07T12:12:12+0800</CreationTime></WorkflowExecutionList></Response>'
        $run = Get-CiWorkflowExecution -WorkflowId $workflow
        $run.Object | Should -Be 'a/中 b.mp4'
        $run.StateText | Should -Be 'Waiting'
        $run.State | Should -Be 'Unknown'
        $run.CreateTime | Should -Not -BeNullOrEmpty
    }

    It 'ends <_> when it is stopped' -ForEach 'Get-CiWorkflowExecution -WorkflowId $workflow', 'Get-CiWorkflowExecution -RunId i1' {
        Add-SandboxFault HangAfter
        (Invoke-InRunspace $_ -StopAfter 1).State | Should -Be 'Stopped'
        # A call that goes on until it times out is tried again.
        Get-SandboxRequest | Should -HaveCount 1
    }
}
