BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow | Wait-CiWorkflowJob
    $summary = $job | Measure-CiWorkflowJob
}

AfterAll { Stop-Sandbox }

Describe 'Measure-CiWorkflowJob' {
    It 'counts the executions by state and the failures by reason' {
        $summary.Success | Should -Be 6
        $summary.Failed | Should -Be 2
        $summary.Reasons.Code | Should -Be 'MediaFormatError'
        $summary.Reasons.Failures | Should -Be 2
    }

    It 'counts a job once, also when its executions come from the pipeline' {
        @($job, $job | Get-CiWorkflowExecution | Measure-CiWorkflowJob).JobId | Should -Be $job.JobId
    }

    It 'names a state that is not documented, which counts as running' {
        $job = Add-SandboxJob job-1
        Add-SandboxFault Replace -Status 200 -Times 0 -Path /workflowexecution -Body '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>a</Object><State>PartialSuccess</State></WorkflowExecutionList></Response>'
        $summary = Measure-CiWorkflowJob $job.jobId -SkipInput -WarningVariable warnings -WarningAction SilentlyContinue
        $summary.Running | Should -Be 1
        "$warnings" | Should -BeLike "*isn't documented*PartialSuccess*"
    }

    It 'says how many executions were not seen, and the report does not say that all succeeded: <what>' -ForEach @(
        @{ what = 'none'; body = ''; unseen = 8; said = 'none of its executions was listed, though its input selects 8 objects now' }
        @{ what = 'fewer'; body = '<WorkflowExecutionList><RunId>i1</RunId><Object>incoming/a</Object><State>Success</State></WorkflowExecutionList>'; unseen = 7; said = '1 executions were listed, at least 7 fewer' }
    ) {
        Clear-SandboxFault
        Add-SandboxFault Replace -Status 200 -Times 0 -Path '^/workflowexecution' -Body "<Response>$body</Response>"
        try {
            $summary = $job | Measure-CiWorkflowJob -WarningVariable warnings -WarningAction SilentlyContinue
            $summary.Unseen | Should -Be $unseen
            "$warnings" | Should -Match $said
            $file = Join-Path $TestDrive "$what.html"
            $job | Export-CiWorkflowReport $file -WarningAction SilentlyContinue
            Get-Content $file -Raw | Should -Match 'executions were seen; what became of the others isn.{1,6}t known'
            Get-Content $file -Raw | Should -Not -Match 'objects succeeded|No object was processed'
        }
        finally { Clear-SandboxFault }
    }

    It 'says which job is not there and goes on' {
        $found = "b$('0' * 32)", $job.JobId | Measure-CiWorkflowJob -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.JobId | Should -Be $job.JobId
        $problems.FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
    }

    It 'fits into 80 columns, names the reason and an example, and draws a bar for each state' {
        $text = $summary | Out-String -Width 80
        $text -split "`n" | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
        $text | Should -Match 'Success +6 +75 % █+'
        $text | Should -Match 'MediaFormatError +2 █+'
        $text | Should -Match 'e\.g\. incoming/片段 \d-flaky\.mp4'
    }

    It 'has no number or time that a culture changes' {
        $before = [cultureinfo]::CurrentCulture
        try {
            $expected = $summary | Out-String -Width 80
            foreach ($name in 'de-DE', 'th-TH', 'ar-SA', 'fi-FI') {
                [cultureinfo]::CurrentCulture = $name
                $summary | Out-String -Width 80 | Should -BeExactly $expected
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }

    It 'shows the view in constrained language mode' {
        $shell = [powershell]::Create()
        try {
            $shell.AddCommand('Import-Module').AddArgument((Join-Path (Get-Module CiWorkflow).ModuleBase CiWorkflow.psd1)).Invoke()
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $shell.Commands.Clear()
            $text = $shell.AddScript('param($summary) $summary | Out-String -Width 80').AddArgument($summary).Invoke()
        }
        finally {
            $shell.Dispose()
        }

        $text | Should -Match 'Failed +2 +25 %'
    }
}
