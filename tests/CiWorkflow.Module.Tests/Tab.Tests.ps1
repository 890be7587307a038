BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox

    # However slow the machine is, Tab waits for the answer.
    $patience = Get-TabPatience
    Set-TabPatience 1:00:00

    # A blank keeps the shell from offering local files.
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object { $_.ResultType -in 'ParameterValue', 'Text' -and $_.CompletionText.Trim() }
    }
}

AfterAll {
    Set-TabPatience $patience
    Stop-Sandbox
}

Describe 'Tab' {
    BeforeEach { Reset-Sandbox }

    It 'completes regions by any part of their name' {
        (Get-Completion 'Get-CiWorkflow -Region shang').CompletionText | Should -Be 'ap-shanghai', 'ap-shanghai-fsi'
        (Get-Completion 'Set-CiContext -Region ').Count | Should -BeGreaterThan 20
    }

    It 'completes the states of a job' {
        (Get-Completion 'Get-CiWorkflowJob -State ').CompletionText | Sort-Object | Should -Be 'Cancel', 'Failed', 'Pause', 'Running', 'Submitted', 'Success'
    }

    It 'completes jobs and workflows from the service, by id or by name, with name and state beside them' {
        $made = Add-SandboxJob job -Count 2 -Apart 1
        $jobs = @(Get-Completion 'Stop-CiWorkflowJob -JobId ')
        $jobs.CompletionText | Should -Be $made[1].jobId, $made[0].jobId
        $jobs[0].ToolTip | Should -BeLike 'job-2: *'
        (Get-Completion 'Get-CiWorkflowJob -JobId job-1').CompletionText | Should -Be $made[0].jobId
        $workflow = @(Get-Completion 'Invoke-CiWorkflowTrigger -WorkflowId w74')
        $workflow.CompletionText | Should -Be $sandbox.workflowId
        $workflow.ToolTip | Should -Be 'transcode-and-snapshot: Active'
    }

    # What was answered is remembered for a while: a bucket of its own for each.
    It 'returns nothing, and no error, where the service refuses' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied
        $Error.Clear()
        Get-Completion 'Get-CiWorkflow -Bucket refused-1250000000 -WorkflowId ' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
        (Get-SandboxRequest).status | Should -Be 403
    }

    It 'waits less than half a second, and returns nothing, and no error, where the service has said nothing by then; the next one has the answer' {
        $patience | Should -BeLessThan ([timespan]::FromSeconds(0.5))
        Add-SandboxFault Delay -Seconds 1
        $Error.Clear()
        Set-TabPatience 0:00:00.001
        try { $first = Get-Completion 'Get-CiQueue -QueueId ' }
        finally { Set-TabPatience 1:00:00 }
        $first | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
        (Get-Completion 'Get-CiQueue -QueueId ').CompletionText | Should -Be (Get-SandboxQueue).queueId
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'asks nobody and returns nothing, and no error, where no bucket is known' {
        Clear-CiContext
        $Error.Clear()
        Get-Completion 'Wait-CiWorkflowJob -JobId ' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
