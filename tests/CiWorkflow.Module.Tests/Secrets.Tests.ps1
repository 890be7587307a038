# What could be pasted into a ticket holds no key, token or signature.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $secrets = 'the-secret-key', 'the-session-token', 'temporary-secret', 'AKIDwholesecretid', 'AKIDtemporary00000', 'q-signature', $sandbox.secretKey
    Add-SandboxAccount AKIDtemporary00000 temporary-secret the-session-token
    $global:secret = ConvertTo-SecureString 'the-secret-key' -AsPlainText -Force
    $global:temporary = New-CiCredential AKIDtemporary00000 (ConvertTo-SecureString 'temporary-secret' -AsPlainText -Force) (ConvertTo-SecureString 'the-session-token' -AsPlainText -Force)
    $global:tokenless = [pscredential]::new('AKIDtemporary00000', (ConvertTo-SecureString 'temporary-secret' -AsPlainText -Force))

    # Held in variables: an error shows the line that was typed.
    $global:plain = 'the-secret-key'
    $global:unknown = New-CiCredential AKIDwholesecretid $secret $secret

    # Everything that a person could make of some objects. The depth of what reflection hangs on an exception has no end.
    function Get-Shown($Objects, $Depth = 6) {
        ($Objects | Format-List * -Force | Out-String -Width 4096) + ($Objects | Out-String -Width 4096) +
            ($Objects | ConvertTo-Json -Depth $Depth -WarningAction SilentlyContinue) + [Management.Automation.PSSerializer]::Serialize($Objects, $Depth) +
            ($Objects | ForEach-Object { "$_"; "$($_.Exception)" } | Out-String -Width 4096)
    }
}

AfterAll { Stop-Sandbox }

Describe 'No secret is shown' {
    It 'by what <typed> returns' -ForEach @(
        @{ typed = 'New-CiCredential AKIDwholesecretid $secret $secret -Expiration 2030-01-01T00:00:00Z'; shows = 'AKID' }
        @{ typed = 'New-CiContext -Credential (New-CiCredential AKIDwholesecretid $secret $secret) -Proxy http://proxy:8080 -ProxyCredential ([pscredential]::new("me", $secret))'; shows = 'proxy' }
        @{ typed = 'Set-CiContext -Credential (New-CiCredential AKIDwholesecretid $secret $secret) -PassThru'; shows = 'AKID' }
        @{ typed = 'Set-CiContext -Credential (New-CiCredential AKIDwholesecretid $secret $secret); Get-CiContext -Resolve'; shows = 'AKID' }
        @{ typed = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a'; shows = 'JobId' }
        @{ typed = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a; Get-CiWorkflowJob'; shows = 'JobId' }
    ) {
        Reset-Sandbox
        $run = Invoke-Typed $typed
        $run.Errors | Should -BeNullOrEmpty
        $shown = Get-Shown $run.Output
        $shown | Should -BeLike "*$shows*"
        foreach ($secret in $secrets) { $shown.Contains($secret, 'Ordinal') | Should -BeFalse -Because "$secret is secret" }
    }

    It 'by the error of <typed>, however it is written down' -ForEach @(
        @{ typed = 'Get-CiWorkflowJob -Credential $unknown' }
        @{ typed = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a -Credential $tokenless' }
        @{ typed = '[pscustomobject]@{ Prefix = "a"; Credential = $tokenless } | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow' }
        @{ typed = '[pscustomobject]@{ Prefix = "a"; Credential = $unknown; ApiSecretKey = $plain; Login = $tokenless; Password = $secret } | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow' }
    ) {
        Reset-Sandbox
        Add-SandboxAccount AKIDtemporary00000 temporary-secret the-session-token
        $run = Invoke-Typed $typed
        $run.Errors | Should -HaveCount 1
        $shown = (Get-Shown $run.Errors 1) + (Get-Error -InputObject $run.Errors[0] | Out-String -Width 4096)
        $shown | Should -BeLike '*RequestId*'
        foreach ($secret in $secrets) { $shown.Contains($secret, 'Ordinal') | Should -BeFalse -Because "$secret is secret" }
    }

    It 'in the row of an error, whose other columns stay and which can be piped again' {
        Reset-Sandbox
        Add-SandboxAccount AKIDtemporary00000 temporary-secret the-session-token
        $global:row = [pscustomobject]@{ Prefix = 'a'; Owner = 'ops'; SecretKey = 'the-secret-key'; Credential = $tokenless; NextToken = 'n1' }
        $refused = (Invoke-Typed '$row | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow').Errors[0].TargetObject
        $refused.psobject.Properties.Name | Should -Be $row.psobject.Properties.Name
        $refused.Owner, $refused.SecretKey, "$($refused.Credential)", $refused.NextToken | Should -Be 'ops', '***', 'AKID****', 'n1'
        $row.SecretKey, $row.Credential.UserName | Should -Be 'the-secret-key', 'AKIDtemporary00000' -Because 'the row itself is the user''s'
        Add-SandboxAccount AKIDtemporary00000 temporary-secret
        ($refused | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow).Name | Should -Be 'n'
    }

    It 'by -Verbose and -Debug, which show the call and its XML' {
        Reset-Sandbox
        Add-SandboxAccount AKIDtemporary00000 temporary-secret the-session-token
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix a -Credential $temporary -Verbose -Debug'
        $run.Errors | Should -BeNullOrEmpty
        $verbose = $run.Verbose -join "`n"
        $debug = $run.Debug -join "`n"
        $verbose | Should -Match 'POST http://127\.0\.0\.1:\d+/inventorytriggerjob: 200, request id \S+'
        $debug | Should -BeLike '*<Request><Name>n</Name>*'
        $debug | Should -BeLike '*<JobsDetail>*'
        foreach ($secret in $secrets) { "$verbose$debug".Contains($secret, 'Ordinal') | Should -BeFalse -Because "$secret is secret" }
    }

    It 'though the SecretId can be told apart by its first four characters' {
        Reset-Sandbox
        (New-CiContext -Credential (New-CiCredential AKIDwholesecretid $global:secret $global:secret -Expiration 2030-01-01T00:00:00Z)).Credential | Out-String | Should -BeLike '*AKID`*`*`*`* (until 2030-01-01*'
    }

    It 'by a message of the service that repeats it: <said>' -ForEach @(
        @{ said = 'token {0} expired' }
        @{ said = 'SecretKey: {1}' }
        @{ said = 'Bearer {0}' }
        @{ said = '"token":''{0}''' }
        @{ said = 'x-ci-security-token%3D{0}' }
        @{ said = 'The secret id ''{2}'' is disabled' }
        @{ said = 'for {2} it is {1}' }
        @{ said = 'percent-encoded: {3}' }
        @{ said = 'percent-encoded twice: {4}' }
        @{ said = 'JSON: {5}' }
        @{ said = 'it was {6}' }
    ) {
        Reset-Sandbox
        Add-SandboxAccount AKIDtemporary00000 temporary/secret+ session/token+==
        $global:echoed = New-CiCredential AKIDtemporary00000 (ConvertTo-SecureString temporary/secret+ -AsPlainText -Force) (ConvertTo-SecureString session/token+== -AsPlainText -Force)
        $values = 'session/token+==', 'temporary/secret+', 'AKIDtemporary00000', 'session%2ftoken%2B%3D%3D', 'session%252Ftoken%252B%253D%253D',
            'session\/token\u002b==', [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('AKIDtemporary00000:temporary/secret+'))
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Message ($said -f $values) -Times 0
        $run = Invoke-Typed 'Get-CiWorkflowJob -JobId b1 -Credential $echoed -Verbose -Debug'
        $shown = (Get-Shown $run.Errors 1) + ($run.Verbose + $run.Debug -join "`n")
        $shown | Should -Match '\*\*\*'
        foreach ($value in $values + 'oken+', 'secret+', 'token%2') { $shown.Contains($value, 'Ordinal') | Should -BeFalse -Because "$value is secret" }
    }
}
