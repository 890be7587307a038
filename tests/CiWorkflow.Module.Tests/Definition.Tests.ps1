BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Enable-CiWorkflow and Disable-CiWorkflow' {
    BeforeEach { Reset-Sandbox }

    It 'pauses a workflow and activates it again' {
        (Get-CiWorkflow | Disable-CiWorkflow -Wait -PassThru).State | Should -Be 'Paused'
        (Enable-CiWorkflow $workflow -Wait -PassThru).State | Should -Be 'Active'
    }

    It 'waits until the service reports the new state, and no longer than -Timeout' {
        Reset-Sandbox -Variant WorkflowStateLate
        $run = Invoke-Typed 'Disable-CiWorkflow $workflow -Wait -Timeout 1s'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowStateTimeout,*'
        "$($run.Errors[0])" | Should -BeLike '*is still Active and not Paused after 00:00:01.'
        Set-SandboxClock -AdvancePerRequest 400
        (Enable-CiWorkflow $workflow -Wait -PassThru).State | Should -Be 'Active'
        (Disable-CiWorkflow $workflow -Wait -PassThru).State | Should -Be 'Paused'
    }

    It 'refuses -Timeout without -Wait: <_>-CiWorkflow' -ForEach 'Enable', 'Disable' {
        Clear-SandboxRequest
        $run = Invoke-Typed "$_-CiWorkflow $workflow -Timeout 1m"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidTimeout,*'
        "$($run.Errors[0])" | Should -BeLike "*it limits -Wait, which isn't given.*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'sends nothing for one that is that way already, and nothing with -WhatIf' {
        Clear-SandboxRequest
        Enable-CiWorkflow $workflow
        Disable-CiWorkflow $workflow -WhatIf
        Get-SandboxRequest -Method PUT | Should -BeNullOrEmpty
    }
}

Describe 'Remove-CiWorkflow' {
    BeforeEach { Reset-Sandbox }

    It 'deletes a paused workflow' {
        Disable-CiWorkflow $workflow -Wait
        Remove-CiWorkflow $workflow -Confirm:$false
        Get-CiWorkflow | Should -BeNullOrEmpty
    }

    It 'has deleted it also where the answer was lost and the repeated request finds none: <status> <code>' -ForEach @(
        @{ status = 404; code = 'NoSuchWorkflow' }
        @{ status = 400; code = 'ResourceNotFound' }
    ) {
        Disable-CiWorkflow $workflow -Wait
        $log = Join-Path $TestDrive "$code.jsonl"
        Add-SandboxFault DropAfter -Method DELETE
        Add-SandboxFault StatusAfter -Method DELETE -Skip 1 -Status $status -Code $code
        $run = Invoke-Typed "Remove-CiWorkflow $workflow -Confirm:`$false -LogPath '$log'"
        Get-SandboxRequest -Method DELETE | Should -HaveCount 2
        $run.Errors | Should -BeNullOrEmpty
        Get-CiWorkflow | Should -BeNullOrEmpty
        (Get-Content $log | ConvertFrom-Json).Outcome | Should -Be 'Removed'
    }

    It 'is an error where the first answer says that there is none' {
        Disable-CiWorkflow $workflow -Wait
        Clear-SandboxRequest
        Add-SandboxFault Status -Method DELETE -Status 404 -Code NoSuchWorkflow
        (Invoke-Typed "Remove-CiWorkflow $workflow -Confirm:`$false").Errors[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchWorkflow,*'
        Get-SandboxRequest -Method DELETE | Should -HaveCount 1
        (Get-CiWorkflow).State | Should -Be 'Paused'
    }

    It 'refuses an active one and says how to pause it' {
        $run = Invoke-Typed 'Remove-CiWorkflow $workflow -Confirm:$false'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowActive,*'
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike "Disable-CiWorkflow $workflow*"
        Get-SandboxRequest -Method DELETE | Should -BeNullOrEmpty
    }
}

Describe 'Export-CiWorkflow and Import-CiWorkflow' {
    BeforeAll {
        function Add-Operation($xml) { (Get-Content $file -Raw).Replace('</Operation>', "$xml</Operation>") | Set-Content $file }
    }

    BeforeEach {
        Reset-Sandbox
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).xml"
    }

    It 'takes a definition into another bucket, paused, with its buckets, their regions and its templates replaced' {
        $null = Export-CiWorkflow $workflow $file
        Add-Operation '<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket></Output>'
        Add-SandboxBucket other-1250000000 ap-shanghai
        $old = [regex]::Matches((Get-Content $file -Raw), '(?<=<TemplateId>)\w+').Value | Select-Object -Unique
        $new = @{ }
        foreach ($id in $old) {
            $new[$id] = 't' + [guid]::NewGuid().ToString('n')
            Add-SandboxTemplate $new[$id] "copy-of-$id" Transcode -Bucket other-1250000000
        }
        $made = Import-CiWorkflow $file -Name copy -Bucket other-1250000000 -Region ap-shanghai -BucketMap @{ 'media-1250000000' = 'other-1250000000' } -TemplateMap $new
        $made.State, $made.Bucket, $made.Region | Should -Be 'Paused', 'other-1250000000', 'ap-shanghai'
        $topology = Get-CiWorkflow copy -Raw -Bucket other-1250000000 -Region ap-shanghai
        [regex]::Matches($topology, '(?<=<TemplateId>)\w+').Value | Sort-Object -Unique | Should -Be ($new.Values | Sort-Object)
        $topology | Should -Match '<Region>ap-shanghai</Region>\s*<Bucket>other-1250000000</Bucket>'
        $topology | Should -Not -Match 'media-1250000000|ap-beijing'
        (Get-CiWorkflow -Name copy).Name | Should -BeNullOrEmpty
    }

    It 'names a template that the other bucket does not have, before anything is written' {
        Export-CiWorkflow $workflow $file | Should -BeOfType IO.FileInfo
        Add-Operation '<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket></Output>'
        Add-SandboxBucket other-1250000000 ap-shanghai
        $made = Import-CiWorkflow $file -Name copy -Bucket other-1250000000 -Region ap-shanghai -BucketMap @{ 'media-1250000000' = 'other-1250000000' } `
            -TemplateMap @{ } -ErrorVariable problem -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TemplateNotFound,*'
        $problem[0].Exception.Message | Should -BeLike "*bucket other-1250000000 doesn't have: t04e1ab86554984f1aa17c062fbf6c007c, t07740e32081b44ad7a0aea03adcffd54a.*"
        Get-SandboxRequest -Method POST -Path '*/workflow' | Should -BeNullOrEmpty
    }

    It 'takes a definition into the same bucket under another name, paused' {
        Export-CiWorkflow $workflow $file | Out-Null
        $made = Import-CiWorkflow $file -Name copy
        $made.State | Should -Be 'Paused'
        $made.WorkflowId | Should -Not -Be $workflow
        [xml]$before = Get-CiWorkflow $workflow -Raw
        [xml]$after = Get-CiWorkflow copy -Raw
        $after.DocumentElement.Dependencies.OuterXml | Should -Be $before.DocumentElement.Dependencies.OuterXml
    }

    It 'names a bucket that is not there before anything is written' {
        Export-CiWorkflow $workflow $file | Out-Null
        Add-Operation '<Output><Region>ap-beijing</Region><Bucket>gone-1250000000</Bucket></Output>'
        $run = Invoke-Typed "Import-CiWorkflow '$file' -Name copy"
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchBucket,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*gone-1250000000*'
        Get-CiWorkflow copy* | Should -BeNullOrEmpty
    }

    It 'names a queue that the bucket does not have before anything is written, and takes another by -QueueMap' {
        $null = Export-CiWorkflow $workflow $file
        $gone = 'p' + '0' * 32
        Add-Operation "<QueueId>$gone</QueueId>"
        Clear-SandboxRequest
        $run = Invoke-Typed "Import-CiWorkflow '$file' -Name copy"
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'QueueNotFound,*'
        $run.Errors[0].Exception.Message | Should -BeLike "*: $gone.*"
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        $null = Import-CiWorkflow $file -Name copy -QueueMap @{ $gone = Get-CiQueue queue-1 }
        (Get-CiWorkflow copy).Topology.QueueIds | Should -Be (Get-CiQueue queue-1).QueueId
        (Invoke-Typed "Import-CiWorkflow '$file' -Name other -QueueMap @{ p1 = 'p2' }").Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidQueueMap,*'
    }

    # 436/51247, 1045/49945 and 460/80044: a Start node names a queue for each kind of node that the workflow has.
    It 'names the queues of a Start node that the bucket does not have, and takes others by -QueueMap: <node>' -ForEach @(
        @{ node = 'SpeechRecognitionQueueId'; category = 'Speeching' }
        @{ node = 'PicProcessQueueId'; category = 'PicProcessing' }
        @{ node = 'AIProcessQueueId'; category = 'AIProcess' }
        @{ node = 'SpeedTranscodingQueueId'; category = 'SpeedTranscoding' }
    ) {
        $null = Export-CiWorkflow $workflow $file
        $gone = 'p' + '0' * 31 + '3'
        (Get-Content $file -Raw).Replace('<Input>', "<Input><$node>$gone</$node>") | Set-Content $file
        Clear-SandboxRequest
        $run = Invoke-Typed "Import-CiWorkflow '$file' -Name copy"
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'QueueNotFound,*'
        $run.Errors[0].Exception.Message | Should -BeLike "*: $gone.*"
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        Add-SandboxQueue pother other -Category $category
        $null = Import-CiWorkflow $file -Name copy -QueueMap @{ $gone = 'pother' }
        (Get-CiWorkflow copy).Topology.QueueIds | Should -Be 'pother'
    }

    It 'asks for ten queues at a time, of every category' {
        $null = Export-CiWorkflow $workflow $file
        $ids = 10..21 | ForEach-Object { "p$_" }
        $ids | ForEach-Object { Add-SandboxQueue $_ }
        Add-Operation (-join ($ids | ForEach-Object { "<QueueId>$_</QueueId>" }))
        Clear-SandboxRequest
        Import-CiWorkflow $file -Name copy | Should -HaveCount 1
        $asked = Get-SandboxRequest -Path /queue
        $asked | Should -HaveCount 2
        $asked | ForEach-Object { "$($_ | ConvertTo-Json)" | Should -BeLike '*category=CateAll*' }
    }

    It 'replaces what its maps name, also by an object, in whichever file it stands' {
        $null = Export-CiWorkflow $workflow $file
        Copy-Item $file "$file.2"
        $new = 't' + '1' * 32
        Add-SandboxTemplate $new -Name other -Tag Transcode
        (Get-Content "$file.2" -Raw).Replace('t04e1ab86554984f1aa17c062fbf6c007c', $new).Replace('transcode-and-snapshot', 'second') | Set-Content "$file.2"
        (Get-Content $file -Raw).Replace('transcode-and-snapshot', 'first') | Set-Content $file
        $made = Import-CiWorkflow $file, "$file.2" -TemplateMap @{ t04e1ab86554984f1aa17c062fbf6c007c = Get-CiTemplate other; $new = $new }
        $made.Name | Should -Be first, second
        Get-CiWorkflow first -Raw | Should -BeLike "*<TemplateId>$new</TemplateId>*"
    }

    It 'refuses an entry of a map by its name before anything is sent: <what>' -ForEach @(
        @{ what = 'a blank template'; line = '-TemplateMap @{ t04e1ab86554984f1aa17c062fbf6c007c = $env:NOT_SET }'; id = 'ParameterArgumentTransformationError,*'; text = "*TemplateMap*'t04e1ab86554984f1aa17c062fbf6c007c'*`$null or empty*" }
        @{ what = 'a blank bucket'; line = "-BucketMap @{ 'media-1250000000' = ' ' }"; id = 'ParameterArgumentTransformationError,*'; text = "*BucketMap*'media-1250000000'*`$null or empty*" }
        @{ what = 'two templates for one'; line = '-TemplateMap @{ t04e1ab86554984f1aa17c062fbf6c007c = "t1", "t2" }'; id = 'ParameterArgumentTransformationError,*'; text = '*one value*' }
        @{ what = 'a template that no file has'; line = '-TemplateMap @{ t1 = "t2" }'; id = 'InvalidTemplateMap,*'; text = "TemplateMap 't1'*The files have: t04e1ab86554984f1aa17c062fbf6c007c, t07740e32081b44ad7a0aea03adcffd54a.*" }
        @{ what = 'a bucket where the file has none'; line = "-BucketMap @{ 'media-1250000000' = 'other-1250000000' }"; id = 'InvalidBucketMap,*'; text = "BucketMap 'media-1250000000'*leave the entry out*" }
    ) {
        $null = Export-CiWorkflow $workflow $file
        Clear-SandboxRequest
        $run = Invoke-Typed "Import-CiWorkflow '$file' -Name copy $line"
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike $id
        $run.Errors[0].Exception.Message | Should -BeLike $text
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'creates no second workflow of the same name' {
        Export-CiWorkflow $workflow $file | Out-Null
        (Invoke-Typed "Import-CiWorkflow '$file'").Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowExists,*'
        Get-SandboxWorkflow | Should -HaveCount 1
    }

    It 'overwrites no file unless -Force' {
        Set-Content $file mine
        (Invoke-Typed "Export-CiWorkflow `$workflow '$file'").Errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content $file | Should -Be 'mine'
        Export-CiWorkflow $workflow $file -Force | Out-Null
        Get-Content $file -Raw | Should -BeLike '*<Topology>*'
    }

    It 'writes one workflow to a file, also with -Force, and the others into a folder go on' {
        Add-SandboxWorkflow "w$('1' * 32)" -Name transcode-and-snapshot
        Add-SandboxWorkflow "w$('2' * 32)" -Name other
        $global:folder = Join-Path $TestDrive ([guid]::NewGuid())
        $run = Invoke-Typed "Get-CiWorkflow | Export-CiWorkflow -Path '$file' -Force"
        $run.Output | Should -HaveCount 1
        $run.Errors | Should -HaveCount 2
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $null = New-Item -ItemType Directory $folder
        $run = Invoke-Typed 'Get-CiWorkflow | Export-CiWorkflow -Path $folder -Force'
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $run.Errors[0].TargetObject | Should -BeIn $workflow, "w$('1' * 32)"
        (Get-ChildItem $folder).Name | Should -Be other.xml, transcode-and-snapshot.xml
    }

    It 'writes a new file and moves it over the old one, which stays whole until then' -Skip:$IsWindows {
        Set-Content $file mine
        $hold = [IO.File]::Open($file, 'Open', 'Read', 'Read')
        try { $null = Export-CiWorkflow $workflow $file -Force; [IO.StreamReader]::new($hold).ReadToEnd().Trim() | Should -Be mine } finally { $hold.Dispose() }
        Get-Content $file -Raw | Should -BeLike '*<Topology>*'
        Get-ChildItem $TestDrive -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'takes no path of another provider or of no drive, and the other files all the same' {
        $null = Export-CiWorkflow $workflow $file
        $run = Invoke-Typed "Import-CiWorkflow nodrive:x.xml, Env:PATH, '$file' -Name copy"
        $run.Errors | Should -HaveCount 2
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
        $run.Errors.TargetObject | Should -Be nodrive:x.xml, Env:PATH
        $run.Output.Name | Should -Be copy
        Push-Location Env:
        try { $run = Invoke-Typed 'Import-CiWorkflow README.md; Export-CiWorkflow $workflow x.xml; Export-CiWorkflow $workflow nodrive:x.xml' } finally { Pop-Location }
        $run.Errors | Should -HaveCount 3
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
    }

    It 'writes a workflow of any name into the folder and nowhere else: <name>' -ForEach @(
        @{ name = '../victim/x'; called = '%2E.%2Fvictim%2Fx.xml' }
        @{ name = '/abs/x'; called = '%2Fabs%2Fx.xml' }
        @{ name = '..\victim\x'; called = '%2E.%5Cvictim%5Cx.xml' }
        @{ name = 'CON'; called = '%43ON.xml' }
        @{ name = 'com1.a'; called = '%63om1.a.xml' }
        @{ name = 'a:b'; called = 'a%3Ab.xml' }
        @{ name = 'C:x'; called = 'C%3Ax.xml' }
        @{ name = "a`nb"; called = 'a%0Ab.xml' }
        @{ name = "gpj`u{202e}4pm"; called = 'gpj%E2%80%AE4pm.xml' }
        @{ name = 'end. '; called = 'end.%20.xml' }
        @{ name = '..'; called = '%2E%2E.xml' }
        @{ name = '50%~*?"<>|'; called = '50%25%7E%2A%3F%22%3C%3E%7C.xml' }
        @{ name = '夜间-转码_1'; called = '夜间-转码_1.xml' }
        @{ name = '夜' * 128; called = "$('夜' * 50)~w$('5' * 32).xml" }
    ) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        $into = New-Item -ItemType Directory (Join-Path $folder into), (Join-Path $folder victim)
        Add-SandboxWorkflow "w$('5' * 32)" -Name $name
        $written = Export-CiWorkflow "w$('5' * 32)" $into[0].FullName
        $written.Name | Should -BeExactly $called
        (Get-ChildItem $folder -Recurse -File -Force).FullName | Should -BeExactly $written.FullName
        $written.DirectoryName | Should -BeExactly $into[0].FullName
    }

    It 'refuses what has a namespace, which no check would see, and sends nothing: <_>' -ForEach @(
        '<Output><Region>ap-beijing</Region><Bucket xmlns="urn:x">gone-1250000000</Bucket></Output>'
        '<x:TemplateId xmlns:x="urn:x">t00000000000000000000000000000000</x:TemplateId>'
        '<Output xmlns:x="urn:x"><Bucket x:a="1">media-1250000000</Bucket></Output>'
        '<root:Bucket>gone-1250000000</root:Bucket>'
    ) {
        $null = Export-CiWorkflow $workflow $file
        Add-Operation $_
        (Get-Content $file -Raw).Replace('<MediaWorkflow', '<MediaWorkflow xmlns:root="urn:x"') | Set-Content $file
        Clear-SandboxRequest
        $run = Invoke-Typed "Import-CiWorkflow '$file' -Name copy"
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidWorkflowFile,*'
        "$($run.Errors[0])" | Should -BeLike "*isn't a workflow's file: its node '*' has a namespace*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'checks what a node names, in whichever case, and how often: <what>' -ForEach @(
        @{ what = 'a bucket'; id = 'NoSuchBucket'; text = '*not there: gone-1250000000 (ap-beijing).*'; xml = '<Output><Region>ap-beijing</Region><bucket>gone-1250000000</bucket></Output>' }
        @{ what = 'a bucket of another kind'; id = 'NoSuchBucket'; text = '*not there: gone-1250000000 (ap-beijing).*'; xml = '<LogBucket>gone-1250000000</LogBucket>' }
        @{ what = 'a region'; id = 'NoSuchBucket'; text = '*not there: media-1250000000 (ap-shanghai).*'; xml = '<Output><region>ap-shanghai</region><Bucket>media-1250000000</Bucket></Output>' }
        @{ what = 'a second region'; id = 'NoSuchBucket'; text = '*not there: media-1250000000 (ap-shanghai).*'; xml = '<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket><Region>ap-shanghai</Region></Output>' }
        @{ what = 'the region of a second output'; id = 'NoSuchBucket'; text = '*not there: media-1250000000 (ap-shanghai).*'; xml = '<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket></Output><Output><Region>ap-shanghai</Region><Bucket>media-1250000000</Bucket></Output>' }
        @{ what = 'a template'; id = 'TemplateNotFound'; text = "*doesn't have: t00000000000000000000000000000000.*"; xml = '<templateid>t00000000000000000000000000000000</templateid>' }
        @{ what = 'a template of another kind'; id = 'TemplateNotFound'; text = "*doesn't have: t00000000000000000000000000000000.*"; xml = '<PicProcessTemplateId>t00000000000000000000000000000000</PicProcessTemplateId>' }
        @{ what = 'a queue'; id = 'QueueNotFound'; text = "*doesn't have: p00000000000000000000000000000000.*"; xml = '<aiprocessqueueid>p00000000000000000000000000000000</aiprocessqueueid>' }
    ) {
        $null = Export-CiWorkflow $workflow $file
        Add-Operation $xml
        $problem = (Invoke-Typed "Import-CiWorkflow '$file' -Name copy").Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$problem" | Should -BeLike $text
        Get-SandboxRequest -Method POST -Path '*/workflow' | Should -BeNullOrEmpty
    }

    It 'reads no file that is nested deeper than a definition, and no pipe' {
        Set-Content $file ("<MediaWorkflow>$('<a>' * 60000)$('</a>' * 60000)</MediaWorkflow>")
        $problem = (Invoke-Typed "Import-CiWorkflow '$file'").Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidWorkflowFile,*'
        "$problem" | Should -BeLike '*stand more than 64 levels deep.'
        if ($IsWindows) { return }
        mkfifo "$file.pipe"
        $problem = (Invoke-Typed "Import-CiWorkflow '$file.pipe'").Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidWorkflowFile,*'
        "$problem" | Should -BeLike '*is a pipe or a device, not a file.'
    }

    It 'says with -WhatIf and in the question what the workflow will do' {
        $null = Export-CiWorkflow $workflow $file
        Add-Operation '<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket></Output>'
        # Of several prefixes it isn't known which one the service takes.
        (Get-Content $file -Raw) -replace '(?s)<Input>.*?</Input>', '<Input><ObjectPrefix>in/</ObjectPrefix><objectPrefix></objectPrefix><queueid>p2242ab62c7c94486915508540933a2c6</queueid><NotifyConfig><Url>https://hooks.example.com/a?token=SECRET</Url><CallBack>hooks2.example.com</CallBack><Hook>https://hooks3.example.com/b</Hook></NotifyConfig></Input>' | Set-Content $file
        $text = (Invoke-Shell "Import-CiWorkflow '$file' -Name copy -WhatIf").Text + (Invoke-Shell "Import-CiWorkflow '$file' -Name copy -Confirm" -Answer n).Text
        foreach ($said in 'Its results go to media-1250000000 (ap-beijing)', 'It notifies https://hooks.example.com/a?', ', hooks2.example.com, https://hooks3.example.com/b.', 'Its queues: p2242ab62c7c94486915508540933a2c6', 'Its Start names no prefix', 'Its templates: t04e1ab86554984f1aa17c062fbf6c007c, t07740e32081b44ad7a0aea03adcffd54a') {
            [regex]::Matches(($text -replace '\s+', ' '), [regex]::Escape($said)) | Should -HaveCount 2 -Because $said
        }
        $text | Should -Not -BeLike '*SECRET*'
        Get-SandboxRequest -Method POST -Path '*/workflow' | Should -BeNullOrEmpty
    }

    It 'has one error of its own for a file of whatever bytes' {
        $null = Export-CiWorkflow $workflow $file
        $good = [IO.File]::ReadAllBytes($file)
        $pieces = '<', '>', '&', '</', '/>', '<![CDATA[', ']]>', '<!--', '<?xml ', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '&#0;', '&#xD800;', '"', "`0", "`u{fffe}", ' xmlns="x"', '<Bucket>', '<Region/>', '<Start/>'
        $random = [Random]::new(22)
        $files = foreach ($i in 1..300) {
            $bytes = [Collections.Generic.List[byte]] $good
            foreach ($change in 1..$random.Next(1, 5)) {
                $at = $random.Next($bytes.Count)
                switch ($random.Next(3)) {
                    0 { $bytes.RemoveRange($at, [Math]::Min($random.Next(1, 40), $bytes.Count - $at)) }
                    1 { $bytes.InsertRange($at, [Text.Encoding]::UTF8.GetBytes($pieces[$random.Next($pieces.Count)])) }
                    2 { $bytes[$at] = $random.Next(256) }
                }
            }
            [IO.File]::WriteAllBytes("$file.$i", $bytes)
            "$file.$i"
        }
        Clear-SandboxRequest

        # What is read is refused for its name, so that nothing is sent.
        $problems = Import-CiWorkflow $files -Name 'no name!' 2>&1
        $problems | Should -HaveCount 300
        $problems.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'InvalidName,CiWorkflow.Commands.ImportCiWorkflowCommand', 'InvalidWorkflowFile,CiWorkflow.Commands.ImportCiWorkflowCommand'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'takes memory in proportion to a file: <_>' -ForEach '<a/>', '<a>x</a>', '<QueueId>p</QueueId>', '<Bucket>b</Bucket><Region>r</Region>' {
        $taken = foreach ($size in 500000, 1000000, 4000000) {
            [IO.File]::WriteAllText($file, "<MediaWorkflow><Topology>$($_ * ($size / $_.Length))</Topology></MediaWorkflow>")
            $before = [GC]::GetTotalAllocatedBytes($true)
            $problem = Import-CiWorkflow $file -Name 'no name!' 2>&1
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidName,*'
            [GC]::GetTotalAllocatedBytes($true) - $before
        }
        $taken[1] | Should -BeLessThan (2.5 * $taken[0] + 1MB)
        $taken[2] | Should -BeLessThan 400MB
    }

    It 'refuses a file that is none' {
        Set-Content $file '<!DOCTYPE x [<!ENTITY a "b">]><x/>'
        $problem = (Invoke-Typed "Import-CiWorkflow '$file'").Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidWorkflowFile,*'
        "$problem" | Should -BeLike "*isn't a workflow's file: *DTD*"
        (Invoke-Typed "Import-CiWorkflow '$file.none'").Errors[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }
}

Describe 'Invoke-CiWorkflow and Restart-CiWorkflowExecution' {
    BeforeEach { Reset-Sandbox -RunningFor 0.2 -SubmittedFor 0.1 -SkipWaits }

    It 'starts a workflow on one object, and waits for it' {
        $run = Invoke-CiWorkflow $workflow 'input/day-0/clip-01.mp4'
        $run.RunId | Should -Not -BeNullOrEmpty
        $run.Object | Should -Be 'input/day-0/clip-01.mp4'
        ($run | Wait-CiWorkflowExecution -PollInterval 1s).State | Should -Be 'Success'
    }

    It 'takes keys from the pipeline, as Get-CiWorkflowInput returns them' {
        $runs = Get-CiWorkflowInput input/day-0/ -First 2 | Invoke-CiWorkflow $workflow
        $runs.Object | Should -Be 'input/day-0/clip-01.mp4', 'input/day-0/clip-02.mp4'
    }

    It 'sends nothing with -WhatIf' {
        Invoke-CiWorkflow $workflow input/day-0/clip-01.mp4 -WhatIf
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
    }

    It 'finds the execution whose answer was lost, and starts no second one' {
        Add-SandboxFault DropAfter -Method POST -Path /triggerworkflow
        $run = Invoke-CiWorkflow $workflow input/day-0/clip-01.mp4
        (Get-CiWorkflowExecution -WorkflowId $workflow).RunId | Should -Be $run.RunId
        Get-SandboxRequest -Method POST -Path /triggerworkflow | Should -HaveCount 1
    }

    It 'starts each object once, however often it comes' {
        $failed = Invoke-CiWorkflow $workflow input/day-0/clip-04-corrupt.mp4 | Wait-CiWorkflowExecution -PollInterval 1s -ErrorAction Ignore
        $again = $failed | Restart-CiWorkflowExecution | Wait-CiWorkflowExecution -PollInterval 1s -ErrorAction Ignore
        Clear-SandboxRequest
        $runs = $failed, $failed, $again | Restart-CiWorkflowExecution -Force -WarningVariable warnings -WarningAction SilentlyContinue
        $runs | Should -HaveCount 1
        $warnings | Should -HaveCount 2
        Get-SandboxRequest -Method POST -Path /triggerworkflow | Should -HaveCount 1
        1, 2, 1 | ForEach-Object { "input/day-0/clip-0$_.mp4" } | Invoke-CiWorkflow $workflow -WarningAction SilentlyContinue | Should -HaveCount 2
    }

    It 'says when it is stopped what became of the object under way: <what>' -ForEach @(
        @{ what = 'not known'; fault = @{ Kind = 'HangAfter'; Method = 'POST' }; requests = 2; warning = "*Whether workflow w7476ff3564ee45b7b490d64bccaba6cc was started on 'input/day-0/clip-01.mp4'*not known*" }
        @{ what = 'started'; fault = @{ Kind = 'HangAfter'; Method = 'GET'; Skip = 1; Times = 0 }; requests = 3; warning = "*was started on 'input/day-0/clip-01.mp4'*not returned: i*" }
    ) {
        Add-SandboxFault @fault
        $file = Join-Path $TestDrive "$requests.txt"
        $null = Invoke-InRunspace -StopAfter $requests "try { Invoke-CiWorkflow `$workflow input/day-0/clip-01.mp4, input/day-0/clip-02.mp4 -WarningVariable warned } finally { [IO.File]::WriteAllText('$file', `"`$warned`") }"
        Get-Content $file -Raw | Should -BeLike $warning
        Get-SandboxRequest -Method POST -Path /triggerworkflow | Should -HaveCount 1
    }

    It 'says nothing of what was written before a command behind it ended the run' {
        $warnings = @()
        Invoke-CiWorkflow $workflow input/day-0/clip-01.mp4, input/day-0/clip-02.mp4 -WarningVariable warnings | Select-Object -First 1 | Should -HaveCount 1
        $warnings | Should -BeNullOrEmpty
    }

    It 'starts a failed execution again, and another only with -Force' {
        $failed = Invoke-CiWorkflow $workflow input/day-0/clip-04-corrupt.mp4 | Wait-CiWorkflowExecution -PollInterval 1s -ErrorAction Ignore
        $failed.State | Should -Be 'Failed'
        ($failed | Restart-CiWorkflowExecution).RunId | Should -Not -Be $failed.RunId
        $good = Invoke-CiWorkflow $workflow input/day-0/clip-01.mp4 | Wait-CiWorkflowExecution -PollInterval 1s
        $global:finished = $good.RunId
        (Invoke-Typed 'Restart-CiWorkflowExecution $finished').Errors[0].FullyQualifiedErrorId | Should -BeLike 'ExecutionNotFailed,*'
        Restart-CiWorkflowExecution $good -Force | Should -Not -BeNullOrEmpty
    }

    It 'starts no running execution again without -Force' {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 1800
        $global:running = Invoke-CiWorkflow $workflow input/day-0/clip-01.mp4
        (Get-CiWorkflowExecution -RunId $running.RunId).State | Should -Be 'Running'
        Clear-SandboxRequest
        $run = Invoke-Typed 'Restart-CiWorkflowExecution $running'
        $run.Output | Should -BeNullOrEmpty
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'ExecutionNotFailed,*'
        "$($run.Errors)" | Should -BeLike '*is Running*'
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        Restart-CiWorkflowExecution $running -Force | Should -HaveCount 1
    }
}

Describe 'Checkpoints' {
    BeforeEach {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1 -SkipWaits
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'returns the same interval until the run is saved, and then the next one: kept in <place>' -ForEach @{ place = 'the bucket' }, @{ place = 'a folder' } {
        $where = if ($place -eq 'a folder') { @{ StatePath = $folder } } else { @{ } }
        $first = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-7)) @where
        New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-7)) @where | Should -Be $first
        Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -TimeInterval $first |
            Wait-CiWorkflowJob -PollInterval 1s -JobOnly | Save-CiCheckpoint nightly @where
        $status = Get-CiCheckpoint nightly @where
        $status.Saved | Should -Be $first.End
        (New-CiTimeInterval -Since nightly -Lag 0s @where).Start | Should -Be $first.End.AddSeconds(1)

        # What changes nothing is no success that goes without saying.
        Save-CiCheckpoint nightly $first @where -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*nightly*saved*before*"
    }

    It 'ends by the service''s clock in a new process, in a folder too' {
        Set-SandboxClock -Offset 5400
        $null = Invoke-Shell "New-CiTimeInterval -Since nightly -Lag 0s -StatePath '$folder'"
        $pending = (Get-CiCheckpoint nightly -StatePath $folder).Pending
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow
        ($pending.End - (Get-SandboxJob n).created).Duration() | Should -BeLessThan '0:5'
    }

    It 'is listed with all others, or by a pattern: kept in <place>' -ForEach @{ place = 'the bucket' }, @{ place = 'a folder' } {
        $where = if ($place -eq 'a folder') { @{ StatePath = $folder } } else { @{} }
        Get-CiCheckpoint @where | Should -BeNullOrEmpty
        'nightly', 'hourly', '每天' | ForEach-Object { $null = New-CiTimeInterval -Since $_ -First ([datetimeoffset]::Now.AddDays(-1)) @where }
        if ($place -eq 'a folder') { $null = New-Item -ItemType Directory "$folder/not one" }
        (Get-CiCheckpoint @where).Name | Should -Be 'hourly', 'nightly', '每天'
        (Get-CiCheckpoint *LY, 每? @where).Name | Should -Be 'hourly', 'nightly', '每天'
        Get-CiCheckpoint no* @where | Should -BeNullOrEmpty
        (Get-CiCheckpoint @where).Pending | Should -Not -Contain $null
    }

    It 'is not saved for a job that failed' {
        $interval = New-CiTimeInterval -Since nightly -StatePath $folder
        $global:folder = $folder
        $global:failed = Invoke-CiWorkflowTrigger -Name nightly -UrlFile nothing.txt -WorkflowId $workflow -TimeInterval $interval |
            Wait-CiWorkflowJob -PollInterval 1s -ErrorAction Ignore
        $problem = (Invoke-Typed '$failed | Save-CiCheckpoint nightly -StatePath $folder').Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'CheckpointNotSaved,*'
        "$problem" | Should -BeLike "*did not succeed: nightly ($($failed.JobId)): Failed.*"
        New-CiTimeInterval -Since nightly -StatePath $folder | Should -Be $interval
    }

    It 'is not saved for a job that was cancelled' {
        $interval = New-CiTimeInterval -Since nightly -StatePath $folder
        $made = Invoke-CiWorkflowTrigger -Name nightly -Prefix nothing/ -WorkflowId $workflow -TimeInterval $interval
        Set-SandboxJob $made.JobId Cancel
        $made | Wait-CiWorkflowJob -PollInterval 1s -JobOnly -ErrorAction Ignore |
            Save-CiCheckpoint nightly -StatePath $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'CheckpointNotSaved,*'
        "$problems" | Should -BeLike "*nightly ($($made.JobId)): Cancel*"
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -BeNullOrEmpty
    }

    It 'is saved neither with -WhatIf nor for two intervals at once' {
        $interval = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $folder
        Save-CiCheckpoint nightly $interval -StatePath $folder -WhatIf
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -BeNullOrEmpty
        $other = New-CiTimeInterval -Start 2026-01-01T00:00:00Z -End 2026-01-02T00:00:00Z
        $interval, $other | Save-CiCheckpoint nightly -StatePath $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'CheckpointNotSaved,*'
        "$problems" | Should -BeLike '*not all the same one.'
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -BeNullOrEmpty
    }

    It 'needs no job of a row that was answered with no' {
        $shown = (Invoke-Shell -Answer Y, N @"
`$interval = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath '$folder'
'n1', 'n2' | ForEach-Object { [pscustomobject]@{ Name = `$_; Prefix = 'nothing/'; WorkflowId = `$workflow } } |
    Invoke-CiWorkflowTrigger -TimeInterval `$interval -Confirm |
    Wait-CiWorkflowJob -JobOnly -PollInterval 1s | Save-CiCheckpoint nightly -StatePath '$folder'
"@).Text
        (Get-SandboxJob).name | Should -Be 'n1' -Because $shown
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -Not -BeNullOrEmpty -Because $shown
    }

    It 'ends by this machine''s clock where the service''s time is not known, and says so' {
        $shown = (Invoke-Shell "Clear-CiContext; New-CiTimeInterval -Since nightly -StatePath '$folder'").Text
        $shown -replace '\s+', ' ' | Should -BeLike "*service's time is not known*"
        (Get-CiCheckpoint nightly -StatePath $folder).Pending | Should -Not -BeNullOrEmpty
    }

    It 'says so too where the answers have no time: kept in <place>' -ForEach @{ place = 'the bucket' }, @{ place = 'a folder' } {
        $where = if ($place -eq 'a folder') { "-StatePath '$folder'" } else { '' }
        Add-SandboxFault UnreadableDate -Times 0
        $shown = (Invoke-Shell "1..2 | ForEach-Object { New-CiTimeInterval -Since nightly $where }").Text -replace '\s+', ' '
        [regex]::Matches($shown, "service's time is not known, so the interval ends by this machine's clock").Count | Should -Be 1 -Because $shown
    }

    It 'says so too where the service cannot be reached for its time' {
        $place = "-Bucket $($sandbox.bucket) -Region $($sandbox.region) -Endpoint http://127.0.0.1:9 -MaximumRetryCount 0"
        $shown = (Invoke-Shell "Clear-CiContext; Set-CiContext $place -Credential (New-CiCredential AKIDnobody (ConvertTo-SecureString key -AsPlainText -Force)); New-CiTimeInterval -Since nightly -StatePath '$folder'").Text
        $shown -replace '\s+', ' ' | Should -BeLike "*service's time is not known*127.0.0.1*"
        (Get-CiCheckpoint nightly -StatePath $folder).Pending | Should -Not -BeNullOrEmpty
    }

    It 'is not saved while a job of its interval is missing: <what>' -ForEach @(
        @{ what = 'a row that was refused' }
        @{ what = 'a job that had not ended in time' }
    ) {
        $interval = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $folder
        $same = New-CiTimeInterval -Since hourly -First $interval.Start -StatePath $folder
        $row = { param($name, $when = $interval) [pscustomobject]@{ Name = $name; Prefix = 'nothing/'; WorkflowId = $workflow; TimeInterval = $when } }
        $wait = @{ PollInterval = [timespan]::FromMilliseconds(1); JobOnly = $true; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
        if ($what -like 'a row*') {
            Add-SandboxFault Status -Status 403 -Code AccessDenied -Method POST -Contains '<Name>n2</Name>'
            $ended = (& $row n1), (& $row n2) | Invoke-CiWorkflowTrigger -ErrorAction SilentlyContinue | Wait-CiWorkflowJob @wait
            $missing = "*: n2.*"
        }
        else {
            $made = (& $row n1), (& $row n2) | Invoke-CiWorkflowTrigger
            Set-SandboxJob $made[1].JobId -State Running
            $ended = $made | Wait-CiWorkflowJob @wait -Timeout 1s
            $missing = "*n2 ($($made[1].JobId)).*"
        }
        $ended.Name | Should -Be 'n1'
        $ended | Save-CiCheckpoint nightly -StatePath $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CheckpointNotSaved,*'
        "$($problems[0])" | Should -BeLike $missing
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -BeNullOrEmpty

        # Another checkpoint with an equal interval is its own; once all have come, or by hand, this one is saved.
        & $row h1 $same | Invoke-CiWorkflowTrigger | Wait-CiWorkflowJob @wait | Save-CiCheckpoint hourly -StatePath $folder
        (Get-CiCheckpoint hourly -StatePath $folder).Saved | Should -Be $same.End
        $again = & $row n2 | Invoke-CiWorkflowTrigger | Wait-CiWorkflowJob @wait
        $ended, $again | Save-CiCheckpoint nightly -StatePath $folder
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -Be $interval.End
    }

    It 'is not saved for one of two jobs of one name, nor for another job than the one that was refused' {
        $interval = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $folder
        $where = @{ Name = 'nightly'; WorkflowId = $workflow; TimeInterval = $interval }
        $wait = @{ PollInterval = [timespan]::FromMilliseconds(1); JobOnly = $true; WarningAction = 'SilentlyContinue' }
        $first = Invoke-CiWorkflowTrigger -Prefix nothing/a @where
        $second = Invoke-CiWorkflowTrigger -Prefix nothing/b @where | Wait-CiWorkflowJob @wait
        $second | Save-CiCheckpoint nightly -StatePath $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        "$problems" | Should -BeLike "*nightly ($($first.JobId))*"
        $first | Wait-CiWorkflowJob @wait | ForEach-Object { $_, $second } | Save-CiCheckpoint nightly -StatePath $folder
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -Be $interval.End
    }

    It 'is saved by hand whatever is missing' {
        $interval = New-CiTimeInterval -Since nightly -First ([datetimeoffset]::Now.AddDays(-1)) -StatePath $folder
        $null = Invoke-CiWorkflowTrigger -Name n -Prefix nothing/ -WorkflowId $workflow -TimeInterval $interval
        Save-CiCheckpoint nightly $interval -StatePath $folder
        (Get-CiCheckpoint nightly -StatePath $folder).Saved | Should -Be $interval.End
    }

    It 'is not saved when nothing came in' {
        (Invoke-Typed '@() | Save-CiCheckpoint nightly').Warnings | Should -BeLike '*nightly*not saved*'
    }
}

Describe 'Test-CiWorkflowSetup' {
    BeforeEach { Reset-Sandbox }

    It 'finds everything as it should be in the demo''s world' {
        $checks = Test-CiWorkflowSetup $workflow
        $checks | Where-Object Result -EQ Failed | Should -BeNullOrEmpty
        $checks.Check | Should -Contain 'Media processing is on'
        Test-CiWorkflowSetup -Quiet | Should -BeTrue
        Get-SandboxRequest | Where-Object method -NotIn GET, HEAD | Should -BeNullOrEmpty
    }

    It 'says of <what> what to do' -ForEach @(
        @{ what = 'a paused queue'; check = 'Queues are active'; advice = '*Resume-CiQueue*'; arrange = { Suspend-CiQueue (Get-SandboxQueue).queueId } }
        @{ what = 'a bucket that is not bound'; check = 'Media processing is on'; advice = '*console*'; arrange = { Add-SandboxBucket media-1250000000 -Unbound } }
        @{ what = 'a paused workflow'; check = 'Workflows are there'; advice = '*Enable-CiWorkflow*'; arrange = { Disable-CiWorkflow $workflow -Wait } }
        @{ what = 'a clock that is wrong'; check = 'The clock is right'; advice = '*clock*'; arrange = { Set-SandboxVariant ClockAhead } }
    ) {
        & $arrange
        $checks = Test-CiWorkflowSetup $workflow -ErrorVariable problem -ErrorAction SilentlyContinue
        $found = $checks | Where-Object Check -EQ $check
        $found.Result | Should -Be 'Failed'
        $found.Advice | Should -BeLike $advice
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'SetupIncomplete,*'
    }

    It 'sees each queue that a Start node names, of whichever kind it is: <category>' -ForEach @(
        @{ category = 'Speeching'; id = 2 }, @{ category = 'PicProcessing'; id = 3 }, @{ category = 'AIProcess'; id = 4 }, @{ category = 'SpeedTranscoding'; id = 5 }
    ) {
        $ids = 1..5 | ForEach-Object { 'p' + '0' * 31 + $_ }
        $nodes = 'QueueId', 'SpeechRecognitionQueueId', 'PicProcessQueueId', 'AIProcessQueueId', 'SpeedTranscodingQueueId'
        $kinds = 'Transcoding', 'Speeching', 'PicProcessing', 'AIProcess', 'SpeedTranscoding'
        0..4 | ForEach-Object { Add-SandboxQueue $ids[$_] "q$_" -Category $kinds[$_] }
        $named = -join (0..4 | ForEach-Object { "<$($nodes[$_])>$($ids[$_])</$($nodes[$_])>" })
        $five = 'w' + '0' * 31 + '1'
        Add-SandboxWorkflow $five five -Topology "<Topology><Dependencies><Start>End</Start></Dependencies><Nodes><Start><Type>Start</Type><Input><ObjectPrefix>incoming/</ObjectPrefix>$named</Input></Start></Nodes></Topology>"
        (Get-CiWorkflow $five).Topology.QueueIds | Should -Be $ids
        (Test-CiWorkflowSetup $five | Where-Object Check -EQ 'Queues are active').Detail | Should -Be 'queues: 5'
        Suspend-CiQueue $ids[$id - 1]
        $check = Test-CiWorkflowSetup $five -ErrorAction SilentlyContinue | Where-Object Check -EQ 'Queues are active'
        $check.Result, $check.Detail | Should -Be 'Failed', "paused: q$($id - 1) ($($ids[$id - 1]))"
        $job = Add-SandboxJob paused incoming/ $five
        Set-SandboxJob $job.jobId Pause
        $null = Wait-CiWorkflowJob $job.jobId -Timeout 0s -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match "Its queue: q$($id - 1) \($($ids[$id - 1])\)\.$"
    }

    It 'does not know of a queue whose kind can not be read' {
        $five = 'w' + '0' * 31 + '1'
        Add-SandboxWorkflow $five five -Topology '<Topology><Nodes><Start><Type>Start</Type><Input><AIProcessQueueId>p4</AIProcessQueueId></Input></Start></Nodes></Topology>'
        Add-SandboxQueue p4 q4 -Category AIProcess
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Path '^/ai_queue' -Times 0
        $check = Test-CiWorkflowSetup $five | Where-Object Check -EQ 'Queues are active'
        $check.Result | Should -Be 'NotKnown'
        $check.Detail | Should -Match 'not there: p4; '
    }

    It 'checks the queues that the given workflows name, and only mentions another that is paused: <state>' -ForEach @(
        @{ state = 'another is paused'; queue = 'used'; paused = 'spare'; result = 'Ok'; detail = '*queues: 1*spare*' }
        @{ state = 'it is paused'; queue = 'used'; paused = 'used'; result = 'Failed'; detail = '*paused: used*' }
        @{ state = 'it is not there'; queue = 'gone'; paused = 'spare'; result = 'Failed'; detail = '*not there: gone*' }
    ) {
        'used', 'spare', 'gone' | ForEach-Object { Add-SandboxQueue $_ -Name $_ }
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).xml"
        $null = Export-CiWorkflow $workflow $file
        (Get-Content $file -Raw).Replace('</Operation>', "<QueueId>$queue</QueueId></Operation>") | Set-Content $file
        $id = (Import-CiWorkflow $file -Name other).WorkflowId
        Enable-CiWorkflow $id -Wait
        Suspend-CiQueue $paused
        if ($queue -eq 'gone') { Add-SandboxFault Replace -Method GET -Path /queue -Times 0 -Status 200 -Body '<Response><TotalCount>0</TotalCount></Response>' }
        $check = Test-CiWorkflowSetup $id -ErrorAction Ignore | Where-Object Check -EQ 'Queues are active'
        $check.Result | Should -Be $result
        $check.Detail | Should -BeLike $detail
        if ($queue -eq 'used' -and $paused -eq 'spare') {
            # The other workflow names no queue, so that each of the bucket's may be its own.
            (Test-CiWorkflowSetup $id, $workflow -ErrorAction Ignore | Where-Object Check -EQ 'Queues are active').Result | Should -Be 'Failed'
            (Test-CiWorkflowSetup -ErrorAction Ignore | Where-Object Check -EQ 'Queues are active').Result | Should -Be 'Failed'
        }
    }

    It 'takes the workflows of a job that has several in one text' {
        Add-SandboxWorkflow "w$('1' * 32)" -Name other
        $check = [pscustomobject]@{ WorkflowIds = "$workflow,w$('1' * 32)" } | Test-CiWorkflowSetup | Where-Object Check -EQ 'Workflows are there'
        $check.Result | Should -Be 'Ok'
        $check.Detail | Should -BeLike '*2*'
    }

    It 'ends with the first thing that nothing works without: <what>' -ForEach @(
        @{ what = 'keys'; line = 'Clear-CiContext; Test-CiWorkflowSetup -Bucket media-1250000000 -Region ap-beijing'; check = 'Keys are found' }
        @{ what = 'a bucket'; line = 'Clear-CiContext; Test-CiWorkflowSetup'; check = 'Bucket and region are set' }
        @{ what = 'the right keys'; line = 'Set-CiContext -Credential (New-CiCredential -SecretId AKIDnobody -SecretKey (ConvertTo-SecureString none -AsPlainText -Force)); Test-CiWorkflowSetup'; check = 'Media processing is on' }
        @{ what = 'a bucket that exists'; line = 'Test-CiWorkflowSetup -Bucket other-1250000000'; check = 'The bucket is there' }
        @{ what = 'the service'; line = 'Set-CiContext -Endpoint http://127.0.0.1:1 -MaximumRetryCount 0; Test-CiWorkflowSetup'; check = 'The service is reached' }
    ) {
        $run = Invoke-Typed $line
        $run.Output[-1].Check | Should -Be $check
        $run.Output[-1].Result | Should -Be 'Failed'
        $run.Output[-1].Advice | Should -Not -BeNullOrEmpty
    }
}
