BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $null = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $quick = @{ PollInterval = [timespan]::FromMilliseconds(1); SettleTime = [timespan]::Zero }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Stop-Sandbox
}

Describe '-AsJob' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxClock -AdvancePerRequest 0.5
    }

    It 'triggers in the background with the context of the session, and returns the jobs to Receive-Job' {
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -AsJob
        $job | Should -BeOfType System.Management.Automation.Job
        (Get-Job -Id $job.Id).Command | Should -Match 'Invoke-CiWorkflowTrigger'
        $made = $job | Wait-Job -Timeout 600 | Receive-Job
        $job.State | Should -Be 'Completed'
        $made.Name | Should -Be 'nightly'
        @(Get-SandboxJob).Count | Should -Be 1
    }

    It 'takes the rows of the pipeline as the command does without it' {
        $rows = foreach ($i in 1..3) { [pscustomobject]@{ Name = "n$i"; Prefix = "input/day-$i/"; WorkflowId = $workflow; TimeInterval = '1d' } }
        $made = $rows | Invoke-CiWorkflowTrigger -AsJob | Wait-Job -Timeout 600 | Receive-Job
        $made.Name | Should -Be 'n1', 'n2', 'n3'
        (Get-SandboxJob).inputKey | Sort-Object | Should -Be 'input/day-1/', 'input/day-2/', 'input/day-3/'
        (Get-SandboxJob).startText | Should -Not -Contain $null
    }

    It 'waits and writes a report in the background, the file where the session stands' {
        $made = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow
        $ended = $made | Wait-CiWorkflowJob -AsJob @quick | Wait-Job -Timeout 600 | Receive-Job
        $ended.State | Should -Be 'Success'
        Push-Location $TestDrive
        try {
            $job = $ended | Export-CiWorkflowReport background.html -AsJob -PassThru
        }
        finally {
            Pop-Location
        }
        ($job | Wait-Job -Timeout 600 | Receive-Job).FullName | Should -Be (Join-Path $TestDrive background.html)
        Get-Content (Join-Path $TestDrive background.html) -Raw | Should -Match '2 of 8 objects failed'
    }

    It 'keeps the errors, warnings and progress of the command' {
        $made = Invoke-CiWorkflowTrigger -Name nothing -Prefix nothing/ -WorkflowId $workflow
        $job = $made.JobId, "b$('0' * 32)" | Wait-CiWorkflowJob -AsJob @quick
        $null = $job | Wait-Job -Timeout 600
        $job.Warning.Message | Should -Match 'selects no object now'
        $job.Error.FullyQualifiedErrorId | Should -Be 'JobNotFound,CiWorkflow.Commands.WaitCiWorkflowJobCommand'
        $job.Progress.Activity | Should -Contain 'Waiting for jobs'
    }

    It 'can be stopped: the wait ends, says what was waited for, and leaves the job alone' {
        Set-SandboxClock -AdvancePerRequest 0
        $made = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow
        Set-SandboxJob $made.JobId -State Running
        $job = $made | Wait-CiWorkflowJob -AsJob -PollInterval 1d
        while (-not $job.Progress.Count -and $job.State -eq 'Running') { Start-Sleep -Milliseconds 20 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        $job.Warning.Message | Should -Match "Stopped waiting.*$($made.JobId)"
        Get-SandboxRequest -Method PUT | Should -BeNullOrEmpty
    }

    It 'sends nothing where the caller runs with -WhatIf, and shows the summary of -Preview' {
        function Start-Nightly {
            [CmdletBinding(SupportsShouldProcess)] param()
            Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -Preview -AsJob
        }
        $job = Start-Nightly -WhatIf
        $null = $job | Wait-Job -Timeout 600
        $job.Error | Should -BeNullOrEmpty
        $job.Information[0].MessageData.Count | Should -Be 8
        $job.HasMoreData | Should -BeTrue
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        $null = Start-Nightly | Wait-Job -Timeout 600
        Get-SandboxRequest -Method POST | Should -HaveCount 1
    }

    It 'has the preferences of the caller' {
        $ErrorActionPreference = 'SilentlyContinue'
        $VerbosePreference = 'Continue'
        $job = "b$('0' * 32)" | Wait-CiWorkflowJob -AsJob @quick
        $null = $job | Wait-Job -Timeout 600
        $job.Error | Should -BeNullOrEmpty
        $job.Verbose | Should -Not -BeNullOrEmpty
    }

    It 'triggers a job of the pipeline again where it is, by its name or by another' {
        Add-SandboxBucket other-1250000000 ap-shanghai
        $there = [pscustomobject]@{
            JobId = "b$('0' * 32)"; Name = 'n'; Prefix = 'input/'; WorkflowIds = $workflow; Bucket = 'other-1250000000'; Region = 'ap-shanghai'
        }
        foreach ($more in @{ }, @{ Name = 'renamed' }) { $null = $there | Invoke-CiWorkflowTrigger -AsJob @more | Wait-Job -Timeout 600 }
        $posts = Get-SandboxRequest -Method POST
        $posts.host | Should -Be @(, 'other-1250000000.ci.ap-shanghai.myqcloud.com' * 2)
        $posts.body -replace '(?s).*<Name>(.*?)</Name>.*', '$1' | Should -Be 'n', 'renamed'
        Get-SandboxJob | Should -BeNullOrEmpty
    }

    It 'shows in Get-Job what was given, and no key' {
        $job = Invoke-CiWorkflowTrigger -Name n -Prefix 'with space/?token=keythatwastyped/' -WorkflowId $workflow -ThrottleLimit 2 -Unordered -WhatIf -AsJob -Credential (
            New-CiCredential -SecretId AKIDother -SecretKey (ConvertTo-SecureString 'keythatwastyped' -AsPlainText -Force))
        $null = $job | Wait-Job -Timeout 600
        $job.Command | Should -BeLike "Invoke-CiWorkflowTrigger *-Prefix 'with space/?token=`*`*`*'*-ThrottleLimit 2*-Credential …*"
        $job.Command | Should -Match ' -Unordered( |$)'
        $job | Format-List * | Out-String | Should -Not -Match 'thatwastyped'
    }

    It 'shows nothing in Get-Job that a terminal obeys' {
        $job = Invoke-CiWorkflowTrigger -Name "n`e]0;title`a" -Object "in/`u{202e}gpj`u{9b}8m.mp4" -WorkflowId $workflow -WhatIf -AsJob
        $null = $job | Wait-Job -Timeout 600
        $shown = Get-Job -Id $job.Id | Format-List * | Out-String -Width 500
        Find-Obeyed $shown | Should -BeNullOrEmpty
        $shown | Should -BeLike '*\u202egpj\u009b8m*'
    }

    It 'shows no secret of an address in Get-Job' {
        $job = Invoke-CiMediaBatch -Name n -Prefix input/ -Tag MediaInfo -CallBack 'https://me:PASSWORD@h.example.com/a?token=SECRET' -WhatIf -AsJob
        $null = $job | Wait-Job -Timeout 600
        $job.Command | Should -BeLike '*-CallBack *h.example.com/a*'
        Get-Job -Id $job.Id | Format-List * | Out-String -Width 500 | Should -Not -Match 'PASSWORD|SECRET'
    }

    It 'asks nobody: what needs an answer is an error that says how to pass it' {
        $job = Invoke-CiWorkflowTrigger -Name all -Prefix '' -WorkflowId $workflow -AsJob
        $null = $job | Wait-Job -Timeout 600
        $job.Error.FullyQualifiedErrorId | Should -BeLike 'WholeBucketNotConfirmed,*'
        @(Get-SandboxJob).Count | Should -Be 0
    }

    It 'refuses what is wrong at once' {
        { Export-CiWorkflowReport (Join-Path $TestDrive none/report.html) -JobId b1 -AsJob } | Should -Throw -ErrorId 'ReportNotWritten,*'
        { Wait-CiWorkflowJob $null -AsJob } | Should -Throw
    }
}
