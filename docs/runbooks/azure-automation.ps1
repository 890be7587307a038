<#
.SYNOPSIS
    A runbook of Azure Automation (PowerShell 7.2 or later), beside which nightly.ps1 is a runbook too.
.DESCRIPTION
    The Automation account's own identity reads the keys from a key vault (role Key Vault Secrets User); neither the runbook nor a variable
    has one, and it may read the account's jobs (role Automation Job Operator). The modules CiWorkflow, Az.Accounts, Az.Automation and
    Az.KeyVault are added to the account. A run that failed is shown as failed, and the next one catches it up. A schedule calls it, for
    example every hour; a run that begins while an earlier one is at work ends at once.
#>
param(
    [Parameter(Mandatory)] [string] $VaultName,
    # Where this runbook is, to see whether an earlier run of it is at work.
    [Parameter(Mandatory)] [string] $ResourceGroupName,
    [Parameter(Mandatory)] [string] $AutomationAccountName,
    [string] $RunbookName = 'azure-automation',
    [Parameter(Mandatory)] [string] $Bucket,
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $WorkflowId,
    [Parameter(Mandatory)] [string] $Prefix,
    [uri] $Webhook,
    # Another address, for a trial against the sandbox.
    [uri] $Endpoint
)

$ErrorActionPreference = 'Stop'
$null = Connect-AzAccount -Identity

# The ledger keeps two runs from paying twice; this one keeps them from waiting beside each other. The oldest goes on.
$place = @{ ResourceGroupName = $ResourceGroupName; AutomationAccountName = $AutomationAccountName; RunbookName = $RunbookName }
$oldest = Get-AzAutomationJob @place | Where-Object Status -NotIn Completed, Failed, Stopped, Suspended | Sort-Object CreationTime, JobId | Select-Object -First 1
if ($oldest -and $oldest.JobId -ne $PSPrivateMetadata.JobId.Guid) {
    "Nothing was done: the run $($oldest.JobId) of $($oldest.CreationTime) is at work."
    return
}

$secretId = Get-AzKeyVaultSecret -VaultName $VaultName -Name ciworkflow-secret-id -AsPlainText
$secretKey = (Get-AzKeyVaultSecret -VaultName $VaultName -Name ciworkflow-secret-key).SecretValue

# A job of Azure Automation may take three hours.
$settings = @{
    Bucket = $Bucket; Region = $Region; WorkflowId = $WorkflowId; Prefix = $Prefix; Timeout = '80m'
    Credential = [pscredential]::new($secretId, $secretKey)
}
if ($Webhook) { $settings.Webhook = $Webhook }
if ($Endpoint) { $settings.Endpoint = $Endpoint }
./nightly.ps1 @settings
if ($LASTEXITCODE) { throw "The run ended with exit code $LASTEXITCODE; its output says why." }
