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

    It 'returns the jobs in the order of the rows, though the answers come in another' {
        1, 2, 7, 20 | ForEach-Object { Add-SandboxFault Delay -Contains "<Name>n$_</Name>" -Requests ($_ + 3) }
        $jobs = Get-Row 40 | Invoke-CiWorkflowTrigger -ThrottleLimit 5
        $jobs.Name | Should -Be (1..40 | ForEach-Object { "n$_" })
    }

    It 'returns a job as soon as it is made with -Unordered' {
        # The first one's answer waits until the fifth or the sixth is asked for, which is when those between have been answered.
        Add-SandboxFault Delay -Contains '<Name>n1</Name>' -Requests 6
        $jobs = Get-Row 6 | Invoke-CiWorkflowTrigger -ThrottleLimit 2 -Unordered
        $jobs | Should -HaveCount 6
        $jobs[0..2].Name | Should -Be 'n2', 'n3', 'n4'
    }

    It 'has at most -ThrottleLimit calls under way' {
        Add-SandboxFault Delay -Times 40 -Seconds 0.05
        Clear-SandboxRequest
        Get-Row 40 | Invoke-CiWorkflowTrigger -ThrottleLimit 5 | Should -HaveCount 40
        Get-SandboxLoad | Should -BeGreaterThan 1
        Get-SandboxLoad | Should -BeLessOrEqual 5
    }

    It 'takes rows as there is room, so that a long pipeline does not pile up' {
        # The first row is answered last: until then no row behind the eighth of each slot is taken.
        Add-SandboxFault Delay -Contains '<Name>n1</Name>' -Requests 150
        $script = @'
$ahead = $most = 0
1..300 | ForEach-Object { $most = [Math]::Max($most, ++$ahead); [pscustomobject]@{ Name = "n$_"; Prefix = 'nothing/'; WorkflowId = $workflow } } |
    Invoke-CiWorkflowTrigger -ThrottleLimit 4 | ForEach-Object { $ahead-- }
$most
'@
        $run = Invoke-InRunspace $script -Method POST -After 32 -Then { 1..150 | ForEach-Object { $null = Get-CiQueue } }
        $run.Output | Should -BeLessOrEqual (4 * 8 + 2)
        Get-SandboxJob | Should -HaveCount 300
    }

    It 'makes an error that carries its row, also when other rows came after it' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Contains '<Name>n3</Name>'
        $jobs = Get-Row 8 | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems
        $jobs | Should -HaveCount 7
        $problems | Should -HaveCount 1
        $problems[0].TargetObject.Name | Should -Be 'n3'
    }

    It 'finds a job again whose answer was lost, and says so: two equal requests become two jobs and not three' {
        Add-SandboxFault DropAfter -Times 2 -Method POST
        $run = Invoke-Typed '1..2 | ForEach-Object { Invoke-CiWorkflowTrigger -Name same -Prefix nothing/ -WorkflowId $workflow -Verbose }'
        $run.Errors | Should -BeNullOrEmpty
        $made = (Get-SandboxJob).JobId
        $made | Should -HaveCount 2
        $run.Output.JobId | Sort-Object | Should -Be ($made | Sort-Object)
        $run.Verbose -like '*had been created*' | Should -HaveCount 2
    }

    It 'says what cannot be found out and sends nothing again' {
        Add-SandboxFault Status -Times 0 -Method GET
        Add-SandboxFault DropAfter -Method POST
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -ListLag 0s -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
        $problems[0].Exception.Message | Should -BeLike "*$($sandbox.Bucket)*"
        $problems[0].Exception.Request.Name | Should -Be 'n'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-CiWorkflowJob -Name n*'
        $problems[0].TargetObject.Name | Should -Be 'n'
        Get-SandboxRequest POST | Should -HaveCount 1
    }

    It 'is not misled by a job of another that is just like it and existed before' {
        $other = Add-SandboxJob -Name n | ForEach-Object { $_ }
        Add-SandboxFault DropAfter -Method POST
        $job = Invoke-CiWorkflowTrigger -Name $other.Name -WorkflowId $workflow -Prefix nothing/
        $job.JobId | Should -Not -Be $other.JobId
        Get-SandboxJob | Should -HaveCount 2
    }

    It 'asks for no job again that was lost, with -RetryUnknown neither where no list proves that it is not there' {
        Skip-SandboxWait
        Add-SandboxFault DropBefore -Contains '<Name>n</Name>'
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -ListLag 0s -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
        Get-SandboxJob | Should -BeNullOrEmpty

        # Only a younger job proves that one was not made, and in a quiet bucket there is none (JobCreationTests.OnlyAYoungerJobProvesAbsence).
        Add-SandboxFault DropBefore -Contains '<Name>m</Name>'
        $run = Invoke-Shell 'Set-CiContext -TimeoutSec 5; "first", "m" | ForEach-Object { (Invoke-CiWorkflowTrigger -Name $_ -WorkflowId $workflow -Prefix nothing/ -ListLag 0s -RetryUnknown).Name }'
        $run.Text | Should -BeLike "*first*'m'*is not known*nothing proves the list*"
        Get-SandboxJob m | Should -BeNullOrEmpty
    }

    # In the first tier: JobCreationTests, in virtual time.
    It 'asks again for a job that was lost, with -RetryUnknown and once a list shows a younger one' -Tag Second {
        Add-SandboxFault DropBefore -Contains '<Name>m</Name>'
        $run = Start-Pwsh 'Set-CiContext -TimeoutSec 2; (Invoke-CiWorkflowTrigger -Name m -WorkflowId $workflow -Prefix nothing/ -ListLag 10s -RetryUnknown).Name'
        Wait-SandboxRequest -Method POST -While { -not $run.HasExited }

        # Somebody else makes jobs all the time: some of them after m could have been, by its timeout and -ListLag.
        while (-not $run.HasExited -and -not (Get-SandboxJob m)) {
            $null = Add-SandboxJob -Name other
            Start-Sleep -Milliseconds 200
        }
        $run.StandardOutput.ReadToEnd().Trim() | Should -Be 'm'
        $run.WaitForExit()
        Get-SandboxJob m | Should -HaveCount 1
        Get-SandboxRequest POST | Should -HaveCount 2
    }

    It 'names the row in a message, and keeps all its columns' {
        $rows = Get-Row 4 | Select-Object *, @{ n = 'Ticket'; e = { 'T-1' } }
        $rows[3].Name = 'bad name'
        $null = $rows | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        "$($problems[0])" | Should -BeLike "Row 4 'bad name': *"
        $problems[0].TargetObject.Ticket | Should -Be 'T-1'
    }

    It 'finds a row that breaks a rule before it sends anything, with -ErrorAction Stop' {
        # More than may wait at once, so that a row that isn't held is sent before the last is read.
        $rows = Get-Row 100
        $rows[99].Name = 'bad name'
        $ended = try { $rows | Invoke-CiWorkflowTrigger -ErrorAction Stop } catch { "$_" }
        $ended | Should -BeLike "Row 100 'bad name': *"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'warns of jobs that were made and not given, when an error or a command behind it ends the run' {
        Add-SandboxFault Delay -Contains '<Name>n1</Name>' -Requests 4
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Contains '<Name>n1</Name>'
        $ended = Invoke-Typed '$w = $null; try { 1..8 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -WarningVariable w -OutVariable o -ErrorAction Stop | Out-Null } catch { }; @($o.Name) + @($w.Message)'
        Get-SandboxJob | Should -Not -BeNullOrEmpty
        foreach ($made in (Get-SandboxJob).Name) {
            @($ended.Output | Where-Object { $_ -eq $made -or $_ -like "*'$made'*" }) | Should -Not -BeNullOrEmpty -Because $made
        }
    }

    It 'warns of an existing job that failed, and triggers over it with -SkipExistingState' {
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/
        Set-SandboxJob $job.JobId Failed
        $again = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -SkipExisting -WarningVariable warnings -WarningAction SilentlyContinue
        $again.Existing | Should -BeTrue
        ($again | Out-String) | Should -Match 'Failed[\s\S]*\(existing\)'
        $warnings | Should -BeLike "*($($job.JobId)) exists and is Failed*"
        (Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -SkipExistingState Submitted, Success -ListLag 0s).Existing | Should -BeFalse
        Get-SandboxJob | Should -HaveCount 2
    }

    It 'warns once of an interval that moves with the clock beside -SkipExisting' {
        $null = Get-Row 3 | Invoke-CiWorkflowTrigger -SkipExisting -TimeInterval (New-CiTimeInterval -End (Get-Date) -Last 1d) -ListLag 0s -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $warnings | Should -BeLike '*moves with the clock*'
    }

    It 'warns once of an interval that moves with the clock beside <With>: <Interval>' -ForEach @(
        @{ With = '-Ledger'; Interval = '1d' }
        @{ With = '-Ledger'; Interval = '1d/' }
        @{ With = '-SkipExisting'; Interval = '1d/' }
    ) {
        $null = Get-CiWorkflowJob -First 1
        $how = if ($With -eq '-Ledger') { @{ Ledger = 'moving/' } } else { @{ SkipExisting = $true; ListLag = '0s' } }
        $null = Get-Row 2 | Invoke-CiWorkflowTrigger -TimeInterval $Interval @how -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings | Where-Object { $_ -like '*moves with the clock*-Ledger*' }) | Should -HaveCount 1

        # The same command is another interval two minutes later, as an answer shows: everything is made again, and never in silence.
        Set-SandboxClock -Offset 120
        $null = Get-CiWorkflowJob -First 1
        $null = Get-Row 2 | Invoke-CiWorkflowTrigger -TimeInterval $Interval @how -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings | Where-Object { $_ -like '*moves with the clock*-Ledger*' }) | Should -HaveCount 1
        Get-SandboxJob n1 | Should -HaveCount 2
        $null = Get-Row 2 | Invoke-CiWorkflowTrigger -TimeInterval '2026-01-01T00:00:00Z/2026-01-02T00:00:00Z' @how -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }

    It 'looks for existing jobs and counts under -WhatIf, and sends nothing' {
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/
        Clear-SandboxRequest
        (Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -SkipExisting -WhatIf).JobId | Should -Be $job.JobId
        Invoke-CiWorkflowTrigger -Name m -WorkflowId $workflow -Prefix input/ -MaxObject 0 -WhatIf -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputTooLarge,*'
        $problems[0].Exception.Message | Should -BeLike "'m' was not triggered: its input has *"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'writes a preview beside the jobs and not among them' {
        $jobs = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ -Preview -InformationVariable summaries 6> $null
        $jobs | Should -HaveCount 1
        $jobs.Name | Should -Be 'n'
        $summaries[0].MessageData.Count | Should -Be @(Get-SandboxObject input/*).Count
    }

    It 'takes several workflows, and warns of an id of another shape' {
        $other = "w$('f' * 32)"
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow, $other -Prefix nothing/ -ErrorAction SilentlyContinue
        ([xml](Get-SandboxRequest POST)[-1].Body).Request.Operation.WorkflowIds | Should -Be "$workflow,$other"
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId workflow-1 -Prefix nothing/ -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "*'workflow-1' isn't*"
    }

    It 'returns with -SkipExisting what is there, marked, and makes what is not' {
        Get-Row 3 | Invoke-CiWorkflowTrigger -TimeInterval 2022-02-01T12:00:00+0800/ | Should -HaveCount 3
        $jobs = Get-Row 5 | Invoke-CiWorkflowTrigger -TimeInterval 2022-02-01T04:00:00Z/ -SkipExisting -ListLag 0s
        $jobs.Existing | Should -Be $true, $true, $true, $false, $false
        Get-SandboxJob | Should -HaveCount 5
    }

    It 'sends nothing more when it is stopped, and says of what is under way that it is not known' {
        Add-SandboxFault HangAfter -Times 0 -Method POST
        $said = Join-Path $TestDrive said.txt
        $run = Invoke-InRunspace -StopAfter 2 -Method POST (
            'try { 1..50 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger -ThrottleLimit 2 -WarningVariable warned } ' +
            "finally { [IO.File]::WriteAllLines('$said', [string[]]`$warned) }")
        $run.State | Should -Be 'Stopped'
        (Get-SandboxRequest POST).body -replace '.*<Name>(\w+)</Name>.*', '$1' | Sort-Object | Should -Be 'n1', 'n2'
        # Nothing looks for them.
        (Get-SandboxRequest)[-1].method | Should -Be 'POST'
        Get-Content $said | Sort-Object | Should -BeLike "*Whether the job 'n?' was created in bucket $($sandbox.bucket) is not known*"
        Get-Content $said | Should -HaveCount 2
    }

    It 'gives what is under way a second to be answered when it is stopped' {
        # Whether one answer comes within that second, is up to the machine; of ten, one does.
        $warnings = foreach ($number in 1..10) {
            Clear-SandboxRequest
            Add-SandboxFault Delay -Method POST -Seconds 0.6
            $file = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
            $null = Invoke-InRunspace -StopAfter 1 -Method POST "try { Invoke-CiWorkflowTrigger -Name n$number -Prefix nothing/ -WorkflowId `$workflow -WarningVariable warned } finally { [IO.File]::WriteAllText('$file', `"`$warned`") }"
            $warning = Get-Content $file -Raw
            $warning
            if ($warning -like '*not returned: b*') { break }
        }
        @($warnings)[-1] | Should -BeLike "Stopped. The job 'n*' was created in bucket $($sandbox.bucket) and not returned: b*"
    }

    It 'shows one bar with done, failed and rate, and takes it away in the end' {
        $run = Invoke-InRunspace '1..20 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = "nothing/"; WorkflowId = $workflow } } | Invoke-CiWorkflowTrigger'
        $bars = $run.Progress | Where-Object Activity -EQ 'Triggering'
        $bars[0].StatusDescription | Should -Match '^\d+ done, 0 failed, [\d.]+ a second$'
        $bars[-1].RecordType | Should -Be 'Completed'
    }

    It 'makes no row twice and loses none, whatever goes wrong on the way' {
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
        $jobs = Get-Row 300 | Invoke-CiWorkflowTrigger -ThrottleLimit 16 -ListLag 1s -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*' }
        @($jobs.Name) + @($problems.TargetObject.Name) | Sort-Object | Should -Be (1..300 | ForEach-Object { "n$_" } | Sort-Object)
        $made = Get-SandboxJob
        $made.Name | Sort-Object -Unique | Should -HaveCount $made.Count
        $jobs.JobId | Should -BeIn $made.JobId
    }
}

Describe 'Jobs that no row asked for' {
    BeforeEach {
        Reset-Sandbox
        $global:rows = 1..4 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = 'nothing/'; WorkflowId = $workflow } }
    }

    It 'are told at the end of a run behind a gateway that sends each request twice' {
        Add-SandboxFault Twice -Times 0 -Method POST
        $run = Invoke-Typed '$rows | Invoke-CiWorkflowTrigger'
        $run.Errors | Should -BeNullOrEmpty
        $unasked = (Get-SandboxJob).jobId | Where-Object { $_ -notin $run.Output.JobId }
        $unasked | Should -HaveCount 4
        $run.Warnings | Should -HaveCount 1
        $run.Warnings[0] | Should -BeLike '*4 jobs that no row asked for*'
        foreach ($id in $unasked) { $run.Warnings[0] | Should -BeLike "*$id*" }
    }

    It 'are not looked for <when>' -ForEach @(
        @{ when = 'with -NoDuplicateCheck'; typed = '$rows | Invoke-CiWorkflowTrigger -NoDuplicateCheck' }
        @{ when = 'after one job'; typed = '$rows[0] | Invoke-CiWorkflowTrigger' }
        @{ when = 'where nothing was created'; typed = '$rows | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -Prefix ("x" * 900)' }
    ) {
        Add-SandboxFault Twice -Times 0 -Method POST
        $run = Invoke-Typed $typed
        $run.Warnings | Should -BeNullOrEmpty
        @(Get-SandboxRequest GET).Count | Should -BeLessOrEqual 1
    }

    It 'are not jobs from before the run, of another input, or that another pipeline of the process made' {
        $before = Add-SandboxJob n1
        Set-SandboxClock -Offset 5

        # The service's time is known by its answers: one shows that it has moved.
        $null = Get-CiWorkflowJob -First 1
        $run = Invoke-Typed '$rows[0..1] | ForEach-Object { $_ } | Invoke-CiWorkflowTrigger -ThrottleLimit 1 | ForEach-Object {
            if ($_.Name -eq "n1") { $null = Invoke-CiWorkflowTrigger -Name n2 -Prefix nothing/ -WorkflowId $workflow; $null = Invoke-CiWorkflowTrigger -Name n1 -Prefix other/ -WorkflowId $workflow } }'
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
    }

    It 'are not claimed where the list does not show them, nor denied where it can not be read' {
        Add-SandboxFault Twice -Times 0 -Method POST
        Add-SandboxFault EmptyList -Times 0 -Method GET
        (Invoke-Typed '$rows | Invoke-CiWorkflowTrigger').Warnings | Should -BeNullOrEmpty
        Reset-Sandbox
        Add-SandboxFault Status -Times 0 -Method GET -Status 403 -Code AccessDenied
        (Invoke-Typed '$rows | Invoke-CiWorkflowTrigger').Warnings | Should -BeLike '*no row asked for isn''t known*AccessDenied*'
    }
}
