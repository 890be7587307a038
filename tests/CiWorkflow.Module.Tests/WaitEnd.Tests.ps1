BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $quick = @{ PollInterval = [timespan]::FromMilliseconds(1); SettleTime = [timespan]::Zero }

    function New-Job([string] $Name = 'nightly', [string] $Prefix = 'incoming/') {
        Invoke-CiWorkflowTrigger -Name $Name -Prefix $Prefix -WorkflowId $workflow
    }
}

AfterAll { Stop-Sandbox }

Describe 'The end that Wait-CiWorkflowJob waits for' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxVariant
        Set-SandboxClock -AdvancePerRequest 0.2
    }

    It 'waits for executions that end after the job, and with -JobOnly does not' {
        Set-SandboxVariant SuccessBeforeExecutions
        $job = New-Job | Wait-CiWorkflowJob -JobOnly @quick
        $job.State | Should -Be 'Success'
        (Get-SandboxExecution).State | Should -Contain 'Running'
        $null = $job | Wait-CiWorkflowJob @quick
        (Get-SandboxExecution).State | Should -Not -Contain 'Running'
    }

    It 'ends with an error when the job failed whole, in the pipeline of the README too, and returns the job all the same' {
        $job = Invoke-CiWorkflowTrigger -Name nightly -UrlFile none.txt -WorkflowId $workflow |
            Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems
        $job.State | Should -Be 'Failed'
        $problems.FullyQualifiedErrorId | Should -Be 'JobFailed,CiWorkflow.Commands.WaitCiWorkflowJobCommand'
        $problems[0].TargetObject.JobId | Should -Be $job.JobId
        $problems[0].Exception.Message | Should -Match 'none\.txt'

        $before = @(Get-SandboxJob).Count
        $all = Invoke-CiWorkflowTrigger -Name nightly -UrlFile none.txt -WorkflowId $workflow |
            Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems |
            Get-CiWorkflowExecution -State Failed |
            Publish-CiUrlFile -Key retry/nightly.txt -WarningAction SilentlyContinue |
            Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow
        $all | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike 'JobFailed,*'
        @(Get-SandboxJob).Count | Should -Be ($before + 1)
        { Wait-CiWorkflowJob $job @quick -ErrorAction Stop } | Should -Throw -ErrorId 'JobFailed,*'
        Wait-CiWorkflowJob $job @quick -ErrorAction Ignore -ErrorVariable none | Should -Not -BeNullOrEmpty
        $none | Should -BeNullOrEmpty
    }

    It 'makes an error of a job that was cancelled' {
        $job = New-Job
        Stop-CiWorkflowJob $job -Confirm:$false
        $ended = $job | Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems
        $ended.State | Should -Be 'Cancel'
        $problems.FullyQualifiedErrorId | Should -BeLike 'JobCancelled,*'
    }

    It 'makes an error of failed objects with -ErrorOnFailure, and says how many of how many' {
        $job = New-Job | Wait-CiWorkflowJob @quick
        $null = $job | Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionsFailed,*'
        $problems[0].Exception.Message | Should -Match '^2 of 8 objects failed in job ''nightly'''
    }

    It 'warns when the job selected nothing' {
        $null = New-Job nothing nothing/ | Wait-CiWorkflowJob @quick -WarningAction SilentlyContinue -WarningVariable warnings
        $warnings | Should -Match 'selects no object now'
    }

    It 'says what it can not read: an error about the job, which is not given as ended' {
        $job = New-Job
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Path /workflowexecution -Times 0
        $job | Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionsUnreadable,*'
        "$problems" | Should -BeLike "Job '*' ($($job.JobId)) is *, and whether its executions have ended can't be read: *AccessDenied*"
        $problems[0].ErrorDetails.RecommendedAction | Should -Match 'DescribeMediaWorkflowExecutions.*-JobOnly'
    }

    It 'takes a job for no success of which <what>: an error with -ErrorOnFailure, a warning without it' -ForEach @(
        @{ what = 'no execution was listed'; fault = { Add-SandboxFault EmptyList -Path '^/workflowexecution' -Times 0 }; said = 'none of its executions was listed, though its input selects 8 objects' }
        @{ what = 'none was listed, and the bucket can not be'; said = 'none of its executions was listed; how many objects it selected isn''t known'
            fault = {
                Add-SandboxFault EmptyList -Path '^/workflowexecution' -Times 0
                Add-SandboxFault Status -Status 403 -Code AccessDenied -HostName cos -Times 0
            }
        }
        @{ what = 'fewer executions were listed than it must have'; said = '2 executions were listed, at least 6 fewer'
            fault = {
                $body = -join (1..2 | ForEach-Object { "<WorkflowExecutionList><RunId>i$_</RunId><WorkflowId>$workflow</WorkflowId><State>Success</State><Object>incoming/$_</Object></WorkflowExecutionList>" })
                Add-SandboxFault Replace -Status 200 -Body "<Response>$body</Response>" -Path '^/workflowexecution' -Times 0
            }
        }
    ) {
        $job = New-Job
        & $fault
        $global:received = $received = [Collections.Generic.List[object]]::new()
        $ended = $job | Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems -OnCompleted { $received.Add($_) }
        $ended.State | Should -Be 'Success'
        $problems.FullyQualifiedErrorId | Should -Be 'ExecutionsNotSeen,CiWorkflow.Commands.WaitCiWorkflowJobCommand'
        $problems[0].Exception.Message | Should -Match $said
        $problems[0].TargetObject.JobId | Should -Be $job.JobId
        $received.IsSuccess, $received.Items.ErrorId, $received.Items.Outcome | Should -Be $false, 'ExecutionsNotSeen', 'Ended'
        $null = $job | Wait-CiWorkflowJob @quick -WarningAction SilentlyContinue -WarningVariable warnings -ErrorVariable none
        $warnings | Should -Match $said
        $none | Should -BeNullOrEmpty
    }

    It 'takes what came into the prefix after the job for no execution that is missing' {
        $job = New-Job
        Add-SandboxObject 'incoming/later-*.mp4' -Count 5 -Age -30
        $null = $job | Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionsFailed,*'
        "$problems" | Should -BeLike '2 of 8 objects failed*'
    }

    It 'ends one job whose keys have expired, and waits for the others' {
        $job = New-Job
        $expired = New-CiCredential -SecretId AKIDother -SecretKey (ConvertTo-SecureString key -AsPlainText -Force) -SessionToken (
            ConvertTo-SecureString token -AsPlainText -Force) -Expiration 2026-01-01T00:00:00Z
        $items = [pscustomobject]@{ JobId = "b$('0' * 32)"; Credential = $expired }, [pscustomobject]@{ JobId = $job.JobId }
        $ended = $items | Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems
        $ended.JobId | Should -Be $job.JobId
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CredentialUnavailable,*'
        $problems[0].TargetObject | Should -Be $items[0].JobId
    }

    It 'claims the end of no execution too early under <_>' -ForEach @(
        'SuccessBeforeExecutions', 'ExecutionsAppearLate', 'ExecutionObjectAsUrl', 'FiltersIgnoreCase', 'UnknownFiltersIgnored', 'WorkflowIdRequired',
        'IntervalFilledIn', 'InputAsUrl', 'StartFilterHeeded', 'ClockAhead', 'ClockBehind', 'JobsListedLate', 'UnknownNodes', 'PagesShift'
    ) {
        Set-SandboxVariant $_
        $job = New-Job | Wait-CiWorkflowJob -PollInterval 0:0:0.001 -SettleTime 0:0:0.1
        $executions = Get-SandboxExecution | Where-Object jobId -EQ $job.JobId
        $executions.Count | Should -Be 8
        $executions.State | Should -Not -Contain 'Running'
    }
}
