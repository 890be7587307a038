BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    Reset-Sandbox -SubmittedFor 0 -RunningFor 3600
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $job = Invoke-CiWorkflowTrigger -Name nightly-of-a-name-longer-than-its-column -Prefix input/day-0 -WorkflowId $workflow
    $wide = Invoke-CiWorkflowTrigger -Name 夜间转码任务 -Prefix input/day-1 -WorkflowId $workflow
    $existing = Invoke-CiWorkflowTrigger -Name nightly-of-a-name-longer-than-its-column -Prefix input/day-0 -WorkflowId $workflow -SkipExisting -WarningAction Ignore
    $execution = Get-CiWorkflowExecution $job -First 1
    $PSStyle.OutputRendering = 'PlainText'

    function Show($Object, $Width = 80, $Format = 'Format-Table') { ($Object | & $Format | Out-String -Width $Width).TrimEnd() -split "`r?`n" }
}

AfterAll { Stop-Sandbox }

Describe 'The view of a job' {
    It 'has the name, the state, the age, the id and the input in <_> columns' -ForEach 80, 120, 200 {
        $text = (Show $job $_) -join "`n"
        foreach ($part in 'Name', 'State', 'Age', 'JobId', 'Input', 'nightly', 'Running', $job.JobId, 'Prefix:') { $text | Should -Match ([regex]::Escape($part)) }
        $text | Should -Match '\b\d+[smhd]\b'
        (Show $job $_ | ForEach-Object Length | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual $_
    }

    It 'says that a job existed before' {
        (Show $existing) -join "`n" | Should -Match '\(existing\)'
    }

    It 'has local times with their offset as a list' {
        $local = $job.CreationTime.ToLocalTime().ToString('yyyy-MM-dd HH:mm:ss zzz', [cultureinfo]::InvariantCulture)
        (Show $job 80 Format-List) -join "`n" | Should -Match ([regex]::Escape($local))
    }

    It 'has the names in Format-Wide' {
        (Show @($job, $wide) 80 Format-Wide) -join ' ' | Should -Match 'nightly-of-a-name\S+\s+夜间转码任务'
    }

    It 'is coloured where the shell has colours' {
        $PSStyle.OutputRendering = 'Ansi'
        try { (Show $job) -join "`n" | Should -Match "$([char]27)\[[0-9;]+mRunning" }
        finally { $PSStyle.OutputRendering = 'PlainText' }
    }
}

Describe 'Every view' {
    It 'fits 80 columns with all that it names: <Name>' -ForEach @(
        @{ Name = 'workflow'; Make = { Get-CiWorkflow $workflow }; Parts = 'Name', 'State', 'WorkflowId', 'Nodes', 'w7476ff3564ee45b7b490d64bccaba6cc' }
        @{ Name = 'execution'; Make = { $execution }; Parts = 'Object', 'State', 'Age', 'Reason', 'input/day-0/clip' }
        @{ Name = 'input object'; Make = { Get-CiWorkflowInput -Prefix input/day-0 -First 1 }; Parts = 'Key', 'Size', 'LastModified', 'StorageClass', 'STANDARD' }
        @{ Name = 'template'; Make = { Get-CiTemplate -First 1 }; Parts = 'Tag', 'TemplateId', 'Name', 't04e1ab86554984f1aa17c062fbf6c007c', 'transcode-720p' }
        @{ Name = 'queue'; Make = { Get-CiQueue -First 1 }; Parts = 'p2242ab62c7c94486915508540933a2c6', 'queue-1', 'Active' }
        @{ Name = 'UrlFile'; Make = { 'a' | Publish-CiUrlFile -Key lists/a.txt }; Parts = 'UrlFile', 'Count', 'Duplicates', 'Size', 'Bucket' }
    ) {
        $text = (Show (. $Make)) -join "`n"
        foreach ($part in $Parts) { $text | Should -Match ([regex]::Escape($part)) }
    }

    It 'shows the same in ConstrainedLanguage mode' {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $null = $shell.AddScript("Import-Module '$(Join-Path $PSScriptRoot '../../out/CiWorkflow')'; `$PSStyle.OutputRendering = 'PlainText'").Invoke()
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $shell.Commands.Clear()
            $text = $shell.AddScript('param($things) $things | ForEach-Object { $_ | Out-String -Width 80 }').AddArgument(@($job, $execution)).Invoke() -join "`n"
        }
        finally { $shell.Dispose() }
        $text | Should -Match 'Running'
        $text | Should -Match '\b\d+[smhd]\b'
        $text | Should -Match 'Prefix:'
    }

    It 'adds nothing to an export' {
        foreach ($text in ($job | ConvertTo-Csv | Out-String), ($job | ConvertTo-Json -Depth 2 -WarningAction Ignore)) {
            $text | Should -Match $job.JobId
            $text | Should -Not -Match 'Shown'
        }
    }
}
