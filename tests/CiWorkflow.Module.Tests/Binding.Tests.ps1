BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force

    # What a command makes, and what becomes of it on the way to the next one; json51 is what Windows PowerShell 5.1 writes.
    $trips = 'live', 'csv', 'json', 'json51', 'clixml', 'job', 'select'

    # Each command that takes such things, by pipe and as an argument, and how the result shows that this very thing was understood:
    # $thing is what was made, before any trip.
    $uses = @(
        @{
            Things = 'Job', 'WaitedJob', 'Execution', 'Summary', 'LedgerEntry', 'MediaJob'
            Takers = @(
                @{ Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob }; Argument = { Get-CiWorkflowJob $_ } }
                @{ Command = 'Wait-CiWorkflowJob'; Pipe = { $_ | Wait-CiWorkflowJob @lenient }; Argument = { Wait-CiWorkflowJob $_ @lenient } }
                @{ Command = 'Stop-CiWorkflowJob'; Pipe = { $_ | Stop-CiWorkflowJob -PassThru -Confirm:$false -WarningAction Ignore }; Argument = { Stop-CiWorkflowJob $_ -PassThru -Confirm:$false -WarningAction Ignore } }
                @{ Command = 'Get-CiMediaJob'; Pipe = { @($_ | Get-CiMediaJob)[0] ?? @{ JobId = $asked.Invoke() } }; Argument = { @(Get-CiMediaJob $_)[0] ?? @{ JobId = $asked.Invoke() } } }
                @{ Command = 'Export-CiWorkflowReport'; Pipe = { $_ | Export-CiWorkflowReport "$TestDrive/r.html" -Force }; Argument = { Export-CiWorkflowReport "$TestDrive/r.html" -JobId $_ -Force }; File = $true }
            )
            Check = { $_.JobId | Should -Be $thing.JobId }
        }
        @{
            Things = 'Job', 'WaitedJob', 'Summary', 'LedgerEntry'
            Takers = @(
                @{ Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution -First 1 }; Argument = { Get-CiWorkflowExecution $_ -First 1 } }
                @{ Command = 'Measure-CiWorkflowJob'; Pipe = { $_ | Measure-CiWorkflowJob -SkipInput }; Argument = { Measure-CiWorkflowJob $_ -SkipInput } }
            )
            Check = { $_.JobId | Should -Be $thing.JobId }
        }
        @{
            Things = 'Job', 'WaitedJob'
            Takers = @(
                @{ Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Summary }; Argument = { Get-CiWorkflowInput $_ -Summary } }
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name again }; Argument = { Invoke-CiWorkflowTrigger $_ -Name again } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name again @operation }; Argument = { Invoke-CiMediaBatch $_ -Name again @operation } }
            )
            Check = { $_.Prefix | Should -Be 'input/day-0'; $_.TimeInterval | Should -Be $thing.TimeInterval }
        }
        @{
            Things = 'Execution', 'WaitedExecution'
            Takers = @(
                @{ Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution }; Argument = { Get-CiWorkflowExecution -RunId $_ } }
                @{ Command = 'Wait-CiWorkflowExecution'; Pipe = { $_ | Wait-CiWorkflowExecution -ErrorAction Ignore }; Argument = { Wait-CiWorkflowExecution $_ -ErrorAction Ignore } }
            )
            Check = { $_.RunId | Should -Be $thing.RunId }
        }
        @{
            Things = 'Execution', 'WaitedExecution'
            Takers = @(
                @{ Command = 'Restart-CiWorkflowExecution'; Pipe = { $_ | Restart-CiWorkflowExecution -Force -Confirm:$false }; Argument = { Restart-CiWorkflowExecution $_ -Force -Confirm:$false } }
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name again }; Argument = { Invoke-CiWorkflowTrigger -Object $_ -WorkflowId $_ -Name again } }
            )
            Check = { $_.Object | Should -Be $thing.Object; "$($_.WorkflowId)$($_.WorkflowIds)" | Should -Be $workflow }
        }
        @{
            Things = 'Execution', 'WaitedExecution', 'MediaJob', 'InputObject'
            Takers = @(
                @{ Command = 'Invoke-CiWorkflow'; Pipe = { $_ | Invoke-CiWorkflow $workflow -Confirm:$false }; Argument = { Invoke-CiWorkflow $workflow $_ -Confirm:$false } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name again @operation }; Argument = { Invoke-CiMediaBatch -Object $_ -Name again @operation } }
                @{ Command = 'Get-CiWorkflowExecution -Object'; Argument = { Get-CiWorkflowExecution -WorkflowId $workflow -Object $_ -First 1 } }
            )
            Check = { $_.Object | Should -Be "$($thing.Object)$($thing.Key)" }
        }
        @{
            Things = 'MediaJob', 'InputObject'
            Takers = @(
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $_ } }
            )
            Check = { $_.Object | Should -Be "$($thing.Object)$($thing.Key)" }
        }
        @{
            Things = 'Execution', 'WaitedExecution', 'MediaJob', 'InputObject'
            Takers = @(
                @{ Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput }; Argument = { Get-CiWorkflowInput -Object $_ } }
                @{ Command = 'Publish-CiUrlFile'; Pipe = { $null = $_ | Publish-CiUrlFile -Key lists/one.txt; Get-CiWorkflowInput -UrlFile lists/one.txt }; Argument = { $null = Publish-CiUrlFile -Key lists/one.txt -InputObject $_; Get-CiWorkflowInput -UrlFile lists/one.txt } }
            )
            Check = { $_.Key | Should -Be "$($thing.Object)$($thing.Key)" }
        }
        @{
            Things = 'Job', 'WaitedJob', 'Summary', 'LedgerEntry', 'Execution', 'WaitedExecution', 'Workflow'
            Takers = @(
                @{ Command = 'Get-CiWorkflow'; Pipe = { $_ | Get-CiWorkflow }; Argument = { Get-CiWorkflow $_ } }
                @{ Command = 'Get-CiWorkflowJob'; Argument = { Get-CiWorkflowJob -WorkflowId $_ -First 1 } }
                @{ Command = 'Get-CiWorkflowExecution'; Argument = { Get-CiWorkflowExecution -WorkflowId $_ -First 1 } }
                @{ Command = 'Invoke-CiWorkflowTrigger'; Argument = { Invoke-CiWorkflowTrigger -Object input/day-0/clip-01.mp4 -Name n -WorkflowId $_ } }
                @{ Command = 'Test-CiWorkflowSetup'; Pipe = { Clear-SandboxRequest; $null = $_ | Test-CiWorkflowSetup; @{ WorkflowId = $askedWorkflow.Invoke() } }; Argument = { Clear-SandboxRequest; $null = Test-CiWorkflowSetup $_; @{ WorkflowId = $askedWorkflow.Invoke() } } }
            )
            Check = { "$($_.WorkflowId)$($_.WorkflowIds)" | Should -Be $workflow }
        }
        @{
            Things = 'Execution', 'WaitedExecution', 'Workflow'
            Takers = @(
                @{ Command = 'Enable-CiWorkflow'; Pipe = { $_ | Enable-CiWorkflow -PassThru -Confirm:$false }; Argument = { Enable-CiWorkflow $_ -PassThru -Confirm:$false } }
                @{ Command = 'Disable-CiWorkflow'; Pipe = { $_ | Disable-CiWorkflow -PassThru -WhatIf; Get-CiWorkflow $_ }; Argument = { Disable-CiWorkflow $_ -PassThru -WhatIf; Get-CiWorkflow $_ } }
                @{ Command = 'Export-CiWorkflow'; Pipe = { $null = $_ | Export-CiWorkflow -Path "$TestDrive/w.xml" -Force; @{ WorkflowId = $exported.Invoke() } }; Argument = { $null = Export-CiWorkflow $_ "$TestDrive/w.xml" -Force; @{ WorkflowId = $exported.Invoke() } } }
                @{ Command = 'Remove-CiWorkflow'; Pipe = { $_ | Remove-CiWorkflow -ErrorVariable problem -ErrorAction SilentlyContinue; @{ WorkflowId = "$problem" -replace '(?s).*\b(w[0-9a-f]{32}).*', '$1' } }; Argument = { Remove-CiWorkflow $_ -ErrorVariable problem -ErrorAction SilentlyContinue; @{ WorkflowId = "$problem" -replace '(?s).*\b(w[0-9a-f]{32}).*', '$1' } } }
                @{ Command = 'Invoke-CiWorkflow'; Argument = { Invoke-CiWorkflow $_ input/day-0/clip-01.mp4 -Confirm:$false } }
            )
            Check = { $_.WorkflowId | Should -Be $workflow }
        }
        @{
            Things = 'Workflow'
            Takers = @(
                @{ Command = 'Get-CiWorkflowJob'; Pipe = { $_ | Get-CiWorkflowJob -First 1 } }
                @{ Command = 'Get-CiWorkflowExecution'; Pipe = { $_ | Get-CiWorkflowExecution -First 1 } }
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Object input/day-0/clip-01.mp4 } }
            )
            Check = { "$($_.WorkflowId)$($_.WorkflowIds)" | Should -Be $workflow }
        }
        @{
            Things = 'Interval'
            Takers = @(
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -Prefix input/ -WorkflowId $workflow -TimeInterval $_ } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name n -Prefix input/ @operation }; Argument = { Invoke-CiMediaBatch -Name n -Prefix input/ -TimeInterval $_ @operation } }
                @{ Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Prefix input/ -Summary }; Argument = { Get-CiWorkflowInput input/ -Summary -TimeInterval $_ } }
            )
            Check = { "$($_.TimeInterval)" | Should -Be "$thing" }
        }
        @{
            Things = 'RunInterval', 'RunJob'
            Takers = @(
                @{ Command = 'Save-CiCheckpoint'; Pipe = { $_ | Save-CiCheckpoint nightly -StatePath (Copy-State); Get-CiCheckpoint nightly -StatePath $state }; Argument = { Save-CiCheckpoint nightly $_ -StatePath (Copy-State); Get-CiCheckpoint nightly -StatePath $state } }
            )
            Check = { $_.Saved | Should -Be $things.RunInterval.End }
        }
        @{
            Things = 'Checkpoint', 'FolderCheckpoint'
            Takers = @(
                @{ Command = 'Get-CiCheckpoint'; Pipe = { $_ | Get-CiCheckpoint } }
            )
            Check = { $_.Name | Should -Be 'nightly'; "$($_.Pending)" | Should -Be "$($thing.Pending)"; $_.Place | Should -Be $thing.Place }
        }
        @{
            Things = 'InputSummary'
            Takers = @(
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name n @operation } }
                @{ Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Summary } }
            )
            Check = { $_.Prefix | Should -Be 'input/day-0'; $_.TimeInterval | Should -Be $thing.TimeInterval }
        }
        @{
            Things = 'UrlFile'
            Takers = @(
                @{ Command = 'Invoke-CiWorkflowTrigger'; Pipe = { $_ | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow }; Argument = { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile $_ } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name n @operation }; Argument = { Invoke-CiMediaBatch -Name n @operation -UrlFile $_ } }
                @{ Command = 'Get-CiWorkflowInput'; Pipe = { $_ | Get-CiWorkflowInput -Summary }; Argument = { Get-CiWorkflowInput -UrlFile $_ -Summary } }
            )
            Check = { $_.UrlFile | Should -Be 'lists/first.txt' }
        }
        @{
            Things = 'Queue', 'MediaJob'
            Takers = @(
                @{ Command = 'Get-CiQueue'; Pipe = { $_ | Get-CiQueue }; Argument = { Get-CiQueue $_ } }
                @{ Command = 'Set-CiQueue'; Pipe = { $_ | Set-CiQueue -Name renamed -PassThru -Confirm:$false }; Argument = { Set-CiQueue $_ -Name renamed -PassThru -Confirm:$false } }
                @{ Command = 'Resume-CiQueue'; Pipe = { $_ | Resume-CiQueue -PassThru -Confirm:$false }; Argument = { Resume-CiQueue $_ -PassThru -Confirm:$false } }
                @{ Command = 'Suspend-CiQueue'; Pipe = { $_ | Suspend-CiQueue -PassThru -Confirm:$false | Resume-CiQueue -PassThru -Confirm:$false }; Argument = { Suspend-CiQueue $_ -PassThru -Confirm:$false | Resume-CiQueue -PassThru -Confirm:$false } }
                @{ Command = 'Invoke-CiMediaBatch'; Argument = { Invoke-CiMediaBatch -Name n -Prefix a/ -QueueId $_ @operation } }
            )
            Check = { $_.QueueId | Should -Be $thing.QueueId }
        }
        @{
            Things = 'Queue'
            Takers = @(
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { $_ | Invoke-CiMediaBatch -Name n -Prefix a/ @operation } }
            )
            Check = { $_.QueueId | Should -Be $thing.QueueId }
        }
        @{
            Things = 'Template'
            Takers = @(
                @{ Command = 'Get-CiTemplate'; Pipe = { $_ | Get-CiTemplate }; Argument = { Get-CiTemplate $_ } }
                @{ Command = 'Invoke-CiMediaBatch'; Pipe = { ($_ | Invoke-CiMediaBatch -Name n -Prefix a/ -OutputObject $output).Operation }; Argument = { (Invoke-CiMediaBatch -Name n -Prefix a/ -Tag $_ -TemplateId $_ -OutputObject $output).Operation } }
            )
            Check = { $_.TemplateId | Should -Be $thing.TemplateId; $_.Tag | Should -Be $thing.Tag }
        }
        @{
            Things = 'WorkflowFile'
            Takers = @(
                @{ Command = 'Import-CiWorkflow'; Pipe = { $_ | Import-CiWorkflow -Name "w$([guid]::NewGuid().ToString('n'))" -Confirm:$false }; Argument = { Import-CiWorkflow $_ -Name "w$([guid]::NewGuid().ToString('n'))" -Confirm:$false } }
            )
            Check = { $_.State | Should -Be 'Paused'; "$($_.Topology)" | Should -Be "$($things.Workflow.Topology)" }
        }
        @{
            Things = 'Context'
            Takers = @(
                @{ Command = 'Get-CiContext'; Pipe = { $_ | Get-CiContext }; Argument = { Get-CiContext -Context $_ } }
                @{ Command = 'Set-CiContext'; Pipe = { $_ | Set-CiContext -WhatIf; $_ | Get-CiContext }; Argument = { Set-CiContext -Context $_ -WhatIf; Get-CiContext -Context $_ } }
                @{ Command = 'Get-CiWorkflow'; Argument = { @{ Bucket = (Get-CiWorkflow $workflow -Context $_ -Credential $keys).Bucket; RetryIntervalSec = 0.001 } } }
            )
            Check = { $_.Bucket | Should -Be $sandbox.bucket; $_.RetryIntervalSec | Should -Be 0.001 }
        }
    )
    $cases = foreach ($use in $uses) {
        foreach ($thing in $use.Things) {
            foreach ($taker in $use.Takers) {
                foreach ($trip in $trips) {
                    foreach ($way in 'Pipe', 'Argument') {
                        if ($taker[$way]) { @{ Thing = $thing; Trip = $trip; Way = $way; Command = $taker.Command; Use = $taker[$way]; Check = $use.Check; File = $taker.File } }
                    }
                }
            }
        }
    }

    # A test for each thing and each command that takes it, over all trips and both ways. The first tier has a sample in which every thing
    # makes every trip, and every command takes something in every way it can.
    $rows = $cases | Group-Object { "$($_.Thing) $($_.Command)" } | ForEach-Object { @{ Thing = $_.Group[0].Thing; Command = $_.Group[0].Command; Cases = $_.Group } }
    $isSeen = @{ }
    $sample = foreach ($ofThing in $cases | Group-Object { $_.Thing }) {
        $turn = 0
        $chosen = foreach ($trip in $trips) {
            $ofTrip = @($ofThing.Group | Where-Object { $_.Trip -eq $trip })
            # One whose command has not been seen this way, or else the next in turn.
            $one = @($ofTrip | Where-Object { -not $isSeen["$($_.Command) $($_.Way)"] })[0] ?? $ofTrip[$turn++ % $ofTrip.Count]
            $isSeen["$($one.Command) $($one.Way)"] = $true
            $one
        }
        @{ Thing = $ofThing.Name; Cases = @($chosen) }
    }
    $unseen = $cases | Where-Object { -not $isSeen["$($_.Command) $($_.Way)"] } | Group-Object { "$($_.Command) $($_.Way)" } | ForEach-Object { @{ Thing = $_.Name; Cases = @($_.Group[0]) } }
    $sample = @($sample) + @($unseen)

    # Every parameter that takes objects stands in the matrix.
    $columns = foreach ($use in $uses) { $use.Takers.Command -replace ' .*' }
    $takers = foreach ($command in Get-Command -Module CiWorkflow -CommandType Cmdlet) {
        if ($command.ParameterSets.Parameters | Where-Object ValueFromPipeline) { @{ Name = $command.Name; IsThere = $command.Name -in $columns } }
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
        @{ Name = 'JobId'; Use = { $things.WaitedExecution | Get-CiWorkflowJob } }
        @{ Name = 'JobId'; Use = { $things.Queue | Stop-CiWorkflowJob -Confirm:$false } }
        @{ Name = 'WorkflowId'; Use = { $things.Job | Disable-CiWorkflow -Confirm:$false } }
        @{ Name = 'WorkflowId'; Use = { $things.Template | Remove-CiWorkflow -Confirm:$false } }
        @{ Name = 'QueueId'; Use = { $things.Template | Suspend-CiQueue -Confirm:$false } }
        @{ Name = 'Object'; Use = { $things.LedgerEntry | Invoke-CiWorkflow $workflow -Confirm:$false } }
        @{ Name = 'Object'; Use = { $things.Job | Invoke-CiWorkflow $workflow -Confirm:$false } }
        @{ Name = 'InputObject'; Use = { $things.LedgerEntry | Publish-CiUrlFile -Key lists/ledger.txt } }
        @{ Name = 'InputObject'; Use = { Get-Item $PSHOME | Publish-CiUrlFile -Key lists/files.txt } }
        @{ Name = 'InputObject'; Use = { $things.Execution | Save-CiCheckpoint nightly } }
        @{ Name = 'Input'; Use = { $things.LedgerEntry | Invoke-CiWorkflowTrigger -Name again } }
        @{ Name = 'Input'; Use = { $things.Summary | Invoke-CiWorkflowTrigger -Name again } }
        @{ Name = 'Input'; Use = { $things.Queue | Invoke-CiWorkflowTrigger -Name again -WorkflowId $workflow } }
        @{ Name = 'RunId'; Use = { $things.Job | Restart-CiWorkflowExecution -Confirm:$false } }
        @{ Name = 'Key'; Use = { $things.Execution | Publish-CiUrlFile -Key $things.Execution } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    Reset-Sandbox -SubmittedFor 0 -RunningFor 0
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $lenient = @{ WarningAction = 'Ignore'; ErrorAction = 'Ignore' }
    $output = 'out/${InventoryTriggerJobId}/${InputName}.${Ext}'
    $operation = @{ Tag = 'Transcode'; TemplateId = 't04e1ab86554984f1aa17c062fbf6c007c'; OutputObject = $output }

    # What a command asked for, where its answer doesn't show it.
    $asked = { (Get-SandboxRequest GET /jobs)[-1].query.inventoryTriggerJobId }
    $askedWorkflow = { @(Get-SandboxRequest GET /workflow).query.ids | Where-Object { $_ } | Select-Object -First 1 }
    $exported = { if (Select-String -Path "$TestDrive/w.xml" -SimpleMatch $things.Workflow.Name) { $workflow } }

    # A folder of checkpoints that nobody has used yet.
    function Copy-State {
        $script:state = Join-Path $TestDrive ([guid]::NewGuid())
        Copy-Item -Recurse $folder $script:state
        $script:state
    }

    # The JSON of Windows PowerShell 5.1: a DateTimeOffset is an object of its properties there.
    function ConvertTo-Plain51($Value, [int] $Depth = 0) {
        if ($null -eq $Value) { return $null }
        if ($Value -is [string] -or $Value -is [bool] -or $Value -is [decimal] -or ($Value.GetType().IsPrimitive)) { return $Value }
        if ($Value -is [enum]) { if ([enum]::GetUnderlyingType($Value.GetType()) -eq [long]) { return "$Value" } else { return [int] $Value } }
        if ($Value -is [datetime]) { return "/Date($(([datetimeoffset] $Value).ToUnixTimeMilliseconds()))/" }
        if ($Value -is [uri]) { return $Value.OriginalString }
        if ($Depth -gt 2) { return "$Value" }
        if ($Value -is [Collections.IEnumerable]) { return , @(foreach ($item in $Value) { ConvertTo-Plain51 $item ($Depth + 1) }) }
        $table = [ordered]@{ }
        foreach ($property in $Value.GetType().GetProperties() | Where-Object { -not $_.GetIndexParameters() -and -not $_.GetMethod.IsStatic }) {
            $table[$property.Name] = ConvertTo-Plain51 $property.GetValue($Value) ($Depth + 1)
        }
        $table
    }

    $things = @{ }
    $things.Interval = New-CiTimeInterval -End 2030-01-01T00:00:00+0800 -Last 3650d
    $things.Job = Invoke-CiWorkflowTrigger -Name first -Prefix input/day-0 -WorkflowId $workflow -TimeInterval $things.Interval -Ledger ledger/
    $things.WaitedJob = Wait-CiWorkflowJob $things.Job -WarningAction Ignore
    $things.Execution = Get-CiWorkflowExecution $things.Job -First 1
    $things.WaitedExecution = Wait-CiWorkflowExecution $things.Execution
    $things.Workflow = Get-CiWorkflow $workflow
    $things.Summary = Measure-CiWorkflowJob $things.Job -SkipInput
    $things.InputObject = Get-CiWorkflowInput -Prefix input/day-0 | Select-Object -First 1
    $things.InputSummary = Get-CiWorkflowInput -Prefix input/day-0 -TimeInterval $things.Interval -Summary
    $things.UrlFile = $things.InputObject | Publish-CiUrlFile -Key lists/first.txt
    $things.LedgerEntry = Get-CiLedger ledger/
    $things.Queue = Get-CiQueue | Select-Object -First 1
    $things.Template = Get-CiTemplate -Tag Transcode | Select-Object -First 1
    $batch = Invoke-CiMediaBatch -Name batch -Prefix input/day-0 -QueueId $things.Queue @operation
    $things.MediaJob = Get-CiMediaJob $batch -First 1
    $things.Context = Get-CiContext
    $things.WorkflowFile = Export-CiWorkflow $workflow "$TestDrive/kept.xml"
    $folder = Join-Path $TestDrive state
    $things.RunInterval = New-CiTimeInterval -Since nightly -First 2020-01-01 -StatePath $folder
    $things.RunJob = Invoke-CiWorkflowTrigger -Name run -Prefix input/day-0 -WorkflowId $workflow -TimeInterval $things.RunInterval | Wait-CiWorkflowJob -WarningAction Ignore
    $things.FolderCheckpoint = Get-CiCheckpoint nightly -StatePath $folder
    $null = New-CiTimeInterval -Since nightly -First 2021-01-01
    $things.Checkpoint = Get-CiCheckpoint nightly
    $ids = @{ Job = $things.Job.JobId; Execution = $things.Execution.RunId }

    # Each thing after each trip, made once.
    $taken = @{ }
    foreach ($name in $things.Keys) {
        $thing = $things[$name]
        $file = Join-Path $TestDrive "$name.csv"
        $thing | Export-Csv $file
        $taken["$name csv"] = Import-Csv $file
        $taken["$name json"] = $thing | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json
        $taken["$name json51"] = ConvertTo-Plain51 $thing | ConvertTo-Json -Depth 9 | ConvertFrom-Json
        $thing | Export-Clixml "$file.xml"
        $taken["$name clixml"] = Import-Clixml "$file.xml"
        $taken["$name live"] = $thing
        $taken["$name select"] = $thing | Select-Object *
    }

    # The cases in which the result is another thing, or none.
    function Find-Mistaken($Cases) {
        foreach ($case in $Cases) {
            try {
                $given = $taken["$($case.Thing) $($case.Trip)"]
                $thing = $things[$case.Thing]
                $result = @($given | ForEach-Object { . $case.Use } -ErrorAction Stop)
                if ($case.File) { $result = @(if ((Get-Content "$TestDrive/r.html" -Raw) -match [regex]::Escape($thing.JobId)) { @{ JobId = $thing.JobId } }) }
                $result.Count | Should -Be 1
                $result[0] | ForEach-Object $case.Check
            }
            catch { "$($case.Thing), $($case.Trip), $($case.Way), $($case.Command): $_" }
        }
    }

    # One process for all: Start-Job takes a second each time.
    $returned = Start-Job { param($things) $things } -ArgumentList $things | Receive-Job -Wait -AutoRemoveJob
    foreach ($name in $things.Keys) { $taken["$name job"] = $returned[$name] }
}

AfterAll { Stop-Sandbox }

Describe 'What one command makes' {
    It 'is itself: <Thing>' -ForEach $sample { Find-Mistaken $Cases | Should -BeNullOrEmpty }

    It 'is itself: <Thing>, <Command>' -Tag Second -ForEach $rows { Find-Mistaken $Cases | Should -BeNullOrEmpty }

    It 'is taken by a command that stands in this matrix: <Name>' -ForEach $takers {
        $IsThere | Should -BeTrue
    }

    It 'is refused by the name of the parameter that does not take it: <Use>' -ForEach $wrong {
        Clear-SandboxRequest
        $refusal = try { & { $ErrorActionPreference = 'Stop'; . $Use } } catch { $_ }
        $refusal | Should -BeOfType ([Management.Automation.ErrorRecord])
        $refusal.Exception.Message | Should -Match "'$Name'|^$Name\b"
        Get-SandboxRequest -Method [PD]* | Should -BeNullOrEmpty
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
