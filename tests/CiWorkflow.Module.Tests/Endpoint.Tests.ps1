BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'the addresses of a context' {
    BeforeEach {
        Reset-SandboxContext $sandbox
        Clear-SandboxRequest
    }

    It 'are the bucket''s in its domain, which stands in the Host header' {
        Set-CiContext -Domain tencentcos.cn
        Get-CiWorkflowJob -ErrorAction SilentlyContinue | Out-Null
        Get-CiWorkflowInput -Prefix input/ -ErrorAction SilentlyContinue | Out-Null
        $seen = @((Get-SandboxRequest).host)
        $seen | Should -Contain 'media-1250000000.ci.ap-beijing.tencentcos.cn'
        $seen | Should -Contain 'media-1250000000.cos.ap-beijing.tencentcos.cn'
    }

    It 'can be another one for CI and another one for the objects' {
        Set-CiContext -CosEndpoint http://127.0.0.1:1 -MaximumRetryCount 0
        Get-CiWorkflowJob | Out-Null
        { Get-CiWorkflowInput -Prefix input/ -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionFailed,*'
        Set-CiContext -CosEndpoint $sandbox.endpoint -CiEndpoint http://127.0.0.1:1
        Get-CiWorkflowInput -Prefix input/ | Out-Null
        { Get-CiWorkflowJob -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionFailed,*'
    }

    It 'are one for both again when -Endpoint is given' {
        Set-CiContext -CosEndpoint http://127.0.0.1:1 -CiEndpoint http://127.0.0.1:1
        Set-CiContext -Endpoint $sandbox.endpoint
        Get-CiWorkflowJob | Out-Null
        Get-CiWorkflowInput -Prefix input/ | Out-Null
        (Get-CiContext).CiEndpoint | Should -BeNullOrEmpty
    }

    It 'are refused by the name of their parameter' {
        foreach ($name in 'Endpoint', 'CiEndpoint', 'CosEndpoint') {
            $given = @{ $name = 'http://example.com' }
            { Set-CiContext @given -ErrorAction Stop } | Should -Throw -ErrorId "Invalid$name,*"
        }
    }

    It 'are shown with where they come from' {
        Set-CiContext -CosEndpoint https://cos.example.com
        $shown = Get-CiContext -Resolve
        ($shown | Where-Object Name -EQ CosEndpoint).Value | Should -Be 'https://cos.example.com/'
        ($shown | Where-Object Name -EQ CiEndpoint).Value | Should -Be "$($sandbox.endpoint)/"
    }
}

Describe 'a context''s timeouts' {
    It 'bound connecting apart from the call' {
        Set-CiContext -TimeoutSec 60 -ConnectTimeoutSec 3
        (Get-CiContext).ConnectTimeoutSec | Should -Be 3
        { Set-CiContext -ConnectTimeoutSec 0 -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidConnectTimeoutSec,*'
    }

    # A connection beyond a full backlog is not refused: its first packet is dropped. The call's own timeout is far away.
    It 'end a connection that does not come, long before the call' -Skip:(-not $IsLinux) {
        $listener = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $listener.Bind([Net.IPEndPoint]::new([Net.IPAddress]::Loopback, 0))
        $listener.Listen(0)
        $waiting = foreach ($i in 1..3) {
            $one = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
            $null = $one.ConnectAsync($listener.LocalEndPoint)
            $one
        }
        try {
            Set-CiContext -Endpoint "http://127.0.0.1:$($listener.LocalEndPoint.Port)" -TimeoutSec 3600 -ConnectTimeoutSec 1 -MaximumRetryCount 0
            { Get-CiWorkflowJob -ErrorAction Stop } | Should -Throw '*none came about in 1 seconds*' -ErrorId 'ConnectionFailed,*'
        }
        finally { $waiting, $listener | ForEach-Object Dispose }
    }

    It 'end a call that is not answered' {
        Reset-SandboxContext $sandbox
        Set-CiContext -TimeoutSec 2 -MaximumRetryCount 0
        Add-SandboxFault HangAfter
        { Get-CiWorkflowJob -ErrorAction Stop } | Should -Throw '* 2 seconds*' -ErrorId 'RequestTimeout,*'
        Reset-SandboxContext $sandbox
    }
}
