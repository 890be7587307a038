<#
.SYNOPSIS
    Breaks the cmdlets, and what Core does for them, in each of the ways of breaks.txt, and sees whether a test notices.
.DESCRIPTION
    The breaks are built once, all of them, into a copy of the module, where CIWORKFLOW_BREAK says which one is on. Some pwsh, as those of
    the tests, run the tests of each file without any break, when they must pass, and then the tests of each break to the first that fails.
    tests/CiWorkflow.Breaks/run calls this.
.OUTPUTS
    An object for each break: Number, Break, File, Noticed, By (the first test that failed; 'hung' where none ended), Seconds.
#>
[CmdletBinding()]
param(
    # The pwsh.dll and the Pester.psd1 of the packages, and the tests' own program.
    [Parameter(Mandatory)] [string] $PowerShell,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Tests,
    # Where the copy is made.
    [string] $Work = (Join-Path ([IO.Path]::GetTempPath()) "ciworkflow-breaks-$PID"),
    # Only the breaks whose description or tests match.
    [string] $Like = '*',
    # Breaks at once.
    [int] $ThrottleLimit = [Environment]::ProcessorCount,
    # Writes the table between its marks in this file.
    [string] $Table,
    # The percentage that must be noticed.
    [double] $Least = 95,
    # Seconds after which a test hangs.
    [int] $Longest = 120,
    # Takes the copy as it stands in -Work.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$commit = git -C $root rev-parse --short HEAD
$clock = [Diagnostics.Stopwatch]::StartNew()

function Read-Break {
    $break = $null
    foreach ($line in Get-Content "$PSScriptRoot/breaks.txt") {
        switch -CaseSensitive -Regex ($line) {
            '^= (.*)' { if ($break) { $break }; $break = [pscustomobject]@{ Number = 0; Break = $Matches[1]; File = ''; Name = ''; In = ''; Find = ''; Replace = ''; Source = '' }; break }
            '^\? (\w+) (.*)' { $break.File, $break.Name = $Matches[1], $Matches[2]; break }
            '^- in (\w+): (.*)' { $break.In, $break.Find = $Matches[1], $Matches[2]; break }
            '^- (.*)' { $break.Find = $Matches[1]; break }
            '^\+ (.*)' { $break.Replace = $Matches[1]; break }
        }
    }
    $break
}

# What is wrong with a break as it stands there: its text must be in the source once, and its tests in their file.
function Find-Source($Break, $Source) {
    $files = @($Source.Keys | Where-Object { (-not $Break.In -or (Split-Path -LeafBase $_) -eq $Break.In) -and $Source[$_].Contains($Break.Find) })
    $times = if ($files) { ($files | ForEach-Object { [regex]::Matches($Source[$_], [regex]::Escape($Break.Find)).Count } | Measure-Object -Sum).Sum } else { 0 }
    if ($times -ne 1) { return "'$($Break.Break)' stands $times times in the source: $($Break.Find)" }
    $Break.Source = $files[0]

    # The names of a Describe, a Context and an It stand each at its own place: what lies between dots and wildcards is there.
    $file = "$root/tests/CiWorkflow.Module.Tests/$($Break.File).Tests.ps1"
    if (-not (Test-Path -LiteralPath $file)) { return "'$($Break.Break)': there is no $file" }
    $names = [IO.File]::ReadAllText($file).Replace("''", "'")
    foreach ($part in $Break.Name -split '[*?.\[\]`"]' -ne '') {
        if (-not $names.Contains($part, 'OrdinalIgnoreCase')) { return "'$($Break.Break)': $($Break.File).Tests.ps1 has no test '$($Break.Name)'" }
    }
}

# The source with every break.
function Set-Break($Breaks, $Source) {
    $text = $Source.Clone()
    foreach ($break in $Breaks) {
        $on = "global::CiWorkflow.Break.Is($($break.Number))"
        $put = if ($break.Replace -cmatch '\bBREAK\b') { $break.Replace -creplace '\bBREAK\b', $on }
        elseif ($break.Find.EndsWith(';')) { "if ($on) { $($break.Replace) } else { $($break.Find) }" }
        else { "($on ? ($($break.Replace)) : ($($break.Find)))" }
        if (-not $text[$break.Source].Contains($break.Find)) { throw "'$($break.Break)' overlaps with another break." }
        $text[$break.Source] = $text[$break.Source].Replace($break.Find, $put)
    }

    foreach ($file in $text.Keys) {
        if ($text[$file] -cne $Source[$file]) { [IO.File]::WriteAllText((Join-Path $Work ([IO.Path]::GetRelativePath($root, $file))), $text[$file]) }
    }

    [IO.File]::WriteAllText((Join-Path $Work src/CiWorkflow.Core/Break.cs), @'
namespace CiWorkflow;

/// <summary>The break that is on.</summary>
internal static class Break
{
    public static bool Is(int number) =>
        System.Environment.GetEnvironmentVariable("CIWORKFLOW_BREAK") == number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
'@)
}

$all = @(Read-Break)
for ($i = 0; $i -lt $all.Count; $i++) { $all[$i].Number = $i + 1 }
$source = @{}
Get-ChildItem "$root/src/CiWorkflow.PowerShell", "$root/src/CiWorkflow.Core" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
    ForEach-Object { $source[$_.FullName] = [IO.File]::ReadAllText($_.FullName) }
$wrong = @($all | ForEach-Object { Find-Source $_ $source })
if ($wrong) {
    $wrong | ForEach-Object { Write-Host $_ }
    Write-Host "$($wrong.Count) of $($all.Count) breaks don't fit the source or the tests any more: mend breaks.txt."
    exit 1
}

if (-not $NoBuild) {
    Write-Host "Building $($all.Count) breaks"
    foreach ($file in git -C $root ls-files -co --exclude-standard -- src module tests/CiWorkflow.Module.Tests ':(glob)*') {
        $to = Join-Path $Work $file
        $null = New-Item -ItemType Directory -Force (Split-Path $to)
        Copy-Item -LiteralPath (Join-Path $root $file) $to -ErrorAction Ignore
    }

    Set-Break $all $source
    dotnet build (Join-Path $Work src/CiWorkflow.PowerShell) '-p:TreatWarningsAsErrors=false' '-p:RunAnalyzers=false' '-p:EnforceCodeStyleInBuild=false' -v:q '-clp:ErrorsOnly' -nologo | Out-Host
    if ($LASTEXITCODE) { throw "The breaks don't compile." }
}

Write-Host "Built in $([int] $clock.Elapsed.TotalSeconds) s"
$chosen = @($all | Where-Object { $_.Break -like $Like -or "$($_.File) $($_.Name)" -like $Like })

# The tests of each file without a break, the longest first; then those of each break.
$orders = @($chosen | Group-Object File | Sort-Object Count -Descending | ForEach-Object { @{ File = $_.Name; Name = @($_.Group.Name | Select-Object -Unique); Break = 0 } }) +
    @($chosen | Sort-Object File, Number | ForEach-Object { @{ File = $_.File; Name = @($_.Name); Break = $_.Number } })
$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
$start.ArgumentList.Add($Tests)
$start.ArgumentList.Add('--host')
$start.RedirectStandardInput = $start.RedirectStandardOutput = $true
$testHost = [Diagnostics.Process]::Start($start)
foreach ($order in $orders) {
    $order.Path = "$Work/tests/CiWorkflow.Module.Tests/$($order.File).Tests.ps1"
    $order.Remove('File')
    $testHost.StandardInput.WriteLine((ConvertTo-Json $order -Compress))
}

$testHost.StandardInput.WriteLine()
$env:CIWORKFLOW_TESTHOST = $testHost.StandardOutput.ReadLine()
$env:CIWORKFLOW_TESTS = 'all'
$env:CIWORKFLOW_CONFIGURATION = 'Debug'
$env:CIWORKFLOW_SANDBOX = Join-Path (Split-Path $Tests) CiWorkflow.Sandbox.dll
$env:CIWORKFLOW_SHELLS = $Tests
$env:DOTNET_TieredPGO = '0'

# What failed, by file and break. A pwsh whose test hangs is ended, and another one goes on with the orders that are left.
$records = 1..$ThrottleLimit | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
    while ($true) {
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        $arguments = $using:PowerShell, '-NoProfile', '-NonInteractive', '-File', "$using:Work/tests/CiWorkflow.Module.Tests/RunFiles.ps1", '-Pester', $using:Pester
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
        $start.WorkingDirectory = "$using:Work/tests/CiWorkflow.Module.Tests"
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $now, $ended = $null, $true
        while ($true) {
            $reading = $process.StandardOutput.ReadLineAsync()
            if (-not $reading.Wait(1000 * $using:Longest)) {
                $process.Kill($true)
                $now.Failed += 'hung'
                break
            }

            if ($null -eq $reading.Result) { break }
            $at = $reading.Result.IndexOf([char] 0x1E)
            if ($at -lt 0) { continue }
            $record = ConvertFrom-Json $reading.Result.Substring($at + 1)
            switch ($record.event) {
                'file' {
                    $now = [pscustomobject]@{
                        Break = $record.break; File = (Split-Path -Leaf $record.name) -replace '\.Tests\.ps1$'; Ran = 0; Failed = @(); Messages = @()
                        Clock = [Diagnostics.Stopwatch]::StartNew(); Seconds = 0.0
                    }
                    $ended = $false
                }
                { $_ -in 'ended', 'broken' } {
                    if ($_ -eq 'broken' -or $record.result -ne 'Skipped') { $now.Ran++ }
                    if ($_ -eq 'broken' -or $record.result -eq 'Failed') {
                        $now.Failed += $record.name
                        $now.Messages += $record.message
                    }
                }
                'finished' {
                    $ended = $true
                    $now.Seconds = $now.Clock.Elapsed.TotalSeconds
                    $now
                }
            }
        }

        $process.WaitForExit()
        $process.Dispose()
        if ($ended) { break }
        if (-not $now.Failed) { $now.Failed += 'ended' }
        $now.Ran = 1
        $now.Seconds = $now.Clock.Elapsed.TotalSeconds
        $now
    }
} | ForEach-Object {
    $record = $_
    $one = if ($record.Break) { $all[$record.Break - 1].Break } else { 'without a break' }
    $said = if ($record.Failed) { $record.Break ? 'noticed' : 'FAILED ' } else { $record.Break ? 'MISSED ' : 'passed ' }
    Write-Host ([string]::Format([cultureinfo]::InvariantCulture, '{0,5:0.0} s  {1}  {2}: {3}', $record.Seconds, $said, $record.File, $one))
    if (-not $record.Break) { $record.Messages | ForEach-Object { Write-Host $_ } }
    $record
}

$testHost.StandardInput.Close()
if (-not $testHost.WaitForExit(10000)) { $testHost.Kill() }

# Without a break the tests pass; otherwise a failure says nothing.
$unsound = @($records | Where-Object Break -EQ 0 | ForEach-Object { foreach ($name in $_.Failed) { "$($_.File): $name" } })
$results = foreach ($break in $chosen) {
    $record = $records | Where-Object Break -EQ $break.Number
    $by = @($record.Failed | Where-Object { "$($break.File): $_" -notin $unsound })
    if (-not $record -or -not $record.Ran) { Write-Warning "No test ran: $($break.File) $($break.Name)" }
    [pscustomobject]@{
        Number = $break.Number; Break = $break.Break; File = $break.File; Noticed = $by.Count -gt 0; By = ($by | Select-Object -First 1)
        Seconds = [Math]::Round($record.Seconds, 1)
    }
}

$count = @($results | Where-Object Noticed).Count
$percent = 100.0 * $count / [Math]::Max(1, $chosen.Count)
$said = [string]::Format([cultureinfo]::InvariantCulture, '{0} of {1} breaks noticed ({2:0.0} %)', $count, $chosen.Count, $percent)
if ($Table) {
    $date = [DateTime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    $rows = foreach ($one in $results) {
        $by = if (-not $one.Noticed) { '**nobody**' } elseif ($one.By -in 'hung', 'ended') { "$($one.File): it $($one.By)" } else { "$($one.File): $($one.By)" }
        "| $($one.Break) | $($by -replace '\|', '\|' -replace '\s+', ' ') |"
    }
    $made = @("On $date at ${commit}: $said.", '', '| break | noticed by |', '| --- | --- |') + $rows -join "`n"
    $file = (Resolve-Path $Table).Path
    $before = [IO.File]::ReadAllText($file)
    $after = [regex]::Replace($before, '(?s)(<!-- breaks -->\n).*?(\n<!-- /breaks -->)', { param($match) $match.Groups[1].Value + $made + $match.Groups[2].Value })
    [IO.File]::WriteAllText($file, $after)
}

foreach ($one in $results | Where-Object Noticed -EQ $false) { Write-Host "Nobody notices: $($one.Break) ($($one.File))" }
if (-not $PSBoundParameters.ContainsKey('Work')) { Remove-Item $Work -Recurse -Force -ErrorAction Ignore }
Write-Host "$said in $([int] $clock.Elapsed.TotalSeconds) s"
if ($percent -lt $Least -or $unsound) { exit 1 }
