<#
.SYNOPSIS
    A runbook of Azure Automation (PowerShell 7.2 or later), beside which nightly.ps1 is a runbook too.
.DESCRIPTION
    The Automation account's own identity reads the keys from a key vault (role Key Vault Secrets User); neither the runbook nor a variable
    has one. The modules CiWorkflow, Az.Accounts and Az.KeyVault are added to the account. A run that failed is shown as failed, and the next
    one catches it up. A schedule calls it, for example every hour.
#>
param(
    [Parameter(Mandatory)] [string] $VaultName,
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
