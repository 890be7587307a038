BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $program = Get-SandboxProgram
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'The sandbox' {
    It 'shows the demo in the real shell, each statement as it was typed' {
        $shown = dotnet $program | Out-String
        $LASTEXITCODE | Should -Be 0
        $shown | Should -Match '(?m)^PS> \$job = Invoke-CiWorkflowTrigger -Name nightly'
        $shown | Should -Match '(?m)^>> +Publish-CiUrlFile'
        $shown | Should -Match 'flaky.mp4 +Success'
    }

    It 'runs a script with its arguments, and ends with its exit code' {
        $script = Join-Path $TestDrive script.ps1
        'param($Name, [switch] $Also) "$Name $Also $((Get-CiContext).Bucket) $(Get-Date -Format yyyy)"; exit 7' | Set-Content $script
        $said = dotnet $program $script -Name 'two words' -Also
        $LASTEXITCODE | Should -Be 7
        $said | Should -Be "two words True $($sandbox.bucket) $(Get-Date -Format yyyy)"
    }

    It 'ends with 1 when a script fails' {
        $script = Join-Path $TestDrive failing.ps1
        'throw "no"' | Set-Content $script
        $null = dotnet $program $script 2>&1
        $LASTEXITCODE | Should -Be 1
    }

    It 'refuses <Line>' -ForEach @(
        @{ Line = '--colour red'; Says = "'--colour' is not an option." }
        @{ Line = '--port many'; Says = "*'many'*" }
        @{ Line = '--variant Nothing'; Says = '*Nothing*' }
        @{ Line = 'none.ps1'; Says = "There is no script 'none.ps1'." }
    ) {
        $said = dotnet $program @($Line -split ' ') 2>&1
        $LASTEXITCODE | Should -Be 2
        $said | Should -HaveCount 2
        "$($said[0])" | Should -BeLike $Says
    }

    It 'says in one line that its port is taken' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try { $said = dotnet $program --serve --port $listener.LocalEndpoint.Port 2>&1 }
        finally { $listener.Stop() }
        $LASTEXITCODE | Should -Be 2
        $said | Should -HaveCount 1
        "$said" | Should -BeLike "*$($listener.LocalEndpoint.Port)*"
    }

    It 'ends on SIG<_>' -ForEach 'TERM', 'INT' -Skip:$IsWindows {
        # A shell that isn't interactive lets what runs behind it ignore SIGINT; env puts that right.
        $start = [Diagnostics.ProcessStartInfo]::new('env', "--default-signal=INT dotnet `"$program`" --serve")
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $process.StandardOutput.ReadLine() | Should -BeLike 'A sandbox*'
            kill "-$_" $process.Id
            $process.WaitForExit(10000) | Should -BeTrue
            $process.ExitCode | Should -Be 0
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
        }
    }
}

Describe 'The control endpoint' {
    It 'shows that keys and tokens were sent, and never what they were' {
        Add-SandboxAccount AKIDtemporary temporarykey token-of-the-key
        $temporary = New-CiCredential -SecretId AKIDtemporary -SecretKey (ConvertTo-SecureString temporarykey -AsPlainText) -SessionToken (
            ConvertTo-SecureString token-of-the-key -AsPlainText)
        $null = Get-CiWorkflow -Credential $temporary
        $request = (Get-SandboxRequest)[-1]
        $request.isSigned | Should -BeTrue
        $request.signedHeaders | Should -Contain 'x-ci-security-token'
        $request.headers.'x-ci-security-token' | Should -Be '***'
        Get-SandboxRequest | ConvertTo-Json -Depth 5 | Should -Not -Match 'token-of-the-key|q-signature=[0-9a-f]'
    }

    It 'is no use to a page in a browser' {
        foreach ($headers in @{ Origin = 'http://example.com' }, @{ Host = 'example.com' }) {
            $answer = Invoke-WebRequest "$($sandbox.endpoint)/_sandbox/requests" -Headers $headers -SkipHttpErrorCheck -NoProxy
            $answer.StatusCode | Should -Be 403
        }
    }

    It 'is not there unless it is asked for' {
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$program`" --serve --until-input-ends")
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $said = while (($line = $process.StandardOutput.ReadLine()) -notlike 'Ctrl+C*') { $line }
            $address = [regex]::Match("$said", 'http://127\.0\.0\.1:[0-9]+').Value
            (Invoke-WebRequest "$address/_sandbox/requests" -SkipHttpErrorCheck -NoProxy).StatusCode | Should -Be 400
        }
        finally {
            $process.StandardInput.Close()
            $process.WaitForExit(10000) | Should -BeTrue -Because 'it ends with its input'
        }
    }

    It 'names what is wrong with an order' {
        { Add-SandboxFault Nonsense } | Should -Throw '*kind*'
        { Set-SandboxVariant Nonsense } | Should -Throw '*variants*'
    }
}
