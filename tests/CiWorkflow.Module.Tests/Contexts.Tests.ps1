BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $module = (Resolve-Path "$PSScriptRoot/../../out/CiWorkflow").Path
    $login = [pscredential]::new($sandbox.secretId, (ConvertTo-SecureString $sandbox.secretKey -AsPlainText -Force))
}

AfterAll { Stop-Sandbox }

Describe 'An object that is given as an argument' {
    BeforeEach { Reset-Sandbox }

    It 'is looked for in its own bucket: <line>' -ForEach @(
        @{ line = 'Get-CiWorkflowJob $there' }
        @{ line = 'Stop-CiWorkflowJob $there -Confirm:$false' }
        @{ line = 'Wait-CiWorkflowJob $there -Timeout 0s' }
        @{ line = 'Get-CiWorkflowExecution $there' }
        @{ line = 'Get-CiWorkflowInput $there' }
        @{ line = 'Invoke-CiWorkflowTrigger -Job $there -Name again -WorkflowId $workflow' }
        @{ line = 'Invoke-CiMediaBatch -Job $there -Name again -Tag MediaInfo' }
        @{ line = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -UrlFile $published' }
        @{ line = 'Invoke-CiWorkflow $workflow $run' }
        @{ line = 'Restart-CiWorkflowExecution $run' }
    ) {
        Add-SandboxBucket other-1250000000 ap-shanghai
        $place = @{ Bucket = 'other-1250000000'; Region = 'ap-shanghai' }
        $global:workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
        $global:there = [pscustomobject] (@{ JobId = "b$('0' * 32)"; Name = 'n'; Prefix = 'input/'; WorkflowIds = $workflow } + $place)
        $global:published = [pscustomobject] (@{ UrlFile = 'lists/a.txt' } + $place)
        $global:run = [pscustomobject] (@{ RunId = 'i1'; Object = 'input/a.mp4' } + $place)
        $null = Invoke-Typed $line
        $hosts = (Get-SandboxRequest).host | Select-Object -Unique
        $hosts | Should -Not -BeNullOrEmpty
        $hosts | Should -BeLike 'other-1250000000.*.ap-shanghai.*'
    }

    It 'is passed over where a bucket is typed' {
        $global:there = [pscustomobject] @{ JobId = "b$('0' * 32)"; Name = 'n'; Prefix = 'input/'; Bucket = 'other-1250000000'; Region = 'ap-shanghai' }
        $null = Invoke-Typed "Get-CiWorkflowInput `$there -Bucket $($sandbox.bucket) -Region $($sandbox.region)"
        (Get-SandboxRequest).host | Should -BeLike "$($sandbox.bucket).*"
    }
}

Describe 'A setting of the context' {
    BeforeEach { Reset-SandboxContext $sandbox }

    It 'can be taken away again, and the others stay' {
        Set-CiContext -TimeoutSec 5 -MaximumRetryCount 2
        Clear-CiContext -Setting TimeoutSec, Region
        $context = Get-CiContext
        $context.TimeoutSec, $context.Region | Should -Be $null, $null
        $context.Bucket | Should -Be $sandbox.bucket
        $context.MaximumRetryCount | Should -Be 2
    }

    It 'can be each: <_>' -ForEach 'Bucket', 'Region', 'Credential', 'Endpoint', 'CiEndpoint', 'CosEndpoint', 'Domain', 'Proxy', 'TimeoutSec', 'ConnectTimeoutSec', 'MaximumRetryCount', 'RetryInterval', 'MaximumRequestsPerSecond', 'LogPath' {
        Set-CiContext -CiEndpoint $sandbox.endpoint -CosEndpoint $sandbox.endpoint -Domain tencentcos.cn -Proxy http://127.0.0.1:9 -TimeoutSec 5 -ConnectTimeoutSec 5 -MaximumRetryCount 2 `
            -MaximumRequestsPerSecond 0.5 -LogPath (Join-Path $TestDrive run.jsonl)
        $property = $_ -eq 'RetryInterval' ? 'RetryIntervalSec' : $_
        (Get-CiContext).$property | Should -Not -BeNullOrEmpty
        Clear-CiContext $_
        (Get-CiContext).$property | Should -BeNullOrEmpty
    }
}

Describe 'The password for a proxy' {
    BeforeAll {
        $user = [pscredential]::new('me', (ConvertTo-SecureString 'any' -AsPlainText -Force))

        # What a proxy that refuses everything is sent with CONNECT. A proxy that asks for a login gets one in the second request.
        function Get-ProxyLogin([scriptblock] $Command) {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            try {
                $seen = Start-ThreadJob -ArgumentList $listener {
                    param($listener)
                    while ($true) {
                        $client = try { $listener.AcceptTcpClient() } catch { return }
                        $stream = $client.GetStream()
                        $reader = [IO.StreamReader]::new($stream)
                        while ($line = $reader.ReadLine()) { if ($line -like 'Proxy-Authorization:*') { 'login' } }
                        'request'
                        $stream.Write([Text.Encoding]::ASCII.GetBytes("HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"p`"`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"))
                        $client.Dispose()
                    }
                }
                & $Command "http://$($listener.LocalEndpoint)" 2>&1 | Out-Null
            }
            finally {
                $listener.Stop()
            }
            $seen | Receive-Job -Wait -AutoRemoveJob
        }

        $place = @{ Bucket = $sandbox.bucket; Region = $sandbox.region; Credential = $login; MaximumRetryCount = 0 }
    }

    BeforeEach { Clear-CiContext }

    It 'is sent to the proxy that it was set with' {
        Get-ProxyLogin { Get-CiWorkflow -Context (New-CiContext @place -Proxy $args[0] -ProxyCredential $user) } | Should -Contain 'login'
    }

    It 'is not sent to the proxy of another context' {
        Set-CiContext -Proxy http://127.0.0.1:9 -ProxyCredential $user
        $seen = Get-ProxyLogin { Get-CiWorkflow -Context (New-CiContext @place -Proxy $args[0]) }
        $seen | Should -Contain 'request'
        $seen | Should -Not -Contain 'login'
    }

    It 'is forgotten with its proxy, and that is said' {
        Set-CiContext -Proxy http://127.0.0.1:9 -ProxyCredential $user
        "$(Set-CiContext -Proxy http://127.0.0.1:9 -Verbose 4>&1)" | Should -Not -BeLike '*forgotten*'
        (Get-CiContext).ProxyUserName | Should -Be me
        "$(Set-CiContext -Proxy http://127.0.0.1:10 -Verbose 4>&1)" | Should -BeLike '*the password of the one before are forgotten*'
        (Get-CiContext).ProxyUserName | Should -BeNullOrEmpty
        Set-CiContext -Proxy http://127.0.0.1:9 -ProxyCredential $user
        (Get-CiContext).ProxyUserName | Should -Be me
        Clear-CiContext Proxy
        (Get-CiContext).ProxyUserName | Should -BeNullOrEmpty
    }
}

Describe 'A saved context' {
    BeforeEach { Reset-SandboxContext $sandbox }

    It 'comes back with its settings, by <_>' -ForEach 'clixml', 'json', 'csv' {
        $file = Join-Path $TestDrive context
        Set-CiContext -MaximumRequestsPerSecond 999.5 -LogPath (Join-Path $TestDrive run.jsonl)
        $before = Get-CiContext
        $saved = switch ($_) {
            'clixml' { $before | Export-Clixml $file; Import-Clixml $file }
            'json' { $before | ConvertTo-Json | Set-Content $file; Get-Content $file -Raw | ConvertFrom-Json }
            'csv' { $before | Export-Csv $file; Import-Csv $file }
        }
        Get-Content $file -Raw | Should -Not -Match ([regex]::Escape($sandbox.secretKey))
        Clear-CiContext
        Set-CiContext -Context $saved -Credential $login
        Get-CiWorkflow | Should -Not -BeNullOrEmpty
        (Get-CiContext).Bucket | Should -Be $before.Bucket
        (Get-CiContext).MaximumRequestsPerSecond | Should -Be 999.5
        (Get-CiContext).LogPath | Should -Be $before.LogPath
    }

    It 'is refused where somebody wrote <Value> into <Name>' -ForEach @(
        @{ Name = 'TimeoutSec'; Value = 0 }, @{ Name = 'TimeoutSec'; Value = 86401 }, @{ Name = 'ConnectTimeoutSec'; Value = -1 }
        @{ Name = 'MaximumRetryCount'; Value = 101 }, @{ Name = 'MaximumRequestsPerSecond'; Value = 'NaN' }, @{ Name = 'RetryIntervalSec'; Value = -1 }
    ) {
        $saved = Get-CiContext | ConvertTo-Json | ConvertFrom-Json
        $saved.$Name = $Value
        $refused = { Get-CiWorkflow -Context $saved } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -PassThru
        $refused.Exception.Message | Should -Match "'Context'.*$([regex]::Escape($Value))"
    }

    It 'says what to do about its keys, and acts with no others' {
        $context = Get-CiContext
        $env:TENCENTCLOUD_SECRET_ID = 'AKIDofanother'
        $env:TENCENTCLOUD_SECRET_KEY = 'another'
        try {
            $said = Start-Job { Import-Module $using:module; try { Get-CiWorkflow -Context $using:context -ErrorAction Stop } catch { $_.Exception.Message } } | Receive-Job -Wait -AutoRemoveJob
        }
        finally { $env:TENCENTCLOUD_SECRET_ID = $env:TENCENTCLOUD_SECRET_KEY = $null }
        $said | Should -BeLike '*-Credential $using:login*'
    }

    It 'works in Start-Job with the keys beside it' {
        $context = Get-CiContext
        $found = Start-Job { Import-Module $using:module; Get-CiWorkflow -Context $using:context -Credential $using:login } | Receive-Job -Wait -AutoRemoveJob
        $found.WorkflowId | Should -Be 'w7476ff3564ee45b7b490d64bccaba6cc'
    }
}

Describe 'A context in the pipeline' {
    BeforeEach { Clear-CiContext }

    It 'does not contradict what is typed: <_>' -ForEach 'Set-CiContext', 'New-CiContext' {
        $command = $_
        $with = New-CiContext -ProfileName prod -Bucket a-1250000000 -CiEndpoint https://ci.example.com -CosEndpoint https://cos.example.com
        $made = $with | & $command -Credential $login -Endpoint https://all.example.com -CosEndpoint https://other.example.com -ErrorAction Stop
        if ($command -eq 'Set-CiContext') { $made = Get-CiContext }
        $made.Credential | Should -BeLike 'AKID*'
        $made.ProfileName, $made.CiEndpoint | Should -Be $null, $null
        $made.Endpoint | Should -Be 'https://all.example.com/'
        $made.CosEndpoint | Should -Be 'https://other.example.com/'
        $made.Bucket | Should -Be a-1250000000
        $made | & $command -ProfileName test -ErrorAction Stop
        { $with | & $command -Credential $login -ProfileName prod -ErrorAction Stop } | Should -Throw '*keys or a profile, not both*'
    }
}

Describe 'Contexts with names' {
    BeforeEach { Reset-SandboxContext $sandbox }

    It 'are passed by name, listed, completed and forgotten' {
        $null = New-CiContext -Name prod -Bucket prod-1250000000 -Region ap-nanjing
        $null = New-CiContext -Name test $sandbox.bucket $sandbox.region -Endpoint $sandbox.endpoint -Credential $login
        (Get-CiContext -ListAvailable).Name | Should -Be 'prod', 'test'
        (TabExpansion2 'Get-CiWorkflow -Context pr' 26).CompletionMatches.CompletionText | Should -Be 'prod'
        Clear-CiContext
        Get-CiWorkflow -Context test | Should -Not -BeNullOrEmpty
        Clear-CiContext -Name prod
        { Get-CiWorkflow -Context prod } | Should -Throw "*no context named 'prod'*test*"
    }
}

Describe 'Remove-Module' {
    It 'forgets the keys' {
        Remove-Module CiWorkflow
        Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Global
        (Get-CiContext).Credential | Should -BeNullOrEmpty
    }
}

Describe 'A context that somebody else may have written' {
    BeforeEach { Reset-Sandbox; $saved = Join-Path $TestDrive "$([guid]::NewGuid()).xml" }

    It 'is warned of, once and by its name, where it says to whom signed requests go' {
        New-CiContext -Name theirs -Bucket $sandbox.bucket -Region $sandbox.region -Endpoint $sandbox.endpoint | Export-Clixml $saved
        $global:theirs = Import-Clixml $saved
        $first = Invoke-Typed 'Get-CiWorkflow -Context $theirs -Credential $keys'
        $first.Warnings | Should -HaveCount 1
        $first.Warnings | Should -BeLike "*'theirs'*$($sandbox.endpoint)*"
        $first.Output | Should -Not -BeNullOrEmpty
        (Invoke-Typed 'Get-CiWorkflow -Context $theirs -Credential $keys').Warnings | Should -BeNullOrEmpty
    }

    It 'is not asked by Tab before somebody was warned' {
        New-CiContext -Name unseen -Bucket $sandbox.bucket -Region $sandbox.region -Endpoint $sandbox.endpoint | Export-Clixml $saved
        $global:theirs = Import-Clixml $saved
        Clear-SandboxRequest
        $line = 'Get-CiWorkflow -Credential $keys -Context $theirs -WorkflowId '
        $null = TabExpansion2 $line $line.Length
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'is warned of, once and by its name, before it says where a log is kept' {
        $log = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        New-CiContext -Name logging -Bucket $sandbox.bucket -Region $sandbox.region -LogPath $log | Export-Clixml $saved
        $global:theirs = Import-Clixml $saved
        Clear-SandboxRequest
        $first = Invoke-Typed 'Stop-CiWorkflowJob b1 -Context $theirs -Confirm:$false -WarningAction Stop'
        "$($first.Errors)" | Should -BeLike "*Context 'logging'*log*$log*"
        Test-Path $log | Should -BeFalse
        Get-SandboxRequest | Should -BeNullOrEmpty
        (Invoke-Typed 'Stop-CiWorkflowJob b1 -Context $theirs -Confirm:$false').Warnings | Should -BeNullOrEmpty
        Test-Path $log | Should -BeTrue
    }

    It 'sends nothing over plain http to another machine' {
        New-CiContext -Name plain -Bucket $sandbox.bucket -Region $sandbox.region -Endpoint $sandbox.endpoint | Export-Clixml $saved
        (Get-Content -Raw $saved).Replace("$($sandbox.endpoint)".TrimEnd('/'), 'http://elsewhere.example.com') | Set-Content $saved
        $global:theirs = Import-Clixml $saved
        "$($theirs.Endpoint)" | Should -BeLike 'http://elsewhere.example.com*'
        (Invoke-Typed 'Get-CiWorkflow -Context $theirs -Credential $keys').Errors.FullyQualifiedErrorId | Should -BeLike 'Invalid*Endpoint,*'
    }

    It 'warns of none that was made in the session' {
        $global:mine = New-CiContext -Name mine -Bucket $sandbox.bucket -Region $sandbox.region -Endpoint $sandbox.endpoint
        (Invoke-Typed 'Get-CiWorkflow -Context $mine -Credential $keys').Warnings | Should -BeNullOrEmpty
    }
}
