# Points a session at the sandbox whose address stands in the environment, and runs a script in it where one is named.
if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }
Import-Module $env:CIWORKFLOW_SANDBOX_MODULE
Set-CiContext -Bucket $env:CIWORKFLOW_SANDBOX_BUCKET -Region $env:CIWORKFLOW_SANDBOX_REGION -Endpoint $env:CIWORKFLOW_SANDBOX_ENDPOINT

if ($args.Count -gt 0) {
    $arguments = @($args | Select-Object -Skip 1)
    $global:LASTEXITCODE = 0
    & $args[0] @arguments
    if (-not $? -and $LASTEXITCODE -eq 0) { exit 1 }
    exit $LASTEXITCODE
}
