BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $missing = 'wffffffffffffffffffffffffffffffff'
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflow' {
    It 'does not take a skipped workflow for a missing one' {
        Get-CiWorkflow -WorkflowId $workflow -Skip 1 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'names a missing workflow once, and an id that is given twice is not missing' {
        $found = Get-CiWorkflow -WorkflowId $workflow, $workflow, $missing, $missing -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.WorkflowId | Should -Be $workflow
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -Be $missing
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowNotFound,*'
    }

    It 'keeps what the service says of the bucket' {
        (Get-CiWorkflow -WorkflowId $workflow).BucketId | Should -Not -BeNullOrEmpty
    }

    It 'survives Export-Csv, ConvertTo-Json and Export-Clixml, and binds to the next command' {
        $found = Get-CiWorkflow -WorkflowId $workflow
        $csv = Join-Path $TestDrive w.csv
        $found | Export-Csv $csv
        (Import-Csv $csv | Get-CiWorkflow).WorkflowId | Should -Be $workflow
        (($found | ConvertTo-Json -Depth 5 | ConvertFrom-Json) | Get-CiWorkflow).WorkflowId | Should -Be $workflow
        $xml = Join-Path $TestDrive w.xml
        $found | Export-Clixml $xml
        (Import-Clixml $xml | Get-CiWorkflow).WorkflowId | Should -Be $workflow
    }
}

Describe 'a job that is not there' {
    It 'is JobNotFound at once from Get, Stop and Wait' {
        foreach ($call in { Get-CiWorkflowJob -JobId bnone }, { Stop-CiWorkflowJob -JobId bnone -Confirm:$false }, { Wait-CiWorkflowJob -JobId bnone }) {
            $problems = @(& $call 2>&1)
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        }
    }
}

Describe 'an object of the service' {
    It 'can be read and not changed: a job whose id was changed by mistake would be another one' {
        $job = Invoke-CiWorkflowTrigger -Name readonly -Prefix input/ -WorkflowId $workflow
        { $job.JobId = 'x' } | Should -Throw
        $job.Operation.Xml | Should -BeLike "<Operation>*$workflow*</Operation>"
    }
}
