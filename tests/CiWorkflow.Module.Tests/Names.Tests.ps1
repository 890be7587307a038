BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $null = Add-SandboxJob -Name nightly -WorkflowId $workflow
    $null = Add-SandboxJob -Name nightly-retry -WorkflowId $workflow
    $name = (Get-CiWorkflow -WorkflowId $workflow).Name
}

AfterAll { Stop-Sandbox }

Describe 'A name' {
    It 'finds jobs, and no others whose names it is a part of' {
        (Get-CiWorkflowJob nightly).Name | Should -Be 'nightly'
        (Get-CiWorkflowJob -Name nightly).Name | Should -Be 'nightly'
    }

    It 'finds jobs by wildcard, whatever the case' {
        (Get-CiWorkflowJob NIGHT*).Name | Sort-Object | Should -Be 'nightly', 'nightly-retry'
        @(Get-CiWorkflowJob night* -First 1).Count | Should -Be 1
    }

    It 'finds workflows, by wildcard too' {
        (Get-CiWorkflow $name).WorkflowId | Should -Contain $workflow
        (Get-CiWorkflow "$($name.Substring(0, 4))*").WorkflowId | Should -Contain $workflow
    }

    It 'may be an id' {
        $id = (Get-CiWorkflowJob nightly).JobId
        (Get-CiWorkflowJob $id).Name | Should -Be 'nightly'
        (Get-CiWorkflow $workflow).Name | Should -Be $name
    }

    It 'is an error where nothing has it: <_>' -ForEach 'Get-CiWorkflow', 'Get-CiWorkflowJob' {
        { & $_ unheard-of -ErrorAction Stop } | Should -Throw -ErrorId '*NotFound,*'
    }

    It 'is no error where it has a wildcard: <_>' -ForEach 'Get-CiWorkflow', 'Get-CiWorkflowJob' {
        & $_ unheard-of* -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
