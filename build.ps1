#requires -Version 5.1
<#
.SYNOPSIS
    Builds, tests, shows and packs CiWorkflow. The work is done by the same dotnet commands that the README names.
.EXAMPLE
    ./build.ps1
    Builds the module into out/CiWorkflow.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs every test.
.EXAMPLE
    ./build.ps1 -Task Pack
    Writes the package that a gallery takes, its bill of materials and their SHA-256 sums into out/package.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# The exit code of a command that fails becomes this script's.
function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine("dotnet $args ended with exit code $LASTEXITCODE.")
        exit $LASTEXITCODE
    }
}

Push-Location $PSScriptRoot
try {
    foreach ($one in $Task) {
        switch ($one) {
            'Build' { Invoke-Dotnet build --configuration $Configuration }
            'Demo' { Invoke-Dotnet run --project src/CiWorkflow.Sandbox --configuration $Configuration }
            'Test' { Invoke-Dotnet test --configuration $Configuration }
            'Pack' { & (Join-Path $PSScriptRoot 'pack.ps1') }
        }
    }
}
finally {
    Pop-Location
}
