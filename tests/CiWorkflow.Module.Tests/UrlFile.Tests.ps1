BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Publish-CiUrlFile' {
    BeforeEach { Reset-Sandbox }

    BeforeAll { $root = "https://$($sandbox.Bucket).cos.$($sandbox.Region).myqcloud.com/" }

    It 'carries the whole sentence: trigger, wait, the failed ones, publish, trigger again, and this time all succeed' {
        Set-SandboxClock -AdvancePerRequest 2
        $run = Invoke-Typed @'
            $pause = [timespan]::FromMilliseconds(1)
            Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -TimeInterval (New-CiTimeInterval -Last 1d) |
                Wait-CiWorkflowJob -PollInterval $pause |
                Get-CiWorkflowExecution -State Failed |
                Publish-CiUrlFile -Key retry/nightly.txt |
                Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow |
                Wait-CiWorkflowJob -PollInterval $pause |
                Get-CiWorkflowExecution
'@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Object | Sort-Object | Should -Be 'incoming/片段 3-flaky.mp4', 'incoming/片段 6-flaky.mp4'
        $run.Output.State | Sort-Object -Unique | Should -Be 'Success'
        $jobs = Get-SandboxJob
        $jobs | Should -HaveCount 2
        $jobs[1].InputKey | Should -Be 'retry/nightly.txt'
    }

    It 'writes one URL a line, from which each key comes back' {
        $given = 'a b.mp4', 'a+b', 'a#b', 'a?b=c&d', '100%', '%41', '中文/片段', "`u{1F600}", '//two', '~-_.', '''"<>', ('长' * 283)
        $made = $given | Publish-CiUrlFile -Key lists/keys.txt
        $made.Count | Should -Be $given.Count
        $text = (Get-SandboxObject lists/keys.txt).Text
        $text | Should -Match '\n$'
        $text | Should -Not -Match '\r'
        $text | Should -Not -Match '[^\n!-~]'
        $lines = $text.TrimEnd("`n") -split "`n"
        $lines | ForEach-Object { [uri]::UnescapeDataString($_.Substring($root.Length)) } | Should -Be $given
        $sent = Get-SandboxRequest PUT
        $sent.Host | Should -Be "$($sandbox.Bucket).cos.$($sandbox.Region).myqcloud.com"
        $sent.SignedHeaders | Should -Contain 'content-length'
        $sent.SignedHeaders | Should -Contain 'content-md5'
        $sent.SignedHeaders | Should -Contain 'host'
    }

    It 'takes text, executions and anything with Object or Key; the rest is an error each' {
        $run = Invoke-Typed @'
            'a', [pscustomobject]@{ Object = 'b' }, [pscustomobject]@{ Key = 'c' }, 'a', [pscustomobject]@{ Other = 'x' }, '', $null, "d`n", 'e' |
                Publish-CiUrlFile -Key lists/any.txt -Domain cdn.example.com
'@
        $run.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'InvalidInputObject', 'ParameterArgumentTransformationError', 'ParameterArgumentTransformationError', 'InvalidObject'
        (Get-SandboxObject lists/any.txt).Text | Should -Be "https://cdn.example.com/a`nhttps://cdn.example.com/b`nhttps://cdn.example.com/c`nhttps://cdn.example.com/e`n"
        $run.Output[0].Count | Should -Be 4
        $run.Output[0].Duplicates | Should -Be 1
        ('a', 'a', 'b' | Publish-CiUrlFile -Key lists/twice.txt -AllowDuplicate).Count | Should -Be 3
    }

    It 'writes nothing where nothing comes: a warning, no request, and no trigger behind it' {
        $run = Invoke-Typed '@() | Publish-CiUrlFile -Key retry/none.txt | Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow'
        $run.Output + $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -HaveCount 1
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses an object of another bucket than the one that <case>' -ForEach @{ case = 'came with the first'; typed = '' }, @{ case = 'was typed'; typed = ' -Bucket media-1250000000' } {
        $run = Invoke-Typed "[pscustomobject]@{ Key = 'a'; Bucket = 'media-1250000000' }, [pscustomobject]@{ Key = 'b'; Bucket = 'other-1250000000' } | Publish-CiUrlFile -Key lists/mixed.txt$typed"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidBucket,*'
        (Get-SandboxObject lists/mixed.txt).Text | Should -Be "${root}a`n"
    }

    It 'leaves an object alone with -NoClobber' {
        $before = (Get-SandboxObject lists/picked.txt).Text
        $run = Invoke-Typed "'a' | Publish-CiUrlFile -Key lists/picked.txt -NoClobber"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UrlFileExists,*'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
        (Get-SandboxObject lists/picked.txt).Text | Should -Be $before
    }

    It 'leaves an object alone with -NoClobber that comes between the look and the upload' {
        Add-SandboxObject lists/new.txt -Text theirs
        Add-SandboxFault Status -Method HEAD -Status 404 -Code NoSuchKey
        $run = Invoke-Typed "'a' | Publish-CiUrlFile -Key lists/new.txt -NoClobber"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UrlFileExists,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-SandboxRequest PUT | Should -HaveCount 1
        (Get-SandboxObject lists/new.txt).Text | Should -Be 'theirs'
    }

    It 'writes nothing with -WhatIf' {
        (Invoke-Shell "'a' | Publish-CiUrlFile -Key lists/what.txt -WhatIf").Text | Should -BeLike '*What if: Writing 1 URLs*'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'refuses <_> before anything is sent' -ForEach "-Key ''", '-Key a/../b', "-Key a -Domain 'cdn.example.com/x'" {
        (Invoke-Typed "'a' | Publish-CiUrlFile $_").Errors | Should -HaveCount 1
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'uploads again from the beginning where the connection breaks' {
        Add-SandboxFault DropBefore -Times 2 -Method PUT
        (Invoke-Typed "'a', 'b' | Publish-CiUrlFile -Key lists/again.txt").Errors | Should -BeNullOrEmpty
        (Get-SandboxObject lists/again.txt).Text | Should -Be "${root}a`n${root}b`n"
    }

    It 'puts many megabytes through a temporary file, which is gone afterwards, and shows a bar' {
        $run = Invoke-InRunspace '1..150000 | ForEach-Object { "input/$_/clip.mp4" } | Publish-CiUrlFile -Key lists/long.txt'
        $run.Errors | Should -BeNullOrEmpty
        $run.Output[0].Count | Should -Be 150000
        ((Get-SandboxObject lists/long.txt).Text -split "`n").Count - 1 | Should -Be 150000
        Get-ChildItem ([IO.Path]::GetTempPath()) -Filter CiWorkflow-UrlFile-*.tmp | Should -BeNullOrEmpty
        $run.Progress.Activity | Select-Object -Unique | Should -BeLike '*lists/long.txt*'
    }

    It 'leaves no object behind when it is stopped' {
        Add-SandboxFault DropBefore -Times 100
        (Invoke-InRunspace "Set-CiContext -RetryInterval 1h; 'a' | Publish-CiUrlFile -Key lists/stopped.txt" -StopAfter 1).State | Should -Be 'Stopped'
        Get-SandboxObject lists/stopped.txt | Should -BeNullOrEmpty
    }
}
