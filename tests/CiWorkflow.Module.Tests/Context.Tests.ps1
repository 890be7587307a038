# Where a command takes its settings from, against real files, a real environment and a metadata service.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $names = 'TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_TOKEN', 'TENCENTCLOUD_SESSION_TOKEN', 'TENCENTCLOUD_REGION', 'TENCENTCLOUD_PROFILE',
        'COS_SECRET_ID', 'COS_SECRET_KEY', 'COS_SESSION_TOKEN', 'HOME', 'USERPROFILE', 'CIWORKFLOW_METADATA_ADDRESS'
    $before = @{}
    foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }

    function Set-HomeFile([string] $File, [string] $Text) {
        $path = Join-Path $env:HOME $File
        $null = New-Item -ItemType Directory -Force (Split-Path $path)
        Set-Content $path $Text
        if (-not $IsWindows) { chmod 600 $path }
    }

    # A context of the sandbox without keys.
    function Reset-Keys {
        Clear-CiContext
        Set-CiContext -Endpoint $sandbox.endpoint -Bucket $sandbox.bucket -Region $sandbox.region -RetryInterval ([timespan]::FromMilliseconds(1))
    }

    # Which keys a line was signed with.
    function Get-Signer([string] $Line) {
        (Invoke-Typed $Line).Errors | Should -BeNullOrEmpty
        (Get-SandboxRequest)[-1].secretId
    }

    function Get-HostOf([string] $Line) {
        $null = Invoke-Typed $Line
        (Get-SandboxRequest)[-1].host -replace '\.myqcloud\.com$'
    }

    $piped = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow'
    $trigger = "$piped -Prefix a"
}

AfterAll {
    foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    Stop-Sandbox
}

Describe 'The settings of a command' {
    BeforeEach {
        foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $null) }
        $env:HOME = $env:USERPROFILE = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        # A port at which nobody listens.
        $env:CIWORKFLOW_METADATA_ADDRESS = 'http://127.0.0.1:9'
        Reset-Sandbox
    }

    It 'are set once for every command; cleared, each says what is missing' {
        (Invoke-Typed "$trigger; Get-CiWorkflowJob; Get-CiWorkflow").Errors | Should -BeNullOrEmpty
        $run = Invoke-Typed "Clear-CiContext; $trigger"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidBucket,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*Set-CiContext*'
    }

    It 'take keys from the parameter, the row, -Context, the session, the environment, the files and the role, in this order' {
        $global:accounts = @{}
        foreach ($name in 'parameter', 'property', 'context', 'session', 'tencentcloud', 'cos', 'ini', 'tccli') {
            Add-SandboxAccount "AKID$name" "$name-key"
            $accounts[$name] = [pscredential]::new("AKID$name", (ConvertTo-SecureString "$name-key" -AsPlainText -Force))
        }

        # From the last to the first: each is set while all behind it are there too.
        Add-SandboxAccount AKIDrole role-key role-token
        Set-SandboxRole media-runner -SecretId AKIDrole -SecretKey role-key -SessionToken role-token
        $env:CIWORKFLOW_METADATA_ADDRESS = $sandbox.endpoint
        Reset-Keys
        Get-Signer $trigger | Should -Be AKIDrole
        Set-HomeFile .tccli/default.credential '{ "secretId": "AKIDtccli", "secretKey": "tccli-key" }'
        Get-Signer $trigger | Should -Be AKIDtccli
        Set-HomeFile .tencentcloud/credentials "[default]`nsecret_id = AKIDini`nsecret_key = ini-key`n[prod]`nsecret_id = AKIDparameter`nsecret_key = parameter-key"
        Get-Signer $trigger | Should -Be AKIDini
        $env:COS_SECRET_ID = 'AKIDcos'
        $env:COS_SECRET_KEY = 'cos-key'
        Get-Signer $trigger | Should -Be AKIDcos
        $env:TENCENTCLOUD_SECRET_ID = 'AKIDtencentcloud'
        $env:TENCENTCLOUD_SECRET_KEY = 'tencentcloud-key'
        Get-Signer $trigger | Should -Be AKIDtencentcloud
        Set-CiContext -Credential $accounts.session
        Get-Signer $trigger | Should -Be AKIDsession
        $global:context = New-CiContext -Credential $accounts.context
        Get-Signer "$trigger -Context `$context" | Should -Be AKIDcontext
        Get-Signer "[pscustomobject]@{ Prefix = 'a'; Credential = `$accounts.property } | $piped -Context `$context" | Should -Be AKIDproperty
        Get-Signer "[pscustomobject]@{ Prefix = 'a'; Credential = `$accounts.property } | $piped -Context `$context -Credential `$accounts.parameter" | Should -Be AKIDparameter
        Get-Signer "Set-CiContext -ProfileName prod; $trigger" | Should -Be AKIDparameter
    }

    It 'take bucket and region from the parameter, the row, -Context and the session, in this order, and the region then from the environment' {
        Clear-CiContext
        Set-CiContext -Endpoint $sandbox.endpoint -Credential $keys -Bucket session-1250000000
        $env:TENCENTCLOUD_REGION = 'ap-tokyo'
        Get-HostOf $trigger | Should -Be session-1250000000.ci.ap-tokyo
        Get-HostOf "Set-CiContext -Region ap-seoul; $trigger" | Should -Be session-1250000000.ci.ap-seoul
        $global:context = New-CiContext context-1250000000 ap-mumbai
        Get-HostOf "$trigger -Context `$context" | Should -Be context-1250000000.ci.ap-mumbai
        $row = "[pscustomobject]@{ Prefix = 'a'; Bucket = 'property-1250000000' }"
        Get-HostOf "$row | $piped -Context `$context" | Should -Be property-1250000000.ci.ap-mumbai
        Get-HostOf "$row | $piped -Context `$context -Bucket parameter-1250000000 -Region eu-frankfurt" | Should -Be parameter-1250000000.ci.eu-frankfurt
    }

    It 'are shown by Get-CiContext -Resolve with where each comes from, the keys masked' {
        Reset-Keys
        Set-HomeFile .tencentcloud/credentials "[default]`nsecret_id = AKIDiniiniini`nsecret_key = ini-key"
        $settings = New-CiContext -TimeoutSec 7 | Get-CiContext -Resolve
        $by = @{}
        foreach ($setting in $settings) { $by[$setting.Name] = $setting }
        'Bucket', 'Region', 'Credential', 'Proxy', 'TimeoutSec', 'MaximumRetryCount', 'RetryInterval' | ForEach-Object { $by.Keys | Should -Contain $_ }
        "$($by.Credential.Value)" | Should -Be 'AKID****'
        $by.Credential.Source | Should -BeLike 'profile default in*'
        $by.Bucket.Source | Should -Be 'session context'
        $by.TimeoutSec.Source | Should -Be '-Context'
        $by.Proxy.Source | Should -Be '-'
    }

    It 'ask a machine without a role once in a session' {
        $env:CIWORKFLOW_METADATA_ADDRESS = $sandbox.endpoint
        Set-SandboxRole ''
        $asked = (Get-SandboxRole).asked
        $run = Invoke-Pwsh -NoKeys "$trigger; Invoke-RestMethod $($sandbox.endpoint)/_sandbox/role -Method Post -Body '{ ""name"": ""came-later"" }'; $trigger; `$Error | ForEach-Object { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category }"
        [regex]::Matches($run.Text, 'CredentialNotFound,\S+\s+AuthenticationError') | Should -HaveCount 2
        $run.Text | Should -BeLike '*TENCENTCLOUD_SECRET_ID*'
        (Get-SandboxRole).name | Should -Be 'came-later'
        (Get-SandboxRole).asked | Should -Be $asked
    }

    It 'fetch keys of a role anew that are near their end' {
        $env:CIWORKFLOW_METADATA_ADDRESS = $sandbox.endpoint
        Add-SandboxAccount AKIDrole role-key role-token
        Add-SandboxAccount AKIDnewnewnew new-key new-token
        Set-SandboxRole media-runner -Lasting 60 -SecretId AKIDrole -SecretKey role-key -SessionToken role-token
        $new = '{ "name": "media-runner", "lasting": 60, "secretId": "AKIDnewnewnew", "secretKey": "new-key", "sessionToken": "new-token" }'
        $run = Invoke-Pwsh -NoKeys "$trigger; Invoke-RestMethod $($sandbox.endpoint)/_sandbox/role -Method Post -Body '$new'; $trigger"
        $run.Text | Should -Not -Match 'exception|error'
        (Get-SandboxRequest POST).secretId | Should -Be 'AKIDrole', 'AKIDnewnewnew'
    }

    It 'refuse <typed> with <id>' -ForEach @(
        @{ typed = 'Set-CiContext -ProfileName nobody; Get-CiWorkflow'; id = 'InvalidProfileName' }
        @{ typed = 'Set-CiContext -ProfileName ../x'; id = 'InvalidProfileName' }
        @{ typed = 'Set-CiContext -ProfileName x -Credential $keys'; id = 'InvalidProfileName' }
        @{ typed = 'Set-CiContext -Bucket media'; id = 'InvalidBucket' }
        @{ typed = 'New-CiContext -Region Beijing'; id = 'InvalidRegion' }
        @{ typed = 'New-CiContext -Endpoint http://ci.example.com'; id = 'InvalidEndpoint' }
        @{ typed = 'New-CiContext -Proxy http://me:pa55word@proxy:8080'; id = 'InvalidProxy' }
    ) {
        Reset-Keys
        $run = Invoke-Typed $typed
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($run.Errors[0].Exception)" | Should -Not -BeLike '*pa55word*'
    }

    It 'name a malformed file of keys with its line, and nothing of it' {
        Reset-Keys
        Set-HomeFile .tencentcloud/credentials "[default]`nthe-secret-itself"
        $run = Invoke-Typed $trigger
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'CredentialUnavailable,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*line 2*'
        "$($run.Errors[0].Exception)" | Should -Not -BeLike '*the-secret-itself*'
    }

    It 'are a session''s own: another runspace has none' {
        $module = (Get-Module CiWorkflow).Path
        1 | ForEach-Object -Parallel { Import-Module $using:module; (Get-CiContext).Bucket ?? 'none' } | Should -Be 'none'
        (Get-CiContext).Bucket | Should -Be $sandbox.bucket
    }

    It 'ask the proxy of the context, and do not look up the bucket''s host here' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $asked = Start-ThreadJob -ArgumentList $listener {
                param($listener)
                $client = $listener.AcceptTcpClient()
                $stream = $client.GetStream()
                [IO.StreamReader]::new($stream).ReadLine()
                $stream.Write([Text.Encoding]::ASCII.GetBytes("HTTP/1.1 502 Bad Gateway`r`nContent-Length: 0`r`n`r`n"))
                $client.Dispose()
            }
            Clear-CiContext
            $run = Invoke-Typed "Get-CiWorkflow -Bucket $($sandbox.bucket) -Region $($sandbox.region) -Credential `$keys -Context (New-CiContext -Proxy http://$($listener.LocalEndpoint) -MaximumRetryCount 0)"
            $run.Errors | Should -HaveCount 1
            $asked | Receive-Job -Wait -AutoRemoveJob | Should -Be "CONNECT $($sandbox.bucket).ci.$($sandbox.region).myqcloud.com:443 HTTP/1.1"
        }
        finally {
            $listener.Stop()
        }
    }
}
