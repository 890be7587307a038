# What Get-Help shows, in both languages, and that each example of the English pages runs as it is typed.
BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $names = (Import-PowerShellDataFile (Join-Path $root 'CiWorkflow.psd1')).CmdletsToExport
    $pages = foreach ($culture in 'en-US', 'zh-CN') { foreach ($name in $names) { @{ culture = $culture; name = $name } } }
    $examples = foreach ($name in $names) {
        $page = Get-Content (Join-Path $root "module/en-US/$name.md") -Raw
        $found = [regex]::Matches($page, '(?m)^### (?<title>.+)\n\n```powershell\n(?<code>(?s:.*?))\n```')
        foreach ($example in $found) { @{ name = $name; title = $example.Groups['title'].Value; code = $example.Groups['code'].Value } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $module = Split-Path (Get-Module CiWorkflow).Path
    $maml = @{ }
    foreach ($culture in 'en-US', 'zh-CN') { $maml[$culture] = [xml](Get-Content (Join-Path $module "$culture/CiWorkflow.dll-Help.xml") -Raw) }

    # The commands as they are typed, with short waits and nobody to ask.
    $global:PSDefaultParameterValues['Wait-*:PollInterval'] = [timespan]::FromMilliseconds(100)
    $global:PSDefaultParameterValues['Wait-CiWorkflowJob:SettleTime'] = [timespan]::FromSeconds(1)
    $global:ConfirmPreference = 'None'
}

AfterAll { Stop-Sandbox }

Describe 'Get-Help' {
    It 'has every text of <name> in <culture>' -ForEach $pages {
        $command = Get-Command $name
        $help = $maml[$culture].helpItems.command | Where-Object { $_.details.name -eq $name }
        $help.details.description.para | Should -Not -BeNullOrEmpty
        $help.description.para | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        $help.inputTypes.inputType | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
        $help.alertSet.alert.para | Should -Not -BeNullOrEmpty
        $common = [Management.Automation.Cmdlet]::CommonParameters
        $shown = $command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not ($_.Attributes.DontShow -contains $true) }
        $described = @($help.parameters.parameter | Where-Object { $_.description.para } | ForEach-Object name)
        $shown.Name | Where-Object { $_ -notin $described } | Should -BeNullOrEmpty
        if ($culture -eq 'zh-CN') {
            $help.parameters.parameter | Where-Object { "$($_.description.para)" -notmatch '\p{IsCJKUnifiedIdeographs}|^SecretId|^SecretKey' } | ForEach-Object name | Should -BeNullOrEmpty
        }
    }

    It 'leads to the page of a cmdlet online' {
        (Get-Help Get-CiWorkflow).relatedLinks.navigationLink[0].uri | Should -BeLike 'https://*/module/en-US/Get-CiWorkflow.md'
    }

    It 'has <_>' -ForEach 'about_CiWorkflow', 'about_CiWorkflow_Credentials', 'about_CiWorkflow_Exactly_Once', 'about_CiWorkflow_Runbooks', 'about_CiWorkflow_Errors' {
        $english, $chinese = foreach ($culture in 'en-US', 'zh-CN') { , (Get-Content (Join-Path $module "$culture/$_.help.txt")) }
        "$english".Length | Should -BeGreaterThan 500

        # The same sections and the same code.
        $headings, $code = '^\S', '^ {8}(#|\$|\[|[A-Z][a-z]+-)'
        @($chinese -match $headings).Count | Should -Be @($english -match $headings).Count
        @($chinese -match $code).Count | Should -Be @($english -match $code).Count
        # No line begins with a mark that closes something, or ends with one that opens it.
        $chinese -match '^ +[，。、；：）》”！？]|[（《“]$' | Should -BeNullOrEmpty
        Get-Help $_ | Out-String | Should -Match 'CiWorkflow'
    }
}

Describe 'The examples of the help' {
    BeforeEach {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1 -SkipWaits
        Add-SandboxJob -Name nightly -Objects 3
        Push-Location (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid())))
    }

    AfterEach { Pop-Location }

    # An example runs without an error and does something: it returns or shows something, asks the service, changes the session's contexts or
    # writes a file. What -WhatIf shows can't be seen here, nor a setting that is set to what it was.
    It '<name>: <title>' -ForEach $examples {
        $ErrorActionPreference = 'Stop'
        $code | Should -Match "\b($name|$((Get-Alias -Definition $name -ErrorAction Ignore).Name -join '|'))\b"
        $contexts = { (Get-CiContext -Resolve | Out-String) + (Get-CiContext -ListAvailable | Out-String) }
        Set-CiContext -TimeoutSec 77
        $before = & $contexts
        Clear-SandboxRequest
        $shown = & ([scriptblock]::Create($code)) 3>$null 6>&1 | Out-String
        $done = $shown.Trim() -or @(Get-SandboxRequest) -or (Get-ChildItem) -or (& $contexts) -ne $before -or $code -match '^Set-CiContext|\nSet-CiContext|-WhatIf'
        $done | Should -BeTrue
    }
}
