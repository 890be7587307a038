<#
.SYNOPSIS
    Breaks the cmdlet layer in each of the ways of breaks.txt, and sees whether a test notices.
.DESCRIPTION
    The breaks are built once, all of them, into a copy of the repository, where CIWORKFLOW_BREAK says which one is on. Each test file has a
    pwsh, in which the tests of its breaks run without any, when they must pass, and then with each. tests/CiWorkflow.Breaks/run calls this.
.OUTPUTS
    An object for each break: Number, Break, File, Noticed, By (the first test that failed; 'hung' where none ended).
#>
[CmdletBinding()]
param(
    # The pwsh.dll and the Pester.psd1 of the packages.
    [Parameter(Mandatory)] [string] $PowerShell,
    [Parameter(Mandatory)] [string] $Pester,
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
    # Seconds after which tests hang.
    [int] $Longest = 300,
    # Takes the copy as it stands in -Work.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../..").Path

function Read-Break {
    $break = $null
    foreach ($line in Get-Content "$Work/tests/CiWorkflow.Breaks/breaks.txt") {
        switch -CaseSensitive -Regex ($line) {
            '^= (.*)' { if ($break) { $break }; $break = [pscustomobject]@{ Number = 0; Break = $Matches[1]; File = ''; Name = ''; In = ''; Find = ''; Replace = '' }; break }
            '^\? (\w+) (.*)' { $break.File, $break.Name = $Matches[1], $Matches[2]; break }
            '^- in (\w+): (.*)' { $break.In, $break.Find = $Matches[1], $Matches[2]; break }
            '^- (.*)' { $break.Find = $Matches[1]; break }
            '^\+ (.*)' { $break.Replace = $Matches[1]; break }
        }
    }
    $break
}

function Copy-Repository {
    foreach ($file in git -C $root ls-files -co --exclude-standard) {
        $to = Join-Path $Work $file
        $null = New-Item -ItemType Directory -Force (Split-Path $to)
        Copy-Item -LiteralPath (Join-Path $root $file) $to -ErrorAction Ignore
    }
}

# Puts every break into the copy's source.
function Set-Break($Breaks) {
    $layer = Join-Path $Work src/CiWorkflow.PowerShell
    $text = @{}
    Get-ChildItem $layer -Recurse -Filter *.cs | ForEach-Object { $text[$_.FullName] = [IO.File]::ReadAllText($_.FullName) }
    $original = $text.Clone()
    foreach ($break in $Breaks) {
        $files = @($text.Keys | Where-Object { (-not $break.In -or (Split-Path -LeafBase $_) -eq $break.In) -and $original[$_].Contains($break.Find) })
        $times = if ($files) { [regex]::Matches($original[$files[0]], [regex]::Escape($break.Find)).Count } else { 0 }
        if ($files.Count -ne 1 -or $times -ne 1) {
            Write-Warning "'$($break.Break)' stands $($files.Count * $times) times in the source and counts as missed: $($break.Find)"
            continue
        }

        $on = "global::CiWorkflow.Break.Is($($break.Number))"
        $put = if ($break.Replace -cmatch '\bBREAK\b') { $break.Replace -creplace '\bBREAK\b', $on }
        elseif ($break.Find.EndsWith(';')) { "if ($on) { $($break.Replace) } else { $($break.Find) }" }
        else { "($on ? ($($break.Replace)) : ($($break.Find)))" }
        if (-not $text[$files[0]].Contains($break.Find)) { throw "'$($break.Break)' overlaps with another break." }
        $text[$files[0]] = $text[$files[0]].Replace($break.Find, $put)
    }

    foreach ($file in $text.Keys) { if ($text[$file] -cne $original[$file]) { [IO.File]::WriteAllText($file, $text[$file]) } }
    [IO.File]::WriteAllText((Join-Path $layer Break.cs), @'
namespace CiWorkflow;

/// <summary>The break that is on.</summary>
internal static class Break
{
    public static bool Is(int number) =>
        System.Environment.GetEnvironmentVariable("CIWORKFLOW_BREAK") == number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
'@)
}

# What the process of a test file does: the tests of all its breaks without any, and then of each break. It writes a line for each event.
$runner = @'
param($Pester, $File, $Breaks, [switch] $GoesOn)
$PSStyle.OutputRendering = 'PlainText'
Import-Module $Pester
function Invoke-Break($Number, $Names) {
    $env:CIWORKFLOW_BREAK = $Number
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $File
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $configuration.Filter.FullName = $Names
    if ($Number) { $configuration.Run.SkipRemainingOnFailure = 'Run' }
    [Console]::Out.WriteLine("begin`t$Number")
    $run = Invoke-Pester -Configuration $configuration
    foreach ($test in $run.Failed) {
        [Console]::Out.WriteLine("failed`t$Number`t$($test.Path -join '.')`t$("$($test.ErrorRecord[0])" -replace '\s+', ' ')")
    }
    foreach ($broken in @($run.FailedBlocks) + @($run.FailedContainers)) {
        if ($broken) { [Console]::Out.WriteLine("failed`t$Number`t$($broken.Name)`t$("$($broken.ErrorRecord[0])" -replace '\s+', ' ')") }
    }
    [Console]::Out.WriteLine("end`t$Number`t$($run.PassedCount + $run.FailedCount)")
}

$all = Get-Content $Breaks -Raw | ConvertFrom-Json -NoEnumerate
if (-not $GoesOn) { Invoke-Break 0 @($all.Name | Select-Object -Unique) }
foreach ($break in $all) { Invoke-Break $break.Number $break.Name }
'@

if (-not $NoBuild) {
    Write-Host "Copying to $Work"
    Copy-Repository
}

$all = @(Read-Break)
for ($i = 0; $i -lt $all.Count; $i++) { $all[$i].Number = $i + 1 }
if (-not $NoBuild) {
    Set-Break $all
    [IO.File]::WriteAllText((Join-Path $Work RunBreak.ps1), $runner)
    Write-Host "Building $($all.Count) breaks"
    $quick = '-p:TreatWarningsAsErrors=false', '-p:RunAnalyzers=false', '-p:UseSharedCompilation=false', '-nodeReuse:false', '-v:q', '-clp:ErrorsOnly'
    foreach ($project in 'CiWorkflow.PowerShell', 'CiWorkflow.Sandbox') {
        dotnet build (Join-Path $Work "src/$project") @quick | Out-Host
        if ($LASTEXITCODE) { throw "The breaks don't compile." }
    }
}

$chosen = @($all | Where-Object { $_.Break -like $Like -or "$($_.File) $($_.Name)" -like $Like })
$clock = [Diagnostics.Stopwatch]::StartNew()
$null = New-Item -ItemType Directory -Force (Join-Path $Work lists)

# A process for each test file. Where its tests hang, it is ended, and another one goes on with the breaks behind.
$results = $chosen | Group-Object File | Sort-Object Count -Descending | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
    $file, $left = $_.Name, @($_.Group)
    $failed, $ran, $goesOn = @{}, @{}, $false
    while ($left) {
        $list = "$using:Work/lists/$file-$using:PID.json"
        [IO.File]::WriteAllText($list, (ConvertTo-Json @($left | Select-Object Number, Name)))
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        $arguments = $using:PowerShell, '-NoProfile', '-NonInteractive', '-File', "$using:Work/RunBreak.ps1", $using:Pester,
            "$using:Work/tests/CiWorkflow.Module.Tests/$file.Tests.ps1", $list
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        if ($goesOn) { $start.ArgumentList.Add('-GoesOn') }
        $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $now = -1
        while ($true) {
            $reading = $process.StandardOutput.ReadLineAsync()
            if (-not $reading.Wait(1000 * $using:Longest * ($now -gt 0 ? 1 : 10))) {
                $process.Kill($true)
                $failed[$now] = @('hung')
                $ran[$now] = 1
                break
            }

            if ($null -eq $reading.Result) { break }
            $event, $number, $rest = $reading.Result -split "`t"
            switch ($event) {
                'begin' { $now = [int] $number; $failed[$now] = @() }
                'failed' { $failed[[int] $number] += , @($rest) }
                'end' {
                    $ran[[int] $number] = [int] @($rest)[0]
                    $one = $left | Where-Object Number -EQ ([int] $number)
                    if ($one) { Write-Host "$file  $(if ($failed[[int] $number]) { 'noticed' } else { 'MISSED ' })  $($one.Break)" }
                }
            }
        }

        $process.WaitForExit()
        $process.Dispose()
        $goesOn = $true

        # What ended the process has not ended itself.
        if ($now -gt 0 -and -not $ran.ContainsKey($now)) { $failed[$now], $ran[$now] = @('ended'), 1 }
        if ($now -le 0 -and -not $ran.ContainsKey(0)) { Write-Warning "${file}: the tests don't run."; break }
        $left = @($left | Where-Object { -not $ran.ContainsKey($_.Number) })
    }

    # Without a break the tests pass; otherwise a failure says nothing.
    $unsound = @($failed[0] | ForEach-Object { $_[0] })
    foreach ($one in $failed[0]) { Write-Warning "Without a break: ${file}: $one" }
    foreach ($break in $_.Group) {
        $by = @($failed[$break.Number] | ForEach-Object { @($_)[0] } | Where-Object { $_ -notin $unsound })
        if ($ran[$break.Number] -eq 0) { Write-Warning "No test runs: $file $($break.Name)" }
        [pscustomobject]@{ Number = $break.Number; Break = $break.Break; File = $file; Noticed = $by.Count -gt 0; By = ($by | Select-Object -First 1) }
    }
} | Sort-Object Number

$count = @($results | Where-Object Noticed).Count
$percent = 100.0 * $count / [Math]::Max(1, $chosen.Count)
$said = [string]::Format([cultureinfo]::InvariantCulture, '{0} of {1} breaks noticed ({2:0.0} %)', $count, $chosen.Count, $percent)
if ($Table) {
    $date = [DateTime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    $commit = git -C $root rev-parse --short HEAD
    $rows = foreach ($one in $results) {
        $by = if (-not $one.Noticed) { '**nobody**' } elseif ($one.By -in 'hung', 'ended') { "$($one.File): it $($one.By)" } else { "$($one.File): $($one.By)" }
        "| $($one.Break) | $($by -replace '\|', '\|') |"
    }
    $made = @("On $date at ${commit}: $said.", '', '| break | noticed by |', '| --- | --- |') + $rows -join "`n"
    $file = (Resolve-Path $Table).Path
    $before = [IO.File]::ReadAllText($file)
    $after = [regex]::Replace($before, '(?s)(<!-- breaks -->\n).*?(\n<!-- /breaks -->)', { param($match) $match.Groups[1].Value + $made + $match.Groups[2].Value })
    [IO.File]::WriteAllText($file, $after)
}

$results
if (-not $PSBoundParameters.ContainsKey('Work')) { Remove-Item $Work -Recurse -Force -ErrorAction Ignore }
Write-Host "$said in $([int] $clock.Elapsed.TotalSeconds) s"
if ($percent -lt $Least) { exit 1 }
