BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
}

AfterAll { Stop-Sandbox }

Describe 'The sentence of the README' {
    It 'runs again exactly the objects that failed, none missed and none twice, under variants drawn with seed <_>' -ForEach (1..50) {
        $random = [Random]::new($_)
        # A clock is corrected by the Date of the refusal, which can't be done where that is of another clock: an error, and nothing is sent.
        # What a UrlFile holds in another way, or a job passes over, is told (Variants.Tests.ps1).
        $names = @(Get-SandboxVariant | Where-Object {
                $_ -notin 'WorkflowPageIgnored', 'WorkflowStateLate', 'LeadingSlashDropped', 'DateAhead', 'DateBehind', 'JobOfTenObjects' -and
                $_ -notlike 'UrlFile*' })
        $variants = @('SuccessBeforeExecutions', 'ExecutionsAppearLate') + @($names | Where-Object { $random.Next(3) -eq 0 }) | Select-Object -Unique
        # These two say the opposite of each other.
        if ($variants -contains 'ClockAhead') { $variants = $variants | Where-Object { $_ -ne 'ClockBehind' } }
        Reset-Sandbox -World demo -RunningFor ($random.Next(1, 8)) -Variant $variants
        Set-SandboxClock -AdvancePerRequest (0.4 + $random.NextDouble())
        # Executions end in the order of the keys: some that fail end first, some between, some last.
        Add-SandboxObject 'batch/a-corrupt-*.mp4' -Count $random.Next(1, 50)
        Add-SandboxObject 'batch/b-good-*.mp4' -Count $random.Next(1, 100)
        Add-SandboxObject 'batch/c-corrupt-*.mp4' -Count $random.Next(1, 50)

        $retry = Invoke-CiWorkflowTrigger -Name nightly -Prefix batch/ -WorkflowId $workflow |
            Wait-CiWorkflowJob -PollInterval 0:0:0.001 -SettleTime 0:0:0.3 -Timeout 600s |
            Get-CiWorkflowExecution -State Failed |
            Publish-CiUrlFile -Key retry/nightly.txt |
            Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow

        $wanted = (Get-SandboxObject 'batch/*corrupt-*').key | Sort-Object
        $wanted | Should -Not -BeNullOrEmpty
        $retry.Name | Should -Be 'nightly-retry' -Because "the variants are $variants"
        Set-SandboxClock -Advance 120
        $again = (Get-SandboxExecution | Where-Object jobId -EQ $retry.JobId).object
        @($again | Sort-Object) | Should -Be @($wanted) -Because "the variants are $variants"
    }
}
