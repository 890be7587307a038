BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $file = Join-Path $TestDrive rows.csv

    # The rows of a file as a spreadsheet or an editor leaves it: line ends and the last line's end are part of the text.
    function Invoke-Rows([string] $Text) {
        Set-Content -LiteralPath $file -Value $Text -NoNewline
        Import-Csv $file | Invoke-CiWorkflowTrigger -WarningAction SilentlyContinue -WarningVariable script:warnings -ErrorAction SilentlyContinue -ErrorVariable script:problems
    }
}

AfterAll { Stop-Sandbox }

Describe 'A cell of a row that is not used, because its parameter was given for all rows' {
    BeforeEach {
        Reset-Sandbox
        Add-SandboxWorkflow wffffffffffffffffffffffffffffffff
        $global:rows = 1..2 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; WorkflowId = $workflow; Prefix = 'nothing/' } }
    }

    It 'is warned about once, with both values: <typed>' -ForEach @(
        @{ typed = '$rows | Invoke-CiWorkflowTrigger -WorkflowId wffffffffffffffffffffffffffffffff' }
        @{ typed = '$PSDefaultParameterValues = @{ "Invoke-CiWorkflowTrigger:WorkflowId" = "wffffffffffffffffffffffffffffffff" }; $rows | Invoke-CiWorkflowTrigger' }
    ) {
        $run = Invoke-Typed $typed
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -HaveCount 1
        $run.Warnings | Should -BeLike "Row 1 'n1': its WorkflowId '$workflow' is not used*'wffffffffffffffffffffffffffffffff'*"
        (Get-SandboxJob n*).workflowId | Select-Object -Unique | Should -Be 'wffffffffffffffffffffffffffffffff'
    }

    It 'is warned about where a live object is of another bucket' {
        $global:there = Invoke-CiWorkflowTrigger -Name there -Prefix nothing/ -WorkflowId $workflow
        Add-SandboxBucket other-1250000000 ap-shanghai
        $run = Invoke-Typed '$PSDefaultParameterValues = @{ "*-Ci*:Bucket" = "other-1250000000"; "*-Ci*:Region" = "ap-shanghai" }; $there | Invoke-CiMediaBatch -Tag MediaInfo'
        $run.Warnings | Should -HaveCount 2
        $run.Warnings[0] | Should -BeLike "*its Bucket '*' is not used*'other-1250000000'*"
        $run.Warnings[1] | Should -BeLike "*its Region '*' is not used*'ap-shanghai'*"
    }

    It 'is not warned about where both say the same, or the row says nothing' {
        $rows[1].WorkflowId = ''
        (Invoke-Typed '$rows | Invoke-CiWorkflowTrigger -WorkflowId $workflow').Warnings | Should -BeNullOrEmpty
    }
}

Describe 'A row of a CSV' {
    It 'is triggered where it is the last one, has a blank cell and no line end' {
        $jobs = Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval`nr1,$workflow,input/day-0,1d`nr2,$workflow,input/day-1,"
        $problems | Should -BeNullOrEmpty
        $jobs.Prefix | Should -Be 'input/day-0', 'input/day-1'
        $jobs[0].TimeInterval | Should -Not -BeNullOrEmpty
        $jobs[1].TimeInterval | Should -BeNullOrEmpty
    }

    It 'is triggered where it has fewer cells than the header' {
        $jobs = Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval`nr1,$workflow,input/day-0`nr2,$workflow,input/day-1`n"
        $problems | Should -BeNullOrEmpty
        $jobs.Prefix | Should -Be 'input/day-0', 'input/day-1'
    }

    It 'is skipped and counted where it has nothing but commas' {
        $jobs = Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval`r`nr1,$workflow,input/day-0,1d`r`n,,,`r`n,,,"
        $jobs.Name | Should -Be 'r1'
        $problems | Should -BeNullOrEmpty
        "$warnings" | Should -Be '2 rows without any value were skipped.'
    }

    It 'has its Start and End read' {
        $jobs = Invoke-Rows "Name,WorkflowId,Prefix,Start,End`r`nr1,$workflow,input/day-0,2026-11-24,2026-11-25`r`n"
        $problems | Should -BeNullOrEmpty
        $jobs.TimeInterval.Start | Should -Be ([datetimeoffset][datetime]'2026-11-24')
        $jobs.TimeInterval.End | Should -Be ([datetimeoffset][datetime]'2026-11-25')
    }

    It 'is refused where <blank> is blank beside the other, by its name' -ForEach @{ blank = 'End'; cells = '2026-11-24,' }, @{ blank = 'Start'; cells = ',2026-11-25' } {
        Invoke-Rows "Name,WorkflowId,Prefix,Start,End`nr1,$workflow,input/day-0,$cells`n" | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike "Invalid$blank,*"
        "$problems" | Should -BeLike '*it is blank beside the other end*'
    }

    It 'is refused where it is a checkpoint, whose interval has another name: <how>' -ForEach @{ how = 'live' }, @{ how = 'from a file' } {
        $null = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $TestDrive
        $status = Get-CiCheckpoint nightly -StatePath $TestDrive
        if ($how -eq 'from a file') { $status = $status | ConvertTo-Csv | ConvertFrom-Csv }
        $status | Invoke-CiWorkflowTrigger -Prefix input/ -WorkflowId $workflow -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        "$problems" | Should -BeLike "*'Pending'*"
        Get-SandboxJob nightly | Should -BeNullOrEmpty
    }

    It 'is refused where TimeInterval and <end> differ, and triggered where they are the same time' -ForEach @(
        @{ end = 'Start'; same = '2026-11-23T16:00:00Z' }
        @{ end = 'End'; same = '2026-11-24T16:00:00Z' }
    ) {
        $interval = '2026-11-24T00:00:00+0800/2026-11-25T00:00:00+0800'
        Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval,$end`nr1,$workflow,input/day-0,$interval,2026-11-23T00:00:00+0800`n" | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike 'InvalidTimeInterval,*'
        "$problems" | Should -BeLike '*Start or End names another time than TimeInterval*'
        $job = Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval,$end`nr1,$workflow,input/day-0,$interval,$same`n"
        $problems | Should -BeNullOrEmpty
        "$($job.TimeInterval)" | Should -Be $interval
    }

    It 'is refused where upload times stand in a column that is not read: <_>' -ForEach 'Interval', 'time_interval', 'Time Interval', 'Last', 'From', 'Since', 'Start Time', 'created-after' {
        Invoke-Rows "Name,WorkflowId,Prefix,$_`nr1,$workflow,input/,1d`n" | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike 'InvalidTimeInterval,*'
        "$problems" | Should -BeLike "*has a value in '$_', which isn't read*"
        (Invoke-Rows "Name,WorkflowId,Prefix,$_`nr1,$workflow,input/,`n").Prefix | Should -Be 'input/'
        (Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval,$_`nr1,$workflow,input/,2026-11-24T00:00:00+0800/,2d`n").TimeInterval.Start | Should -Be ([datetimeoffset]'2026-11-24T00:00:00+08:00')
    }

    It 'is refused by the name of what is missing: <missing>' -ForEach @(
        @{ missing = 'a workflow'; cells = 'Name,Workflow,Prefix'; id = 'InvalidWorkflowId'; says = '*none is given*Get-CiWorkflow*' }
        @{ missing = 'an input'; cells = 'Name,WorkflowId,Perfix'; id = 'InvalidInput'; says = '*none of -Prefix*' }
    ) {
        Invoke-Rows "$cells`nr1,$workflow,input/`n" | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$problems" | Should -BeLike $says
    }

    It 'is refused where the only input is a blank Prefix, which would be the whole bucket' {
        foreach ($end in "`n", '') {
            Invoke-Rows "Name,WorkflowId,Prefix`nr1,$workflow,$end" | Should -BeNullOrEmpty
            $problems.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
            "$problems" | Should -BeLike "Row 1 'r1': Input: none of *An empty -Prefix alone means the whole bucket."
        }
    }

    It 'takes the one input that is filled, whatever else is blank' {
        $jobs = Invoke-Rows "Name,WorkflowId,Prefix,Object,UrlFile,Manifest`nr1,$workflow,,input/day-0/clip-01.mp4,,`nr2,$workflow,input/,,,"
        $problems | Should -BeNullOrEmpty
        $jobs[0].Object | Should -Be 'input/day-0/clip-01.mp4'
        $jobs[1].Prefix | Should -Be 'input/'
    }

    It 'does not widen the interval of the command line by a blank cell' {
        "Name,WorkflowId,Prefix,TimeInterval`nr1,$workflow,input/," | Set-Content $file -NoNewline
        $job = Import-Csv $file | Invoke-CiWorkflowTrigger -TimeInterval 2026-11-24/2026-11-25
        $job.TimeInterval.Start | Should -Be ([datetimeoffset][datetime]'2026-11-24')
    }
}

Describe 'An interval in a cell' {
    It 'is read as the same text typed: <text>' -ForEach @(
        foreach ($text in '2026-11-24/2026-11-25', '2d/1d', '1d/', '/1d', '1d', '2026-11-24T00:00:00Z/..', '24:00:00') { @{ text = $text } }
    ) {
        $typed = (Invoke-CiWorkflowTrigger -Name typed -Prefix input/ -WorkflowId $workflow -TimeInterval $text).TimeInterval
        foreach ($row in 'csv', 'json', 'one column', 'piped') {
            $job = switch ($row) {
                'csv' { Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval`nr1,$workflow,input/,$text`n" }
                'json' { "{ 'Name': 'r1', 'WorkflowId': '$workflow', 'Prefix': 'input/', 'TimeInterval': '$text' }" | ConvertFrom-Json -DateKind String | Invoke-CiWorkflowTrigger }
                'one column' { "TimeInterval`n$text" | ConvertFrom-Csv | Invoke-CiWorkflowTrigger -Name r1 -WorkflowId $workflow -Prefix input/ }
                'piped' { $text | Invoke-CiWorkflowTrigger -Name r1 -WorkflowId $workflow -Prefix input/ }
            }
            foreach ($end in 'Start', 'End') {
                if ($null -eq $typed.$end) { $job.TimeInterval.$end | Should -BeNullOrEmpty -Because $row }
                else { ($job.TimeInterval.$end - $typed.$end).Duration() | Should -BeLessThan '0:1' -Because $row }
            }
        }
    }

    It 'is refused where it has no length, wherever it stands: <_>' -ForEach @(
        '-TimeInterval 0d', '-TimeInterval 0s/', '-TimeInterval 2d/0d', '-TimeInterval ([timespan]::Zero)', '-TimeInterval @{ Last = "0d" }'
        '-Start 0d', '-End 0d', '-Start 2d -End ([timespan]::Zero)'
    ) {
        Clear-SandboxRequest
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId `$workflow $_"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].Exception.Message | Should -BeLike '*longer than nothing*'
        if ($_ -match '-TimeInterval (\S+d\S*)$') {
            Invoke-Rows "Name,WorkflowId,Prefix,TimeInterval`nr1,$workflow,input/,$($Matches[1])`n" | Should -BeNullOrEmpty
            "$problems" | Should -BeLike '*longer than nothing*'
        }

        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'is not guessed where a saved job or a saved interval has a time without an offset, which is the service''s' {
        Reset-Sandbox
        $made = Invoke-CiWorkflowTrigger -Name r1 -Prefix input/ -WorkflowId $workflow -TimeInterval 2026-11-24/2026-11-25
        Add-SandboxFault ChangedEcho -Echo TimesWithoutOffset -Method GET
        $job = $made | Get-CiWorkflowJob
        foreach ($one in $job, ($job | ConvertTo-Csv | ConvertFrom-Csv), $job.TimeInterval, ($job.TimeInterval | ConvertTo-Csv | ConvertFrom-Csv)) {
            $one | Invoke-CiWorkflowTrigger -Name again -Prefix input/ -WorkflowId $workflow -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
            "$problems" | Should -BeLike '*without an offset*'
        }
    }

    It 'is read from an object of Start and End, as JSON has it' {
        $rows = '[ { "Name": "j", "Prefix": "in/", "TimeInterval": { "Start": "2026-11-01T00:00:00+0800", "End": "2026-11-02T00:00:00+0800" } } ]' | ConvertFrom-Json
        $interval = ($rows | Invoke-CiWorkflowTrigger -WorkflowId $workflow).TimeInterval
        $interval.Start, $interval.End | Should -Be ([datetimeoffset] '2026-11-01T00:00:00+08:00'), ([datetimeoffset] '2026-11-02T00:00:00+08:00')
    }

    It 'and the row around it are bound without an exception' {
        Add-Type -TypeDefinition @'
public static class ThrownByBinding
{
    public static int Count;
    public static void Watch() => System.AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
    {
        string name = thrown.Exception.GetType().Name;
        if (name.Contains("Binding") || name.Contains("Cast") || name.Contains("Transformation") || name.Contains("InvalidField"))
        {
            System.Threading.Interlocked.Increment(ref Count);
        }
    };
}
'@
        $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Name = "b$_"; WorkflowId = $workflow; Prefix = 'input/'; TimeInterval = "$($_)d" } }
        $jobs = $rows | Invoke-CiWorkflowTrigger
        [ThrownByBinding]::Watch()
        $null = $rows | Invoke-CiWorkflowTrigger
        $null = $jobs | Invoke-CiMediaBatch -Tag MediaInfo -WarningAction Ignore
        $null = $jobs | ConvertTo-Csv | ConvertFrom-Csv | Get-CiWorkflowInput -Summary
        $null = $jobs | Get-CiWorkflowJob | Wait-CiWorkflowJob -PollInterval 1s -WarningAction Ignore
        $null = New-CiTimeInterval -Last 1d | Invoke-CiWorkflowTrigger -Name b -Prefix input/ -WorkflowId $workflow
        [ThrownByBinding]::Count | Should -Be 0
    }
}

Describe 'Two equal rows' {
    BeforeEach {
        Reset-Sandbox
        Add-SandboxWorkflow w00000000000000000000000000000037
    }

    It 'are one job, and a warning names both rows: <how>' -ForEach @(
        @{ how = 'of a file'; rows = { Import-Csv "$PSScriptRoot/Files/equal-rows.csv" }; typed = '' }
        @{ how = 'of a length up to now'; rows = { $second = [datetime]::Now.Second; 1..2 | ForEach-Object { [pscustomobject]@{ Name = 'day'; WorkflowId = $workflow; Prefix = 'in/'; TimeInterval = '1d' }; while ([datetime]::Now.Second -eq $second) { }; $second = [datetime]::Now.Second } }; typed = '' }
        @{ how = 'one at a time'; rows = { Import-Csv "$PSScriptRoot/Files/equal-rows.csv" }; typed = '-ThrottleLimit 1' }
        @{ how = 'in another spelling'; rows = { 'in/', '/in/' | ForEach-Object { [pscustomobject]@{ Name = 'day'; WorkflowId = $workflow; Prefix = $_ } } }; typed = '' }
        @{ how = 'with -SkipExisting'; rows = { Import-Csv "$PSScriptRoot/Files/equal-rows.csv" | ForEach-Object { $_.Name = 'skipped'; $_ } }; typed = '-SkipExisting -ListLag 0s' }
    ) {
        $global:rows = & $rows
        $run = Invoke-Typed "`$rows | Invoke-CiWorkflowTrigger $typed"
        Get-SandboxJob | Should -HaveCount 1
        $run.Output | Should -HaveCount 1
        @($run.Warnings -like "Row 2 '*' asks for the same job as row 1*") | Should -HaveCount 1 -Because "$($run.Warnings)"
    }

    It 'are one question with -WhatIf' {
        (Invoke-Shell "Import-Csv '$PSScriptRoot/Files/equal-rows.csv' | Invoke-CiWorkflowTrigger -WhatIf").Text |
            Should -BeLike '*What if*Row 2*' -Because 'the second is told, not asked about'
    }

    It 'are two jobs where anything that decides differs: <_>' -ForEach 'Name', 'WorkflowId', 'Prefix', 'TimeInterval' {
        Add-SandboxWorkflow wffffffffffffffffffffffffffffffff
        $rows = 1..2 | ForEach-Object { [pscustomobject]@{ Name = 'day'; WorkflowId = $workflow; Prefix = 'in/'; TimeInterval = '1d' } }
        $rows[1].$_ = @{ Name = 'other'; WorkflowId = 'wffffffffffffffffffffffffffffffff'; Prefix = 'in2/'; TimeInterval = '2d' }.$_
        $null = $rows | Invoke-CiWorkflowTrigger -WarningVariable warned
        Get-SandboxJob | Should -HaveCount 2
        $warned | Should -BeNullOrEmpty
    }

    It 'do not leave a checkpoint waiting for the second' {
        $interval = New-CiTimeInterval -Since twice -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $TestDrive
        $rows = 1..2 | ForEach-Object { [pscustomobject]@{ Name = 'day'; WorkflowId = $workflow; Prefix = 'nothing/' } }
        $rows | Invoke-CiWorkflowTrigger -TimeInterval $interval -WarningAction Ignore | Wait-CiWorkflowJob -PollInterval 1s -WarningAction Ignore |
            Save-CiCheckpoint twice -StatePath $TestDrive -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
    }
}

Describe 'Rows of which the command behind wants only some' {
    BeforeEach {
        Reset-Sandbox
        $global:rows = 1..100 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; WorkflowId = $workflow; Prefix = 'nothing/' } }
    }

    It 'are not read on with -ThrottleLimit 1: one job, and no warning' {
        $run = Invoke-Typed '$rows | Invoke-CiWorkflowTrigger -ThrottleLimit 1 | Select-Object -First 1'
        $run.Output.Name | Should -Be 'n1'
        $run.Warnings | Should -BeNullOrEmpty
        Get-SandboxJob | Should -HaveCount 1
    }

    It 'are warned about where they were sent and not output, and only those' {
        $run = Invoke-Typed '$rows | Invoke-CiWorkflowTrigger | Select-Object -First 1'
        $run.Output.Name | Should -Be 'n1'
        $made = Get-SandboxJob
        @($run.Warnings) | Should -HaveCount (@($made).Count - 1)
        "$($run.Warnings)" | Should -Not -BeLike "*'n1'*"
    }

    It 'stand beside their jobs: by -PipelineVariable with -ThrottleLimit 1, by the job''s Row always' {
        $pairs = $rows[0..9] | ForEach-Object { $_ } -PipelineVariable row | Invoke-CiWorkflowTrigger -ThrottleLimit 1 | ForEach-Object { "$($row.Name) $($_.Name)" }
        $pairs | Should -Be (1..10 | ForEach-Object { "n$_ n$_" })
        $jobs = $rows[0..29] | Invoke-CiWorkflowTrigger -Unordered
        foreach ($job in $jobs) { $job.Name | Should -Be $rows[$job.Row - 1].Name }
    }
}

Describe 'A job whose input can not be read, as a row' {
    # Request.Input has one of Prefix, Object, UrlFile and Manifest (the service's page); a job may show another node, two of them, or none.
    It 'is refused by name, and nothing is sent: <shown>, <trip>, <typed>' -ForEach @(
        foreach ($shown in '<Directory>incoming/</Directory>', '<Prefix>in/</Prefix><Object>in/a.mp4</Object>', '<Object/>', '') {
            foreach ($trip in 'live', 'csv', 'json', 'argument') {
                foreach ($typed in '', '-TimeInterval 1d', '-SkipExisting', '-WhatIf', '-Force -Confirm:$false') { @{ shown = $shown; trip = $trip; typed = $typed } }
            }
        }
    ) {
        Reset-Sandbox
        Add-SandboxFault Replace -Method GET -Status 200 -Body "<Response><JobsDetail><JobId>b00000000000000000000000000000033</JobId><Type>Workflow</Type><Name>odd</Name><State>Success</State><CreationTime>2026-11-01T00:00:00+0800</CreationTime><Input>$shown</Input><Operation><WorkflowIds>$workflow</WorkflowIds></Operation></JobsDetail></Response>"
        $job = Get-CiWorkflowJob b00000000000000000000000000000033
        switch ($trip) {
            'csv' { $job = $job | ConvertTo-Csv | ConvertFrom-Csv }
            'json' { $job = $job | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json }
        }

        Clear-SandboxRequest
        foreach ($line in "Invoke-CiWorkflowTrigger $typed", "Invoke-CiMediaBatch -Tag MediaInfo $typed") {
            $global:job = $job
            $run = Invoke-Typed $(if ($trip -eq 'argument') { "$line -Name odd -Job `$job" } else { "`$job | $line" })
            $run.Errors | Should -HaveCount 1 -Because $line
            $run.Errors[0].Exception.Message | Should -BeLike "*Job 'b00000000000000000000000000000033'*input*"
            $run.Output | Should -BeNullOrEmpty
        }

        Get-SandboxRequest | Should -BeNullOrEmpty
        { $job | Get-CiWorkflowInput -ErrorAction Stop } | Should -Throw '*input*'
    }
}

Describe 'An undefined variable' {
    BeforeAll {
        $other = Invoke-CiWorkflowTrigger -Name of-another -Prefix input/ -WorkflowId $workflow
    }

    It 'never lists all jobs, to be stopped' {
        { Get-CiWorkflowJob -Name $undefined | Stop-CiWorkflowJob -Confirm:$false } | Should -Throw '*Name*null or empty*'
        (Get-CiWorkflowJob -JobId $other.JobId).State | Should -Not -Be 'Cancel'
    }

    It 'never lists the executions of a whole workflow' {
        { Get-CiWorkflowExecution -JobId $undefined -WorkflowId $workflow -State Failed } | Should -Throw '*JobId*null or empty*'
    }

    It 'never lists the jobs of every workflow' {
        { Get-CiWorkflowJob -WorkflowId $undefined } | Should -Throw '*WorkflowId*null or empty*'
    }

    It 'never opens an interval: <_>' -ForEach 'Start', 'End', 'Last' {
        $table = @{ Start = '2026-11-24'; End = '2026-11-25' }
        $table[$_] = $undefined
        { Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow -TimeInterval $table } | Should -Throw "*TimeInterval*$_*null or empty*"
    }

    It 'is never the whole bucket' {
        { Invoke-CiWorkflowTrigger -Name n -Prefix $undefined -WorkflowId $workflow -Force } | Should -Throw '*Prefix*null or empty*'
    }

    It 'never sets a switch' {
        { Invoke-CiWorkflowTrigger -Name n -Prefix '' -WorkflowId $workflow -Force:$undefined } | Should -Throw '*Force*null or empty*'
    }
}
