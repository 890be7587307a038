# What reaches the screen of a terminal from each command that reads, waits or asks, and from each completer, when everything that others
# could name has hostile text in it. All of it is typed in one terminal.
BeforeDiscovery {
    $noTerminal = -not (Get-Command script -CommandType Application -ErrorAction Ignore)
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force

    $lines = [ordered]@{
        'Get-CiCheckpoint' = 'Get-CiCheckpoint -StatePath $folder'
        'Get-CiContext' = 'Get-CiContext -ListAvailable'
        'Get-CiLedger' = 'Get-CiLedger ledger/'
        'Get-CiMediaJob' = 'Get-CiWorkflowJob -Type Job | Get-CiMediaJob'
        'Get-CiQueue' = 'Get-CiQueue'
        'Get-CiTemplate' = 'Get-CiTemplate'
        'Get-CiWorkflow' = 'Get-CiWorkflow'
        'Get-CiWorkflowExecution' = 'Get-CiWorkflowExecution -WorkflowId $workflow -Detailed'
        'Get-CiWorkflowInput' = 'Get-CiWorkflowInput -Prefix in/; Get-CiWorkflowInput -Prefix in/ -Summary'
        'Get-CiWorkflowJob' = 'Get-CiWorkflowJob'
        'Measure-CiWorkflowJob' = 'Get-CiWorkflowJob | Measure-CiWorkflowJob'
        'Test-CiWorkflowSetup' = 'Test-CiWorkflowSetup $workflow'
        'Wait-CiWorkflowExecution' = 'Get-CiWorkflowExecution -WorkflowId $workflow | Wait-CiWorkflowExecution -PollInterval 1s'
        'Wait-CiWorkflowJob' = 'Get-CiWorkflowJob | Wait-CiWorkflowJob -SettleTime 0s -PollInterval 1s -Verbose'
        'Clear-CiContext' = 'Clear-CiContext -Name $h -WhatIf'
        'Disable-CiWorkflow' = 'Get-CiWorkflow | Disable-CiWorkflow -WhatIf'
        'Enable-CiWorkflow' = 'Get-CiWorkflow | Enable-CiWorkflow -WhatIf'
        'Export-CiWorkflow' = 'Get-CiWorkflow | Export-CiWorkflow -Path "$folder/$h" -WhatIf'
        'Export-CiWorkflowReport' = 'Get-CiWorkflowJob | Export-CiWorkflowReport "$folder/$h" -WhatIf'
        'Import-CiWorkflow' = 'Import-CiWorkflow "$folder/definition.xml" -Name n -WhatIf'
        'Invoke-CiMediaBatch' = 'Get-CiWorkflowJob | Invoke-CiMediaBatch -Name n -Tag MediaInfo -WhatIf'
        'Invoke-CiWorkflow' = 'Get-CiWorkflowInput -Prefix in/ | Invoke-CiWorkflow -WorkflowId $workflow -WhatIf'
        'Invoke-CiWorkflowTrigger' = 'Get-CiWorkflowJob | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -WhatIf'
        'Publish-CiUrlFile' = '"a" | Publish-CiUrlFile "lists/`u{202e}a" -WhatIf'
        'Remove-CiWorkflow' = 'Get-CiWorkflow | Remove-CiWorkflow -WhatIf'
        'Restart-CiWorkflowExecution' = 'Get-CiWorkflowExecution -WorkflowId $workflow -State Failed | Restart-CiWorkflowExecution -WhatIf'
        'Resume-CiQueue' = 'Get-CiQueue | Resume-CiQueue -WhatIf'
        'Save-CiCheckpoint' = 'Save-CiCheckpoint nightly (New-CiTimeInterval -Last 1d) -StatePath "$folder/$h" -WhatIf'
        'Set-CiContext' = 'Get-CiContext -ListAvailable | Set-CiContext -WhatIf'
        'Set-CiQueue' = 'Get-CiQueue | Set-CiQueue -Name other -WhatIf'
        'Stop-CiWorkflowJob' = 'Get-CiWorkflowJob | Stop-CiWorkflowJob -WhatIf'
        'Suspend-CiQueue' = 'Get-CiQueue | Suspend-CiQueue -WhatIf'
        'errors' = 'Get-CiWorkflowInput -Prefix in/ | ForEach-Object { Get-CiWorkflowJob -JobId $_.Key }; Get-CiWorkflowInput -Prefix in/ | Get-CiWorkflowExecution -RunId { $_.Key }; $Error | Format-List'
        'warnings' = 'Get-CiWorkflowJob -State Success | Stop-CiWorkflowJob -Confirm:$false'
        'verbose' = 'Get-CiQueue -State Active | Resume-CiQueue -Verbose'
        'debug' = '$DebugPreference = "Continue"; $null = Get-CiQueue'
    }

    # Their names are a person's own, or bounded by a rule.
    $own = 'Save-CiCheckpoint', 'Set-CiContext'
    $completers = [CiWorkflow.Completion.Completer].Assembly.GetTypes().Where({ $_.IsSubclassOf([CiWorkflow.Completion.Completer]) -and -not $_.IsAbstract }).Name
    $ownWords = 'BucketCompleter', 'FreeTextCompleter', 'LengthCompleter', 'MqRegionCompleter', 'QueueCategoryCompleter', 'QueueTypeCompleter', 'RegionCompleter', 'TagCompleter'
    $shown = @($lines.Keys) + $completers | ForEach-Object { @{ name = $_; isOwn = $_ -in $own + $ownWords } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'The screen of a terminal' -Skip:$noTerminal -ForEach @{ lines = $lines; shown = $shown } {
    BeforeAll {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 5 -SkipWaits

        # XML has no escape and no bell: only the names of files, and those of objects, which are listed percent-encoded, have them.
        $h = "`u{9b}8m`r`n`u{202e}gpj`u{2028}x`u{200b}y`u{e0041}"
        $raw = "`e]0;title`a`e]52;c;QQ==`a$h"
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        foreach ($file in @{
                "$raw/first" = '2026-03-01T00:00:00+0800/2026-03-02T00:00:00+0800'
                '.tencentcloud/credentials' = "[$($raw -replace '[\r\n]')]`nsecret_id = AKIDx`nsecret_key = k"
            }.GetEnumerator()) {
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName("$folder/$($file.Key)"))
            [IO.File]::WriteAllText("$folder/$($file.Key)", $file.Value)
            chmod 600 "$folder/$($file.Key)"
        }

        Add-SandboxObject "in/$raw.mp4", "$raw/manifest.json", "$raw.mp4", "xml/${h}corrupt.mp4", "xml/$h.mp4", "xml/`u{202e}gpj.mp4"
        Add-SandboxWorkflow "w$('1' * 32)" -Name $h -State Paused
        Add-SandboxWorkflow "w$('2' * 32)" -Name "${h}2"
        Add-SandboxQueue "p$('1' * 32)" -Name $h
        Add-SandboxQueue "p$('2' * 32)" -Name "${h}2" -State Paused
        Add-SandboxTemplate "t$('1' * 32)" -Name $h -Tag Transcode
        $null = Add-SandboxJob -Name $h -Prefix "in/$h" -WorkflowId $workflow
        Add-SandboxObject ledger/e1.xml -Text "<LedgerEntry><State>Open</State><Name>$h</Name><WorkflowIds>$h</WorkflowIds><Input>Prefix: $h</Input><Asked>2026-11-01T00:00:00+0000</Asked><By>$h</By><Run>$h</Run></LedgerEntry>"
        $null = Export-CiWorkflow $workflow "$folder/definition.xml"
        (Get-Content "$folder/definition.xml" -Raw).Replace('</Operation>', "<Url>https://example.com/$h</Url></Operation>") | Set-Content "$folder/definition.xml"
        Set-SandboxClock -AdvancePerRequest 5
        $null = Invoke-CiWorkflowTrigger -Name all -Prefix xml/ -WorkflowId $workflow
        $null = Invoke-CiMediaBatch -Name media -Prefix xml/ -Tag Transcode -TemplateId t1 -OutputObject 'out/${Number}.mp4'

        # Everything between two marks is one command's, or one completer's.
        $script = @(
            "`$env:HOME = '$folder'; `$folder = '$folder'; `$h = -join [char[]] ($([int[]] $h.ToCharArray() -join ', ')); `$null = New-CiContext -Name `$h -Bucket $($sandbox.bucket)"
            $lines.GetEnumerator().ForEach({ "'[[$($_.Key)]]'; `$x = & { $($_.Value) }; `$x; `$x | Format-List; `$x | Format-Wide" })
            '[CiWorkflow.Completion.ServiceCompleter].GetProperty("Patience", "Static,NonPublic").SetValue($null, [timespan]::FromMinutes(5))'
            '$typed = { Get-CiWorkflowJob }.Ast.EndBlock.Statements[0].PipelineElements[0]'
            $shown.name.Where({ $_ -like '*Completer' }).ForEach({ "'[[$_]]'; [CiWorkflow.Completion.$_]::new().CompleteArgument('Get-CiWorkflowJob', 'x', '', `$typed, @{}) | Format-List" })
            "'[[end]]'"
        ) -join "`n"
        $terminal = Start-Terminal $script
        $terminal.StandardInput.Close()
        $parts = [regex]::Split((Stop-Terminal $terminal), '\[\[([\w-]+)\]\]')
        $screen = @{}
        for ($i = 1; $i -lt $parts.Count; $i += 2) { $screen[$parts[$i]] = $parts[$i + 1] }
    }

    It 'is asked for each command that reads, waits, or says what it would do' {
        $screen.Keys | Should -Contain end -Because "it ended before: $($screen.Keys)"
        $commands = Get-Command -Module CiWorkflow -CommandType Cmdlet | Where-Object { $_.Verb -in 'Get', 'Measure', 'Wait', 'Test' -or $_.Parameters.ContainsKey('WhatIf') }
        $commands.Name | Where-Object { $_ -notin $lines.Keys } | Should -BeNullOrEmpty
        foreach ($command in $commands | Where-Object { $_.Parameters.ContainsKey('WhatIf') }) { $lines[$command.Name] | Should -BeLike "*$($command.Name)*-WhatIf" }
    }

    It 'has no byte below a blank but line feeds, and no C1, and the escapes of what is hostile: <name>' -ForEach $shown {
        $screen.Keys | Should -Contain $name
        Find-Obeyed $screen[$name] | Should -BeNullOrEmpty
        if ($isOwn) { return }

        # A line of the terminal may break it, and Tab writes it as PowerShell reads it.
        $screen[$name] -replace '\s' | Should -Match '\\u(001b|009b|202e)|\[char\]0x(1b|9b|202e)'
    }
}
