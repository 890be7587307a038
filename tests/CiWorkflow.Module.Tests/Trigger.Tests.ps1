BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Invoke-CiWorkflowTrigger' {
    BeforeEach { Reset-Sandbox }

    It 'sends <typed> as it was typed, and returns the job' -ForEach @(
        @{ typed = '-Prefix input/'; xml = '<Prefix>input/</Prefix>' }
        @{ typed = "-Object 'a b+c#d?e%20.mp4'"; xml = '<Object>a b+c#d?e%20.mp4</Object>' }
        @{ typed = '-UrlFile lists/picked.txt'; xml = '<UrlFile>lists/picked.txt</UrlFile>' }
        @{ typed = '-Manifest inventory/manifest.json'; xml = '<Manifest>inventory/manifest.json</Manifest>' }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow $typed"
        $run.Errors | Should -BeNullOrEmpty
        ([xml](Get-SandboxRequest POST).Body).Request.Input.InnerXml | Should -Be $xml
        $run.Output.JobId | Should -Be (Get-SandboxJob).JobId
        $run.Output.State | Should -Be 'Submitted'
    }

    It 'warns about <typed>, which is hardly meant' -ForEach @(
        @{ typed = '-Prefix cos://media-1250000000/incoming/'; said = "Job 'n': Prefix 'cos://media-1250000000/incoming/' begins like an address*" }
        @{ typed = "-Object 'https://me:SECRET@media-1250000000.cos.ap-beijing.myqcloud.com/a.mp4'"; said = "Job 'n': Object 'https://*/a.mp4' is a URL, and whether the service takes one*" }
        @{ typed = '-Prefix /incoming/'; said = "Job 'n': The service seems to leave out the slash*" }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow $typed"
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -HaveCount 1
        "$($run.Warnings)" | Should -BeLike $said
        "$($run.Warnings)" | Should -Not -Match 'SECRET'
    }

    It 'takes the interval <typed>' -ForEach @(
        @{ typed = '(New-CiTimeInterval -Start 2022-02-01T12:00:00+0800 -End 2022-05-01T12:00:00+0800)' }
        @{ typed = "@{ Start = '2022-02-01T12:00:00+0800'; End = [DateTimeOffset]'2022-05-01T12:00:00+08:00' }" }
        @{ typed = "'2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800'" }
    ) {
        (Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Prefix a -TimeInterval $typed").Errors | Should -BeNullOrEmpty
        $interval = ([xml](Get-SandboxRequest POST).Body).Request.Operation.TimeInterval
        $interval.Start | Should -Be '2022-02-01T12:00:00+0800'
        $interval.End | Should -Be '2022-05-01T12:00:00+0800'
    }

    It 'makes a job for each row of a CSV; an empty cell of the interval is none' {
        @"
Name,WorkflowId,Prefix,Object,TimeInterval
one,$workflow,input/,,2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800
two,$workflow,,input/day-0/clip-01.mp4,
"@ | Set-Content TestDrive:/jobs.csv
        $jobs = Import-Csv TestDrive:/jobs.csv | Invoke-CiWorkflowTrigger
        $jobs.Name | Should -Be 'one', 'two'
        "$($jobs[0].Operation.TimeInterval)" | Should -Be '2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800'
        $jobs[1].Input.Object | Should -Be 'input/day-0/clip-01.mp4'
        $jobs[1].Operation.TimeInterval | Should -BeNullOrEmpty
    }

    It 'takes bucket, region and keys from the row where no context has them' {
        Clear-CiContext
        Set-CiContext -Endpoint $sandbox.Endpoint
        $row = [pscustomobject]@{ Name = 'one'; WorkflowId = $workflow; Prefix = 'a/'; Bucket = $sandbox.Bucket; Region = $sandbox.Region; Credential = $keys }
        ($row | Invoke-CiWorkflowTrigger).Bucket | Should -Be $sandbox.Bucket
    }

    It 'goes on after a bad row, and says which it was' {
        $rows = 'good', 'bad name', 'fine' | ForEach-Object { [pscustomobject]@{ Name = $_; Prefix = 'input/'; WorkflowId = $workflow } }
        $jobs = $rows | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems
        $jobs.Name | Should -Be 'good', 'fine'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'InvalidName,CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand'
        $problems[0].TargetObject.Name | Should -Be 'bad name'
        Get-SandboxRequest POST | Should -HaveCount 2
    }

    It 'refuses <typed> with <id>, and sends nothing' -ForEach @(
        @{ typed = "-Name 'a b' -WorkflowId `$workflow -Prefix a"; id = 'InvalidName'; said = 'a b' }
        @{ typed = "-Name '' -WorkflowId `$workflow -Prefix a"; id = 'InvalidName'; said = 'null or empty' }
        @{ typed = '-Name n -WorkflowId w/1 -Prefix a'; id = 'InvalidWorkflowId'; said = 'w/1' }
        @{ typed = "-Name n -WorkflowId `$workflow -Object ''"; id = 'InvalidObject'; said = 'empty' }
        @{ typed = '-Name n -WorkflowId $workflow -Prefix "a`nb"'; id = 'InvalidPrefix'; said = 'U+000A' }
        @{ typed = '-Name n -WorkflowId $workflow -UrlFile "a`0b"'; id = 'InvalidUrlFile'; said = 'U+0000' }
        @{ typed = '-Name n -WorkflowId $workflow -Manifest "a$([char]27)b"'; id = 'InvalidManifest'; said = 'U+001B' }
        @{ typed = '-Name n -WorkflowId $workflow -Prefix a -Bucket media'; id = 'InvalidBucket'; said = 'name-APPID' }
        @{ typed = '-Name n -WorkflowId $workflow -Prefix a -Region Beijing'; id = 'InvalidRegion'; said = 'ap-beijing' }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger $typed"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -Be "$id,CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand"
        $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $run.Errors[0].Exception.Message | Should -BeLike "$($id -replace '^Invalid')*$said*"
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses the interval <typed>, and sends nothing' -ForEach @(
        @{ typed = "'2022-05-01T12:00:00+0800/2022-02-01T12:00:00+0800'"; said = 'before' }
        @{ typed = "@{ Begin = '2022-05-01' }"; said = 'Begin' }
        @{ typed = '$null'; said = 'null or empty' }
        @{ typed = '7'; said = "'7'" }
        @{ typed = "'soon'"; said = 'soon' }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Prefix a -TimeInterval $typed"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].Exception.Message | Should -BeLike '*TimeInterval*'
        $run.Errors[0].Exception.Message | Should -BeLike "*$said*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'reckons a length up to now by the service''s clock, in a new process too: <line>' -ForEach @(
        @{ line = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -TimeInterval 1d' }
        @{ line = '$null = Get-CiWorkflow; New-CiTimeInterval -Last 1d | ForEach-Object { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -TimeInterval $_ }' }
    ) {
        Set-SandboxClock -Offset 5400
        $null = Invoke-Shell $line
        $job = Get-SandboxJob n
        $job | Should -HaveCount 1
        ([datetimeoffset] $job.endText - $job.created).Duration() | Should -BeLessThan '0:5'
        [datetimeoffset] $job.endText - [datetimeoffset] $job.startText | Should -Be ([timespan]::FromDays(1))
    }

    It 'refuses a row whose length up to now no time of the service ends: <why>' -ForEach @(
        @{ why = 'an answer has none'; offset = 0; fault = @{ Kind = 'UnreadableDate'; Times = 0 } }
        @{ why = 'the answers are lost'; offset = 5400; fault = @{ Kind = 'DropAfter'; Method = 'GET'; Path = 'inventorytriggerjob'; Times = 0 } }
    ) {
        Set-SandboxClock -Offset $offset
        Add-SandboxFault @fault
        $shown = (Invoke-Shell 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -TimeInterval 1d').Text -replace '\s+', ' '
        $shown | Should -BeLike "*job 'n' was not triggered*up to now*service's time is not known*"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        $shown = (Invoke-Shell 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -TimeInterval 2026-01-01T00:00:00+0800/').Text
        Get-SandboxJob n | Should -HaveCount 1 -Because $shown
    }

    It 'waits for the service''s time where the connection comes back' {
        Set-SandboxClock -Offset 5400
        Add-SandboxFault DropAfter -Method GET -Path inventorytriggerjob -Times 3
        $null = Invoke-Shell 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix nothing/ -TimeInterval 1d'
        ([datetimeoffset] (Get-SandboxJob n).endText - (Get-SandboxJob n).created).Duration() | Should -BeLessThan '0:5'
    }

    It 'warns where an input was read by a length that this machine''s clock was wrong about' {
        Set-SandboxClock -Offset 5400
        (Invoke-Shell 'Get-CiWorkflowInput incoming/ -TimeInterval 1d -Summary').Text | Should -Match "this machine's clock, which differs"
        (Invoke-Shell '$null = Get-CiWorkflow; Get-CiWorkflowInput incoming/ -TimeInterval 1d -Summary 3>&1 | Out-String').Text | Should -Not -Match "this machine's clock, which differs"
    }

    It 'warns where a job again ends when the first one was created, which may be an end that was left open' {
        $first = Invoke-CiWorkflowTrigger -Name first -WorkflowId $workflow -Prefix nothing/ -TimeInterval (New-CiTimeInterval -End ([datetimeoffset]::Now))
        $null = $first | Invoke-CiWorkflowTrigger -Name second -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "*'second' ends when the first job was created*-TimeInterval*"
        $null = $first | Invoke-CiWorkflowTrigger -Name third -TimeInterval 2026-01-01T00:00:00+0800/ -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'sends a workflow that is given twice once' {
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow, wffffffffffffffffffffffffffffffff, $workflow -Prefix nothing/ -ErrorAction Ignore
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId "$workflow, $workflow" -Prefix nothing/
        (Get-SandboxRequest -Method POST).body -replace '(?s).*<WorkflowIds>(.*?)</WorkflowIds>.*', '$1' | Should -Be "$workflow,wffffffffffffffffffffffffffffffff", $workflow
    }

    It 'refuses a job again whose interval is not known, and sends nothing: <interval>' -ForEach @(
        @{ interval = '2026-01-01T00:00:00/2026-02-01T00:00:00+0800' }
        @{ interval = '2026-01-01T00:00:00+0800/soon' }
    ) {
        $job = [pscustomobject]@{ JobId = "b$('0' * 32)"; Name = 'n'; Prefix = 'input/'; WorkflowIds = $workflow; TimeInterval = $interval }
        $job | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        "$problems" | Should -BeLike "*TimeInterval*$interval*"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        ($job | Invoke-CiWorkflowTrigger -TimeInterval 2026-01-01T00:00:00+0800/).Name | Should -Be 'n'
    }

    It 'refuses the inputs "<_>": one is given' -ForEach '-Prefix a -Object b', '-UrlFile a -Manifest b', '' {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow $_"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*-UrlFile*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'never takes an empty cell for the whole bucket' {
        $rows = @'
Name,Prefix,Object,UrlFile,Manifest
a,,o,,
b,p/,,,
c,,,,
'@ | ConvertFrom-Csv
        $jobs = $rows | Invoke-CiWorkflowTrigger -WorkflowId $workflow -Force -ErrorAction SilentlyContinue -ErrorVariable problems
        $jobs.Input | ForEach-Object ToString | Should -Be 'Object: o', 'Prefix: p/'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
    }

    It 'says with -WhatIf what would happen to what, and sends nothing' {
        $shown = (Invoke-Shell 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ -TimeInterval 2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800 -WhatIf').Text
        foreach ($part in 'What if:', $sandbox.Bucket, $sandbox.Region, 'input/', '2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800', $workflow) {
            $shown | Should -BeLike "*$part*"
        }

        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'asks with -Confirm, and <answer> sends <sent>' -ForEach @{ answer = 'Y'; sent = 1 }, @{ answer = 'N'; sent = 0 } {
        (Invoke-Pwsh 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ -Confirm' -Answer $answer).Text | Should -BeLike '*Every object is paid for*'
        Get-SandboxRequest POST | Should -HaveCount $sent
    }

    It 'asks before the whole bucket<force>, and <answer> sends <sent>' -ForEach @(
        @{ answer = 'Y'; force = ''; sent = 1; asked = $true }
        @{ answer = 'N'; force = ''; sent = 0; asked = $true }
        @{ answer = 'N'; force = ' -Force'; sent = 1; asked = $false }
    ) {
        $shown = (Invoke-Shell "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Prefix ''$force" -Answer $answer).Text
        $shown -like '*whole bucket*' | Should -Be $asked
        Get-SandboxRequest POST | Should -HaveCount $sent
    }

    It 'does not trigger over the whole bucket where nobody can be asked' {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Prefix ''"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WholeBucketNotConfirmed,*'
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'makes an error of <code>, with a category, the input, advice and the request id' -ForEach @(
        @{ typed = '-Name n -WorkflowId $workflow -Bucket other-1250000000'; code = 'NoSuchBucket'; category = 'ObjectNotFound' }
        @{ typed = '-Name n2 -WorkflowId wffffffffffffffffffffffffffffffff'; code = 'InvalidArgument'; category = 'InvalidArgument' }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Prefix a $typed"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -Be "$code,CiWorkflow.Commands.InvokeCiWorkflowTriggerCommand"
        $run.Errors[0].CategoryInfo.Category | Should -Be $category
        $run.Errors[0].TargetObject.Prefix | Should -Be 'a'
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $run.Errors[0].Exception.RequestId | Should -Not -BeNullOrEmpty
    }

    It 'ends a call that is under way when it is stopped' {
        Add-SandboxFault HangAfter
        (Invoke-InRunspace 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a' -StopAfter 1).State | Should -Be 'Stopped'
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'shows a table that fits 120 columns' {
        $lines = Show-Typed 'Invoke-CiWorkflowTrigger -Name nightly -WorkflowId $workflow -Prefix input/'
        -split $lines[0] | Should -Be 'Name', 'State', 'Age', 'JobId', 'Input'
        $lines[2].TrimEnd() | Should -Match "^nightly +Submitted +\d+s +$((Get-SandboxJob).JobId) +Prefix: input/$"
        $lines | ForEach-Object Length | Should -Not -BeGreaterThan 120
    }

    It 'shows everything with Format-List' {
        $list = Show-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix input/ | Format-List'
        foreach ($label in 'Name', 'JobId', 'State', 'Type', 'CreationTime', 'Input', 'WorkflowIds', 'Bucket', 'Region', 'RequestId') {
            @($list) -match "^$label +: " | Should -HaveCount 1
        }
    }

    It 'runs in many runspaces at once' {
        $context = Get-CiContext
        $module = (Get-Module CiWorkflow).Path
        $jobs = 1..24 | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:module
            Invoke-CiWorkflowTrigger -Name "n$_" -WorkflowId $using:workflow -Prefix a -Context $using:context
        }
        $jobs.JobId | Sort-Object -Unique | Should -HaveCount 24
        Get-SandboxJob | Should -HaveCount 24
    }
}
