#requires -Version 7
<#
.SYNOPSIS
    Creates jobs through the cmdlet in real pwsh while the service answers late, shows lists late, loses answers or has another clock,
    with the default settings throughout, and counts what came of it.
.DESCRIPTION
    Each schedule has a sandbox with nothing but a job of somebody else, and so many rows in one pipeline. A run's own report (the jobs it
    returned, the errors it made) is compared with the jobs that the service has in the end.
    Lost: created and neither given nor reported as unknown or unclear, or given and not created. Doubled: created more often than asked for.
    In silence: doubled, and no run warned of one of its jobs by its id.
.EXAMPLE
    pwsh tests/CiWorkflow.Benchmarks/Schedules.ps1
.EXAMPLE
    pwsh tests/CiWorkflow.Benchmarks/Schedules.ps1 -Name '*ledger*' -Rows 200
#>
param([string] $Name = '*', [ValidateRange(1, 1000)] [int] $Rows = 24)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$tests = Join-Path $PSScriptRoot '../CiWorkflow.Module.Tests'
Import-Module (Join-Path $tests 'Sandbox.psm1'), (Join-Path $tests 'Shell.psm1')

# What strikes every create request, and every list of jobs.
function Add-CreateFault { Add-SandboxFault @args -Method POST -Path '^/inventorytriggerjob' -Times 0 }
function Add-ListFault { Add-SandboxFault @args -Method GET -Path '^/inventorytriggerjob' -Times 0 }

$schedules = @(
    @{ Is = 'nothing goes wrong' }
    @{ Is = 'answer lost'; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, job listed 6 s late'; Lag = 6; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, job listed 60 s late'; Lag = 60; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, lists 10 s stale'; Arrange = { Add-CreateFault DropAfter; Add-ListFault StaleList -Seconds 10 } }
    @{ Is = 'answer lost, half of the lists stale'; Arrange = { Add-CreateFault DropAfter; Add-ListFault StaleList -Seconds 60 -Every 2 } }
    @{ Is = 'answer lost, lists empty'; Arrange = { Add-CreateFault DropAfter; Add-ListFault EmptyList } }
    @{ Is = 'answer lost, lists fail'; Arrange = { Add-CreateFault DropAfter; Add-ListFault Status -Status 503 } }
    @{ Is = 'answer lost, lists never end'; Arrange = { Add-CreateFault DropAfter; Add-ListFault EndlessPages } }
    @{ Is = 'answer lost, pages shift'; Variant = 'PagesShift'; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, service''s clock 10 min ahead'; Clock = 600; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, service''s clock 10 min behind'; Clock = -600; Arrange = { Add-CreateFault DropAfter } }
    @{ Is = 'answer lost, prefix shown without its slash'; Arrange = { Add-CreateFault DropAfter; Add-ListFault ChangedEcho -Echo PrefixWithoutSlash } }
    @{ Is = 'answer lost, job shown without its input'; Arrange = { Add-CreateFault DropAfter; Add-ListFault ChangedEcho -Echo InputLeftOut } }
    @{ Is = 'reset, job 8 s later'; Arrange = { Add-CreateFault DropAfter -MadeLate 8 } }
    @{ Is = '504, job 8 s later'; Arrange = { Add-CreateFault StatusAfter -Status 504 -Code GatewayTimeout -MadeLate 8 } }
    @{ Is = '504, job 60 s later'; Arrange = { Add-CreateFault StatusAfter -Status 504 -Code GatewayTimeout -MadeLate 60 } }
    @{ Is = 'timeout, job 50 s after it'; Arrange = { Add-CreateFault HangAfter -MadeLate 110 } }
    @{ Is = '500, job made'; Arrange = { Add-CreateFault StatusAfter -Status 500 -Code InternalError } }
    @{ Is = '429, job made'; Arrange = { Add-CreateFault StatusAfter -Status 429 -Code TooManyRequests } }
    @{ Is = '429, job 20 s later'; Arrange = { Add-CreateFault StatusAfter -Status 429 -Code SlowDown -MadeLate 20 } }
    @{ Is = '429, job 50 s later'; Arrange = { Add-CreateFault StatusAfter -Status 429 -Code SlowDown -MadeLate 50 } }
    @{ Is = '503, job 50 s later'; Arrange = { Add-CreateFault StatusAfter -Status 503 -Code ServiceUnavailable -MadeLate 50 } }
    @{ Is = '503, job 50 s later, -SkipExisting'; With = '-SkipExisting'; Arrange = { Add-CreateFault StatusAfter -Status 503 -Code ServiceUnavailable -MadeLate 50 } }
    @{ Is = '429, job 50 s later, -Ledger'; With = '-Ledger ledger/'; Arrange = { Add-CreateFault StatusAfter -Status 429 -Code SlowDown -MadeLate 50 } }
    @{ Is = '403 QueueSaturated, job made'; Arrange = { Add-CreateFault StatusAfter -Status 403 -Code QueueSaturated } }
    @{ Is = '429 for one in ten, -RetryUnknown'; With = '-RetryUnknown'; Arrange = { Add-CreateFault Status -Status 429 -Code SlowDown -Every 10 } }
    @{ Is = 'answer lost, lists stand still, -RetryUnknown'; With = '-RetryUnknown'; Arrange = { Add-CreateFault DropAfter; Add-ListFault FrozenList } }
    @{ Is = '302, job made'; Arrange = { Add-CreateFault Replace -Status 302 -Location 'http://127.0.0.1/' } }
    @{ Is = '403 without the service''s document, job made'; Arrange = { Add-CreateFault Replace -Status 403 -Body '<html>Forbidden</html>' } }
    @{ Is = '200 with an error document, job made'; Arrange = { Add-CreateFault StatusAfter -Status 200 -Code InternalError } }
    @{ Is = 'answers exchanged'; Arrange = { Add-CreateFault Exchange } }
    @{ Is = 'request lost'; Arrange = { Add-CreateFault DropBefore } }
    @{ Is = 'refused with 403 AccessDenied'; Arrange = { Add-CreateFault Status -Status 403 -Code AccessDenied } }
    @{ Is = 'two runs one after the other, -SkipExisting'; Runs = 2; InTurn = $true; With = '-SkipExisting' }
    @{ Is = 'killed, run again at once in an old shell, lists 6 s late, -SkipExisting'; Kills = 1; Lag = 6; OldShell = $true; With = '-SkipExisting' }
    @{ Is = 'two runs, lists empty in the second, -SkipExisting'; Runs = 2; InTurn = $true; With = '-SkipExisting'; Between = { Add-ListFault EmptyList } }
    @{ Is = 'two runs, lists empty for a minute, -SkipExisting'; Runs = 2; InTurn = $true; With = '-SkipExisting'; Between = { Add-ListFault EmptyList }; Clears = 60 }
    @{ Is = 'two runs, half of the lists a minute old, -SkipExisting'; Runs = 2; InTurn = $true; With = '-SkipExisting'; Between = { Add-ListFault StaleList -Seconds 60 -Every 2 } }
    @{ Is = 'two runs, answers of lists exchanged, -SkipExisting'; Runs = 2; InTurn = $true; With = '-SkipExisting'; Between = { Add-SandboxFault Exchange -Method GET -Path '^/inventorytriggerjob' -Times 2 } }
    @{ Is = 'two runs at once, -Ledger'; Runs = 2; With = '-Ledger ledger/' }
    @{ Is = 'killed three times and run again, -SkipExisting'; Kills = 3; With = '-SkipExisting' }
    @{ Is = 'killed three times and run again, -Ledger'; Kills = 3; With = '-Ledger ledger/' }
    @{ Is = 'killed, lists 6 s late, run again, -Ledger'; Kills = 1; Lag = 6; With = '-Ledger ledger/' }
    @{ Is = 'killed, lists stand still, run again, -Ledger'; Kills = 1; With = '-Ledger ledger/'; Between = { Add-ListFault FrozenList } }
    @{ Is = 'killed, run again, and once more after a job of somebody else, -Ledger'; Kills = 1; Runs = 2; InTurn = $true; Last = $true; With = '-Ledger ledger/'; Between = { $null = Add-SandboxJob -Name other } }
)

# A run in a pwsh of its own writes what it returned and what failed to a file. It begins when the file that it waits for is there. The
# context of the tests has another interval than the default, which is half a second.
function Start-Run($With, $Report, $After) {
    Start-Pwsh @"
Set-CiContext -RetryInterval ([timespan]::FromMilliseconds(500))
while ('$After' -and -not (Test-Path '$After')) { Start-Sleep -Milliseconds 50 }
1..$Rows | ForEach-Object { [pscustomobject]@{ Name = "n`$_"; Prefix = 'nothing/'; WorkflowId = `$workflow } } |
    Invoke-CiWorkflowTrigger $With -ThrottleLimit 24 -ErrorAction SilentlyContinue -ErrorVariable problems -WarningVariable warnings -WarningAction SilentlyContinue -OutVariable jobs | Out-Null
@(`$jobs | ForEach-Object { [pscustomobject]@{ Name = `$_.Name; JobId = `$_.JobId; Error = '' } }
    `$warnings | ForEach-Object { [pscustomobject]@{ Name = ''; JobId = ''; Error = "`$_" } }
    `$problems | Where-Object { `$_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { [pscustomobject]@{ Name = `$_.TargetObject.Name; JobId = ''; Error = `$_.FullyQualifiedErrorId } }) |
    Export-Csv '$Report'
"@
}

function Invoke-Schedule($Schedule) {
    Reset-Sandbox -World demo
    $variants = @(if ($Schedule['Variant']) { $Schedule.Variant }; if ($Schedule['Lag']) { 'JobsListedLate' })
    Set-SandboxVariant $variants -Lag ($Schedule['Lag'] ?? 0)
    Set-SandboxClock -Offset ($Schedule['Clock'] ?? 0)
    $null = Add-SandboxJob -Name other -Count 3
    if ($Schedule['Arrange']) { & $Schedule.Arrange }
    Clear-SandboxRequest
    $reports = @()
    $with = $Schedule['With'] ?? ''
    $signal = $null
    if ($Schedule['OldShell']) {
        # It is older than -ListLag when it begins.
        $signal = Join-Path ([IO.Path]::GetTempPath()) "schedule-$([guid]::NewGuid())"
        $reports += New-TemporaryFile
        $old = Start-Run $with $reports[0].FullName $signal
        Start-Sleep -Seconds 35
    }

    $clock = [Diagnostics.Stopwatch]::StartNew()
    for ($kill = 0; $kill -lt ($Schedule['Kills'] ?? 0); $kill++) {
        # Killed at a request that chance picks, and not after a time.
        $until = Get-Random -Minimum ([int][Math]::Max(2, $Rows / 2)) -Maximum ([Math]::Max(3, $Rows))
        $before = @(Get-SandboxRequest).Count
        Add-SandboxFault HangAfter -Skip ($until - 1) -Times 0
        $run = Start-Run $with '/dev/null'
        Wait-SandboxRequest ($before + $until) -While { -not $run.HasExited }
        $run.Kill()
        $run.WaitForExit()
        Clear-SandboxFault
    }

    if ($Schedule['Kills'] -and $Schedule['Runs'] -ne 2 -and $Schedule['Between']) { & $Schedule.Between }
    if ($signal) { $null = New-Item $signal }
    $runs = if ($signal) { $old } else {
        foreach ($number in 1..($Schedule['Runs'] ?? 1)) {
            if ($number -gt 1 -and $Schedule['Between']) { & $Schedule.Between }
            $report = New-TemporaryFile
            $reports += $report
            $run = Start-Run $with $report.FullName
            if ($number -gt 1 -and $Schedule['Clears']) { Start-Sleep -Seconds $Schedule.Clears; Clear-SandboxFault }
            if ($Schedule['InTurn']) { $run.WaitForExit() }
            $run
        }
    }

    foreach ($run in $runs) {
        $run.WaitForExit()
        if ($run.ExitCode) { throw "A run ended with exit code $($run.ExitCode): $($run.StandardError.ReadToEnd())" }
    }

    $seconds = $clock.Elapsed.TotalSeconds
    if ($signal) { Remove-Item $signal }

    # Of runs that take up each other's rows the last one says what became of them.
    if ($Schedule['Last']) { $reports[0] | Remove-Item; $reports = @($reports[-1]) }

    # A job that the service is still to make counts too.
    Clear-SandboxFault
    Set-SandboxClock -Advance 600
    $made = @(Get-SandboxJob n*) | Group-Object name -AsHashTable -AsString
    if (-not $made) { $made = @{ } }
    $doubled = $silent = $lost = $unknown = 0
    $warned = @($reports | ForEach-Object { Import-Csv $_ } | Where-Object Name -EQ '' | ForEach-Object Error) -join "`n"
    foreach ($name in 1..$Rows | ForEach-Object { "n$_" }) {
        $ids = @(if ($made[$name]) { $made[$name].jobId })
        if ($ids.Count -gt 1) {
            $doubled++
            if (-not ($ids | Where-Object { $warned.Contains($_) })) { $silent++ }
        }

        foreach ($report in $reports) {
            $said = Import-Csv $report | Where-Object Name -CEQ $name
            if (@($said).Count -ne 1) { $lost++ }
            elseif ($said.JobId) { if ($said.JobId -notin $ids) { $lost++ } }
            elseif ($said.Error -match '^(CiTriggerOutcomeUnknown|CiExistingJobsUnclear),') { $unknown++ }
            elseif ($ids.Count) { $lost++ }
        }
    }

    $reports | Remove-Item
    $count = @($made.Values | ForEach-Object { $_ }).Count
    $requests = @(Get-SandboxRequest).Count
    [string]::Format([cultureinfo]::InvariantCulture, '| {0} | {1} | {2} | {3} | {4} | {5} | {6} | {7} | {8:0} |', $Schedule.Is, $Rows, $count, $lost, $doubled, $silent, $unknown, $requests, $seconds)
}

$null = Get-Random -SetSeed 20261127
$sandbox = Start-Sandbox
try {
    '| schedule | jobs wanted | jobs made | lost | doubled | in silence | unknown | requests | seconds |'
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
    foreach ($schedule in $schedules | Where-Object { $_.Is -like $Name }) { Invoke-Schedule $schedule }
}
finally {
    Stop-Sandbox
}
