BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Stop-CiWorkflowJob' {
    # Jobs that run on until the clock is moved.
    BeforeEach { Reset-Sandbox -RunningFor 1800 }

    It 'has cancelled a job also where the answer was lost and the request is refused when it is repeated' {
        $job = Add-SandboxJob lost
        $log = Join-Path $TestDrive lost.jsonl
        Add-SandboxFault DropAfter -Method PUT
        $run = Invoke-Typed "Stop-CiWorkflowJob $($job.JobId) -Confirm:`$false -PassThru -LogPath '$log'"
        Get-SandboxRequest -Method PUT | Should -HaveCount 2
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $run.Output.State | Should -Be 'Cancel'
        (Get-Content $log | ConvertFrom-Json).Outcome | Should -Be 'Cancelled'
    }

    It 'cancels a job, and returns <given><typed>' -ForEach @{ typed = ''; given = 0 }, @{ typed = ' -PassThru'; given = 1 } {
        $job = Add-SandboxJob job-1
        $run = Invoke-Typed "Get-CiWorkflowJob | Stop-CiWorkflowJob -Confirm:`$false$typed"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -HaveCount $given
        $run.Output | ForEach-Object { $_.State | Should -Be 'Cancel' }
        (Get-SandboxRequest PUT).Target | Should -Be "/inventorytriggerjob/$($job.JobId)?cancel"
        (Get-SandboxJob).State | Should -Be 'Cancel'
    }

    It 'returns a job that it cancelled though it can not be read again' {
        $job = Add-SandboxJob job-1
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Method GET -Skip 1 -Times 0
        $stopped = Stop-CiWorkflowJob $job.jobId -Confirm:$false -PassThru -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $stopped.JobId | Should -Be $job.jobId
        (Get-SandboxJob).state | Should -Be 'Cancel'
    }

    It 'asks first, and <answer> cancels <cancelled>' -ForEach @{ answer = 'Y'; cancelled = 1 }, @{ answer = 'N'; cancelled = 0 } {
        Add-SandboxJob job-1
        (Invoke-Shell 'Get-CiWorkflowJob | Stop-CiWorkflowJob' -Answer $answer).Text | Should -BeLike '*job-1*'
        Get-SandboxRequest PUT | Should -HaveCount $cancelled
    }

    It 'cancels nothing with -WhatIf' {
        Add-SandboxJob job-1
        (Invoke-Shell 'Get-CiWorkflowJob | Stop-CiWorkflowJob -WhatIf').Text | Should -BeLike "*What if: Cancelling job 'job-1'*"
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'warns of a job that had ended before it looked' {
        $job = Add-SandboxJob job-1
        Set-SandboxClock -Advance 3600
        $run = Invoke-Typed "Stop-CiWorkflowJob $($job.JobId) -Confirm:`$false"
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeLike '*had ended already: Success*'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'warns of a job that ends between its look and its call' {
        $job = Add-SandboxJob job-1
        Set-SandboxClock -AdvancePerRequest 1000
        $run = Invoke-Typed "Stop-CiWorkflowJob $($job.JobId) -Confirm:`$false"
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeLike '*had ended already: Success*'
        Get-SandboxRequest PUT | Should -HaveCount 1
    }

    It 'makes an error of a job that is not there, and cancels the others' {
        $job = Add-SandboxJob job-1
        $run = Invoke-Typed "'b00000000000000000000000000000000', '$($job.JobId)' | Stop-CiWorkflowJob -Confirm:`$false"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        (Get-SandboxJob).State | Should -Be 'Cancel'
    }

    It 'ends its call when it is stopped' {
        Add-SandboxFault HangAfter
        (Invoke-InRunspace 'Stop-CiWorkflowJob b1 -Confirm:$false' -StopAfter 1).State | Should -Be 'Stopped'
        # A call that goes on until it times out is tried again.
        Get-SandboxRequest | Should -HaveCount 1
    }
}
