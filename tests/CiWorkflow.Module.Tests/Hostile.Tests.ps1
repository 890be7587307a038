# Nothing that is typed into a parameter becomes a header, another path, another parameter or another host.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $pieces = "`r`nX-Injected: 1", "`r", "`n", '?', '#', '/../', '@', '%', '%0d%0a', '%2e%2e', '&', ';', '=', ' ', 'ｆｕｌｌ．ｗｉｄｔｈ', "`u{202E}rtl", "`0", '\', "'", '"', '<', '>', '.other', ':1', '/'
    $headers = 'host', 'date', 'authorization', 'user-agent', 'content-length', 'content-type'
    $parameters = 'name', 'ids', 'size', 'orderByTime', 'states', 'workflowId', 'jobId', 'cancel', 'pageNumber', 'pageSize', 'startCreationTime', 'endCreationTime'
}

AfterAll { Stop-Sandbox }

Describe 'A hostile text' {
    BeforeEach { Reset-Sandbox }

    It 'changes nothing but its own value in <_>' -ForEach @(
        'Get-CiWorkflowJob -JobId ($p + "b1")'
        'Get-CiWorkflowJob -Name ($p + "n")'
        'Get-CiWorkflowJob -WorkflowId ($p + $workflow)'
        'Get-CiWorkflow -Name ($p + "n")'
        'Get-CiWorkflow -WorkflowId ($p + $workflow)'
        'Get-CiWorkflowExecution -RunId ($p + "i1")'
        'Get-CiWorkflowExecution -WorkflowId $workflow -Object ($p + "o")'
        'Get-CiWorkflowExecution -WorkflowId $workflow -JobId ($p + "b1")'
        'Stop-CiWorkflowJob -JobId ($p + "b1") -Confirm:$false'
        'Wait-CiWorkflowJob -JobId ($p + "b1") -Timeout 0s'
        'Invoke-CiWorkflowTrigger -Name ($p + "n") -WorkflowId $workflow -Prefix a'
        'Invoke-CiWorkflowTrigger -Name n -WorkflowId ($p + $workflow) -Prefix a'
        'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix ($p + "a")'
        'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object ($p + "a")'
        'Get-CiWorkflow -Bucket ($p + "media-1250000000")'
        'Get-CiWorkflow -Bucket ("media-1250000000" + $p)'
        'Get-CiWorkflow -Region ("ap-beijing" + $p)'
    ) {
        foreach ($piece in $pieces) {
            $global:p = $piece
            $null = Invoke-Typed $_
        }

        foreach ($request in Get-SandboxRequest) {
            $request.target | Should -Match '^/((inventorytriggerjob|workflowexecution|workflow)(/([A-Za-z0-9_-]|%3D)+)?)?(\?[!-~]*)?$'
            $request.host | Should -Match "^$($sandbox.bucket)\.(ci|cos)\.$($sandbox.region)\.myqcloud\.com$"
            $request.headers.PSObject.Properties.Name | Where-Object { $_ -notin $headers } | Should -BeNullOrEmpty
            if ($request.host -like '*.ci.*') { $request.query.PSObject.Properties.Name | Where-Object { $_ -notin $parameters } | Should -BeNullOrEmpty }
            $request.status | Should -Not -Be 403
        }
    }

    It 'arrives as a key as it was typed: <_>' -ForEach 'a?b#c/../@%0d%0a d', "ｆｕｌｌ．ｗｉｄｔｈ`u{202E}rtl &=;'""<>", "%2e%2e/%25/+ ~`u{1F600}中" {
        $global:p = $_
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $p; Get-CiWorkflowExecution -WorkflowId $workflow -Object $p'
        $run.Errors | Should -BeNullOrEmpty
        (Get-SandboxJob).inputKey | Should -Be $p
        (Get-SandboxRequest GET /workflowexecution)[-1].query.name | Should -Be $p
    }
}
