<#
.SYNOPSIS
    Runs one test file after the other, as the test host orders them, each in a runspace of its own (RunFile.ps1).
#>
param([Parameter(Mandatory)] [string] $Pester)

$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/Sandbox.psm1"

# What a file may leave behind in the process.
$environment = [Environment]::GetEnvironmentVariables()
$folder = [Environment]::CurrentDirectory
function Reset-Process {
    foreach ($name in [Environment]::GetEnvironmentVariables().Keys) {
        if (-not $environment.Contains($name)) { [Environment]::SetEnvironmentVariable($name, $null) }
    }
    foreach ($name in $environment.Keys) {
        if ([Environment]::GetEnvironmentVariable($name) -cne $environment[$name]) { [Environment]::SetEnvironmentVariable($name, $environment[$name]) }
    }
    [Environment]::CurrentDirectory = $folder
    [cultureinfo]::DefaultThreadCurrentCulture = [cultureinfo]::DefaultThreadCurrentUICulture = $null
    [TimeZoneInfo]::ClearCachedData()
    Clear-SandboxMemory
}

$http = [Net.Http.HttpClient]::new([Net.Http.SocketsHttpHandler]@{ UseProxy = $false })
while ($order = $http.PostAsync("$env:CIWORKFLOW_TESTHOST/next", $null).Result.Content.ReadAsStringAsync().Result | ConvertFrom-Json -AsHashtable) {
    $runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    try { $null = $shell.AddCommand("$PSScriptRoot/RunFile.ps1").AddParameter('Pester', $Pester).AddParameters($order).Invoke() }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
        Reset-Process
    }
}
