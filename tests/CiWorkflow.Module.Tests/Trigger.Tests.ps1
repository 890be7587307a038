BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
}

AfterAll { Stop-Sandbox }

Describe 'Invoke-CiWorkflowTrigger' {
    It 'makes a batch over a prefix and gives it back' {
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix input/ -WorkflowId $workflow
        $job.Name | Should -Be 'nightly'
        $job.State | Should -Be 'Submitted'
        $job.Input.Prefix | Should -Be 'input/'
        $job.JobId | Should -Not -BeNullOrEmpty
    }

    It 'makes a batch for each row of a CSV' {
        $file = Join-Path $TestDrive batches.csv
        @"
Name,WorkflowId,Prefix,Object,TimeInterval
one,$workflow,input/,,2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800
two,$workflow,,input/day-0/clip-01.mp4,
"@ | Set-Content -Path $file
        $jobs = Import-Csv $file | Invoke-CiWorkflowTrigger
        $jobs.Name | Should -Be 'one', 'two'
        $jobs[0].Operation.TimeInterval.ToString() | Should -Be '2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800'
        $jobs[1].Input.Object | Should -Be 'input/day-0/clip-01.mp4'
    }

    It 'says what it would do and does nothing with -WhatIf' {
        Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow -WhatIf | Should -BeNullOrEmpty
    }

    It 'goes on after a bad row' {
        $rows = 'good', 'bad name', 'fine' | ForEach-Object { [pscustomobject]@{ Name = $_; Prefix = 'input/'; WorkflowId = $workflow } }
        $jobs = $rows | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems
        $jobs.Name | Should -Be 'good', 'fine'
        $problems.FullyQualifiedErrorId | Should -Be 'InvalidName,CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand'
    }

    It 'shows no key in anything that it emits' {
        $job = Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow
        ($job | Format-List * -Force | Out-String) + ($job | ConvertTo-Json -Depth 5) | Should -Not -Match 'Sandbox{2}|q-signature'
    }
}

Describe 'New-CiTimeInterval' {
    It 'takes a length as people write it' {
        $interval = New-CiTimeInterval -End 2022-02-01T12:00:00Z -Last 1d
        "$interval" | Should -Be '2022-01-31T12:00:00+0000/2022-02-01T12:00:00+0000'
    }
}
