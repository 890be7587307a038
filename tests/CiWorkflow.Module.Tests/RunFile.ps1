<#
.SYNOPSIS
    Runs one test file with Pester and writes a JSON record a line for each event: file, started, ended, broken, finished.
    Each record begins with U+001E (RFC 7464), so that it stays apart from what a test writes itself.
#>
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Path,
    # Wildcards over Describe.Context.It, names as they are written, before <…> is filled in.
    [string[]] $Name,
    # The lines of the tests to run, with commas.
    [string] $Line,
    # Only names the tests: each is skipped, so no BeforeAll and no It runs.
    [switch] $List,
    # The break of tests/CiWorkflow.Breaks that is on, of which the first failure is enough; 0 is none.
    [int] $Break = -1
)

$PSStyle.OutputRendering = 'PlainText'
[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
$file = Split-Path -Leaf $Path
$seen = @{}

function Write-Record([hashtable] $Record) {
    [Console]::Out.WriteLine([char]0x1E + ($Record | ConvertTo-Json -Compress))
}

Write-Record @{ event = 'file'; name = $Path; break = $Break }

function Get-Failure($Records) {
    foreach ($record in $Records) {
        $lines = & (Get-Module Pester) { param($record) ConvertTo-FailureLines $record } $record
        @($lines.Message) + $lines.Trace -join "`n"
    }
}

# Several tests come from one line by -ForEach; a place and a count name the same test when it is listed, started and ended.
function Get-Uid($Test) {
    if (-not $Test.PluginData.Uid) {
        $seen[$Test.StartLine]++
        $Test.PluginData.Uid = "${file}:$($Test.StartLine)#$($seen[$Test.StartLine])"
    }

    $Test.PluginData.Uid
}

function Write-Ended($Test) {
    $Test.PluginData.Ended = $true
    Write-Record @{
        event = 'ended'
        uid = Get-Uid $Test
        name = $Test.ExpandedPath
        line = $Test.StartLine
        milliseconds = $Test.UserDuration.TotalMilliseconds
        result = if ($Test.Skipped) { 'Skipped' } elseif ($Test.Passed) { 'Passed' } else { 'Failed' }
        message = (Get-Failure $Test.ErrorRecord) -join "`n"
    }
}

function Write-Broken($What, $Line, $Message) {
    Write-Record @{ event = 'broken'; uid = "${file}: $What"; name = "${file}: $What"; line = $Line; message = $Message -join "`n" }
}

function Set-Skip($Block) {
    $Block.Skip = $true
    foreach ($test in $Block.Tests) { $test.Skip = $true }
    foreach ($inner in $Block.Blocks) { Set-Skip $inner }
}

try {
    Import-Module $Pester -ErrorAction Stop
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    # Keeps PluginData on the tests, where what was written is noted.
    $configuration.Debug.ReturnRawResultObject = $true
    if ($Name) { $configuration.Filter.FullName = $Name }
    # The tiers: see CONTRIBUTING.md.
    switch ($env:CIWORKFLOW_TESTS) {
        'all' { }
        'second' { $configuration.Filter.Tag = 'Second' }
        default { $configuration.Filter.ExcludeTag = 'Second' }
    }
    if ($Break -ge 0) { $env:CIWORKFLOW_BREAK = $Break }
    if ($Break -gt 0) { $configuration.Run.SkipRemainingOnFailure = 'Run' }
    if ($Line) { $configuration.Filter.Line = $Line -split ',' | ForEach-Object { "${Path}:$_" } }

    # Pester keeps this way in for editors that show each test as it runs (pester/Pester 2021).
    & (Get-Module Pester) { param($steps) $script:additionalPlugins = New-PluginObject @steps } @{
        Name = 'Records'
        ContainerRunStart = { param($Context) if ($List) { Set-Skip $Context.Block } }
        EachTestSetupStart = {
            param($Context)
            Write-Record @{ event = 'started'; uid = Get-Uid $Context.Test; name = $Context.Test.Path -join '.'; line = $Context.Test.StartLine }
        }
        EachTestTeardownEnd = { param($Context) Write-Ended $Context.Test }
    }
    $run = Invoke-Pester -Configuration $configuration -ErrorAction Stop

    # A BeforeAll that fails takes its tests with it: they never started.
    foreach ($test in $run.Tests) {
        if ($test.ShouldRun -and -not $test.PluginData.Ended) {
            $test.ErrorRecord.Add([Management.Automation.ErrorRecord]::new('It never started: see BeforeAll.', 'NeverStarted', 'NotSpecified', $null))
            Write-Ended $test
        }
    }

    foreach ($block in $run.FailedBlocks) { Write-Broken "BeforeAll or AfterAll of $($block.ExpandedPath)" $block.StartLine (Get-Failure $block.ErrorRecord) }
    foreach ($container in $run.FailedContainers) { Write-Broken 'the file' 1 (Get-Failure $container.ErrorRecord) }
}
catch {
    Write-Broken 'running Pester' 1 ($_ | Out-String)
}

Write-Record @{ event = 'finished' }
