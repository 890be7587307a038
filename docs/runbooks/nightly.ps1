#requires -Version 5.1
<#
.SYNOPSIS
    A runbook: what was uploaded since the last successful run goes through a workflow, what failed is started once more, a report and a
    log are left, and a webhook is called.
.DESCRIPTION
    It has no key in it: the environment, a profile, the machine's role or -Credential has them. Each scheduler of this folder starts it.
    A run that failed or was missed is caught up by the next one, and no job is created twice, also where two runs come at once, on two
    machines: a ledger in the bucket sees to it (about_CiWorkflow_Exactly_Once), which needs a bucket whose versioning was never enabled.
    An object that failed is started once more with all tasks of the workflow, those that succeeded among them. Exit codes: 0 where everything succeeded,
    1 where the setup is incomplete, a job failed or did not end in time, its executions were not all seen, or objects are left that failed
    twice.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File nightly.ps1 -Bucket media-1250000000 -Region ap-beijing -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -Prefix incoming/
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Bucket,
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $WorkflowId,
    [Parameter(Mandatory)] [string] $Prefix,
    # The name of the jobs and of the checkpoint: one for each schedule.
    [string] $Name = 'nightly',
    [string] $ReportPath = (Join-Path (Get-Location) "$Name-$((Get-Date).ToUniversalTime().ToString('yyyyMMdd-HHmmss')).html"),
    # A line of JSON for everything that was created, waited for and written.
    [string] $LogPath = (Join-Path (Get-Location) "$Name.jsonl"),
    # Robots of WeCom and DingTalk take what is sent here.
    [uri] $Webhook,
    [int] $WebhookPauseSec = 5,
    # How long to wait for a job: longer than it takes, shorter than the scheduler waits.
    [string] $Timeout = '12h',
    # How long the service may take to list a new job: a run that follows a killed one waits for it before it creates a job.
    [string] $ListLag = '30s',
    # How long an upload may take: one that ends later than this behind an interval's end may be passed over (see New-CiTimeInterval -Lag).
    [string] $Lag = '2h',
    [long] $MaxObject = 100000,
    [double] $MaximumRequestsPerSecond = 20,
    # A PSCredential (SecretId, SecretKey) or what New-CiCredential makes, where a vault has the keys.
    [object] $Credential,
    # Another address, for a trial against the sandbox.
    [uri] $Endpoint
)

$ErrorActionPreference = 'Stop'
Import-Module CiWorkflow

$settings = @{ Bucket = $Bucket; Region = $Region; LogPath = $LogPath; MaximumRequestsPerSecond = $MaximumRequestsPerSecond }
if ($Endpoint) { $settings.Endpoint = $Endpoint }
if ($Credential) { $settings.Credential = $Credential }
Set-CiContext @settings
if (-not (Test-CiWorkflowSetup $WorkflowId -Quiet)) {
    Test-CiWorkflowSetup $WorkflowId -ErrorAction Continue | Format-Table | Out-String | Write-Output
    exit 1
}

# What became of the jobs, to the webhook: it is tried three times, and that nobody listens doesn't end the run.
$unseen = [Collections.Generic.List[object]]::new()
$notify = {
    foreach ($item in $_.Items) { if ($item.ErrorId -eq 'ExecutionsNotSeen') { $unseen.Add($item) } }
    if (-not $Webhook) { return }
    $text = @{ msgtype = 'text'; text = @{ content = "$Name`n$_" } } | ConvertTo-Json
    $body = [Text.Encoding]::UTF8.GetBytes($text)
    $request = @{ Uri = $Webhook; Method = 'Post'; ContentType = 'application/json'; Body = $body; TimeoutSec = 30; UseBasicParsing = $true }
    foreach ($try in 1..3) {
        try { return Invoke-RestMethod @request }
        catch {
            if ($try -eq 3) { Write-Warning "The webhook was not reached: $($_.Exception.Message)" }
            else { Start-Sleep -Seconds $WebhookPauseSec }
        }
    }
}

# The same interval again, until it is saved: a run that died is caught up and its job is found, not paid for twice. After a job that an
# earlier run left failed as a whole or cancelled comes one more; what that one had started by then runs once more.
$interval = New-CiTimeInterval -Since $Name -Lag $Lag
$once = @{ WorkflowId = $WorkflowId; Ledger = ".ciworkflow/ledger/$Name"; ListLag = $ListLag }
while ($true) {
    $job = Invoke-CiWorkflowTrigger -Name $Name -Prefix $Prefix -TimeInterval $interval -MaxObject $MaxObject @once
    if (-not $job.Existing -or $job.StateText -notin 'Failed', 'Cancel') { break }
    $once.Ledger = ".ciworkflow/ledger/$Name-after-$($job.JobId)"
}

$job = $job | Wait-CiWorkflowJob -Timeout $Timeout -OnCompleted $notify

# Whatever becomes of the second start, the interval is done: report and checkpoint come all the same.
$retry = $failure = $null
try {
    $failed = @($job | Get-CiWorkflowExecution -State Failed)
    if ($failed) {
        # Another run over the same job may have written its list already: then that one is started, once for both.
        $list = ".ciworkflow/retry/$Name-$($job.JobId).txt"
        try { $null = $failed | Publish-CiUrlFile -Key $list -NoClobber }
        catch { if ($_.FullyQualifiedErrorId -notlike 'UrlFileExists,*') { throw } }

        $retry = Invoke-CiWorkflowTrigger -Name "$Name-retry" -UrlFile $list @once |
            Wait-CiWorkflowJob -Timeout $Timeout -OnCompleted $notify
    }
}
catch { $failure = $_ }

@($job; $retry) | Where-Object { $_ } | Export-CiWorkflowReport $ReportPath
$job | Save-CiCheckpoint $Name

if ($failure) {
    Write-Error -ErrorRecord $failure -ErrorAction Continue
    exit 1
}

# What was not seen may have failed, or may not have run at all.
if ($unseen.Count) {
    $unseen | Format-Table Name, JobId, Message -Wrap | Out-String | Write-Output
    exit 1
}

# What failed twice needs a person.
$left = @($retry | Where-Object { $_ } | Get-CiWorkflowExecution -State Failed -Detailed)
if ($left) {
    $left | Format-Table Object, Reason -Wrap | Out-String | Write-Output
    exit 1
}

exit 0
