# The package that a gallery takes, as someone installs it: from a repository, in a home where nothing is.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    $made = & (Join-Path $root 'pack.ps1') | Where-Object { $_ -is [IO.FileInfo] }
    $pwsh = (Get-Process -Id $PID).Path
    [string[]] $pwshArguments = if ((Split-Path -Leaf $pwsh) -like 'dotnet*') { [Environment]::GetCommandLineArgs()[0] }
    $cleanHome = New-Item -ItemType Directory (Join-Path $TestDrive 'home')

    # A folder of the home that isn't there is no folder for .NET: it would fall back to the current one.
    $data, $config, $cache = '.local/share', '.config', '.cache' | ForEach-Object { (New-Item -ItemType Directory -Force (Join-Path $cleanHome $_)).FullName }
    $gallery = New-Item -ItemType Directory (Join-Path $TestDrive 'gallery')
    Copy-Item $made.Where({ $_.Extension -eq '.nupkg' }).FullName $gallery

    # Runs a script in a pwsh whose home is empty and whose module path has only what is installed there.
    function Invoke-InCleanHome([string] $Script) {
        $clean = @{
            HOME = $cleanHome.FullName; USERPROFILE = $cleanHome.FullName; XDG_DATA_HOME = $data; XDG_CONFIG_HOME = $config; XDG_CACHE_HOME = $cache; PSModulePath = $null
            TENCENTCLOUD_SECRET_ID = $sandbox.secretId; TENCENTCLOUD_SECRET_KEY = $sandbox.secretKey
        }
        $before = @{}
        try {
            foreach ($name in $clean.Keys) {
                $before[$name] = [Environment]::GetEnvironmentVariable($name)
                [Environment]::SetEnvironmentVariable($name, $clean[$name])
            }

            & $pwsh @pwshArguments -NoProfile -NonInteractive -Command $Script 2>&1
        }
        finally {
            foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
    }
}

AfterAll { Stop-Sandbox }

Describe 'The package' -Tag Second {
    It 'is a .nupkg with a bill of materials and the sums of both beside it' {
        $made.Name | Should -Contain 'SHA256SUMS'
        $made.Name -like '*.nupkg' | Should -HaveCount 1
        $bill = Get-Content $made.Where({ $_.Name -like '*.spdx.json' }).FullName -Raw | ConvertFrom-Json
        $bill.files.fileName | Should -Contain './CiWorkflow.dll'
        $bill.files.fileName | Should -Contain './CiWorkflow.Core.dll'
        @($bill.files.fileName -like '*.dll') | Should -HaveCount 2
        foreach ($line in Get-Content $made.Where({ $_.Name -eq 'SHA256SUMS' }).FullName) {
            $sum, $name = $line -split '  '
            (Get-FileHash $made.Where({ $_.Name -eq $name }).FullName -Algorithm SHA256).Hash | Should -Be $sum
        }
    }

    It 'installs by name in a clean home, and the sentence runs there' {
        $output = Invoke-InCleanHome @"
            `$ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name folder -Uri '$gallery' -Trusted
            Install-PSResource CiWorkflow -Prerelease -Repository folder -Scope CurrentUser
            Import-Module CiWorkflow
            `$module = Get-Module CiWorkflow
            "version `$(`$module.Version)-`$(`$module.PrivateData.PSData.Prerelease)"
            "notes `$(`$module.ReleaseNotes.Length)"
            Set-CiContext -Bucket media-1250000000 -Region ap-beijing -Endpoint '$((Get-CiContext).Endpoint)'
            `$id = 'w7476ff3564ee45b7b490d64bccaba6cc'
            `$retry = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId `$id -TimeInterval 1d |
                Wait-CiWorkflowJob -PollInterval 1s |
                Get-CiWorkflowExecution -State Failed |
                Publish-CiUrlFile -Key retry/nightly.txt |
                Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId `$id
            "retry `$(`$retry.Name)"
            "help `$((Get-Help New-CiTimeInterval).Synopsis)"
"@
        $text = $output | Out-String
        $text | Should -BeLike '*version 1.0.0-preview1*'
        $text | Should -BeLike '*retry nightly-retry*'
        $text | Should -BeLike '*help Makes *'
        [int]($text -replace '(?s).*notes (\d+).*', '$1') | Should -BeGreaterThan 100
    }
}
