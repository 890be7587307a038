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
    ./build.ps1 -Task Pack -Configuration Release
    Writes out/CiWorkflow.<version>.zip, the module as it ships.
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

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with exit code $LASTEXITCODE."
    }
}

Push-Location $PSScriptRoot
try {
    foreach ($one in $Task) {
        switch ($one) {
            'Build' { Invoke-Dotnet build --configuration $Configuration }
            'Demo' { Invoke-Dotnet run --project src/CiWorkflow.Sandbox --configuration $Configuration }
            'Test' { Invoke-Dotnet test --configuration $Configuration }
            'Pack' {
                Invoke-Dotnet build --configuration $Configuration
                $manifest = Import-PowerShellDataFile -Path out/CiWorkflow/CiWorkflow.psd1
                $package = "out/CiWorkflow.$($manifest.ModuleVersion).zip"
                Compress-Archive -Path out/CiWorkflow -DestinationPath $package -Force
                Get-Item -LiteralPath $package
            }
        }
    }
}
finally {
    Pop-Location
}
