BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $global:template = 't04e1ab86554984f1aa17c062fbf6c007c'
    $global:out = 'output/${InventoryTriggerJobId}/${InputName}.mp4'
}

AfterAll { Stop-Sandbox }

Describe 'Invoke-CiMediaBatch' {
    BeforeEach { Reset-Sandbox }

    It 'does one operation with many objects, and the job comes back whole' {
        $job = Invoke-CiMediaBatch -Name t720 -Prefix input/day-0/ -Tag Transcode -TemplateId $template -OutputObject $out -Priority 2 -UserData mine
        $job.Type | Should -Be 'Job'
        $read = Get-CiWorkflowJob $job.JobId
        $read.Operation.Tag | Should -Be 'Transcode'
        $read.Operation.TemplateId | Should -Be $template
        $read.Operation.Output.Bucket | Should -Be 'media-1250000000'
        $read.Operation.Output.Object | Should -Be $out
        $read.Operation.JobLevel | Should -Be 2
        $read.Operation.UserData | Should -Be 'mine'
    }

    It 'sends the bucket and the region of its output, the job''s own where none are given' {
        $arguments = @{ Prefix = 'input/'; Tag = 'Transcode'; TemplateId = $template; OutputObject = $out; ErrorAction = 'Ignore' }
        $null = Invoke-CiMediaBatch -Name own @arguments
        $null = Invoke-CiMediaBatch -Name other @arguments -OutputBucket out-1250000000 -OutputRegion ap-shanghai
        $bodies = (Get-SandboxRequest -Method POST).body
        $bodies[0] | Should -BeLike '*<Output><Region>ap-beijing</Region><Bucket>media-1250000000</Bucket>*'
        $bodies[1] | Should -BeLike '*<Output><Region>ap-shanghai</Region><Bucket>out-1250000000</Bucket>*'
    }

    It 'takes parameters as a hashtable and as XML, with the same body' {
        $given = [ordered]@{ Snapshot = [ordered]@{ Mode = 'Interval'; Start = 0; TimeInterval = 5; Count = 3 } }
        Invoke-CiMediaBatch -Name a -Prefix input/ -Tag Snapshot -JobParam $given -OutputObject 'o-${Number}.jpg' | Out-Null
        Invoke-CiMediaBatch -Name b -Prefix input/ -Tag Snapshot -JobParam '<Snapshot><Mode>Interval</Mode><Start>0</Start><TimeInterval>5</TimeInterval><Count>3</Count></Snapshot>' -OutputObject 'o-${Number}.jpg' | Out-Null
        $bodies = (Get-SandboxRequest -Method POST).body
        $bodies[0] | Should -BeLike '*<JobParam><Snapshot><Mode>Interval</Mode><Start>0</Start><TimeInterval>5</TimeInterval><Count>3</Count></Snapshot></JobParam>*'
        ($bodies[0] -replace '<Name>.*?</Name>') | Should -Be ($bodies[1] -replace '<Name>.*?</Name>')
    }

    It 'sends the nodes of a hashtable in one order in every process, so that a ledger knows the job again' {
        $line = @'
Invoke-CiMediaBatch -Name a -Prefix input/ -Tag Snapshot -OutputObject 'o-${Number}.jpg' -Ledger runs/mb -JobParam @{
    Snapshot = @{ Mode = 'Interval'; Start = 0; TimeInterval = 5; Count = 3; Width = 1280; Height = 720; CIParam = 'a'; IsCheckCount = 'false' }
}
'@
        $null = Invoke-Shell $line
        $null = Invoke-Pwsh $line
        Get-SandboxJob a | Should -HaveCount 1
        (Get-SandboxRequest -Method POST).body | Should -HaveCount 1
        $null = Invoke-Pwsh ($line -replace '-Ledger runs/mb', '-SkipExisting -ListLag 0s')
        Get-SandboxJob a | Should -HaveCount 1
    }

    It 'does a row of a CSV each' {
        $file = Join-Path $TestDrive rows.csv
        "Name,Prefix,Object,Tag,TemplateId,OutputObject`none,input/,,Transcode,$template,$out`ntwo,,input/day-0/clip-01.mp4,Snapshot,$template,o.jpg" | Set-Content $file
        (Import-Csv $file | Invoke-CiMediaBatch).Operation.Tag | Should -Be 'Transcode', 'Snapshot'
    }

    It 'warns once of an output that every object overwrites: <what>' -ForEach @(
        @{ what = 'a prefix'; line = '-Name x -Prefix input/ -OutputObject fixed.mp4'; warnings = 1 }
        @{ what = 'two rows of a prefix'; line = '-OutputObject fixed.mp4'; rows = @{ Name = 'a'; Prefix = 'input/' }, @{ Name = 'b'; Prefix = 'incoming/' }; warnings = 1 }
        @{ what = 'two rows of an object, to one key'; line = '-OutputObject fixed.mp4'; rows = @{ Name = 'a'; Object = 'a.mp4' }, @{ Name = 'b'; Object = 'b.mp4' }; warnings = 1 }
        @{ what = 'two rows of an object, to a key each'; line = ''; rows = @{ Name = 'a'; Object = 'a.mp4'; OutputObject = '1.mp4' }, @{ Name = 'b'; Object = 'b.mp4'; OutputObject = '2.mp4' }; warnings = 0 }
        @{ what = 'one object'; line = '-Name x -Object input/day-0/clip-01.mp4 -OutputObject fixed.mp4'; warnings = 0 }
        @{ what = 'a variable'; line = '-Name x -Prefix input/ -OutputObject $out'; warnings = 0 }
    ) {
        $global:typed = $rows | ForEach-Object { [pscustomobject] $_ }
        $run = Invoke-Typed "$(if ($rows) { '$typed |' }) Invoke-CiMediaBatch -Tag Transcode -TemplateId `$template $line"
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -HaveCount $warnings
        if ($warnings) { $run.Warnings | Should -BeLike '*fixed.mp4*${InputName}, ${Ext}, ${Number} and ${InventoryTriggerJobId}*' }
    }

    It 'takes a blank Priority of a row as none, and the priority of the other row' {
        $file = Join-Path $TestDrive priorities.csv
        "Name,Prefix,Tag,TemplateId,OutputObject,Priority`none,input/,Transcode,$template,$out,`ntwo,incoming/,Transcode,$template,$out,2" | Set-Content $file
        $jobs = Import-Csv $file | Invoke-CiMediaBatch
        $jobs.Name | Should -Be 'one', 'two'
        $jobs[0].Operation.JobLevel | Should -BeNullOrEmpty
        $jobs[1].Operation.JobLevel | Should -Be 2
        (Invoke-Typed 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -Priority ""').Errors[0].Exception.Message | Should -BeLike '*Priority*'
    }

    It 'refuses <what> before anything is sent' -ForEach @(
        @{ what = 'a priority that there is not'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -Priority 3'; id = 'InvalidPriority'; said = "Priority '3': *from 0 to 2." }
        @{ what = 'no tag'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -TemplateId $template -OutputObject $out'; id = 'InvalidTag'; said = "Tag '': *" }
        @{ what = 'no template and no parameters'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -OutputObject $out'; id = 'InvalidJobParam'; said = 'JobParam: Transcode needs a template*' }
        @{ what = 'no output where the tag makes one'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template'; id = 'InvalidOutputObject'; said = 'OutputObject: Transcode needs the key*' }
        @{ what = 'half a message queue'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -CallBackType TDMQ'; id = 'InvalidCallBackMqName'; said = 'CallBackMqName: CallBackType TDMQ needs *' }
        @{ what = 'a message queue without its name'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -CallBackType TDMQ -CallBackMqRegion bj -CallBackMqMode Queue'; id = 'InvalidCallBackMqName'; said = 'CallBackMqName: CallBackType TDMQ needs *' }
        @{ what = 'parts of a message queue that no callback is meant for'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -CallBackMqRegion bj -CallBackMqMode Queue'; id = 'InvalidCallBackType'; said = 'CallBackType*: *need -CallBackType TDMQ.' }
        @{ what = 'a message queue beside an address'; line = 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -CallBackType Url -CallBackMqName q -CallBackMqRegion bj -CallBackMqMode Queue'; id = 'InvalidCallBackType'; said = 'CallBackType*: *need -CallBackType TDMQ.' }
    ) {
        $run = Invoke-Typed $line
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($run.Errors[0])" | Should -BeLike $said
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'sends the words of a callback in their own spelling, in whichever case they are typed' {
        $mq = @{ CallBackType = 'tdmq'; CallBackFormat = 'json'; CallBackMqName = 'q'; CallBackMqRegion = 'BJ'; CallBackMqMode = 'queue' }
        $null = Invoke-CiMediaBatch -Name x -Prefix input/ -Tag Transcode -TemplateId $template -OutputObject $out @mq
        (Get-SandboxRequest -Method POST).body | Should -BeLikeExactly (
            '*<CallBackFormat>JSON</CallBackFormat><CallBackType>TDMQ</CallBackType><CallBackMqConfig><MqRegion>bj</MqRegion><MqMode>Queue</MqMode><MqName>q</MqName>*')
        $run = Invoke-Typed 'Invoke-CiMediaBatch -Name x -Prefix a/ -Tag Transcode -TemplateId $template -OutputObject $out -CallBackType tdmq'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCallBackMqName,*'
    }

    It 'has the guards of a trigger' {
        Invoke-CiMediaBatch -Name x -Prefix input/ -Tag Transcode -TemplateId $template -OutputObject $out -WhatIf
        $run = Invoke-Typed 'Invoke-CiMediaBatch -Name x -Prefix input/ -Tag Transcode -TemplateId $template -OutputObject $out -MaxObject 3'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InputTooLarge,*'
        "$($run.Errors[0])" | Should -BeLike "'x' was not triggered: its input has *"
        Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
    }

    It 'finds the job whose answer was lost, and an equal one with -SkipExisting' {
        Add-SandboxFault DropAfter -Method POST -Path /inventorytriggerjob
        $arguments = @{ Name = 'lost'; Prefix = 'input/'; Tag = 'Transcode'; TemplateId = $template; OutputObject = $out }
        $job = Invoke-CiMediaBatch @arguments
        (Invoke-CiMediaBatch @arguments -SkipExisting).JobId | Should -Be $job.JobId
        Get-SandboxRequest -Method POST | Should -HaveCount 1
    }
}

# Go has nodes for these tags; VideoTargetRec takes a template only, and several make no object. Of a tag that isn't known nothing is demanded.
Describe 'Values that the service has and no list of ours needs to have' {
    BeforeEach { Reset-Sandbox }

    It 'sends the tag <_> as it is' -ForEach 'VocalScore', 'ImageInspect', 'WordsGeneralize', 'VideoTargetRec', 'DNA', 'Tomorrow' {
        $job = Invoke-CiMediaBatch -Name tag -Prefix incoming/ -Tag $_ -TemplateId t1
        ([xml](Get-SandboxRequest POST)[-1].body).Request.Operation.Tag | Should -BeExactly $_
        $job.Tag | Should -BeExactly $_
    }

    # Java: CallBackKafkaConfig; Go and 460/87779: FreeTranscode; Java BatchJobDemo: QueueType.
    It 'sends a Kafka callback, idle transcoding and the type of queue, and reads them back' {
        $kafka = @{ CallBackType = 'Kafka'; CallBackKafkaConfig = @{ Region = 'ap-beijing'; InstanceId = 'ckafka-1'; Topic = 'done' } }
        $job = Invoke-CiMediaBatch -Name kafka -Prefix incoming/ -Tag Transcode -TemplateId t1 -OutputObject 'o/${InputName}.mp4' @kafka -FreeTranscode -QueueType SpeedTranscoding
        $sent = ([xml](Get-SandboxRequest POST)[-1].body).Request.Operation
        $sent.FreeTranscode, $sent.QueueType, $sent.CallBackType | Should -Be 'true', 'SpeedTranscoding', 'Kafka'
        $sent.CallBackKafkaConfig.Region, $sent.CallBackKafkaConfig.InstanceId, $sent.CallBackKafkaConfig.Topic | Should -Be 'ap-beijing', 'ckafka-1', 'done'
        $job.Operation.FreeTranscode, $job.Operation.QueueType, $job.Operation.CallBack.KafkaTopic | Should -Be 'true', 'SpeedTranscoding', 'done'
    }

    It 'takes a region of a message queue that no page names' {
        $queue = @{ CallBackType = 'TDMQ'; CallBackMqName = 'q'; CallBackMqMode = 'Topic' }
        $null = Invoke-CiMediaBatch -Name mq -Prefix incoming/ -Tag MediaInfo @queue -CallBackMqRegion sg
        $null = Invoke-CiMediaBatch -Name mq2 -Prefix incoming/ -Tag MediaInfo @queue -CallBackMqRegion BJ
        (Get-SandboxRequest POST).body | ForEach-Object { ([xml]$_).Request.Operation.CallBackMqConfig.MqRegion } | Should -BeExactly 'sg', 'bj'
        (Set-CiQueue (Get-SandboxQueue).queueId -NotifyMqName q -NotifyMqRegion sg -NotifyMqMode Queue -PassThru).NotifyConfig.MqRegion | Should -BeExactly 'sg'
    }

    It 'refuses <what> before anything is sent' -ForEach @(
        @{ what = 'Kafka without its place'; line = '-CallBackType Kafka'; id = 'InvalidCallBackKafkaConfig,*'; said = "CallBackKafkaConfig 'Kafka': *are given together." }
        @{ what = 'the place of Kafka without the type'; line = "-CallBackKafkaConfig @{ Region = 'r'; InstanceId = 'i'; Topic = 't' }"; id = 'InvalidCallBackType,*'; said = 'CallBackType: *are given together.' }
        @{ what = 'a Kafka without a topic'; line = "-CallBackType Kafka -CallBackKafkaConfig @{ Region = 'r'; InstanceId = 'i' }"; id = 'InvalidCallBackKafkaConfig,*'; said = 'CallBackKafkaConfig: it lacks Topic: *' }
    ) {
        $run = Invoke-Typed "Invoke-CiMediaBatch -Name n -Prefix incoming/ -Tag MediaInfo $line"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike $id
        "$($run.Errors[0])" | Should -BeLike $said
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }
}
