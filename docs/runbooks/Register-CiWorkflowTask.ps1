#requires -Version 5.1
<#
.SYNOPSIS
    Registers the runbook with the Task Scheduler of Windows: every hour, as an account of its own.
.DESCRIPTION
    A run that was missed while the machine was off is made up as soon as it is on, and no second one starts while one runs. The keys stand
    in %USERPROFILE%\.tencentcloud\credentials of the account, or the machine has a role. Get-ScheduledTaskInfo shows the exit code as
    LastTaskResult.
.EXAMPLE
    .\Register-CiWorkflowTask.ps1 -User MACHINE\ciworkflow -Bucket media-1250000000 -Region ap-beijing -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -Prefix incoming/
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $User,
    [Parameter(Mandatory)] [string] $Bucket,
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $WorkflowId,
    [Parameter(Mandatory)] [string] $Prefix,
    [string] $Name = 'hourly',
    [string] $Folder = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
$quoted = { '"' + $args[0] + '"' }
$line = @(
    '-NoProfile', '-NonInteractive', '-File', (& $quoted (Join-Path $Folder 'nightly.ps1')), '-Name', $Name, '-Bucket', $Bucket
    '-Region', $Region, '-WorkflowId', $WorkflowId, '-Prefix', (& $quoted $Prefix)
) -join ' '
$action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $line -WorkingDirectory $Folder
$trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).Date -RepetitionInterval (New-TimeSpan -Hours 1)
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 25)

# S4U: the account needs no password in the task, and the right to log on as a batch job.
$principal = New-ScheduledTaskPrincipal -UserId $User -LogonType S4U -RunLevel Limited
Register-ScheduledTask -TaskName "CiWorkflow $Name" -Action $action -Trigger $trigger -Settings $settings -Principal $principal -Force
