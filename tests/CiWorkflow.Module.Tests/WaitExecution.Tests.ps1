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

Describe 'Wait-CiWorkflowExecution' {
    BeforeEach {
        Reset-Sandbox -SkipWaits
        Set-SandboxVariant
        Set-SandboxClock -AdvancePerRequest 0.2
    }

    It 'returns executions with their tasks when they have ended, from the pipeline and by id' {
        Set-SandboxVariant SuccessBeforeExecutions
        $running = New-Job | Wait-CiWorkflowJob -JobOnly @quick | Get-CiWorkflowExecution -State Running
        $running.Count | Should -BeGreaterThan 0
        $ended = $running | Wait-CiWorkflowExecution -PollInterval 0:0:0.001 -ErrorAction SilentlyContinue -ErrorVariable problems
        $ended.RunId | Sort-Object | Should -Be ($running.RunId | Sort-Object)
        $ended.State | Should -Not -Contain 'Running'
        $ended[0].Tasks | Should -Not -BeNullOrEmpty
        $failed = @($ended | Where-Object State -EQ Failed)
        @($problems.FullyQualifiedErrorId) -like 'ExecutionFailed,*' | Should -HaveCount $failed.Count
        $problems[0].Exception.Message | Should -Match 'MediaFormatError'
        (Wait-CiWorkflowExecution -RunId $ended[0].RunId -ErrorAction Ignore).RunId | Should -Be $ended[0].RunId
    }

    It 'names one that is not there, and times out with the last state' {
        Wait-CiWorkflowExecution "i$('0' * 32)" -Timeout 30s -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionNotFound,*'
        Set-SandboxVariant SuccessBeforeExecutions
        $running = New-Job | Wait-CiWorkflowJob -JobOnly @quick | Get-CiWorkflowExecution -State Running | Select-Object -First 1
        Set-SandboxClock -AdvancePerRequest 0
        $running | Wait-CiWorkflowExecution -Timeout 0s -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionWaitTimeout,*'
        "$problems" | Should -BeLike '*Running*'
    }
}
