BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force
    $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters

    # A path is a local file's; objects and secrets come from variables.
    $other = 'Path', 'StatePath', 'LogPath', 'BucketMap', 'TemplateMap', 'QueueMap', 'First', 'Skip', 'IncludeTotalCount', 'Job', 'Credential', 'ProxyCredential', 'Context', 'SecretKey', 'SessionToken', 'CreationTime'
    $parameters = foreach ($command in Get-Command -Module CiWorkflow -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin ($common + $other) -and -not $_.SwitchParameter -and $_.ParameterType -notin [int], [long], [nullable[int]], [nullable[long]], [nullable[double]] }) {
            @{ Command = $command.Name; Parameter = $parameter.Name }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $null = Add-SandboxJob -Name nightly -WorkflowId $workflow
    Add-SandboxObject 'inventory/2026/manifest.json', 'inventory/2026/data.csv.gz', "odd/it's here.mp4"
    New-Item -ItemType File (Join-Path $TestDrive 'local-file.txt')
    Push-Location $TestDrive

    # However slow the machine is, Tab waits for the answer.
    $patience = Get-TabPatience
    Set-TabPatience 1:00:00
    function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

AfterAll {
    Pop-Location
    Set-TabPatience $patience
    Stop-Sandbox
}

Describe 'Tab' {
    It 'offers no local file: <Command> -<Parameter>' -ForEach $parameters {
        foreach ($word in '', 'loc') {
            $line = "$Command -$Parameter $word"
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Not -Match 'local-file'
        }
    }

    It 'goes through the bucket folder by folder' {
        Complete 'Get-CiWorkflowInput -Prefix in' | Should -Be 'incoming/', 'input/', 'inventory/'
        Complete 'Get-CiWorkflowInput -Prefix input/' | Should -Contain 'input/day-0/'
        Complete 'Invoke-CiWorkflowTrigger -Object input/day-0/clip-01' | Should -Contain 'input/day-0/clip-01.mp4'
    }

    It 'offers manifests and not the files beside them' {
        Complete 'Invoke-CiWorkflowTrigger -Manifest inventory/2026/' | Should -Be 'inventory/2026/manifest.json'
    }

    It 'quotes what the shell would read as something else' {
        Complete 'Invoke-CiWorkflowTrigger -Object odd/' | Should -Be "'odd/it''s here.mp4'"
    }

    It 'offers names of jobs and of workflows, and the ids by their names' {
        Complete 'Get-CiWorkflowJob nig' | Should -Contain 'nightly'
        Complete 'Stop-CiWorkflowJob -JobId nig' | Should -Be (Get-CiWorkflowJob nightly).JobId
        Complete 'Get-CiWorkflowJob -WorkflowId w74' | Should -Be $workflow
    }

    It 'offers lengths and the session''s bucket' {
        Complete 'Get-CiWorkflowJob -CreatedAfter ' | Should -Contain '1d'
        Complete 'New-CiTimeInterval -Last 1' | Should -Be '1h', '12h', '1d'
        Complete 'Get-CiWorkflow -Bucket med' | Should -Be $sandbox.bucket
    }
}

Describe 'Tab behind -Context and -Credential' {
    AfterEach { Clear-CiContext -Name other }

    It 'offers what the bucket of that context has' {
        Add-SandboxBucket other-1250000000
        Add-SandboxObject 'elsewhere/clip.mp4' -Bucket other-1250000000
        $null = New-CiContext -Name other other-1250000000 $sandbox.region -Endpoint $sandbox.endpoint -Credential $keys
        Complete 'Get-CiWorkflowInput -Context other -Prefix ' | Should -Be 'elsewhere/'
        Complete 'Get-CiWorkflowInput -Prefix in' | Should -Contain 'input/'
        $line = 'Get-CiWorkflowInput -Context another -Prefix in'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'in'
    }

    It 'asks with the keys of each account, though they look alike when they are masked' {
        $global:one, $global:two = foreach ($name in 'AKIDtabtaboneone', 'AKIDtabtabtwotwo') {
            Add-SandboxAccount $name "$name-key"
            [pscredential]::new($name, (ConvertTo-SecureString "$name-key" -AsPlainText -Force))
        }
        Clear-SandboxRequest
        $null = Complete 'Get-CiWorkflowInput -Credential $one -Prefix in'
        $null = Complete 'Get-CiWorkflowInput -Credential $two -Prefix in'
        (Get-SandboxRequest).secretId | Should -Be 'AKIDtabtaboneone', 'AKIDtabtabtwotwo'
    }
}

Describe 'A service that is not there' {
    It 'is asked once, and not at each Tab' {
        Clear-SandboxRequest
        Add-SandboxFault DropBefore -Times 0
        try {
            # One question with its retries.
            $null = Complete 'Get-CiWorkflowInput -Prefix zz/'
            $once = @(Get-SandboxRequest | Where-Object { "$($_.query)" -match 'zz' }).Count
            $once | Should -BeGreaterThan 0
            foreach ($try in 1..4) { $null = Complete 'Get-CiWorkflowInput -Prefix zz/' }
            @(Get-SandboxRequest | Where-Object { "$($_.query)" -match 'zz' }) | Should -HaveCount $once
        }
        finally { Clear-SandboxFault }
    }
}
