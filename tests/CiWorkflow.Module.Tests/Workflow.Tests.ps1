BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $missing = 'wffffffffffffffffffffffffffffffff'
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflow' {
    BeforeEach { Reset-Sandbox }

    It 'returns a workflow with its nodes and what follows on what' {
        $found = Get-CiWorkflow -Name transcode-and-snapshot
        $found.WorkflowId | Should -Be $workflow
        $found.State | Should -Be 'Active'
        $found.Topology.Nodes | ForEach-Object ToString |
            Should -Be 'Start -> Transcode_1581665960537', 'Transcode_1581665960537 -> Snapshot_1581665960536', 'Snapshot_1581665960536 -> End'
        $found.Topology.Nodes.Type | Should -Be 'Start', 'Transcode', 'Snapshot'
    }

    It 'returns the XML of the Topology with -Raw' {
        $topology = [xml](Get-CiWorkflow $workflow -Raw)
        $topology.DocumentElement.Nodes.Transcode_1581665960537.Operation.TemplateId | Should -Be 't04e1ab86554984f1aa17c062fbf6c007c'
    }

    It 'has nothing that a terminal obeys in the XML of -Raw, and the same XML all the same' {
        $text = "`u{9b}8m`u{202e}gpj`u{2028}`u{200b}`u{e0041}夜<&"
        Add-SandboxWorkflow $missing raw -Topology "<Topology><Nodes><Start><Type>Start</Type><Input><ObjectPrefix>$([Security.SecurityElement]::Escape($text))</ObjectPrefix></Input></Start></Nodes></Topology>"
        $raw = Get-CiWorkflow $missing -Raw
        Find-Obeyed $raw | Should -BeNullOrEmpty
        ([xml]$raw).SelectSingleNode('//ObjectPrefix').InnerText | Should -BeExactly $text
    }

    It 'lists <count> workflows, whether or not the last page is full' -ForEach @{ count = 50 }, @{ count = 120 } {
        1..($count - 1) | ForEach-Object { Add-SandboxWorkflow ('w{0:x32}' -f $_) "w$_" }
        $ids = (Get-CiWorkflow).WorkflowId
        $ids | Should -HaveCount $count
        $ids | Sort-Object -Unique | Should -HaveCount $count
        Get-CiWorkflow -First 2 | Should -HaveCount 2
    }

    It 'makes one error of a workflow that is not there; a job brings its workflow' {
        Add-SandboxJob job-1
        (Get-CiWorkflowJob | Get-CiWorkflow).WorkflowId | Should -Be $workflow
        $run = Invoke-Typed 'Get-CiWorkflow $workflow, wffffffffffffffffffffffffffffffff'
        $run.Output | Should -HaveCount 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowNotFound,*'
        $run.Errors[0].TargetObject | Should -Be 'wffffffffffffffffffffffffffffffff'
    }

    It 'shows a table that fits 120 columns' {
        $lines = Show-Typed 'Get-CiWorkflow'
        $lines[2] | Should -Match "^transcode-and-snapsh\S* +Active +$workflow +Start, Transcode, Snapshot$"
        $lines | ForEach-Object Length | Should -Not -BeGreaterThan 120
    }

    It 'ends a list when it is stopped' {
        Add-SandboxFault HangAfter
        (Invoke-InRunspace 'Get-CiWorkflow' -StopAfter 1).State | Should -Be 'Stopped'
        # A call that goes on until it times out is tried again.
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'does not take a skipped workflow for a missing one' {
        Get-CiWorkflow -WorkflowId $workflow -Skip 1 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'names a missing workflow once, and an id that is given twice is not missing' {
        $found = Get-CiWorkflow -WorkflowId $workflow, $workflow, $missing, $missing -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.WorkflowId | Should -Be $workflow
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -Be $missing
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'WorkflowNotFound,*'
    }

    It 'keeps what the service says of the bucket' {
        (Get-CiWorkflow -WorkflowId $workflow).BucketId | Should -Be 'media-1250000000'
    }

    It 'survives Export-Csv, ConvertTo-Json and Export-Clixml, and binds to the next command' {
        $found = Get-CiWorkflow -WorkflowId $workflow
        $csv = Join-Path $TestDrive w.csv
        $found | Export-Csv $csv
        (Import-Csv $csv | Get-CiWorkflow).WorkflowId | Should -Be $workflow
        (($found | ConvertTo-Json -Depth 5 | ConvertFrom-Json) | Get-CiWorkflow).WorkflowId | Should -Be $workflow
        $xml = Join-Path $TestDrive w.xml
        $found | Export-Clixml $xml
        (Import-Clixml $xml | Get-CiWorkflow).WorkflowId | Should -Be $workflow
    }
}

Describe 'a job that is not there' {
    It 'is JobNotFound at once from Get, Stop and Wait' {
        foreach ($call in { Get-CiWorkflowJob -JobId bnone }, { Stop-CiWorkflowJob -JobId bnone -Confirm:$false }, { Wait-CiWorkflowJob -JobId bnone }) {
            $problems = @(& $call 2>&1)
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
        }
    }
}

Describe 'an object of the service' {
    It 'can be read and not changed: a job whose id was changed by mistake would be another one' {
        $job = Invoke-CiWorkflowTrigger -Name readonly -Prefix input/ -WorkflowId $workflow
        { $job.JobId = 'x' } | Should -Throw
        $job.Operation.Xml | Should -BeLike "<Operation>*$workflow*</Operation>"
    }
}
