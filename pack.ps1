#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module as it ships and makes what a gallery takes of it: the .nupkg, an SPDX bill of materials, SHA-256 sums.
.DESCRIPTION
    Everything is written into the folder out/package. Nothing is published. docs/releasing.md says how that is done, and where a
    certificate's owner signs.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$root = $PSScriptRoot
$target = Join-Path $root 'out/package'
$staging = Join-Path $target 'CiWorkflow'
Remove-Item -LiteralPath $target -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory -Path $target

# Into a folder of its own: the module in out/CiWorkflow may be in use.
dotnet build (Join-Path $root 'src/CiWorkflow.PowerShell') --configuration Release -p:ContinuousIntegrationBuild=true "-p:ModuleFolder=$staging/"

# The release notes are the newest section of the changelog, in full.
$changes = Get-Content -LiteralPath (Join-Path $root 'CHANGELOG.md') -Raw
$notes = [regex]::Match($changes, '(?ms)^## .*?(?=^## |\z)').Value.Trim()
$manifestPath = Join-Path $staging 'CiWorkflow.psd1'
$manifestText = (Get-Content -LiteralPath $manifestPath -Raw).Replace("'See CHANGELOG.md.'", "'" + $notes.Replace("'", "''") + "'")
Set-Content -LiteralPath $manifestPath -Value $manifestText -NoNewline

$manifest = Test-ModuleManifest -Path $manifestPath
$listed = $manifest.FileList | ForEach-Object { [System.IO.Path]::GetRelativePath($staging, $_).Replace('\', '/') } | Sort-Object
$shipped = Get-ChildItem -LiteralPath $staging -Recurse -File | ForEach-Object { [System.IO.Path]::GetRelativePath($staging, $_.FullName).Replace('\', '/') } | Sort-Object
if ($difference = Compare-Object @($listed) @($shipped)) {
    throw "FileList of CiWorkflow.psd1 is not what ships: $(($difference | ForEach-Object { $_.SideIndicator + ' ' + $_.InputObject }) -join ', ')"
}

$version = '{0}-{1}' -f $manifest.Version, $manifest.PrivateData.PSData.Prerelease
Compress-PSResource -Path $staging -DestinationPath $target

# Nothing but the module's own files ships, so its folder is all that there is to list.
Push-Location $root
try {
    dotnet tool restore
    dotnet sbom-tool generate -b $staging -bc $staging -m $target -D true -pn CiWorkflow -pv $version -ps 'CiWorkflow contributors' -nsb 'https://github.com/ciworkflow/CiWorkflow' -V Error |
        Out-Null
}
finally {
    Pop-Location
}

$bill = Join-Path $target "CiWorkflow.$version.spdx.json"
Move-Item -LiteralPath (Join-Path $target '_manifest/spdx_2.2/manifest.spdx.json') -Destination $bill
Remove-Item -LiteralPath (Join-Path $target '_manifest') -Recurse -Force

Get-ChildItem -LiteralPath $target -File | Sort-Object Name |
    ForEach-Object { '{0}  {1}' -f (Get-FileHash -LiteralPath $_.FullName -Algorithm SHA256).Hash.ToLowerInvariant(), $_.Name } |
    Set-Content -LiteralPath (Join-Path $target 'SHA256SUMS')
Get-ChildItem -LiteralPath $target -File
