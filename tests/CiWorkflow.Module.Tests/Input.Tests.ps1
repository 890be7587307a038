BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflowInput' {
    BeforeEach { Reset-Sandbox }

    It 'returns the objects of a prefix in order<typed>' -ForEach @{ typed = ''; requests = 3 }, @{ typed = ' -ThrottleLimit 4'; requests = 0 } {
        0..6 | ForEach-Object {
            Add-SandboxObject "many/$_/* 片段.mp4" -Count 250
            Add-SandboxObject "many/$_.* 片段.mp4" -Count 100
        }
        $keys = @((Get-SandboxObject many/*).Key)
        $keys | Should -HaveCount 2450
        $run = Invoke-Typed "Get-CiWorkflowInput many/$typed"
        $run.Errors | Should -BeNullOrEmpty
        [Linq.Enumerable]::SequenceEqual([string[]]$run.Output.Key, [string[]]$keys) | Should -BeTrue
        if ($requests) { Get-SandboxRequest | Should -HaveCount $requests }
    }

    It 'counts a bucket of 250,000 objects, each once, in as many requests as pages' {
        Add-SandboxObject 'huge/*' -Size 2 -Count 250000
        $summary = Get-CiWorkflowInput -Prefix huge/ -Summary
        $summary.Count | Should -Be 250000
        $summary.Size | Should -Be 500000
        (Get-SandboxRequest).Count | Should -Be 250
    }

    It 'selects by <typed> what a job selects: both ends of the interval inclusive, to the second' -ForEach @(
        @{ typed = '-Prefix edge/' }, @{ typed = '-UrlFile lists/edge.txt' }, @{ typed = '-Manifest inventory/manifest.json' }
    ) {
        $start = [DateTimeOffset]'2026-03-01T12:00:00+08:00'
        $keys = 'edge/0', 'edge/1 +#?%', 'edge/2 中', "edge/3`u{1F600}", 'edge/4'
        $seconds = -0.001, 0, 0.999, 10.999, 11
        0..4 | ForEach-Object { Add-SandboxObject $keys[$_] -Size 5 -Uploaded $start.AddSeconds($seconds[$_]) }
        Add-SandboxReport inventory/ edge/ -RowsInFile 2
        $null = Get-CiWorkflowInput edge/ | Publish-CiUrlFile -Key lists/edge.txt
        $global:interval = New-CiTimeInterval -Start 2026-03-01T12:00:00+0800 -End 2026-03-01T12:00:10+0800
        $before = Invoke-Typed "Get-CiWorkflowInput $typed -TimeInterval `$interval"
        $of = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow $typed -TimeInterval `$interval | Get-CiWorkflowInput"
        $before.Errors + $of.Errors | Should -BeNullOrEmpty
        (Get-SandboxJob).ObjectCount | Should -Be 3
        $before.Output.Key | Should -Be $keys[1..3]
        $of.Output.Key | Should -Be $keys[1..3]
    }

    It 'returns one object with its size, and says of one that is not there that it does not exist' {
        Add-SandboxObject 'edge/1 +#?%' -Size 5
        (Get-CiWorkflowInput -Object 'edge/1 +#?%').Size | Should -Be 5
        (Get-CiWorkflowInput -Object none).Exists | Should -BeFalse
    }

    It 'reads a UrlFile with CRLF, a BOM and blank lines, names the lines that hold no URL, and marks a foreign host' {
        $root = "https://$($sandbox.Bucket).cos.$($sandbox.Region).myqcloud.com/"
        Add-SandboxObject lists/odd.txt -Text "`u{FEFF}${root}a%20b`r`n`r`n# comment`r`nhttps://cdn.example.com/c?x=1`nftp://x/y`n${root}input/day-0/clip-01.mp4"
        $run = Invoke-Typed 'Get-CiWorkflowInput -UrlFile lists/odd.txt'
        $run.Output.Key | Should -Be 'a b', 'c', 'input/day-0/clip-01.mp4'
        $run.Output.ForeignHost | Should -Be $null, 'cdn.example.com', $null
        $run.Errors | Should -HaveCount 2
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidInputFile,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*line 3*'
        $run.Errors[1].Exception.Message | Should -BeLike '*line 5*'
        $found = Get-CiWorkflowInput -UrlFile lists/odd.txt -CheckExists -ErrorAction SilentlyContinue
        $found.Exists | Should -Be $false, $null, $true
        $found[2].Size | Should -Be 1000000
        $missing = (Invoke-Typed 'Get-CiWorkflowInput -UrlFile none.txt').Errors
        $missing.FullyQualifiedErrorId | Should -BeLike 'InvalidInputFile,*'
        $missing.ErrorDetails.RecommendedAction | Should -BeLike 'Check the key*'
    }

    It 'asks for no more objects of <typed> at once than -ThrottleLimit says' -ForEach @{ typed = '-UrlFile lists/many.txt' }, @{ typed = '-Manifest inventory/manifest.json' } {
        Add-SandboxObject 'many/*' -Count 30
        Add-SandboxReport inventory/ many/
        $null = Get-CiWorkflowInput many/ | Publish-CiUrlFile -Key lists/many.txt
        foreach ($most in @{ Typed = ''; Least = 2; Most = 16 }, @{ Typed = '-ThrottleLimit 1'; Least = 1; Most = 1 }) {
            Add-SandboxFault Delay -Method HEAD -Times 30 -Seconds 0.05
            Clear-SandboxRequest
            $run = Invoke-Typed "Get-CiWorkflowInput $typed -CheckExists $($most.Typed)"
            $run.Errors | Should -BeNullOrEmpty
            $run.Output | Should -HaveCount 30
            Get-SandboxLoad | Should -BeGreaterOrEqual $most.Least
            Get-SandboxLoad | Should -BeLessOrEqual $most.Most
        }
    }

    It 'names the damaged file of a report <case>, and returns none of its rows' -ForEach @{ case = 'with checksums'; sums = $true }, @{ case = 'without'; sums = $false } {
        Add-SandboxObject 'k/*' -Count 3000
        Add-SandboxReport inv/ k/
        $keys = (Get-SandboxObject k/*).Key
        # Bytes that begin as gzip does, and go on as noise.
        Add-SandboxObject inv/data/1.csv.gz -Bytes ([byte[]](0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3) + [byte[]](1..200))
        if (-not $sums) {
            Add-SandboxObject inv/manifest.json -Text ((Get-SandboxObject inv/manifest.json).Text -replace 'md5Checksum', 'other')
        }

        $run = Invoke-Typed 'Get-CiWorkflowInput -Manifest inv/manifest.json'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].Exception.Message | Should -BeLike '*inv/data/1.csv.gz*'
        $run.Output.Key | Should -Be ($keys[0..999] + $keys[2000..2999])
    }

    It 'says of a report that is none what is wrong: <said>' -ForEach @(
        @{ text = '{"fileFormat":"ORC","fileSchema":"Key","files":[]}'; said = 'ORC' }
        @{ text = '<html/>'; said = 'manifest.json' }
        @{ text = ''; said = 'manifest.json' }
    ) {
        Add-SandboxObject inv/manifest.json -Text $text
        $run = Invoke-Typed 'Get-CiWorkflowInput -Manifest inv/manifest.json'
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].Exception.Message | Should -BeLike "*$said*"
    }

    It 'shows a summary that is made to be read' {
        $shown = (Show-Typed 'Get-CiWorkflowInput incoming/ -Summary') -join "`n"
        $shown | Should -Match '\bObjects +: 8\b|\b8 objects\b'
        $shown | Should -Match 'Size +: 108\.0 MB'
        $shown | Should -BeLike '*mp4: 8*'
        $shown | Should -BeLike '*STANDARD: 8*'
    }

    It 'ends a list when it is stopped' {
        Add-SandboxFault HangAfter -Times 0
        (Invoke-InRunspace 'Get-CiWorkflowInput incoming/' -StopAfter 1).State | Should -Be 'Stopped'
        # A call that goes on until it times out is tried again.
        Get-SandboxRequest | Should -HaveCount 1
    }
}

Describe 'The guards of Invoke-CiWorkflowTrigger' {
    BeforeEach { Reset-Sandbox }

    It 'shows the summary beside -WhatIf with -Preview, and sends no trigger' {
        $shown = (Invoke-Shell 'Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId $workflow -Preview -WhatIf').Text
        $shown | Should -BeLike '*What if:*'
        $shown | Should -BeLike '*8 objects*'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'with <typed> triggers <sent> over 8 objects of 108,000,000 bytes' -ForEach @(
        @{ typed = '-MaxObject 7'; id = 'InputTooLarge'; sent = 0 }
        @{ typed = '-MaxObject 8'; sent = 1 }
        @{ typed = '-MaxSize 107999999'; id = 'InputTooLarge'; sent = 0 }
        @{ typed = '-MaxSize 108000000'; sent = 1 }
    ) {
        $run = Invoke-Typed "Invoke-CiWorkflowTrigger -Name n -Prefix incoming/ -WorkflowId `$workflow $typed"
        "$($run.Errors.FullyQualifiedErrorId -replace ',.*')" | Should -Be "$id"
        Get-SandboxRequest POST | Should -HaveCount $sent
    }
}
