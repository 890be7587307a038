BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    $root = "https://$($sandbox.bucket).cos.$($sandbox.region).myqcloud.com/"
    $files = Join-Path $PSScriptRoot ../CiWorkflow.Core.Tests/Inputs/Files

    # A folder of test files under its own name, or one file.
    function Add-File([string] $name) {
        $path = Join-Path $files $name
        Get-ChildItem $path -File | ForEach-Object {
            $key = if (Test-Path $path -PathType Container) { "$name/$($_.Name)" } else { $name }
            Add-SandboxObject $key -Bytes ([IO.File]::ReadAllBytes($_.FullName))
        }
    }
}

AfterAll { Stop-Sandbox }

Describe 'Get-CiWorkflowInput over files that are not as they should be' {
    BeforeEach { Reset-Sandbox -World empty }

    It 'names manifest and file, or row, and goes on: <folder>' -ForEach @(
        @{ folder = '15-manifest-file-key-dots'; said = "*15-manifest-file-key-dots/../0.csv.gz*" }
        @{ folder = '17-manifest-truncated-no-md5'; said = "*17-manifest-truncated-no-md5/0.csv.gz*cut off*" }
        @{ folder = '12-manifest-other-bucket'; said = '*other-1250000000*' }
        @{ folder = '14-manifest-no-files'; said = '*no files*' }
    ) {
        Add-File $folder
        $found = Get-CiWorkflowInput -Manifest $folder/manifest.json -ErrorAction SilentlyContinue -ErrorVariable problems
        $found | Should -BeNullOrEmpty
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidInputFile,*'
        $problems[0].Exception.Message | Should -BeLike "*$folder/manifest.json*"
        $problems[0].Exception.Message | Should -BeLike $said
    }

    It 'counts no old version and no delete marker' {
        Add-File 11-manifest-versions
        (Get-CiWorkflowInput -Manifest 11-manifest-versions/manifest.json).Key | Should -Be 'a.mp4'
    }

    It 'names the lines of a UrlFile that cannot be read' {
        Add-File 22-urlfile-dots.txt
        $found = Get-CiWorkflowInput -UrlFile 22-urlfile-dots.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Key | Should -Be 'a.mp4', 'c.mp4'
        $problems.Exception.Message | Should -BeLike '*line 2*..*'
    }

    It 'takes a UrlFile and a Manifest by key or by URL' {
        Add-File 13-manifest-bom
        (Get-CiWorkflowInput -Manifest "${root}13-manifest-bom/manifest.json").Key | Should -Be 'a.mp4'
        { Get-CiWorkflowInput -Manifest 'https://other-1250000000.cos.ap-beijing.myqcloud.com/manifest.json' -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidManifest,*'
    }
}

Describe 'The guards over files that are not as they should be' {
    BeforeEach { Reset-Sandbox -World empty }

    AfterEach { Set-SandboxVariant }

    It 'fail closed where <case>' -ForEach @(
        @{ case = 'a time cannot be read'; folder = '10-manifest-time-no-zone'; with = @{ TimeInterval = '30000d'; MaxObject = 10 }; said = "*LastModifiedDate '2026-11-20 01:02:03' can't be read*" }
        @{ case = 'a file is cut off'; folder = '18-manifest-no-gzip-trailer-no-md5'; with = @{ MaxObject = 1000000 }; said = '*it is damaged or cut off.' }
        @{ case = 'sizes are missing'; folder = '16-manifest-key-only'; with = @{ MaxSize = 1000000 }; said = '*lacks the column Size*' }
    ) {
        Add-File $folder
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Manifest $folder/manifest.json @with -ErrorAction SilentlyContinue -ErrorVariable problems
        $job | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidInputFile,*'
        "$($problems[0])" | Should -BeLike $said
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'count what the bucket cannot date: <case>' -ForEach @(
        @{ case = 'a domain'; with = @{ UrlFile = 'lists/cdn.txt'; MaxSize = 5; TimeInterval = '1d' }; id = 'InputSizeUnknown' }
        @{ case = 'a domain, by number'; with = @{ UrlFile = 'lists/cdn.txt'; MaxObject = 2; TimeInterval = '1d' }; id = 'InputTooLarge' }
        @{ case = 'a slash in front'; with = @{ Object = '/big.mp4'; MaxSize = 5; TimeInterval = '1d' }; id = 'InputSizeUnknown' }
        @{ case = 'a slash in front, by number'; with = @{ Object = '/big.mp4'; MaxObject = 0; TimeInterval = '1d' }; id = 'InputTooLarge' }
    ) {
        Add-SandboxObject big.mp4 -Text 'larger than five bytes'
        Add-SandboxObject lists/cdn.txt -Text (-join ('big.mp4', 'b.mp4', 'c.mp4' | ForEach-Object { "https://cdn.example.com/$_`n" }))
        Set-SandboxVariant LeadingSlashDropped
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @with -ErrorAction Stop } | Should -Throw -ErrorId "$id,*"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'count 500 rows without an interval, and refuse them' {
        Add-File 10-manifest-time-no-zone
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Manifest 10-manifest-time-no-zone/manifest.json -MaxObject 10 -ErrorAction Stop } |
            Should -Throw -ErrorId 'InputTooLarge,*'
    }
}

Describe 'A prefix that may be the whole bucket' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxObject 'a/1', 'a/2', 'b'
    }

    It 'is not triggered without being asked about: <shown>' -ForEach @(
        @{ prefix = '/'; shown = '/' }, @{ prefix = '//'; shown = '//' }, @{ prefix = "`u{200B}"; shown = 'U+200B' }
        @{ prefix = " `u{3000}/"; shown = 'blanks and a slash' }
    ) {
        # Nobody can be asked in a test's shell, which is not interactive.
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $prefix -ErrorAction Stop } | Should -Throw -ErrorId 'WholeBucketNotConfirmed,*'
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $prefix -Force -MaxObject 2 -ErrorAction Stop } | Should -Throw -ErrorId 'InputTooLarge,*'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        (Get-CiWorkflowInput $prefix -WarningVariable said -WarningAction SilentlyContinue).Key | Should -Be 'a/1', 'a/2', 'b'
        $said | Should -BeLike '*whole bucket*'
    }

    It 'is refused where it is blank: <shown>' -ForEach @(
        @{ prefix = ' '; shown = 'a space' }, @{ prefix = "`u{3000}"; shown = 'U+3000' }, @{ prefix = "`u{A0}"; shown = 'U+00A0' }
    ) {
        { Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $prefix -Force -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPrefix,*'
        { Get-CiWorkflowInput -Prefix $prefix -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPrefix,*'
        { Get-CiWorkflowInput $prefix -ErrorAction Stop } | Should -Throw
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'is sent as it was given where it is meant' {
        Add-SandboxWorkflow $workflow
        (Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix / -Force).Input.Prefix | Should -Be '/'
    }

    It 'counts what begins with it without its blanks: <shown>' -ForEach @(
        @{ prefix = 'a/ '; shown = 'a space behind' }, @{ prefix = ' a/'; shown = 'a space in front' }
        @{ prefix = "`u{A0}a/"; shown = 'U+00A0 in front' }, @{ prefix = "a/`u{200B}"; shown = 'U+200B behind' }
    ) {
        $guard = @{ MaxObject = 1; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problems'; WarningAction = 'SilentlyContinue'; WarningVariable = 'said' }
        Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix $prefix @guard | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputTooLarge,*'
        $problems[0].Exception.Message | Should -BeLike "'n' was not triggered: its input has *"
        $said | Should -BeLike "*'a/' is counted too*"
        Get-SandboxRequest POST | Should -BeNullOrEmpty
        $summary = Get-CiWorkflowInput $prefix -Summary -WarningAction SilentlyContinue -WarningVariable said
        $summary.Count | Should -Be 2
        $said | Should -BeLike "*'a/' is counted too*"
    }

    It 'says what it counts where a slash stands in front' {
        $summary = Get-CiWorkflowInput /a/ -Summary -WarningAction SilentlyContinue -WarningVariable said
        $summary.Count | Should -Be 2
        $summary.Note | Should -BeLike "*'/a/'*"
        $said | Should -BeLike "*'/a/'*"
    }
}

Describe 'Get-CiWorkflowInput -First and -Skip' {
    BeforeAll {
        Reset-Sandbox -World empty
        Add-SandboxObject 'k/*' -Count 2500
    }

    BeforeEach { Clear-SandboxRequest }

    It 'return a part, and ask for no more pages than that' {
        (Get-CiWorkflowInput k/ -First 2).Key | Should -Be 'k/0000001', 'k/0000002'
        (Get-CiWorkflowInput k/ -Skip 999 -First 2).Key | Should -Be 'k/0001000', 'k/0001001'
        Get-SandboxRequest GET | Should -HaveCount 3
        Get-CiWorkflowInput k/ -Skip 2499 | Should -HaveCount 1
        (Get-CiWorkflowInput k/ -First 10 -Summary).Count | Should -Be 10
    }
}

Describe 'What is counted before a job, under every reading of the documents' {
    BeforeAll { $variants = @(Get-SandboxVariant) }

    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxWorkflow $workflow
        Add-SandboxObject 'a/1.mp4', 'a/2.txt', 'b/1.mp4'
        Add-SandboxObject lists/one.txt -Text "${root}a/1.mp4`n${root}a/2.txt`n"
        Add-SandboxReport report/ a/
    }

    AfterAll { Set-SandboxVariant }

    It 'is never less than what the job touches, over <typed>' -ForEach @(
        @{ typed = '-Prefix a/'; with = @{ Prefix = 'a/' } }
        @{ typed = '-Prefix /a/'; with = @{ Prefix = '/a/' } }
        @{ typed = '-Prefix with a blank'; with = @{ Prefix = ' a/' } }
        @{ typed = '-Prefix with a blank behind'; with = @{ Prefix = "a/`u{A0}" } }
        @{ typed = '-Prefix /'; with = @{ Prefix = '/'; Force = $true } }
        @{ typed = '-UrlFile'; with = @{ UrlFile = 'lists/one.txt' } }
        @{ typed = '-UrlFile as a URL'; with = @{ UrlFile = 'https://media-1250000000.cos.ap-beijing.myqcloud.com/lists/one.txt' } }
        @{ typed = '-Manifest'; with = @{ Manifest = 'report/manifest.json' } }
        @{ typed = '-Object'; with = @{ Object = 'a/1.mp4' } }
        @{ typed = '-Object as a URL'; with = @{ Object = 'https://media-1250000000.cos.ap-beijing.myqcloud.com/a/1.mp4' } }
    ) {
        $of = $with.Clone()
        $of.Remove('Force')
        foreach ($variant in @('') + $variants) {
            Set-SandboxVariant @($variant | Where-Object { $_ })
            $counted = (Get-CiWorkflowInput @of -Summary -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable problems).Count
            if ($problems) {
                # What can't be counted is not triggered where a guard is set.
                Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @with -MaxObject 100 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                continue
            }

            $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow @with
            $touched = (Get-SandboxJob | Where-Object jobId -EQ $job.JobId).objectCount
            $touched | Should -BeLessOrEqual $counted -Because "the variant is '$variant'"
            ($job | Get-CiWorkflowInput -Summary -WarningAction SilentlyContinue).Count | Should -Be $counted -Because "the variant is '$variant'"
        }
    }
}

Describe 'An object that is named by a URL' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxWorkflow $workflow
        Add-SandboxObject 'a/1 x.mp4' -Text four
    }

    AfterEach { Set-SandboxVariant }

    It 'is read by its key, and what is not known of it is said' {
        $found = Get-CiWorkflowInput -Object "${root}a/1%20x.mp4" -WarningAction SilentlyContinue -WarningVariable said
        $found.Key | Should -Be 'a/1 x.mp4'
        $found.Size | Should -Be 4
        $said | Should -BeLike "*is a URL, and whether the service takes one for Object isn't documented*"
    }

    It 'is counted where the service answers with it' {
        Set-SandboxVariant InputAsUrl
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object 'a/1 x.mp4' | Wait-CiWorkflowJob -PollInterval ([timespan]::FromMilliseconds(1))
        $job.Input.Object | Should -Be "${root}a/1%20x.mp4"
        $summary = $job | Measure-CiWorkflowJob
        $summary.Selected | Should -Be 1
        $summary.Size | Should -Be 4
    }
}

Describe 'The note of a count' {
    It 'says that the Start node of the workflow may leave some out' {
        Reset-Sandbox
        $job = Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix incoming/
        ($job | Get-CiWorkflowInput -Summary).Note | Should -BeLike '*Start node*'
        (Get-CiWorkflowInput incoming/ -Summary).Note | Should -BeNullOrEmpty
    }
}
