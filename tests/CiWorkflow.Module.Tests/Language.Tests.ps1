# The messages in Chinese beside English: all of them, with the same values in them, and by the UI culture alone.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

    function Read-Texts([string] $File) {
        $texts = @{ }
        foreach ($entry in ([xml](Get-Content (Join-Path $root $File) -Raw)).root.data) { $texts[$entry.name] = $entry.value }
        $texts
    }

    function Get-Place([string] $Text) {
        [regex]::Matches($Text.Replace('{{', '').Replace('}}', ''), '\{\d[^}]*\}').Value | Sort-Object -Unique
    }

    # A line in a runspace whose UI culture is another one.
    function Invoke-InCulture([string] $Culture, [string] $Line) {
        $before = [Threading.Thread]::CurrentThread.CurrentUICulture
        try {
            [Threading.Thread]::CurrentThread.CurrentUICulture = $Culture
            Invoke-Typed $Line
        }
        finally { [Threading.Thread]::CurrentThread.CurrentUICulture = $before }
    }
}

AfterAll { Stop-Sandbox }

Describe 'The messages' {
    BeforeEach { Reset-Sandbox }

    It 'are all there in Chinese, with the same values: <_>' -ForEach 'src/CiWorkflow.Core/Messages', 'src/CiWorkflow.PowerShell/CommandMessages' {
        $english = Read-Texts "$_.resx"
        $chinese = Read-Texts "$_.zh-CN.resx"
        Compare-Object @($english.Keys) @($chinese.Keys) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        $different = foreach ($key in $english.Keys) { if ("$(Get-Place $english[$key])" -ne "$(Get-Place $chinese[$key])") { $key } }
        $different | Should -BeNullOrEmpty
    }

    It 'are Chinese for a Chinese UI, with the same ids' {
        $line = 'Invoke-CiWorkflowTrigger -Name "a b" -Prefix input/ -WorkflowId $workflow'
        $chinese = (Invoke-InCulture zh-CN $line).Errors[0]
        $english = (Invoke-InCulture en-US $line).Errors[0]
        $chinese.Exception.Message | Should -BeLike '*名称须为*'
        $english.Exception.Message | Should -BeLike '*not allowed*'
        $chinese.FullyQualifiedErrorId | Should -Be $english.FullyQualifiedErrorId
        $chinese.ErrorDetails.RecommendedAction | Should -BeLike '*没有发送*'
    }

    It 'are English for any other UI' {
        (Invoke-InCulture fr-FR 'Get-CiWorkflowJob -JobId b0000').Errors[0].Exception.Message | Should -BeLike '*has no such job*'
    }
}
