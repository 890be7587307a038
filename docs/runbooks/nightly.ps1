#requires -Version 5.1
<#
.SYNOPSIS
    A runbook: what was uploaded since the last successful run goes through a workflow, what failed is started once more, and a report is left.
.DESCRIPTION
    It has no key in it: the environment, a profile or the machine's role has them. A run that failed or was missed is caught up by the
    next one. It exits with 1 where the setup is incomplete, a job failed, or objects are left that failed twice.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File nightly.ps1 -Bucket media-1250000000 -Region ap-beijing -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -Prefix incoming/
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Bucket,
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $WorkflowId,
    [Parameter(Mandatory)] [string] $Prefix,
    [string] $Name = 'nightly',
    [string] $ReportPath = (Join-Path (Get-Location) "$Name-$((Get-Date).ToUniversalTime().ToString('yyyyMMdd-HHmmss')).html"),
    [long] $MaxObject = 100000,
    # Another address, for a trial against the sandbox.
    [uri] $Endpoint
)

$ErrorActionPreference = 'Stop'
Import-Module CiWorkflow

$settings = @{ Bucket = $Bucket; Region = $Region }
if ($Endpoint) { $settings.Endpoint = $Endpoint }
Set-CiContext @settings
if (-not (Test-CiWorkflowSetup $WorkflowId -Quiet)) {
    Test-CiWorkflowSetup $WorkflowId -ErrorAction Continue | Format-Table | Out-String | Write-Output
    exit 1
}

# The same interval again, until it is saved: a run that died is caught up and its job is found, not paid for twice.
$interval = New-CiTimeInterval -Since $Name
$job = Invoke-CiWorkflowTrigger -Name $Name -Prefix $Prefix -WorkflowId $WorkflowId -TimeInterval $interval -MaxObject $MaxObject -SkipExisting |
    Wait-CiWorkflowJob -Timeout 12h
$retry = $job | Get-CiWorkflowExecution -State Failed |
    Publish-CiUrlFile -Key ".ciworkflow/retry/$Name-$($job.JobId).txt" -WarningAction SilentlyContinue |
    Invoke-CiWorkflowTrigger -Name "$Name-retry" -WorkflowId $WorkflowId -SkipExisting |
    Wait-CiWorkflowJob -Timeout 12h

@($job; $retry) | Where-Object { $_ } | Export-CiWorkflowReport $ReportPath
$job | Save-CiCheckpoint $Name

# What failed twice needs a person.
$left = @($retry | Where-Object { $_ } | Get-CiWorkflowExecution -State Failed -Detailed)
if ($left) {
    $left | Format-Table Object, Reason -Wrap | Out-String | Write-Output
    exit 1
}
