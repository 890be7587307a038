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
        $made.Outputs.Object | Should -Match "^out/$($ended.JobId)/\d+\.mp4$"
        $made.Outputs.Bucket, $made.Outputs.Region, $made.Outputs.Md5.Length | Should -Be 'media-1250000000', 'ap-beijing', 32
        $made | Out-String -Width 120 | Should -Match "out/$($ended.JobId)/"
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

# GET /jobs: tag is required on every page whose required column is legible, queueId on the older ones; whether it answers without them is
# not known, nor whether it heeds them.
Describe 'The media jobs of a service that <_>' -ForEach 'MediaJobsWantQueue', 'MediaJobsEmptyWithoutQueue', 'MediaJobFiltersIgnored', 'MediaJobsWantQueue, BatchQueueShown' {
    BeforeAll {
        Reset-Sandbox -Variant ($_ -split ', ')
        Set-SandboxClock -AdvancePerRequest 0.3
        $queue = if ($_ -like '*Shown') { @{} } else { @{ QueueId = (Get-SandboxQueue).queueId } }
        $batch = @{ Tag = 'Transcode'; TemplateId = 't1'; OutputObject = 'out/${InventoryTriggerJobId}/${Number}.mp4' }
        $job = Invoke-CiMediaBatch -Name batch -Prefix input/day-0/ @batch @queue
    }

    It 'are waited for, listed and summed up by the tag and the queue of their job' {
        $ended = $job | Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems
        $ended.State | Should -Be 'Success'
        $problems.Exception.Message | Should -Match '^1 of 6 objects failed'
        $ended.JobId | Get-CiMediaJob | Should -HaveCount 6
        (Measure-CiWorkflowJob $ended).Executions | Should -Be 6
    }
}

Describe 'The media jobs of a job that shows no queue' {
    It 'are no success where the service lists none without it, and Get-CiMediaJob warns' {
        Reset-Sandbox -Variant MediaJobsEmptyWithoutQueue
        Set-SandboxClock -AdvancePerRequest 0.3
        $job = Invoke-CiMediaBatch -Name batch -Prefix input/day-0/ -Tag Transcode -TemplateId t1 -OutputObject 'out/${Number}.mp4'
        $ended = $job | Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionsNotSeen,*'
        $problems[0].Exception.Message | Should -BeLike "*'batch'*$($job.JobId)*"
        $ended | Get-CiMediaJob -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -Match 'asked without -QueueId'
    }

    It 'are an error where the service refuses the list, with the action that it needs' {
        Reset-Sandbox -Variant MediaJobsWantQueue
        Set-SandboxClock -AdvancePerRequest 0.3
        $job = Invoke-CiMediaBatch -Name batch -Prefix input/day-0/ -Tag Transcode -TemplateId t1 -OutputObject 'out/${Number}.mp4'
        $job | Wait-CiWorkflowJob @quick -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike 'ExecutionsUnreadable,*'
        "$problems" | Should -BeLike "Job 'batch' ($($job.JobId)) is *, and whether its executions have ended can't be read: *"
        $problems[0].ErrorDetails.RecommendedAction | Should -Match '^Listing them needs ci:DescribeMediaJobs\.'
    }
}

# 460/82392 lists the media jobs of PicProcess by /pic_jobs, 460/84766 and the PHP SDK by /jobs.
Describe 'The media jobs of PicProcess, variants <_>' -ForEach '', 'PictureJobsApart', 'PictureJobsApart, MediaJobsWantQueue' {
    It 'are seen' {
        Reset-Sandbox -Variant @($_ -split ', ' | Where-Object { $_ })
        Set-SandboxClock -AdvancePerRequest 0.3
        Add-SandboxObject 'pictures/*.png' -Count 3
        $batch = @{ Tag = 'PicProcess'; JobParam = @{ PicProcess = @{ ProcessRule = 'imageMogr2/rotate/90' } }; OutputObject = 'out/${InputName}.png' }
        $ended = Invoke-CiMediaBatch -Name pictures -Prefix pictures/ @batch -QueueId (Get-SandboxQueue).queueId |
            Wait-CiWorkflowJob @quick -ErrorOnFailure -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        ($ended | Get-CiMediaJob).Object | Should -HaveCount 3
    }
}

# 1045/49523: ObjectPrefix followed by ObjectName, in OutputFile's own bucket, SpriteOutputFile inside it.
Describe 'What a media job made' {
    It 'is named by its whole key and its place' {
        Reset-Sandbox -Variant @()
        Set-SandboxClock -AdvancePerRequest 0.3
        $shots = @{ Tag = 'Snapshot'; TemplateId = 't1'; OutputBucket = 'results-1250000000'; OutputRegion = 'ap-shanghai'; OutputObject = 'shots/${InputName}-${Number}.jpg' }
        $ended = Invoke-CiMediaBatch -Name shots -Object input/day-0/clip-01.mp4 @shots -Output @{ SpriteObject = 'shots/${InputName}-sheet-${Number}.jpg' } | Wait-CiWorkflowJob @quick
        $made = $ended | Get-CiMediaJob
        $made.Outputs.Object | Should -Be 'shots/clip-01-0.jpg', 'shots/clip-01-1.jpg', 'shots/clip-01-sheet-0.jpg', 'shots/clip-01-sheet-1.jpg'
        $made.Outputs.Bucket | Sort-Object -Unique | Should -Be 'results-1250000000'
        $made.Outputs.Region | Sort-Object -Unique | Should -Be 'ap-shanghai'
        ($made | ConvertTo-Csv | ConvertFrom-Csv).Outputs | Should -Be 'shots/clip-01-0.jpg, shots/clip-01-1.jpg, shots/clip-01-sheet-0.jpg, shots/clip-01-sheet-1.jpg'
    }
}
