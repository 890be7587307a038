<#
.SYNOPSIS
    Runs one test file after the other, as the test host orders them, each in a runspace of its own (RunFile.ps1).
#>
param([Parameter(Mandatory)] [string] $Pester)

$ErrorActionPreference = 'Stop'

# What a file may leave behind in the process. What the module remembers of a service for the process is forgotten, as in a new process.
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

    foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        $memory = switch ($assembly.GetName().Name) {
            'CiWorkflow.Core' { 'CiWorkflow.Jobs.JobRegistry:Registries', 'CiWorkflow.Http.HostThrottle:Hosts', 'CiWorkflow.Credentials.EnvironmentCredentials:_known' }
            'CiWorkflow' { 'CiWorkflow.Cmdlets.CheckpointRun:OfCheckpoints', 'CiWorkflow.Completion.ServiceCompleter:Questions' }
        }
        foreach ($one in $memory) {
            $type, $name = $one -split ':'
            $field = $assembly.GetType($type, $true).GetField($name, 'Static,NonPublic')
            if ($field.IsInitOnly) { $field.GetValue($null).Clear() } else { $field.SetValue($null, $null) }
        }
        if ($memory -and $assembly.GetName().Name -eq 'CiWorkflow.Core') {
            $clock = $assembly.GetType('CiWorkflow.Http.ServiceClock')
            $process = $clock.GetProperty('Process').GetValue($null)
            foreach ($name in '_correction', '_lastAnswer') {
                $field = $clock.GetField($name, 'Instance,NonPublic')
                $field.SetValue($process, $field.GetValue([Activator]::CreateInstance($clock, @($null))))
            }
        }
    }
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
