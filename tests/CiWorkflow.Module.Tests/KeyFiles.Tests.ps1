BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox -NoContext
    $files = "$PSScriptRoot/../CiWorkflow.Core.Tests/Credentials/Files"
    $userHome = $env:HOME
    $userProfile = $env:USERPROFILE

    function Set-KeyFile([string] $Name, [string] $Text) {
        $path = Join-Path $env:HOME $Name
        New-Item -ItemType Directory -Force (Split-Path $path) | Out-Null
        [IO.File]::WriteAllText($path, $Text)
        if (-not $IsWindows) { chmod 600 $path }
    }
}

AfterAll {
    $env:HOME = $userHome
    $env:USERPROFILE = $userProfile
    Stop-Sandbox
}

Describe 'keys in files' {
    BeforeEach {
        Reset-Sandbox -NoContext
        Clear-CiContext
        Set-CiContext -Endpoint $sandbox.endpoint -Bucket $sandbox.bucket -Region $sandbox.region -RetryInterval 00:00:00.001
        $env:HOME = $env:USERPROFILE = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'takes the keys of a file that is rewritten while a command runs' {
        Add-SandboxAccount AKIDrotates first-key
        Add-SandboxJob job-1
        Add-SandboxJob job-2
        $ids = @((Get-SandboxJob).JobId)
        Set-KeyFile .tencentcloud/credentials "[default]`nsecret_id = AKIDrotates`nsecret_key = first-key`n"
        $jobs = $ids | ForEach-Object {
            if ($_ -eq $ids[1]) {
                Add-SandboxAccount AKIDrotates second-key
                Set-KeyFile .tencentcloud/credentials "[default]`nsecret_id = AKIDrotates`nsecret_key = second-key`n# changed`n"
            }
            $_
        } | Get-CiWorkflowJob -ErrorAction Stop
        $ids | Should -HaveCount 2
        $jobs.JobId | Should -Be $ids
    }

    It 'reads quotes and comments as <file> has them' -ForEach @{ file = 'credentials-quoted.ini' }, @{ file = 'credentials-comment-on-key.ini' } {
        Add-SandboxAccount AKIDSandboxSandboxSandbox SandboxSandboxSandboxSandbox
        Set-KeyFile .tencentcloud/credentials (Get-Content -Raw "$files/$file")
        (Get-CiWorkflow $workflow -ErrorAction Stop).WorkflowId | Should -Be $workflow
    }

    It 'says what is wrong with <file>, once, and sends nothing' -ForEach @(
        @{ file = 'credentials-duplicate-token.ini'; name = '.tencentcloud/credentials'; said = '*line 5: `[default`] stands on line 1 already*' }
        @{ file = 'tccli-expired.credential'; name = '.tccli/default.credential'; said = '*expired at 2020-09-13*' }
        @{ file = 'tccli-role-arn.credential'; name = '.tccli/default.credential'; said = '*qcs::cam::uin/100000000001:roleName/ops*' }
        @{ file = 'tccli-key-newline.credential'; name = '.tccli/default.credential'; said = '*line break*' }
    ) {
        Add-SandboxAccount AKIDSandboxSandboxSandbox SandboxSandboxSandboxSandbox
        Set-KeyFile $name (Get-Content -Raw "$files/$file")
        Clear-SandboxRequest
        $problems = @(Get-CiWorkflow $workflow 2>&1)
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'CredentialUnavailable,*'
        $problems[0].Exception.Message | Should -BeLike $said
        $problems[0].Exception.Message | Should -BeLike "*$(Split-Path -Leaf $name)*"
        $problems[0].Exception.ToString() | Should -Not -BeLike '*SandboxSandboxSandboxSandbox*'
        @(Get-SandboxRequest) | Should -HaveCount 0
    }

    It 'never answers a profile of the machine''s role with the keys that were left in its file' {
        Add-SandboxAccount AKIDSandboxSandboxSandbox SandboxSandboxSandboxSandbox
        Set-KeyFile .tccli/default.credential (Get-Content -Raw "$files/tccli-cvm-role.credential")
        $env:CIWORKFLOW_METADATA_ADDRESS = 'http://127.0.0.1:1'
        try {
            Clear-SandboxRequest
            $problems = @(Get-CiWorkflow $workflow 2>&1)
            $problems | Should -HaveCount 1
            $problems[0].Exception.Message | Should -BeLike '*cvm-role*'
            @(Get-SandboxRequest) | Should -HaveCount 0
        }
        finally { $env:CIWORKFLOW_METADATA_ADDRESS = $null }
    }

    It 'names the variable of a malformed metadata address' {
        $env:CIWORKFLOW_METADATA_ADDRESS = 'not an address'
        try {
            $problems = @(Get-CiWorkflow $workflow 2>&1)
            $problems | Should -HaveCount 1
            $problems[0].Exception.Message | Should -BeLike 'CIWORKFLOW_METADATA_ADDRESS: *'
        }
        finally { $env:CIWORKFLOW_METADATA_ADDRESS = $null }
    }

    It 'refuses a file that other users can write' -Skip:$IsWindows {
        Set-KeyFile .tencentcloud/credentials "[default]`nsecret_id = AKID`nsecret_key = k`n"
        chmod 622 (Join-Path $env:HOME .tencentcloud/credentials)
        $problems = @(Get-CiWorkflow $workflow 2>&1)
        $problems | Should -HaveCount 1
        $problems[0].Exception.Message | Should -BeLike '*can be written by other users*chmod 600*'
    }
}

Describe 'Tab on -ProfileName' {
    It 'offers nothing, and goes on, where a pipe or a file of any size stands in place of the keys' -Skip:$IsWindows {
        $env:HOME = $env:USERPROFILE = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory (Join-Path $env:HOME .tencentcloud)
        mkfifo -m 600 (Join-Path $env:HOME .tencentcloud/credentials)
        $line = 'Set-CiContext -ProfileName d'
        foreach ($try in 1..3) { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'd' }
    }
}
