BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    $quick = @{ PollInterval = [timespan]::FromMilliseconds(1); SettleTime = [timespan]::Zero }
}

AfterAll { Stop-Sandbox }

Describe 'The media jobs of a job of Type Job' {
    BeforeAll {
        Reset-Sandbox
        Set-SandboxClock -AdvancePerRequest 0.3
        Add-SandboxObject 'media/a-good-*.mp4' -Count 120
        Add-SandboxObject 'media/b-corrupt-*.mp4' -Count 3
        $batch = @{ Tag = 'Transcode'; TemplateId = 't1'; OutputBucket = 'media-1250000000'; OutputRegion = 'ap-beijing'; OutputObject = 'out/${InventoryTriggerJobId}/${Number}.mp4' }
        $job = Invoke-CiMediaBatch -Name batch -Prefix media/ @batch
        $running = Measure-CiWorkflowJob $job -SkipInput
        $ended = $job | Wait-CiWorkflowJob @quick
    }

    It 'are waited for to the last' {
        $ended.State | Should -Be 'Success'
        $all = $ended | Get-CiMediaJob
        $all | Should -HaveCount 123
        $all.State | Sort-Object -Unique | Should -Be 'Success', 'Failed'
    }

    It 'are listed by state with what they read and made, and bind to their job' {
        $failed = $ended | Get-CiMediaJob -State Failed
        $failed.Object | Sort-Object | Should -Be (1..3 | ForEach-Object { 'media/b-corrupt-{0:0000000}.mp4' -f $_ })
        $failed[0].Code | Should -Be 'MediaFormatError'
        $made = $ended | Get-CiMediaJob -State Success -First 1
        $made.Outputs | Should -Match "^out/$($ended.JobId)/\d+\.mp4$"
        ($made | Get-CiWorkflowJob).JobId | Should -Be $ended.JobId
        $failed | Out-String -Width 80 | Should -Match 'Failed.*b-corrupt'
    }

    It 'are summarised and reported as executions are' {
        $summary = Measure-CiWorkflowJob $ended
        $summary.Executions, $summary.Success, $summary.Failed | Should -Be 123, 120, 3
        $summary.Reasons.Code | Should -Be 'MediaFormatError'
        $summary.Timed | Should -Be 123
        $file = Join-Path $TestDrive media.html
        $ended | Export-CiWorkflowReport $file
        Get-Content $file -Raw | Should -Match '3 of 123 objects failed'
    }
}
