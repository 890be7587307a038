BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $second = 'p00000000000000000000000000000002'
}

AfterAll { Stop-Sandbox }

Describe 'Queues' {
    BeforeEach {
        Reset-Sandbox
        $first = (Get-SandboxQueue).queueId
        Add-SandboxQueue $second night
    }

    It 'lists them, by name, by wildcard and by id' {
        (Get-CiQueue).Name | Sort-Object | Should -Be 'night', 'queue-1'
        (Get-CiQueue night).QueueId | Should -Be $second
        (Get-CiQueue n*).QueueId | Should -Be $second
        (Get-CiQueue -QueueId $second).Name | Should -Be 'night'
        (Get-CiQueue $second).Name | Should -Be 'night'
        Get-CiQueue nothing* | Should -BeNullOrEmpty
    }

    It 'makes an error of a name and of an id that are not there, and goes on' {
        $run = Invoke-Typed 'Get-CiQueue nothing, night; Get-CiQueue -QueueId p1234, p00000000000000000000000000000002'
        $run.Output.Name | Should -Be 'night', 'night'
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'QueueNotFound,*'
        $run.Errors | Should -HaveCount 2
    }

    It 'pauses one and lets it go on, with the rest of it as it was' {
        Get-CiQueue night | Set-CiQueue -NotifyUrl 'https://callback.example.com/x?token=secret' -NotifyFormat JSON
        $paused = Get-CiQueue night | Suspend-CiQueue -PassThru
        $paused.State | Should -Be 'Paused'
        $paused.NotifyConfig.Url | Should -Be 'https://callback.example.com/x?token=secret'
        (Get-CiQueue -State Paused).Name | Should -Be 'night'
        (Resume-CiQueue $second -PassThru).State | Should -Be 'Active'
        (Get-CiQueue $second).NotifyConfig.Event | Should -Be 'TaskFinish,WorkflowFinish'
    }

    # NotifyConfig.KafkaConfig: the Java SDK.
    It 'keeps a Kafka that is written to, whatever else is changed' {
        $kafka = '<KafkaConfig><Region>ap-beijing</Region><InstanceId>ckafka-1</InstanceId><Topic>done</Topic></KafkaConfig>'
        $config = "<NotifyConfig><State>On</State><Type>Kafka</Type><Event>TaskFinish</Event>$kafka</NotifyConfig>"
        $queue = "<QueueId>$second</QueueId><Name>night</Name><State>Active</State><Category>Transcoding</Category>$config"
        $list = "<Response><TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize><QueueList>$queue</QueueList></Response>"
        Add-SandboxFault Replace -Status 200 -Method GET -Path '^/queue' -Body $list -Times 0
        Set-CiQueue $second -Name day -NotifyFormat JSON -WarningAction SilentlyContinue
        Suspend-CiQueue $second -WarningAction SilentlyContinue
        $sent = (Get-SandboxRequest -Method PUT).body
        $sent | Should -HaveCount 2
        foreach ($body in $sent) {
            $body | Should -BeLike "*<Type>Kafka</Type>*$kafka*"
        }
    }

    It 'says so where the service answers the change with a queue that is another way' {
        Add-SandboxFault Replace -Status 200 -Method PUT -Body "<Response><Queue><QueueId>$second</QueueId><Name>night</Name><State>Active</State></Queue></Response>"
        $run = Invoke-Typed 'Suspend-CiQueue p00000000000000000000000000000002 -PassThru'
        $run.Output.State | Should -Be 'Active'
        $run.Warnings | Should -BeLike "*change of the queue night ($second) to state Paused with night ($second) in state 'Active'*"
        (Invoke-Typed 'Resume-CiQueue p00000000000000000000000000000002').Warnings | Should -BeNullOrEmpty
    }

    It 'sends nothing for one that is that way already, and nothing with -WhatIf' {
        Clear-SandboxRequest
        Resume-CiQueue $second
        Suspend-CiQueue $second -WhatIf
        Get-SandboxRequest -Method PUT | Should -BeNullOrEmpty
    }

    It 'shows no query of a callback, which may hold a token' {
        Get-CiQueue night | Set-CiQueue -NotifyUrl 'https://callback.example.com/x?token=secret'
        $shown = Get-CiQueue | Format-Table | Out-String -Width 300
        $shown | Should -BeLike '*https://callback.example.com/x*'
        $shown | Should -Not -BeLike '*secret*'
    }

    It 'sends the words of a set in their own spelling, in whichever case they are typed' {
        Set-CiQueue $second -NotifyUrl https://callback.example.com -NotifyEvent taskfinish, WORKFLOWFINISH -NotifyFormat json -NotifyState on
        $config = (Get-CiQueue $second).NotifyConfig
        $config.Event | Should -BeExactly 'TaskFinish,WorkflowFinish'
        $config.ResultFormat | Should -BeExactly 'JSON'
        $config.State | Should -BeExactly 'On'
        Set-CiQueue $second -NotifyMqName q -NotifyMqRegion BJ -NotifyMqMode queue
        $config = (Get-CiQueue $second).NotifyConfig
        $config.MqRegion | Should -BeExactly 'bj'
        $config.MqMode | Should -BeExactly 'Queue'
        (Get-CiQueue -State active).QueueId | Should -Contain $second
    }

    It 'switches the notification off and on again' {
        Set-CiQueue $second -NotifyUrl https://callback.example.com -NotifyEvent TaskFinish
        (Set-CiQueue $second -NotifyState Off -PassThru).NotifyConfig.State | Should -Be 'Off'
        $on = Set-CiQueue $second -NotifyState On -PassThru
        $on.NotifyConfig.Url | Should -Be 'https://callback.example.com'
        $on.NotifyConfig.Event | Should -Be 'TaskFinish'
    }

    It 'refuses <what> before anything is sent' -ForEach @(
        @{ what = 'a message queue without its region'; line = 'Set-CiQueue p00000000000000000000000000000002 -NotifyMqName q'; id = 'InvalidNotifyMqRegion'; said = '*-NotifyMqName and -NotifyMqRegion together.' }
        @{ what = 'an address and a message queue'; line = 'Set-CiQueue p00000000000000000000000000000002 -NotifyUrl https://a -NotifyMqName q'; id = 'InvalidNotifyUrl'; said = "NotifyUrl 'https://a': *not both." }
        @{ what = 'a notification without an address'; line = 'Set-CiQueue p00000000000000000000000000000002 -NotifyState On'; id = 'InvalidNotifyUrl'; said = 'NotifyUrl: a notification needs an address*' }
    ) {
        Clear-SandboxRequest
        $run = Invoke-Typed $line
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($run.Errors[0])" | Should -BeLike $said
        Get-SandboxRequest -Method PUT | Should -BeNullOrEmpty
    }
}

# Each kind of queue has a path of its own: /queue, /asrqueue (460/46234), /picqueue (1045/50328), /ai_queue (1045/50311), /docqueue, /file_queue.
Describe 'Queues of every kind' {
    BeforeAll {
        $kinds = [ordered]@{
            SpeedTranscoding = 'queue'; Speeching = 'asrqueue'; PicProcessing = 'picqueue'; AIProcess = 'ai_queue'; DocProcessing = 'docqueue'; FileProcessing = 'file_queue'
        }
    }

    BeforeEach {
        Reset-Sandbox
        foreach ($kind in $kinds.Keys) { Add-SandboxQueue "p$($kind.ToLower())" $kind -Category $kind }
    }

    It 'are listed, also by name, by id and by kind' {
        (Get-CiQueue).Name | Should -Be (@('queue-1') + $kinds.Keys)
        (Get-CiQueue AIProcess).Category | Should -Be 'AIProcess'
        (Get-CiQueue -QueueId pspeeching, ppicprocessing).Name | Should -Be 'Speeching', 'PicProcessing'
        foreach ($kind in $kinds.Keys) { (Get-CiQueue -Category $kind).Name | Should -Be $kind }
        (Get-CiQueue -Category Transcoding).Name | Should -Be 'queue-1'
    }

    It 'are paused, let go on and changed by the call of their kind' {
        Get-CiQueue | Suspend-CiQueue
        (Get-SandboxQueue).state | Sort-Object -Unique | Should -Be 'Paused'
        (Get-SandboxRequest -Method PUT).path | Should -Be (@("/queue/$((Get-CiQueue queue-1).QueueId)") + ($kinds.Keys | ForEach-Object { "/$($kinds[$_])/p$($_.ToLower())" }))
        (Get-CiQueue -State Paused).Count | Should -Be 7
        Get-CiQueue | Resume-CiQueue
        (Get-SandboxQueue).state | Sort-Object -Unique | Should -Be 'Active'
        (Set-CiQueue paiprocess -Name faces -PassThru).Name | Should -Be 'faces'
        (Get-SandboxQueue | Where-Object queueId -EQ paiprocess).name | Should -Be 'faces'
    }

    It 'are those of /queue alone where the service knows no others' {
        Set-SandboxVariant OtherQueuesUnknown
        (Get-CiQueue -WarningVariable warnings).Name | Should -Be 'queue-1', 'SpeedTranscoding'
        $warnings | Should -BeNullOrEmpty
        $missing = (Invoke-Typed 'Suspend-CiQueue paiprocess').Errors[0]
        $missing.FullyQualifiedErrorId | Should -BeLike 'QueueNotFound,*'
        $missing.Exception.Message | Should -BeLike "*'paiprocess'*"
    }

    It 'are not taken for missing where their kind can not be read' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Path '^/ai_queue' -Times 0
        (Get-CiQueue -WarningVariable warnings -WarningAction SilentlyContinue).Name | Should -Not -Contain 'AIProcess'
        $warnings | Should -HaveCount 1
        $warnings | Should -Match 'may be there all the same: AIProcess: '
        $run = Invoke-Typed 'Suspend-CiQueue paiprocess'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $run.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*ci:DescribeAiProcessQueues*'
    }

    It 'are completed by kind' {
        $line = 'Get-CiQueue -Category '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be (@('CateAll', 'Transcoding') + $kinds.Keys)
    }
}

Describe 'Get-CiTemplate' {
    BeforeEach { Reset-Sandbox }

    It 'lists the account''s own templates, by tag and by name' {
        (Get-CiTemplate -Tag Snapshot).Name | Should -Be 'snapshot-every-10s'
        (Get-CiTemplate trans*).Tag | Should -Be 'Transcode'
        [xml](Get-CiTemplate transcode-720p -Raw) | ForEach-Object { $_.DocumentElement.TemplateId } | Should -Be 't04e1ab86554984f1aa17c062fbf6c007c'
    }

    It 'lists the service''s own with -Official' {
        Add-SandboxTemplate t11 official-1 Transcode Official
        (Get-CiTemplate -Official).Name | Should -Be 'official-1'
        (Get-CiTemplate).Name | Should -Not -Contain 'official-1'
    }

    It 'makes an error of a template that is not there' {
        $problem = (Invoke-Typed 'Get-CiTemplate -TemplateId t99').Errors[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'TemplateNotFound,*'
        "$problem" | Should -BeLike '*t99*'
    }
}
