# Runs the Pester tests against the module in out/CiWorkflow; ends with two lines that count them.
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
"Pester passed: $($result.PassedCount)"
"Pester failed: $($result.FailedCount)"
exit [int]($result.FailedCount -gt 0)
