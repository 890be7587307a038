BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflowJob' {
    BeforeEach { Reset-Sandbox }

    It 'lists 1,234 jobs in order, each once, with 13 requests' {
        Add-SandboxJob job -Count 1234 -Apart 1
        $made = (Get-SandboxJob).JobId
        $listed = (Get-CiWorkflowJob -Ascending).JobId
        $listed | Should -Be $made
        $requests = Get-SandboxRequest
        $requests | Should -HaveCount 13
        $requests.Query.size | Sort-Object -Unique | Should -Be '100'
        [array]::Reverse($made)
        (Get-CiWorkflowJob).JobId | Should -Be $made
    }

    It 'asks for no more than <typed> wants' -ForEach @(
        @{ typed = '-First 5'; sizes = '5'; wanted = 5 }
        @{ typed = '-First 5 -Skip 10'; sizes = '15'; wanted = 5 }
        @{ typed = '-First 250'; sizes = '100,100,50'; wanted = 250 }
        @{ typed = '-Skip 290'; sizes = '100,100,100'; wanted = 10 }
        @{ typed = '-First 0'; sizes = ''; wanted = 0 }
    ) {
        Add-SandboxJob job -Count 300 -Apart 1
        (Invoke-Typed "Get-CiWorkflowJob $typed").Output | Should -HaveCount $wanted
        @(Get-SandboxRequest).Query.size -join ',' | Should -Be $sizes
    }

    It 'asks for no further page when Select-Object -First has what it wants' {
        Add-SandboxJob job -Count 300 -Apart 1
        Get-CiWorkflowJob | Select-Object -First 3 | Should -HaveCount 3
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'sends every filter as the docs have it (460/76894), and selects' {
        $jobs = Add-SandboxJob job -Count 20 -Apart 1
        Set-SandboxJob $jobs[4].JobId Cancel
        $from = [DateTimeOffset]$jobs[2].Created
        $found = Get-CiWorkflowJob -Name job-5 -State Cancel, Failed -WorkflowId $workflow -CreatedAfter $from -CreatedBefore $from.AddHours(1) -Type Workflow -Ascending
        $found.Name | Should -Be 'job-5'
        $query = (Get-SandboxRequest).Query
        $query.name | Should -Be 'job-5'
        $query.states | Should -BeExactly 'Cancel,Failed'
        $query.workflowId | Should -Be $workflow
        $query.type | Should -BeExactly 'Workflow'
        $query.orderByTime | Should -BeExactly 'Asc'
        foreach ($name in 'startCreationTime', 'endCreationTime') {
            [uri]::UnescapeDataString((Get-SandboxRequest).target) | Should -Match "[?&]$name=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}(&|$)"
        }
    }

    It 'hides no job and repeats none where others are made while it lists' {
        Add-SandboxJob job -Count 250 -Apart 1
        $before = (Get-SandboxJob).JobId
        $seen = 0
        $listed = Get-CiWorkflowJob | ForEach-Object { if ($seen++ % 50 -eq 0) { $null = Add-SandboxJob job -Count 7 -Apart 1 }; $_.JobId }
        $listed | Sort-Object -Unique | Should -HaveCount $listed.Count
        $before | Where-Object { $_ -notin $listed } | Should -BeNullOrEmpty
    }

    It 'ends with an error where the token of a page comes again, and returns what came before' {
        Add-SandboxFault Replace -Times 50 -Status 200 -Body '<Response><JobsDetail><JobId>b1</JobId></JobsDetail><NextToken>again</NextToken></Response>'
        $run = Invoke-Typed 'Get-CiWorkflowJob'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnreadableAnswer,*'
        $run.Output | Should -HaveCount 1
        Get-SandboxRequest | Should -HaveCount 2
    }

    It 'reads by id: <_>' -ForEach @(
        'Get-CiWorkflowJob $ids'
        '$ids | Get-CiWorkflowJob'
        '$ids | ForEach-Object { [pscustomobject]@{ JobId = $_ } } | Get-CiWorkflowJob'
        'Get-CiWorkflowJob -Ascending | Get-CiWorkflowJob'
        'Get-CiWorkflowJob -JobId (Get-CiWorkflowJob -Ascending)'
    ) {
        $global:ids = (Add-SandboxJob job -Count 3 -Apart 1).JobId
        $run = Invoke-Typed $_
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Name | Should -Be 'job-1', 'job-2', 'job-3'
        Get-SandboxRequest GET /inventorytriggerjob/* | Should -HaveCount 3
    }

    It 'limits a job of the pipeline and never takes its workflow''s others: <how>' -ForEach @{ how = 'live' }, @{ how = 'from a file' } {
        $mine, $other = foreach ($name in 'mine', 'other') { Invoke-CiWorkflowTrigger -Name $name -Prefix incoming/ -WorkflowId $workflow }
        if ($how -eq 'from a file') {
            $mine | Export-Csv (Join-Path $TestDrive jobs.csv)
            $mine = Import-Csv (Join-Path $TestDrive jobs.csv)
        }
        ($mine | Get-CiWorkflowJob -State Submitted, Running, Success).Name | Should -Be 'mine'
        $mine | Get-CiWorkflowJob -State Cancel | Should -BeNullOrEmpty
        $mine | Get-CiWorkflowJob -Type Job | Should -BeNullOrEmpty
        $mine | Get-CiWorkflowJob other | Should -BeNullOrEmpty
        ($mine | Get-CiWorkflowJob m*).Name | Should -Be 'mine'
        $mine | Get-CiWorkflowJob -WorkflowId wffffffffffffffffffffffffffffffff | Should -BeNullOrEmpty
        ($mine | Get-CiWorkflowJob -CreatedAfter 2026-01-01).Name | Should -Be 'mine'
        ($mine | Get-CiWorkflowJob).Name | Should -Be 'mine'
        (Get-CiWorkflow | Get-CiWorkflowJob -State Submitted, Running, Success).Name | Sort-Object | Should -Be 'mine', 'other'
    }

    It 'makes one error of a job that is not there, and one of an id that can be none, and returns the others' {
        $ids = (Add-SandboxJob job -Count 2 -Apart 1).JobId
        $missing = 'b00000000000000000000000000000000'
        $found = Get-CiWorkflowJob -JobId $ids[0], $missing, 'no id!', $ids[1] -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Name | Should -Be 'job-1', 'job-2'
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'JobNotFound', 'InvalidJobId'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].Exception.Message | Should -BeLike "*$missing*"
        $problems[0].TargetObject | Should -Be $missing
        Get-SandboxRequest | Should -HaveCount 3
    }

    It 'keeps a state that nobody knew yet as its text, and reads times with and without a colon' {
        Add-SandboxFault Replace -Status 200 -Body '<Response><New><Thing/></New><JobsDetail><JobId>b1</JobId><State>Dreaming</State><Shape>round</Shape><CreationTime>2022-08-09T14:54:17+08:00</CreationTime><StartTime>2022-08-09T14:54:18+0800</StartTime><EndTime>2022-08-09T06:54:20Z</EndTime></JobsDetail></Response>'
        $job = Get-CiWorkflowJob
        $job.State | Should -Be 'Unknown'
        $job.StateText | Should -Be 'Dreaming'
        $job.DurationSec | Should -Be 2
        $job.IsCompleted | Should -BeFalse
        Set-SandboxJob (Add-SandboxJob job-1).JobId Dreaming
        Show-Typed 'Get-CiWorkflowJob' | Select-Object -Last 1 | Should -BeLike '*Dreaming*'
    }

    It 'ends a list when it is stopped' {
        Add-SandboxFault HangAfter
        (Invoke-InRunspace 'Get-CiWorkflowJob' -StopAfter 1).State | Should -Be 'Stopped'
        # A call that goes on until it times out is tried again.
        Get-SandboxRequest | Should -HaveCount 1
    }
}
