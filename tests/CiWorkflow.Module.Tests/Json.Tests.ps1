# What ConvertTo-Json makes of the objects: names for enums, numbers of seconds for durations, in Windows PowerShell 5.1 as in PowerShell 7.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force

    # Each type that a command declares to write, with the types of its properties to any depth.
    $waiting = [Collections.Generic.Queue[type]]::new()
    foreach ($command in Get-Command -Module CiWorkflow -CommandType Cmdlet) {
        foreach ($output in $command.OutputType.Type | Where-Object { $_ }) { $waiting.Enqueue($output) }
    }

    $types = [Collections.Generic.HashSet[type]]::new()
    while ($waiting.Count) {
        $type = $waiting.Dequeue()
        if ($type.FullName -notlike 'CiWorkflow.*' -or $type.IsEnum -or -not $types.Add($type)) { continue }
        foreach ($property in $type.GetProperties()) {
            foreach ($part in @($property.PropertyType) + $property.PropertyType.GetGenericArguments()) { $waiting.Enqueue($part) }
        }
    }

    $properties = foreach ($type in $types) {
        foreach ($property in $type.GetProperties()) {
            @{ Name = "$($type.Name).$($property.Name)"; Types = @($property.PropertyType) + $property.PropertyType.GetGenericArguments() }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    Reset-Sandbox -SubmittedFor 1 -RunningFor 2
    $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix input/day-0 -WorkflowId $workflow -Ledger ledger/ | Wait-CiWorkflowJob -WarningAction Ignore
    $job = Get-CiWorkflowJob $job.JobId
}

AfterAll { Stop-Sandbox }

Describe 'A property of an object that a command writes' {
    It 'is no span of time, and no enum whose numbers JSON has instead of its names: <Name>' -ForEach $properties {
        $Types | Should -Not -Contain ([timespan])
        $Types | Where-Object { $_.IsEnum -and [enum]::GetUnderlyingType($_) -notin [long], [ulong] } | Should -BeNullOrEmpty
    }
}

Describe 'JSON' {
    It 'has the seconds that a job took, and its state by name' {
        $text = $job | ConvertTo-Json -WarningAction Ignore
        $text | Should -Match '"DurationSec": 2,'
        $text | Should -Match '"State": "Success"'
        ($text | ConvertFrom-Json).DurationSec | Should -Be $job.DurationSec
    }

    It 'has the seconds of a summary' {
        $summary = $job | Measure-CiWorkflowJob -SkipInput
        ($summary | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json).MedianSec | Should -BeOfType ([long])
        ($summary | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json).LongestSec | Should -Be $summary.LongestSec
    }

    It 'has the names of the states of a ledger and of a setup''s checks' {
        Get-CiLedger ledger/ | ConvertTo-Json | Should -Match '"State": "Created"'
        Test-CiWorkflowSetup | ConvertTo-Json | Should -Match '"Result": "Ok"'
    }
}

Describe 'The durations of an object' {
    It 'are there as TimeSpan for scripts, and not in JSON, CSV or a list of everything' {
        $job.Duration | Should -Be ([timespan] '00:00:02')
        ($job | Select-Object Duration).Duration | Should -Be ([timespan] '00:00:02')
        $summary = $job | Measure-CiWorkflowJob -SkipInput
        $summary.Median, $summary.Longest | Should -BeOfType ([timespan])
        (New-CiContext -RetryInterval 1.5).RetryInterval | Should -Be ([timespan] '00:00:01.5')
        foreach ($item in $job, $summary, (New-CiContext -RetryInterval 1.5)) {
            ($item | ConvertTo-Json -WarningAction Ignore), (($item | ConvertTo-Csv)[0]), ($item | Select-Object * | Out-String) |
                Should -Not -Match '\b(Duration|Median|Longest|RetryInterval)\b'
        }
    }
}

Describe 'The seconds of a job' {
    It 'sort, filter and stand in a table and in a CSV as a number' {
        $job | Where-Object DurationSec -GT 1 | Sort-Object DurationSec | Format-Table DurationSec | Out-String | Should -Match '2'
        ($job | Select-Object DurationSec | ConvertTo-Csv)[1] | Should -Be '"2"'
    }

    It 'are shown as a length in the list' {
        $job | Format-List | Out-String | Should -Match 'Duration\s+: 00:00:02'
    }
}

Describe 'The retry interval of a context' {
    It 'comes back from a <_> under another culture' -ForEach 'JSON', 'CSV' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $context = New-CiContext -RetryInterval ([timespan]::FromMilliseconds(1500))
            $context.RetryIntervalSec | Should -Be 1.5
            $saved = if ($_ -eq 'JSON') { $context | ConvertTo-Json | ConvertFrom-Json } else { $context | ConvertTo-Csv | ConvertFrom-Csv }
            ($saved | Set-CiContext -PassThru).RetryIntervalSec | Should -Be 1.5
            ($saved | New-CiContext).RetryIntervalSec | Should -Be 1.5
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
            Clear-CiContext -Setting RetryInterval
        }
    }

    It 'is a number of seconds or a length: <_>' -ForEach '1.5', 1.5, '00:00:01.5' {
        (New-CiContext -RetryInterval $_).RetryIntervalSec | Should -Be 1.5
    }

    It 'is refused where it is neither: <_>' -ForEach '-1', 'NaN', 'Infinity', '1e300', 'soon' {
        { New-CiContext -RetryInterval $_ } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}
