BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $second = 'w0000000000000000000000000000000b'
    $root = "https://$($sandbox.bucket).cos.$($sandbox.region).myqcloud.com/"
    $files = Join-Path $PSScriptRoot ../CiWorkflow.Core.Tests/Inputs/Files
    $silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problems'; WarningAction = 'SilentlyContinue'; WarningVariable = 'said' }

    function Add-File([string] $name) {
        $path = Join-Path $files $name
        Get-ChildItem $path -File | ForEach-Object {
            $key = if (Test-Path $path -PathType Container) { "$name/$($_.Name)" } else { $name }
            Add-SandboxObject $key -Bytes ([IO.File]::ReadAllBytes($_.FullName))
        }
    }
}

AfterAll { Stop-Sandbox }

Describe 'An object of another bucket' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxObject in/one.mp4
        $answer = [IO.File]::ReadAllText("$files/60-execution-of-another-bucket.xml")
    }

    It 'is no key of this one: a list of executions and Publish-CiUrlFile' {
        Add-SandboxFault Replace -Status 200 -Body $answer -Path '/workflowexecution*' -Times 0
        $run = Get-CiWorkflowExecution -WorkflowId w00000000000000000000000000000040 -State Failed
        $run.Object | Should -Be 'https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4'
        $run | Publish-CiUrlFile -Key retry.txt @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
        $problems[0].Exception.Message | Should -BeLike '*elsewhere-1999999999*'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'is not started again by Restart-CiWorkflowExecution' {
        Add-SandboxFault Replace -Status 200 -Body ($answer -replace 'WorkflowExecutionList>', 'WorkflowExecution>') -Path '^/workflowexecution/' -Times 0
        Add-SandboxFault Replace -Status 200 -Body $answer -Path '^/workflowexecution\?' -Times 0
        foreach ($force in $false, $true) {
            Restart-CiWorkflowExecution i00000000000000000000000000000040 -Force:$force @silent | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
            "$($problems[0])" | Should -BeLike '*elsewhere-1999999999*'
        }
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'is not started by Invoke-CiWorkflow, and a URL of this bucket is its key' {
        Add-SandboxWorkflow $workflow
        Invoke-CiWorkflow $workflow 'https://media-1250000000.cos.ap-shanghai.myqcloud.com/in/one.mp4' @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
        "$problems" | Should -BeLike '*its host media-1250000000.cos.ap-shanghai.myqcloud.com isn''t one of bucket media-1250000000*'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        (Invoke-CiWorkflow $workflow "${root}in/one.mp4").Object | Should -Be 'in/one.mp4'
    }
}

Describe 'A guard over what is not known' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxWorkflow $workflow
        Add-SandboxWorkflow $second
    }

    It 'refuses sizes that no sum can hold' {
        Add-File 51-manifest-huge-sizes
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Manifest 51-manifest-huge-sizes/manifest.json -MaxSize 1TB @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputTooLarge,*'
        $problems[0].Exception.Message | Should -BeLike "'n' was not triggered: its input has *"
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Manifest 51-manifest-huge-sizes/manifest.json -MaxSize ([long]::MaxValue) @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputSizeUnknown,*'
        $problems[0].Exception.Message | Should -BeLike "'n' was not triggered: * objects of its input have no known size*"
        $summary = Get-CiWorkflowInput -Manifest 51-manifest-huge-sizes/manifest.json -Summary
        $summary.Size | Should -Be ([long]::MaxValue)
        $summary.UnknownSize | Should -Be 1
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'reads on behind a page that does not say for sure that it is the last: IsTruncated <word>' -ForEach @(
        @{ word = 'True'; id = 'InputTooLarge'; text = '*has 51 objects or more*' }, @{ word = ''; id = 'UnreadableAnswer'; text = "*IsTruncated is ''*" }
        @{ word = 'False'; id = 'UnreadableAnswer'; text = "*IsTruncated is 'False'*" }
    ) {
        Add-SandboxObject 'in/*.mp4' -Count 51
        $page = [IO.File]::ReadAllText("$files/52-list-truncated-unclear.xml") -replace '>True<', ">$word<" -replace 'in/([12]).mp4', 'in/000000$1.mp4'
        Add-SandboxFault Replace -Status 200 -Body $page -Method GET -HostName cos -Times ($word -eq 'True' ? 1 : 0)
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix in/ -MaxObject 5 @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($problems[0])" | Should -BeLike $text
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'is one for all rows of a command, and one that does not fit leaves room for the next' {
        Add-SandboxObject 'a/*' -Count 4
        Add-SandboxObject 'b/*' -Count 4
        Add-SandboxObject 'c/*' -Count 2
        $jobs = 'a/', 'b/', 'c/' | ForEach-Object { [pscustomobject]@{ Name = $_[0]; Prefix = $_ } } |
            Invoke-CiWorkflowTrigger -WorkflowId $workflow -MaxObject 6 @silent
        $jobs.Name | Should -Be 'a', 'c'
        $problems | Should -HaveCount 1
        $problems[0].Exception.Message | Should -BeLike "*'b'*4 objects or more, and -MaxObject allows 6 for all rows of the command, of which 4 went to the rows before*"
    }

    It 'counts an object once for each workflow, and for each byte likewise' {
        Add-SandboxObject 'a/*' -Count 4 -Size 10
        $both = "$workflow,$second"
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $both -Prefix a/ -MaxObject 7 @silent | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -BeLike '*4 objects or more for each of 2 workflows, and -MaxObject allows 7.'
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $both -Prefix a/ -MaxSize 79 @silent | Should -BeNullOrEmpty
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $both -Prefix a/ -MaxObject 8 -MaxSize 80 | Should -Not -BeNullOrEmpty
    }

    It 'gives back what a row that is denied would have taken' {
        Add-SandboxObject 'a/*' -Count 4
        $line = '"n", "m" | ForEach-Object { [pscustomobject]@{ Name = $_; Prefix = "a/" } } | Invoke-CiWorkflowTrigger -WorkflowId $workflow -MaxObject 4 -Confirm'
        $null = Invoke-Shell $line -Answer 'n', 'y'
        (Get-SandboxJob).name | Should -Be 'm'
    }

    It 'warns where it counts nothing: <typed>' -ForEach @(
        @{ typed = 'an empty prefix'; with = @{ Prefix = 'nothing/' } }
        @{ typed = 'an object that is not there'; with = @{ Object = 'in/gone.mp4' } }
        @{ typed = 'an empty list'; with = @{ UrlFile = 'lists/empty.txt' } }
    ) {
        Add-SandboxObject lists/empty.txt -Text "`n"
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @with -MaxObject 5 @silent | Should -Not -BeNullOrEmpty
        $said | Should -BeLike '*the bucket has none of the objects*'
    }

    It 'shows in a preview that an object is not there' {
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object in/gone.mp4 -Preview -WhatIf -InformationAction SilentlyContinue -InformationVariable shown -WarningAction SilentlyContinue
        "$($shown[0].MessageData)" | Should -Be '1 objects, 0 bytes, 1 of them missing, 1 of unknown size'
        $shown[0].MessageData.Missing | Should -Be 1
        $shown[0].MessageData | Out-String | Should -Match 'Missing\s*: 1'
    }
}

Describe 'The lines of a UrlFile' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxWorkflow $workflow
    }

    It 'count each where an object comes again, and that is said' {
        Add-File 55-one-object-three-times.txt
        (Get-CiWorkflowInput -UrlFile 55-one-object-three-times.txt @silent).Key | Should -Be 'in/a b.mp4', 'in/a b.mp4', 'in/a b.mp4'
        $said | Should -BeLike '*again*2 of its lines*'
        $summary = Get-CiWorkflowInput -UrlFile 55-one-object-three-times.txt -Summary @silent
        $summary.Count, $summary.Duplicates | Should -Be 3, 2
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile 55-one-object-three-times.txt -MaxObject 3 @silent | Should -Not -BeNullOrEmpty
        $said | Should -BeLike '*again*2 of its lines*'
    }

    It 'are not one object where several addresses stand on one' {
        Add-File 56-several-addresses-on-a-line.txt
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile 56-several-addresses-on-a-line.txt -MaxObject 3 @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidInputFile,*'
        $problems[0].Exception.Message | Should -BeLike '*line 1: it has more than one address*'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        "${root}a;${root}b" | Publish-CiUrlFile -Key lists/a.txt @silent | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
    }

    It 'are written without folders, which are counted as such' {
        Add-SandboxObject in/, in/sub/ -Size 0
        Add-SandboxObject in/a.mp4, in/real/ -Size 5
        $summary = Get-CiWorkflowInput in/ -Summary
        $summary.Count, $summary.Folders | Should -Be 4, 2
        $made = Get-CiWorkflowInput in/ | Publish-CiUrlFile -Key lists/a.txt @silent
        $made.Count | Should -Be 2
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}in/a.mp4`n${root}in/real/`n"
        $said | Should -BeLike "2 keys that end with a slash*lists/a.txt*"
        'in/', 'in/sub/' | Publish-CiUrlFile -Key lists/b.txt @silent | Should -BeNullOrEmpty
        $said | Should -HaveCount 2
    }
}

Describe 'An input that is hardly meant' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxWorkflow $workflow
    }

    It 'is warned about, and sent as it is: <typed>' -ForEach @(
        @{ typed = 'a bucket in front'; with = @{ Prefix = 'media-1250000000/in/' }; expected = '*bucket*' }
        @{ typed = 'a host in front'; with = @{ Prefix = 'media-1250000000.cos.ap-beijing.myqcloud.com/in/' }; expected = '*bucket*' }
        @{ typed = 'a wildcard'; with = @{ Prefix = 'in/*' }; expected = '*wildcard*' }
        @{ typed = 'a backslash'; with = @{ Prefix = 'in\' }; expected = '*backslash*' }
        @{ typed = 'quotes'; with = @{ Prefix = '"in/"' }; expected = '*quotation*' }
        @{ typed = 'typographic quotes'; with = @{ Prefix = "`u{201C}in/`u{201D}" }; expected = '*quotation*' }
        @{ typed = 'a variable'; with = @{ Prefix = 'in/${day}/' }; expected = '*variable*' }
        @{ typed = 'percent-encoded'; with = @{ Prefix = 'in%2Fa%20b/' }; expected = '*percent*' }
        @{ typed = 'two in one'; with = @{ Prefix = 'in/,out/' }; expected = '*several*' }
        @{ typed = 'an array as one text'; with = @{ Prefix = 'in/ out/' }; expected = '*several*' }
        @{ typed = 'a folder'; with = @{ Object = 'in/' }; expected = '*folder*' }
        @{ typed = 'a path of Windows'; with = @{ UrlFile = 'C:\lists\x.txt' }; expected = '*this machine*' }
        @{ typed = 'a relative path'; with = @{ UrlFile = './x.txt' }; expected = '*this machine*' }
        @{ typed = 'a home path'; with = @{ UrlFile = '~/x.txt' }; expected = '*this machine*' }
        @{ typed = 'a root path'; with = @{ UrlFile = '/lists/x.txt' }; expected = '*slash*' }
        @{ typed = 'another scheme'; with = @{ UrlFile = 'cos://media-1250000000/x.txt' }; expected = '*address*' }
        @{ typed = 'a folder for a UrlFile'; with = @{ UrlFile = 'lists/' }; expected = '*folder*' }
        @{ typed = 'a checksum file'; with = @{ Manifest = 'report/manifest.checksum' }; expected = '*manifest.json*' }
        @{ typed = 'the folder of a report'; with = @{ Manifest = 'report/' }; expected = '*manifest.json*' }
        @{ typed = 'the data of a report'; with = @{ Manifest = 'report/data/0.csv.gz' }; expected = '*manifest.json*' }
        @{ typed = 'a checksum file as a URL'; with = @{ Manifest = 'https://media-1250000000.cos.ap-beijing.myqcloud.com/report/manifest.checksum?x=1' }; expected = '*manifest.json*' }
        @{ typed = 'an interval in the future'; with = @{ Prefix = 'in/'; TimeInterval = '2099-01-01T00:00:00Z/2099-01-02T00:00:00Z' }; expected = '*future*' }
    ) {
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @with @silent
        @($said) | Should -HaveCount 1
        $said | Should -BeLike $expected
        Get-SandboxRequest POST | Should -HaveCount 1
        $null = Get-CiWorkflowInput @with @silent
        $said | Should -BeLike $expected
    }

    It 'is not seen in <_>' -ForEach 'in/', 'in/day-0 [1080p]/', 'backup-2026110100/', "it's/", 'a b/', '中文/', 'in/50%/', 'x$y/' {
        $null = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $_ @silent
        $said | Should -BeNullOrEmpty
    }

    It 'refuses 1M, which is a minute or a month' {
        { New-CiTimeInterval -Last 1M } | Should -Throw '*a month is 30d*'
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix in/ -TimeInterval 1M } | Should -Throw "*TimeInterval '1M': an interval is written *"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }
}

Describe 'A media job that would process its own results' {
    BeforeEach { Reset-Sandbox -World empty }

    It 'is warned about: <output> below <prefix>' -ForEach @(
        @{ prefix = 'in/'; output = 'in/out/${InputName}.mp4' }
        @{ prefix = '/in/'; output = 'in/${InputName}.mp4' }
        @{ prefix = 'in'; output = 'input-made/${InputName}.mp4' }
        @{ prefix = 'in/'; output = '${InputPath}/${InputName}.mp4' }
    ) {
        $null = Invoke-CiMediaBatch -Name n -Prefix $prefix -Tag Transcode -TemplateId t1 -OutputObject $output @silent
        @($said -like '*its own prefix*') | Should -HaveCount 1
    }

    It 'is not seen where the results are elsewhere: <output>' -ForEach @(
        @{ output = 'out/${InputName}.mp4'; to = 'media-1250000000' }
        @{ output = '${InventoryTriggerJobId}/${InputName}.mp4'; to = 'media-1250000000' }
        @{ output = 'in/${InputName}.mp4'; to = 'made-1250000000' }
    ) {
        $null = Invoke-CiMediaBatch -Name n -Prefix in/ -Tag Transcode -TemplateId t1 -OutputObject $output -OutputBucket $to @silent
        $said | Should -BeNullOrEmpty
    }
}

Describe 'An upload that takes longer than -Lag' {
    BeforeEach {
        Reset-Sandbox -World empty -SubmittedFor 0 -RunningFor 0
        Add-SandboxWorkflow $workflow
    }

    AfterEach { Set-SandboxVariant }

    It 'is found by what no execution names, where the service dates it by its beginning' {
        Set-SandboxVariant UploadDatedByBeginning
        Add-SandboxObject in/short.mp4 -Age 100000
        $interval = New-CiTimeInterval -Since nightly -First 3d
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix in/ -WorkflowId $workflow -TimeInterval $interval | Wait-CiWorkflowJob -PollInterval 1s -SettleTime 0s
        $job | Save-CiCheckpoint nightly
        Add-SandboxObject in/long.mp4 -Age 0 -Took (2 * 86400)
        Get-CiWorkflowInput in/ -Start $interval.End.AddSeconds(1) | Should -BeNullOrEmpty

        # The last example of New-CiTimeInterval.
        $done = New-Object System.Collections.Generic.HashSet[string]
        Get-CiWorkflowExecution -WorkflowId $workflow -CreatedAfter (Get-Date).AddDays(-8) | ForEach-Object { $null = $done.Add($_.Object) }
        $missed = Get-CiWorkflowInput in/ -Start (Get-Date).AddDays(-7) -End (Get-Date).AddDays(-1) | Where-Object { -not $done.Contains($_.Key) }
        $missed.Key | Should -Be 'in/long.mp4'
    }
}
