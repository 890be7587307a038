BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox

    # A row for each number, over no objects.
    function Get-Row([int] $Count) {
        1..$Count | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = 'nothing/'; WorkflowId = $workflow } }
    }
}

AfterAll { Stop-Sandbox }

Describe 'Invoke-CiWorkflowTrigger over many rows' {
    BeforeEach { Reset-Sandbox }

    It 'gives the jobs in the order of the rows, though the answers come in another' {
        1, 2, 7, 20 | ForEach-Object { Add-SandboxFault Delay -Contains "<Name>n$_</Name>" -Seconds 0.3 }
        $jobs = Get-Row 40 | Invoke-CiWorkflowTrigger -ThrottleLimit 5
        $jobs.Name | Should -Be (1..40 | ForEach-Object { "n$_" })
    }

    It 'gives a job as soon as it is made with -Unordered' {
        Add-SandboxFault Delay -Contains '<Name>n1</Name>' -Seconds 1
        $jobs = Get-Row 6 | Invoke-CiWorkflowTrigger -ThrottleLimit 2 -Unordered
        $jobs | Should -HaveCount 6
        $jobs[0].Name | Should -Not -Be 'n1'
        $jobs[-1].Name | Should -Be 'n1'
    }

    It 'takes rows as there is room, so that a long pipeline does not pile up' {
        $ahead = 0
        $most = 0
        Get-Row 300 | ForEach-Object { $most = [Math]::Max($most, ++$ahead); $_ } | Invoke-CiWorkflowTrigger -ThrottleLimit 4 | ForEach-Object { $ahead-- }
        $most | Should -BeLessOrEqual (4 * 8 + 2)
        Get-SandboxJob | Should -HaveCount 300
    }

    It 'makes an error that carries its row, also when other rows came after it' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Contains '<Name>n3</Name>'
        $jobs = Get-Row 8 | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems
        $jobs | Should -HaveCount 7
        $problems | Should -HaveCount 1
        $problems[0].TargetObject.Name | Should -Be 'n3'
    }

    It 'finds a job again whose answer was lost, and says so: two equal rows become two jobs and not three' {
        Add-SandboxFault DropAfter -Times 2 -Method POST
        $run = Invoke-Typed '1..2 | ForEach-Object { [pscustomobject]@{ Name = "same"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -Verbose'
        $run.Errors | Should -BeNullOrEmpty
        $made = (Get-SandboxJob).JobId
        $made | Should -HaveCount 2
        $run.Output.JobId | Sort-Object | Should -Be ($made | Sort-Object)
        $run.Verbose -like '*had been made*' | Should -HaveCount 2
    }

    It 'says what cannot be found out and sends nothing again: <case>' -ForEach @{ case = 'another job is just like it'; several = $true }, @{ case = 'nothing can be listed'; several = $false } {
        if ($several) { $other = (Add-SandboxJob -Name n | ForEach-Object { $_ }) }
        else { Add-SandboxFault Status -Times 0 -Method GET }
        Add-SandboxFault DropAfter -Method POST
        $name = if ($several) { $other.Name } else { 'n' }
        Invoke-CiWorkflowTrigger -Name $name -WorkflowId $workflow -Prefix nothing/ -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
        $problems[0].Exception.Message | Should -BeLike "*$($sandbox.Bucket)*"
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike "*Get-CiWorkflowJob -Name $name*"
        $problems[0].TargetObject.Name | Should -Be $name
        Get-SandboxRequest POST | Should -HaveCount 1
        if ($several) { Get-SandboxJob | ForEach-Object { $problems[0].Exception.Message | Should -BeLike "*$($_.JobId)*" } }
    }

    It 'gives with -SkipExisting what is there, marked, and makes what is not' {
        Get-Row 3 | Invoke-CiWorkflowTrigger -TimeInterval 2022-02-01T12:00:00+0800/ | Should -HaveCount 3
        $jobs = Get-Row 5 | Invoke-CiWorkflowTrigger -TimeInterval 2022-02-01T04:00:00Z/ -SkipExisting
        $jobs.Existing | Should -Be $true, $true, $true, $false, $false
        Get-SandboxJob | Should -HaveCount 5
    }

    It 'sends nothing more when it is stopped, and says of what is under way that it is not known' {
        Add-SandboxFault HangAfter -Times 0
        $run = Invoke-InRunspace -StopAfter 2 '1..50 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -ThrottleLimit 2'
        $run.State | Should -Be 'Stopped'
        Get-SandboxRequest | Should -HaveCount 2
    }

    It 'shows one bar with done, failed and rate, and takes it away in the end' {
        $run = Invoke-InRunspace '1..20 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger'
        $bars = $run.Progress | Where-Object Activity -EQ 'Triggering'
        $bars[0].StatusDescription | Should -Match '^\d+ done, 0 failed, [\d.]+ a second$'
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'makes every row once, whatever goes wrong on the way' {
        Set-CiContext -MaximumRetryCount 25
        $null = Get-Random -SetSeed 7
        1..100 | ForEach-Object {
            $skip = Get-Random -Maximum 300
            switch (Get-Random -Maximum 5) {
                0 { Add-SandboxFault DropBefore -Skip $skip }
                1 { Add-SandboxFault DropAfter -Skip $skip }
                2 { Add-SandboxFault Status -Skip $skip }
                3 { Add-SandboxFault Truncate -Skip $skip }
                4 { Add-SandboxFault Replace -Skip $skip -Status 502 -Body '<html/>' }
            }
        }
        $jobs = Get-Row 300 | Invoke-CiWorkflowTrigger -ThrottleLimit 16 -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | Should -BeNullOrEmpty
        $jobs.Name | Should -Be (1..300 | ForEach-Object { "n$_" })
        (Get-SandboxJob).JobId | Sort-Object | Should -Be ($jobs.JobId | Sort-Object)
    }
}
