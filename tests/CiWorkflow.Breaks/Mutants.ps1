<#
.SYNOPSIS
    Lets Stryker break files of Core and sees whether their tests notice: under -Least of what decides on money, or under -LeastOfAll of
    everything that was tried, is a failure. tests/CiWorkflow.Breaks/run mutants calls this.
.OUTPUTS
    An object for each file: File, Killed, Timeout, Survived, NoCoverage, Score.
#>
[CmdletBinding()]
param(
    # What to break, below src/CiWorkflow.Core.
    [string[]] $Files = @(
        'Jobs/JobCreation.cs', 'Jobs/CreateOutcome.cs', 'Jobs/ExistingJobs.cs', 'Jobs/AbsenceProof.cs', 'Jobs/JobLists.cs',
        'Jobs/JobLedger.cs', 'Jobs/JobSearch.cs', 'Jobs/KnownJobs.cs'),
    # Mutants at once.
    [int] $Concurrency = [Environment]::ProcessorCount,
    # Only the tests of what creates jobs, or of a folder (see CiWorkflow.Core.Tests.csproj); '' for all.
    [string] $TestsOf = 'Creating',
    # Writes the files' rows, with the date and the commit, between the marks in this file; the rows of other files stay.
    [string] $Table,
    # The percentage that must be noticed of what creates jobs, and of all.
    [double] $Least = 95,
    [double] $LeastOfAll = 90,
    [string] $Output = (Join-Path ([IO.Path]::GetTempPath()) "ciworkflow-mutants-$PID"),
    # A report of Stryker that is there already, instead of a run.
    [string] $Report
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$creating = 'JobCreation.cs', 'CreateOutcome.cs', 'ExistingJobs.cs', 'AbsenceProof.cs', 'JobLists.cs', 'JobLedger.cs', 'JobSearch.cs',
    'KnownJobs.cs'
$table = if ($Table) { (Resolve-Path $Table).Path }

if (-not $Report) {
    $mutate = foreach ($file in $Files -split ',') { '--mutate', "**/$file" }
    Push-Location "$root/tests/CiWorkflow.Core.Tests"
    try {
        $env:MutantsOf = $TestsOf
        dotnet tool restore | Out-Null
        if ($LASTEXITCODE) { Write-Host 'dotnet tool restore does not bring Stryker here: nothing was tried.'; exit 2 }
        dotnet stryker @mutate --concurrency $Concurrency --output $Output --skip-version-check > "$Output.log"
        if ($LASTEXITCODE) {
            Get-Content "$Output.log" | Where-Object { $_ -notmatch ' Excl │|│ uded │' } | Out-Host
            Write-Host "Stryker ended with exit code $LASTEXITCODE."
            exit 1
        }
    }
    finally { Pop-Location }
    $Report = (Get-ChildItem $Output -Recurse -Filter mutation-report.json | Select-Object -First 1).FullName
}

function Get-Score($Killed, $Timeout, $Survived, $NoCoverage) {
    $all = $Killed + $Timeout + $Survived + $NoCoverage
    if ($all) { 100.0 * ($Killed + $Timeout) / $all } else { 100.0 }
}

function Format-Score([double] $Score) { [string]::Format([cultureinfo]::InvariantCulture, '{0:0.0} %', $Score) }

$read = Get-Content $Report -Raw | ConvertFrom-Json -AsHashtable
$results = @(foreach ($path in $read.files.Keys | Sort-Object) {
    $count = @{ Killed = 0; Timeout = 0; Survived = 0; NoCoverage = 0 }
    foreach ($mutant in $read.files[$path].mutants) { if ($count.ContainsKey($mutant.status)) { $count[$mutant.status]++ } }
    if (($count.Values | Measure-Object -Sum).Sum -eq 0) { continue }
    $file = ($path -replace '\\', '/') -replace '^.*src/CiWorkflow\.Core/'
    [pscustomobject]@{
        File = $file; Killed = $count.Killed; Timeout = $count.Timeout; Survived = $count.Survived; NoCoverage = $count.NoCoverage
        Score = Get-Score @count
    }
})

function Measure-Results($Results) {
    $sum = @{}
    foreach ($name in 'Killed', 'Timeout', 'Survived', 'NoCoverage') { $sum[$name] = ($Results | Measure-Object $name -Sum).Sum }
    Get-Score @sum
}

if ($table) {
    # The commit of a file is the last one that changed it: a row holds until then.
    $date = [DateTime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    $text = [IO.File]::ReadAllText($table)
    $marked = [regex]::Match($text, '(?s)<!-- mutants -->\n(.*?)\n<!-- /mutants -->')
    if (-not $marked.Success) { throw "$table has no marks for the table." }
    $rows = [Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)
    foreach ($line in $marked.Groups[1].Value -split '\n') { if ($line -match '^\| (\S+\.cs) \|') { $rows[$Matches[1]] = $line } }
    foreach ($one in $results) {
        $commit = git -C $root log -1 --format=%h -- "src/CiWorkflow.Core/$($one.File)"
        $rows[$one.File] = "| $($one.File) | $($one.Killed) | $($one.Timeout) | $($one.Survived) | $($one.NoCoverage) | $(Format-Score $one.Score) | $date, $commit |"
    }

    # A file that is gone has no row.
    $made = @('| file | killed | timeout | survived | no coverage | score | on, at |', '| --- | ---: | ---: | ---: | ---: | ---: | --- |') +
        @($rows.Keys | Where-Object { Test-Path "$root/src/CiWorkflow.Core/$_" } | ForEach-Object { $rows[$_] }) -join "`n"
    [IO.File]::WriteAllText($table, $text.Remove($marked.Groups[1].Index, $marked.Groups[1].Length).Insert($marked.Groups[1].Index, $made))
}

$results
$ofCreating = @($results | Where-Object { (Split-Path -Leaf $_.File) -in $creating })
$scores = @{ Creating = Measure-Results $ofCreating; All = Measure-Results $results }
Write-Host "Mutants noticed: $(Format-Score $scores.Creating) of what creates jobs, $(Format-Score $scores.All) of all that was tried."
if ($scores.Creating -lt $Least -or $scores.All -lt $LeastOfAll) {
    Write-Host "At least $(Format-Score $Least) and $(Format-Score $LeastOfAll) are needed. What survived:"
    foreach ($path in $read.files.Keys) {
        foreach ($mutant in $read.files[$path].mutants | Where-Object status -in Survived, NoCoverage) {
            Write-Host "$($path):$($mutant.location.start.line) $($mutant.mutatorName): $($mutant.replacement -replace '\s+', ' ')"
        }
    }
    exit 1
}
