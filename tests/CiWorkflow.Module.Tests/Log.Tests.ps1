# -LogPath: who did what, when, over what and with which result, one line of JSON for each item.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force
    $acting = Get-Command -Module CiWorkflow -CommandType Cmdlet |
        Where-Object { $_.Noun -notin 'CiContext' -and $_.Name -ne 'Export-CiWorkflow' -and ($_.Verb -eq 'Wait' -or $_.Parameters.ContainsKey('WhatIf')) }
    $queue = 'p2242ab62c7c94486915508540933a2c6'
    $other = 'w0000000000000000000000000000000f'
    $changes = @(
        @{ line = "Suspend-CiQueue {queue}"; outcome = 'Changed'; item = '{queue}'; state = 'Paused' }
        @{ line = "Resume-CiQueue {queue}"; outcome = 'Unchanged'; item = '{queue}'; state = 'Active' }
        @{ line = "Set-CiQueue {queue} -Name other"; outcome = 'Changed'; item = '{queue}'; name = 'other' }
        @{ line = "Disable-CiWorkflow $other"; outcome = 'Changed'; item = $other; workflow = $other; state = 'Paused' }
        @{ line = "Enable-CiWorkflow $other"; outcome = 'Unchanged'; item = $other; workflow = $other; state = 'Active' }
        @{ line = "Disable-CiWorkflow $other; Remove-CiWorkflow $other -Confirm:`$false"; outcome = 'Removed'; item = $other; workflow = $other; name = 'other' }
        @{ line = "'incoming/a.mp4' | Publish-CiUrlFile -Key lists/a.txt"; outcome = 'Written'; item = 'lists/a.txt'; count = 1 }
        @{ line = 'Invoke-CiWorkflow $workflow "incoming/片段 1.mp4"'; outcome = 'Started'; item = 'incoming/片段 1.mp4'; workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'; run = $true }
        @{ line = 'Get-CiWorkflowJob running | Stop-CiWorkflowJob -Confirm:$false'; outcome = 'Cancelled'; name = 'running'; job = $true }
        @{ line = 'New-CiTimeInterval -Since hourly | Save-CiCheckpoint hourly'; outcome = 'Written'; item = 'hourly' }
        @{ line = 'Get-CiWorkflowJob running | Export-CiWorkflowReport {report}'; outcome = 'Written'; item = '{report}'; job = $true }
        @{ line = 'Export-CiWorkflow $workflow {file} -Force; Import-CiWorkflow {file} -Name copy'; outcome = 'Created'; item = '{file}'; name = 'copy'; state = 'Paused' }
        @{ line = 'Invoke-CiMediaBatch -Name clips -Tag SmartCover -TemplateId t1460606b9752148c4ab182f55163ba7cd -OutputObject "o/${InputName}.jpg" -Prefix incoming/'; outcome = 'Created'; name = 'clips'; job = $true }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $quick = @{ PollInterval = [timespan]::FromMilliseconds(1); SettleTime = [timespan]::Zero }

    # What became of the items; -Sending for the lines that stand before what is sent.
    function Read-Log([string] $Path = $log, [switch] $Sending) {
        Get-Content $Path | ForEach-Object { ConvertFrom-Json $_ -DateKind String } | Where-Object { ($_.Outcome -eq 'Sending') -eq [bool] $Sending }
    }
}

AfterAll { Stop-Sandbox }

Describe 'A log' {
    BeforeEach {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1
        $log = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
    }

    It 'can be kept by every command that changes or waits: <_.Name>' -ForEach $acting {
        $_.Parameters.Keys | Should -Contain 'LogPath'
    }

    It 'says who triggered what, when, over what and with which result' {
        $job = Invoke-CiWorkflowTrigger -Name 夜间 -Prefix "a'b/" -WorkflowId $workflow -TimeInterval 1d -LogPath $log
        $line = Read-Log
        $line.Command | Should -Be 'Invoke-CiWorkflowTrigger'
        $line.Outcome | Should -Be 'Created'
        $line.Name | Should -Be '夜间'
        $line.Input | Should -Be "Prefix: a'b/"
        $line.TimeInterval | Should -Be "$($job.TimeInterval)"
        $line.WorkflowIds | Should -Be $workflow
        $line.JobId | Should -Be $job.JobId
        $line.State | Should -Be $job.State
        $line.RequestId | Should -Be $job.RequestId
        $line.Bucket, $line.Region | Should -Be $sandbox.bucket, $sandbox.region
        $line.User, $line.Host, $line.ProcessId | Should -Be ([Environment]::UserName), ([Environment]::MachineName), $PID
        $line.Version | Should -BeLike '1.0.0*'
        $line.Time | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$'
        ([datetimeoffset] $line.Time - [datetimeoffset]::UtcNow).Duration() | Should -BeLessThan '0:10'
        $line.DurationSec | Should -BeGreaterThan 0
        $line.ErrorId | Should -BeNullOrEmpty
    }

    It 'has four characters of the SecretId, and no key, token or signature' {
        $null = Add-SandboxAccount AKIDtemporaryexample0000 temporarySecretKey TOKENoftemporarykeys
        $keys = New-CiCredential AKIDtemporaryexample0000 (ConvertTo-SecureString temporarySecretKey -AsPlainText) (ConvertTo-SecureString TOKENoftemporarykeys -AsPlainText)
        $null = Invoke-CiWorkflowTrigger -Name n -UrlFile 'https://x-1250000000.cos.ap-beijing.myqcloud.com/l.txt?q-signature=abcdef' -WorkflowId $workflow `
            -Credential $keys -LogPath $log -ErrorAction SilentlyContinue
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix 'a/' -WorkflowId $workflow -Credential $keys -LogPath $log
        (Read-Log)[-1].SecretId | Should -Be 'AKID****'
        Get-Content $log -Raw | Should -Not -Match 'AKIDtemp|temporarySecretKey|TOKENof|abcdef'
    }

    It 'has nothing that a terminal obeys, and the exact names all the same' {
        $key = "in/`u{202e}gpj`u{2028}`u{200b}.mp4"
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $key -LogPath $log
        $text = [IO.File]::ReadAllText($log)
        Find-Obeyed $text | Should -BeNullOrEmpty
        $text | Should -BeLike '*\u202e*'
        ($text -split '\n' -ne '' | ConvertFrom-Json)[-1].Input | Should -BeExactly "Object: $key"
    }

    It 'is JSON under every culture: <_>' -ForEach 'de-DE', 'ar-SA' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $null = Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow -LogPath $log | Wait-CiWorkflowJob @quick -LogPath $log
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        (Read-Log).Command | Should -Be 'Invoke-CiWorkflowTrigger', 'Wait-CiWorkflowJob'
        (Read-Log).DurationSec | ForEach-Object { $_ | Should -BeGreaterThan 0 }
        (Read-Log)[1].Executions.Total | Should -Be 8
    }

    It 'is kept by each command of a pipeline when the context has it' {
        Set-CiContext -LogPath $log
        $null = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow | Wait-CiWorkflowJob @quick |
            Get-CiWorkflowExecution -State Failed | Publish-CiUrlFile -Key retry/nightly.txt |
            Invoke-CiWorkflowTrigger -Name retry -WorkflowId $workflow | Wait-CiWorkflowJob @quick
        $lines = Read-Log
        $lines.Command | Should -Be 'Invoke-CiWorkflowTrigger', 'Wait-CiWorkflowJob', 'Publish-CiUrlFile', 'Invoke-CiWorkflowTrigger', 'Wait-CiWorkflowJob'
        $lines.Outcome | Should -Be 'Created', 'Ended', 'Written', 'Created', 'Ended'
        $lines[1].State | Should -Be 'Success'
        $lines[1].Executions.Total | Should -Be 8
        $lines[1].Executions.Failed | Should -Be $lines[2].Count
        $lines[3].Input | Should -Be 'UrlFile: retry/nightly.txt'
    }

    It 'is another one where the command is given another one, and none once the context has none' {
        Set-CiContext -LogPath $log
        $null = Invoke-CiWorkflowTrigger -Name n1 -Prefix nothing/ -WorkflowId $workflow -LogPath "$log.other"
        Clear-CiContext LogPath
        $null = Invoke-CiWorkflowTrigger -Name n2 -Prefix nothing/ -WorkflowId $workflow
        (Read-Log "$log.other").Name | Should -Be 'n1'
        $log | Should -Not -Exist
    }

    It 'is where the shell stands, private, UTF-8 without a mark, and never overwritten' {
        Set-Content $log '{"Name":"before"}'
        Push-Location (Split-Path $log)
        try {
            $null = Invoke-CiWorkflowTrigger -Name n1 -Prefix nothing/ -WorkflowId $workflow -LogPath (Split-Path -Leaf $log)
            Set-CiContext -LogPath new.jsonl
            Push-Location /
            $null = Invoke-CiWorkflowTrigger -Name n2 -Prefix nothing/ -WorkflowId $workflow
            Pop-Location
            (Read-Log).Name | Should -Be 'before', 'n1'
            (Read-Log new.jsonl).Name | Should -Be 'n2'
            $bytes = [IO.File]::ReadAllBytes((Resolve-Path new.jsonl))
            $bytes[0] | Should -Be ([byte][char] '{')
            $bytes[-1] | Should -Be 10
            $bytes | Should -Not -Contain 13
            if (-not $IsWindows) { (Get-Item new.jsonl).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite') }
        }
        finally { Pop-Location }
    }

    It 'is refused before anything is sent where it can''t be written: <path>' -ForEach @(
        @{ path = 'missing/folder/run.jsonl'; id = 'LogNotWritable' }, @{ path = '.'; id = 'LogNotWritable' }
        @{ path = 'env:LOG'; id = 'InvalidLogPath' }, @{ path = 'nodrive:\run.jsonl'; id = 'InvalidLogPath' }
    ) {
        Clear-SandboxRequest
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId `$workflow -LogPath '$path'"
        $run.Output | Should -BeNullOrEmpty
        $run.Errors.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $run.Errors.ErrorDetails.Message | Should -BeLike "*$(Split-Path -Leaf $path)*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'is neither made nor written with -WhatIf' {
        $run = Invoke-Shell "Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId `$workflow -LogPath '$log' -WhatIf; `$WhatIfPreference = `$true; Set-CiQueue (Get-CiQueue queue-1) -Name c -LogPath '$log'"
        $run.Text | Should -BeLike '*What if: *What if: *'
        $log | Should -Not -Exist
    }

    It 'has a line for each row, what failed with its error' {
        Add-SandboxFault Status -Method POST -Contains bad -Status 403 -Code AccessDenied -Message no -Times 0
        $rows = foreach ($name in 'good', 'bad', 'wrong name!', 'last') { [pscustomobject]@{ Name = $name; Prefix = 'nothing/'; WorkflowId = $workflow } }
        $null = $rows | Invoke-CiWorkflowTrigger -LogPath $log -ErrorAction SilentlyContinue
        $lines = @(Read-Log | Sort-Object Name)
        $lines.Name | Should -Be 'bad', 'good', 'last', 'wrong name!'
        $lines.Outcome | Should -Be 'Failed', 'Created', 'Created', 'Failed'
        $lines[0].ErrorId, $lines[3].ErrorId | Should -Be 'AccessDenied', 'InvalidName'
        $lines[0].RequestId | Should -Not -BeNullOrEmpty
        $lines[0].Message | Should -BeLike "*AccessDenied*$($lines[0].RequestId)*"
    }

    It 'has in the line of a row no other row''s request' {
        Add-SandboxObject 'many/*.mp4' -Count 20
        $rows = 1..30 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; WorkflowId = $workflow; Prefix = if ($_ % 2) { 'nothing/' } else { 'many/' } } }
        $null = $rows | Invoke-CiWorkflowTrigger -MaxObject 5 -LogPath $log -ErrorAction SilentlyContinue
        $lines = Get-Content $log | ConvertFrom-Json
        ($lines | Where-Object Outcome -EQ Created).RequestId | Select-Object -Unique | Should -HaveCount 15
        $lines | Where-Object Outcome -EQ Failed | Where-Object RequestId | Should -BeNullOrEmpty
    }

    It 'names each job before it is asked for, and nothing that is not asked for' {
        $null = Invoke-CiWorkflowTrigger -Name there -Prefix nothing/ -WorkflowId $workflow
        Add-SandboxFault Status -Method POST -Contains refused -Status 403 -Code AccessDenied -Message no -Times 0
        $rows = foreach ($name in 'there', 'refused', 'wrong name!', 'asked1', 'asked2') { [pscustomobject]@{ Name = $name; Prefix = 'nothing/'; WorkflowId = $workflow } }
        $null = $rows | Invoke-CiWorkflowTrigger -SkipExisting -ListLag 0s -LogPath $log -ErrorAction SilentlyContinue
        $sending = Read-Log -Sending
        $sending.Name | Sort-Object | Should -Be 'asked1', 'asked2', 'refused'
        $sending[0].Input, $sending[0].WorkflowIds, $sending[0].Bucket, $sending[0].ProcessId | Should -Be 'Prefix: nothing/', $workflow, $sandbox.bucket, $PID
        $all = Get-Content $log | ConvertFrom-Json
        foreach ($one in $sending) { ($all | Where-Object Name -EQ $one.Name).Outcome[0] | Should -Be 'Sending' -Because 'it comes first' }
        (Read-Log).Name | Sort-Object | Should -Be 'asked1', 'asked2', 'refused', 'there', 'wrong name!'
    }

    It 'says of what was stopped before it was sent that it was interrupted' {
        Add-SandboxFault HangAfter -Method POST -Times 0
        $null = Invoke-InRunspace "1..9 | ForEach-Object { [pscustomobject]@{ Name = `"n`$_`"; Prefix = 'nothing/'; WorkflowId = `$workflow } } | Invoke-CiWorkflowTrigger -LogPath '$log' -ThrottleLimit 2" -StopAfter 2 -Method POST
        $sent = (Get-SandboxRequest POST).body | ForEach-Object { ([xml] $_).Request.Name }
        (Read-Log | Where-Object Outcome -EQ Unknown).Name | Sort-Object | Should -Be ($sent | Sort-Object)
        (Read-Log -Sending).Name | Where-Object { $_ -notin (Read-Log).Name } | Should -BeNullOrEmpty
    }

    It 'distinguishes an unknown outcome from a failure' {
        Add-SandboxFault Replace -Method POST -Status 500 -Times 0
        Add-SandboxFault EmptyList -Method GET -Times 0
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId `$workflow -ListLag 0s -LogPath '$log'"
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
        (Read-Log).Outcome | Should -Be 'Unknown'
        (Read-Log).ErrorId | Should -Be 'CiTriggerOutcomeUnknown'
    }

    It 'says that a queue may have been changed where the answer is lost' {
        Add-SandboxFault DropAfter -Method PUT -Times 0
        $run = Invoke-Typed "Suspend-CiQueue $((Get-SandboxQueue).queueId) -LogPath '$log'"
        $run.Errors | Should -HaveCount 1
        (Read-Log).Outcome | Should -Be 'Unknown'
    }

    It 'names a job that was there before' {
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow -SkipExisting -LogPath $log
        (Read-Log).Outcome | Should -Be 'Existing'
    }

    It 'is written on Ctrl+C: what was sent without an answer is unknown' {
        Add-SandboxFault HangAfter -Method POST -Times 0
        $null = Invoke-InRunspace "Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId `$workflow -LogPath '$log'" -StopAfter 1 -Method POST
        (Read-Log).Outcome | Should -Be 'Unknown'
        (Read-Log).Name | Should -Be 'n'
    }

    It 'is written on Ctrl+C: what was only waited for is interrupted' {
        Set-SandboxClock -Advance 0
        Reset-Sandbox -RunningFor 1800
        $job = Add-SandboxJob running -Objects 1
        $null = Invoke-InRunspace "Wait-CiWorkflowJob $($job.jobId) -PollInterval 1d -LogPath '$log'" -StopAfter 1
        (Read-Log).Outcome | Should -Be 'Interrupted'
        (Read-Log).JobId | Should -Be $job.jobId
    }

    It 'is written on Ctrl+C: a change that was sent without an answer is unknown' {
        Add-SandboxFault HangAfter -Method PUT -Times 0
        $null = Invoke-InRunspace "Suspend-CiQueue $((Get-SandboxQueue).queueId) -LogPath '$log'" -StopAfter 1 -Method PUT
        (Read-Log).Outcome | Should -Be 'Unknown'
    }

    It 'names what had not ended in time, and in which state it was' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $job = Add-SandboxJob running -Objects 1
        $null = Wait-CiWorkflowJob $job.jobId -Timeout 0s -LogPath $log -ErrorAction SilentlyContinue
        (Read-Log).Outcome | Should -Be 'TimedOut'
        (Read-Log).State | Should -Be 'Running'
    }

    It 'has the executions that were waited for, each with its state' {
        $runs = 'incoming/片段 1.mp4', 'incoming/片段 2.mp4' | Invoke-CiWorkflow $workflow
        $null = $runs | Wait-CiWorkflowExecution -PollInterval ([timespan]::FromMilliseconds(10)) -LogPath $log
        (Read-Log).RunId | Sort-Object | Should -Be ($runs.RunId | Sort-Object)
        (Read-Log).State | Should -Be 'Success', 'Success'
    }

    It 'has a line of <line>' -ForEach $changes {
        Add-SandboxWorkflow w0000000000000000000000000000000f -Name other
        Reset-SandboxContext $sandbox
        $null = Add-SandboxJob running -Objects 1
        $report, $file = (Join-Path $TestDrive "$([guid]::NewGuid()).html"), (Join-Path $TestDrive workflow.xml)
        $place = { param($text) $text.Replace('{queue}', (Get-SandboxQueue).queueId).Replace('{report}', $report).Replace('{file}', $file) }
        Set-CiContext -LogPath $log
        if ($line -match 'running \| Stop') { Set-SandboxJob (Get-SandboxJob running).jobId Running }
        & ([scriptblock]::Create((& $place $line))) 3> $null | Out-Null
        $last = @(Read-Log)[-1]
        $last.Outcome | Should -Be $outcome
        if ($_['item']) { $last.Item | Should -Be (& $place $item) }
        if ($_['name']) { $last.Name | Should -Be $name }
        if ($_['state']) { $last.State | Should -Be $state }
        if ($_['workflow']) { $last.WorkflowIds | Should -Be $_['workflow'] }
        if ($_['count']) { $last.Count | Should -Be $count }
        if ($_['job']) { (Get-SandboxJob).jobId | Should -Contain $last.JobId }
        if ($_['run']) { $last.RunId | Should -Not -BeNullOrEmpty }
        $last.Bucket, $last.SecretId | Should -Be $sandbox.bucket, "$($sandbox.secretId.Substring(0, 4))****"
    }

    It 'is kept by a job of PowerShell too' {
        Push-Location $TestDrive
        try {
            $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow -LogPath (Split-Path -Leaf $log) -AsJob | Wait-Job | Receive-Job
        }
        finally { Pop-Location }
        (Read-Log).Outcome | Should -Be 'Created'
    }

    It 'takes whole lines from several processes and threads at once' {
        $script = "'ready'; `$null = [Console]::In.ReadLine(); 1..150 | ForEach-Object { [pscustomobject]@{ Name = `"NAME-`$_`"; Prefix = 'nothing/'; WorkflowId = `$workflow } } | " +
            "Invoke-CiWorkflowTrigger -ThrottleLimit 64 -LogPath '$log' | Out-Null"
        $children = foreach ($i in 1..2) { Start-Pwsh $script.Replace('NAME', "p$i") }
        foreach ($child in $children) { $child.StandardOutput.ReadLine() | Should -Be 'ready' }
        foreach ($child in $children) { $child.StandardInput.WriteLine(); $child.StandardInput.Close() }
        foreach ($child in $children) { $null = $child.StandardOutput.ReadToEnd(); $child.WaitForExit() }
        $lines = @(Read-Log)
        $lines | Should -HaveCount 300
        $lines.Name | Sort-Object -Unique | Should -HaveCount 300
        $lines.ProcessId | Sort-Object -Unique | Should -HaveCount 2
        Read-Log -Sending | Should -HaveCount 300
    }

    It 'begins a new line behind one that a killed process left unfinished' {
        [IO.File]::WriteAllText($log, '{"Name":"cut of')
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow -LogPath $log
        $lines = Get-Content $log
        $lines[0] | Should -Be '{"Name":"cut of'
        $lines[1] | ConvertFrom-Json | ForEach-Object Name | Should -Be 'n'
    }

    It 'can be read and followed by another program while it is written' {
        $reader = [IO.FileStream]::new($log, 'OpenOrCreate', 'Read', 'ReadWrite')
        try {
            $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId `$workflow -LogPath '$log'"
            $run.Warnings | Should -BeNullOrEmpty
            [IO.StreamReader]::new($reader).ReadToEnd() | Should -BeLike '*Created*'
        }
        finally { $reader.Dispose() }
    }

    It 'warns once of lines that can''t be written any more, and goes on' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $lost = Join-Path $folder run.jsonl
        $run = Invoke-Typed "1..5 | ForEach-Object { if (`$_ -eq 2) { Remove-Item '$folder' -Recurse }; [pscustomobject]@{ Name = `"n`$_`"; Prefix = 'nothing/'; WorkflowId = `$workflow } } | Invoke-CiWorkflowTrigger -ThrottleLimit 1 -LogPath '$lost'"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -HaveCount 5
        @($run.Warnings) | Should -HaveCount 1
        $run.Warnings | Should -BeLike "*run.jsonl*"
    }
}
