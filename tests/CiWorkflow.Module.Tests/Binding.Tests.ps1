BeforeDiscovery {
    # What a command makes, and what becomes of it on the way to the next one.
    $things = 'Job', 'Execution', 'Workflow', 'Summary', 'Interval', 'InputObject', 'InputSummary', 'UrlFile'
    $trips = 'live', 'csv', 'json', 'clixml', 'job', 'select'

    # Each command that takes such a thing, by pipe and as an argument, and how the result shows that this very thing was understood.
    $uses = @(
        @{ Thing = 'Job'; Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob }; Argument = { Get-CiWorkflowJob $_ }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Job'; Command = 'Wait-CiWorkflowJob'; Pipe = { $_ | Wait-CiWorkflowJob -WarningAction Ignore -ErrorAction Ignore }; Argument = { Wait-CiWorkflowJob $_ -ErrorAction Ignore }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Job'; Command = 'Stop-CiWorkflowJob'; Pipe = { $_ | Stop-CiWorkflowJob -PassThru -Confirm:$false -WarningAction Ignore }; Argument = { Stop-CiWorkflowJob $_ -PassThru -Confirm:$false -WarningAction Ignore }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Job'; Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution -First 1 }; Argument = { Get-CiWorkflowExecution $_ -First 1 }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Job'; Command = 'Get-CiWorkflow'; Pipe = { $_ | Get-CiWorkflow }; Argument = { Get-CiWorkflow $_ }; Check = { $_.WorkflowId | Should -Be $workflow } }
        @{ Thing = 'Job'; Command = 'Measure-CiWorkflowJob'; Pipe = { $_ | Measure-CiWorkflowJob -SkipInput }; Argument = { Measure-CiWorkflowJob $_ -SkipInput }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Job'; Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Summary }; Argument = { Get-CiWorkflowInput $_ -Summary }; Check = { $_.Prefix | Should -Be 'input/day-0'; $_.TimeInterval | Should -Be $things.Job.TimeInterval } }
        @{ Thing = 'Job'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name again }; Argument = { Invoke-CiWorkflowTrigger $_ -Name again }; Check = { $_.Name | Should -Be 'again'; $_.Prefix | Should -Be 'input/day-0'; $_.TimeInterval | Should -Be $things.Job.TimeInterval; $_.WorkflowIds | Should -Be $workflow } }

        @{ Thing = 'Execution'; Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution }; Argument = { Get-CiWorkflowExecution -RunId $_ }; Check = { $_.RunId | Should -Be $ids.Execution } }
        @{ Thing = 'Execution'; Command = 'Wait-CiWorkflowExecution'; Pipe = { $_ | Wait-CiWorkflowExecution -ErrorAction Ignore }; Argument = { Wait-CiWorkflowExecution $_ -ErrorAction Ignore }; Check = { $_.RunId | Should -Be $ids.Execution } }
        @{ Thing = 'Execution'; Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob }; Argument = { Get-CiWorkflowJob $_ }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Execution'; Command = 'Stop-CiWorkflowJob'; Pipe = { $_ | Stop-CiWorkflowJob -PassThru -Confirm:$false -WarningAction Ignore }; Argument = { Stop-CiWorkflowJob $_ -PassThru -Confirm:$false -WarningAction Ignore }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Execution'; Command = 'Get-CiWorkflow'; Pipe = { $_ | Get-CiWorkflow }; Argument = { Get-CiWorkflow $_ }; Check = { $_.WorkflowId | Should -Be $workflow } }
        @{ Thing = 'Execution'; Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput }; Argument = { Get-CiWorkflowInput -Object $_ }; Check = { $_.Key | Should -Be $things.Execution.Object } }
        @{ Thing = 'Execution'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name again }; Argument = { Invoke-CiWorkflowTrigger -Object $_ -WorkflowId $_ -Name again }; Check = { $_.Object | Should -Be $things.Execution.Object } }
        @{ Thing = 'Execution'; Command = 'Publish-CiUrlFile'; Pipe = { $_ | Publish-CiUrlFile -Key lists/one.txt }; Argument = { Publish-CiUrlFile -Key lists/one.txt -InputObject $_ }; Check = { $_.Count | Should -Be 1 } }

        @{ Thing = 'Workflow'; Command = 'Get-CiWorkflow'; Pipe = { $_ | Get-CiWorkflow }; Argument = { Get-CiWorkflow $_ }; Check = { $_.WorkflowId | Should -Be $workflow } }
        @{ Thing = 'Workflow'; Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob -First 1 }; Argument = { Get-CiWorkflowJob -WorkflowId $_ -First 1 }; Check = { $_.WorkflowIds | Should -Be $workflow } }
        @{ Thing = 'Workflow'; Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution -First 1 }; Argument = { Get-CiWorkflowExecution -WorkflowId $_ -First 1 }; Check = { $_.WorkflowId | Should -Be $workflow } }
        @{ Thing = 'Workflow'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Object input/day-0/clip-01.mp4 }; Argument = { Invoke-CiWorkflowTrigger -Object input/day-0/clip-01.mp4 -Name n -WorkflowId $_ }; Check = { $_.WorkflowIds | Should -Be $workflow } }

        @{ Thing = 'Summary'; Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob }; Argument = { Get-CiWorkflowJob $_ }; Check = { $_.JobId | Should -Be $ids.Job } }
        @{ Thing = 'Summary'; Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution -First 1 }; Argument = { Get-CiWorkflowExecution $_ -First 1 }; Check = { $_.JobId | Should -Be $ids.Job } }

        @{ Thing = 'Interval'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow -TimeInterval $_ }; Check = { $_.TimeInterval | Should -Be $things.Interval } }
        @{ Thing = 'Interval'; Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Prefix input/ -Summary }; Argument = { Get-CiWorkflowInput input/ -Summary -TimeInterval $_ }; Check = { $_.TimeInterval | Should -Be $things.Interval } }

        @{ Thing = 'InputObject'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $_ }; Check = { $_.Object | Should -Be $things.InputObject.Key } }
        @{ Thing = 'InputObject'; Command = 'Publish-CiUrlFile'; Pipe = { $_ | Publish-CiUrlFile -Key lists/one.txt }; Argument = { Publish-CiUrlFile -Key lists/one.txt -InputObject $_ }; Check = { $_.Count | Should -Be 1 } }

        @{ Thing = 'InputSummary'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow }; Check = { $_.Prefix | Should -Be 'input/day-0'; $_.TimeInterval | Should -Be $things.InputSummary.TimeInterval } }

        @{ Thing = 'UrlFile'; Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile $_ }; Check = { $_.UrlFile | Should -Be 'lists/first.txt' } }
        @{ Thing = 'UrlFile'; Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput }; Argument = { Get-CiWorkflowInput -UrlFile $_ }; Check = { $_.Key | Should -Be $things.InputObject.Key } }
    )
    $cases = foreach ($use in $uses) {
        foreach ($trip in $trips) {
            foreach ($way in 'Pipe', 'Argument') {
                if ($use[$way]) { @{ Thing = $use.Thing; Trip = $trip; Way = $way; Command = $use.Command; Use = $use[$way]; Check = $use.Check } }
            }
        }
    }

    # Objects that are not what the parameter takes.
    $wrong = @(
        @{ Name = 'Prefix'; Use = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $things.Job } }
        @{ Name = 'Prefix'; Use = { Get-CiWorkflowInput $things.Execution } }
        @{ Name = 'Prefix'; Use = { Get-CiWorkflowInput (Get-Item $PSHOME) } }
        @{ Name = 'UrlFile'; Use = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile $things.Job } }
        @{ Name = 'Name'; Use = { Invoke-CiWorkflowTrigger -Name $things.Job -WorkflowId $workflow -Prefix input/ } }
        @{ Name = 'JobId'; Use = { Stop-CiWorkflowJob $things.Workflow -Confirm:$false } }
        @{ Name = 'JobId'; Use = { $things.Workflow | Stop-CiWorkflowJob -Confirm:$false } }
        @{ Name = 'JobId'; Use = { Get-CiWorkflowExecution $things.Workflow } }
        @{ Name = 'RunId'; Use = { Get-CiWorkflowExecution -RunId $things.Job } }
        @{ Name = 'WorkflowId'; Use = { Get-CiWorkflow -WorkflowId (Get-Process -Id $PID) } }
        @{ Name = 'Bucket'; Use = { Get-CiWorkflowJob -Bucket $things.Job } }
        @{ Name = 'TimeInterval'; Use = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ -TimeInterval $things.Workflow } }
        @{ Name = 'Key'; Use = { $things.Execution | Publish-CiUrlFile -Key $things.Execution } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    Reset-Sandbox -SubmittedFor 0 -RunningFor 0
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $things = @{ }
    $things.Interval = New-CiTimeInterval -End 2030-01-01T00:00:00+0800 -Last 3650d
    $things.Job = Invoke-CiWorkflowTrigger -Name first -Prefix input/day-0 -WorkflowId $workflow -TimeInterval $things.Interval
    $things.Execution = Get-CiWorkflowExecution $things.Job -First 1
    $things.Workflow = Get-CiWorkflow $workflow
    $things.Summary = Measure-CiWorkflowJob $things.Job -SkipInput
    $things.InputObject = Get-CiWorkflowInput -Prefix input/day-0 | Select-Object -First 1
    $things.InputSummary = Get-CiWorkflowInput -Prefix input/day-0 -TimeInterval $things.Interval -Summary
    $things.UrlFile = $things.InputObject | Publish-CiUrlFile -Key lists/first.txt
    $ids = @{ Job = $things.Job.JobId; Execution = $things.Execution.RunId }

    # Each thing after each trip, made once.
    $taken = @{ }
    foreach ($name in $things.Keys) {
        $thing = $things[$name]
        $file = Join-Path $TestDrive "$name.csv"
        $thing | Export-Csv $file
        $taken["$name csv"] = Import-Csv $file
        $taken["$name json"] = $thing | ConvertTo-Json -Depth 3 -WarningAction Ignore | ConvertFrom-Json
        $thing | Export-Clixml "$file.xml"
        $taken["$name clixml"] = Import-Clixml "$file.xml"
        $taken["$name live"] = $thing
        $taken["$name select"] = $thing | Select-Object *
    }

    # One process for all: Start-Job takes a second each time.
    $returned = Start-Job { param($things) $things } -ArgumentList $things | Receive-Job -Wait -AutoRemoveJob
    foreach ($name in $things.Keys) { $taken["$name job"] = $returned[$name] }
}

AfterAll { Stop-Sandbox }

Describe 'What one command makes' {
    It 'is itself: <Thing>, <Trip>, <Way>, <Command>' -ForEach $cases {
        $given = $taken["$Thing $Trip"]
        $result = @($given | ForEach-Object { . $Use } -ErrorAction Stop)
        $result.Count | Should -Be 1
        $result[0] | ForEach-Object $Check
    }

    It 'is refused by the name of the parameter that does not take it: <Use>' -ForEach $wrong {
        Clear-SandboxRequest
        { $ErrorActionPreference = 'Stop'; & $Use } | Should -Throw "*'$Name'*"
        Get-SandboxRequest -Method P* | Should -BeNullOrEmpty
    }
}

Describe 'The executions of one job' {
    It 'stand for the job once: <_>' -ForEach 'Get-CiWorkflowJob', 'Stop-CiWorkflowJob' {
        $executions = Get-CiWorkflowExecution $things.Job
        $executions.Count | Should -BeGreaterThan 1
        Clear-SandboxRequest
        $more = if ($_ -eq 'Stop-CiWorkflowJob') { @{ Confirm = $false; WarningAction = 'Ignore' } } else { @{ } }
        $null = $executions | & $_ @more
        @(Get-SandboxRequest -Path "*/inventorytriggerjob/$($ids.Job)").Count | Should -Be 1
    }
}

Describe 'A file of saved jobs' {
    It 'finds each of them' {
        $file = Join-Path $TestDrive saved.csv
        "JobId,Name,Bucket,Region`r`n$($ids.Job),first,$($things.Job.Bucket),$($things.Job.Region)`r`n" | Set-Content $file -NoNewline
        (Import-Csv $file | Get-CiWorkflowJob).JobId | Should -Be $ids.Job
    }

    It 'is refused where a JobId is blank, and never means all' {
        $row = [pscustomobject]@{ JobId = ''; WorkflowId = $workflow }
        foreach ($command in 'Get-CiWorkflowJob', 'Get-CiWorkflowExecution', 'Stop-CiWorkflowJob') {
            { $row | & $command -ErrorAction Stop } | Should -Throw '*JobId*' -Because $command
        }
    }
}

Describe 'JSON and CSV' {
    It 'have the names of states' {
        $things.Job | ConvertTo-Json -Depth 3 -WarningAction Ignore | Should -Match '"State":\s*"[A-Z][a-z]+"'
    }

    It 'have no names of types: <_>' -ForEach 'Job', 'Execution', 'Workflow', 'Summary', 'Interval', 'InputObject', 'InputSummary', 'UrlFile' {
        $things[$_] | ConvertTo-Csv | Out-String | Should -Not -Match 'CiWorkflow\.|System\.'
    }
}
