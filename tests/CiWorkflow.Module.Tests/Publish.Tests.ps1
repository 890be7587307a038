BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $sandbox = Start-Sandbox
    $root = "https://$($sandbox.bucket).cos.$($sandbox.region).myqcloud.com/"
}

AfterAll { Stop-Sandbox }

Describe 'Publish-CiUrlFile and what is at the key already' {
    BeforeEach {
        Reset-Sandbox -World empty
        Add-SandboxObject input/clip.mp4 -Text media
    }

    It 'leaves media alone' {
        { 'a' | Publish-CiUrlFile -Key input/clip.mp4 -ErrorAction Stop } | Should -Throw -ErrorId 'UrlFileExists,*'
        (Get-SandboxObject input/clip.mp4).text | Should -Be 'media'
        Get-SandboxRequest PUT | Should -BeNullOrEmpty
    }

    It 'overwrites media with -Force' {
        $null = 'a' | Publish-CiUrlFile -Key input/clip.mp4 -Force
        (Get-SandboxObject input/clip.mp4).text | Should -Be "${root}a`n"
    }

    It 'overwrites its own UrlFile, but not with -NoClobber' {
        $null = 'a' | Publish-CiUrlFile -Key lists/a.txt
        $null = 'b' | Publish-CiUrlFile -Key lists/a.txt
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}b`n"
        { 'c' | Publish-CiUrlFile -Key lists/a.txt -NoClobber -WarningAction SilentlyContinue -ErrorAction Stop } | Should -Throw -ErrorId 'UrlFileExists,*'
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}b`n"
    }

    It 'warns where it replaces a UrlFile of less than a day ago, by the clock of the service' {
        $null = 'a' | Publish-CiUrlFile -Key lists/a.txt -WarningVariable said
        $said | Should -BeNullOrEmpty
        $null = 'b' | Publish-CiUrlFile -Key lists/a.txt -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 1
        $said | Should -Match "^The UrlFile 'lists/a\.txt', written at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d, is replaced: a job over it that has not read it yet"
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}b`n"
        try {
            Set-SandboxClock -Offset 90000
            $null = 'c' | Publish-CiUrlFile -Key lists/a.txt -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Not -BeLike '*is replaced*'
            (Get-SandboxObject lists/a.txt).text | Should -Be "${root}c`n"
        }
        finally {
            # The next call finds that the clocks agree again.
            Set-SandboxClock -Offset 0
            $null = Get-CiWorkflowInput -Object lists/a.txt -WarningAction SilentlyContinue
        }
    }

    It 'leaves a UrlFile of less than a day ago where a warning stops the command' {
        $null = 'a' | Publish-CiUrlFile -Key lists/a.txt
        { 'b' | Publish-CiUrlFile -Key lists/a.txt -WarningAction Stop } | Should -Throw
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}a`n"
    }

    It 'says with -NoClobber where versioning takes its meaning: <state>' -ForEach @{ state = 'Enabled' }, @{ state = 'Suspended' } {
        Add-SandboxBucket media-1250000000 -Versioning $state
        $null = 'a' | Publish-CiUrlFile -Key lists/a.txt -NoClobber -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeLike '*versioning of bucket media-1250000000*'
        { 'b' | Publish-CiUrlFile -Key lists/a.txt -NoClobber -WarningAction SilentlyContinue -ErrorAction Stop } | Should -Throw -ErrorId 'UrlFileExists,*'
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}a`n"
    }

    It 'says nothing of versioning where there is none' {
        $null = 'a' | Publish-CiUrlFile -Key lists/a.txt -NoClobber -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'refuses a key that it may not look at in a bucket with versioning, but not with -Force' {
        Add-SandboxBucket media-1250000000 -Versioning Suspended
        Add-SandboxObject lists/theirs.txt -Text theirs
        Add-SandboxFault Status -Method HEAD -Status 403 -Times 0
        { 'a' | Publish-CiUrlFile -Key lists/theirs.txt -ErrorAction Stop } | Should -Throw -ErrorId 'UrlFileUnchecked,*'
        (Get-SandboxObject lists/theirs.txt).text | Should -Be 'theirs'
        ('a' | Publish-CiUrlFile -Key lists/theirs.txt -Force).Count | Should -Be 1
    }

    It 'writes a free key that it may not look at where there is no versioning' {
        Add-SandboxFault Status -Method HEAD -Status 403 -Times 0
        ('a' | Publish-CiUrlFile -Key lists/free.txt).Count | Should -Be 1
        { 'a' | Publish-CiUrlFile -Key lists/free.txt -ErrorAction Stop } | Should -Throw -ErrorId 'UrlFileExists,*'
    }

    It 'refuses -Force beside -NoClobber' {
        { 'a' | Publish-CiUrlFile -Key lists/a.txt -Force -NoClobber } | Should -Throw -ErrorId 'InvalidForce,*'
    }
}

Describe 'Publish-CiUrlFile and what it is given' {
    BeforeEach { Reset-Sandbox -World empty }

    It 'takes each element of -InputObject' {
        (Publish-CiUrlFile -Key lists/a.txt -InputObject 'a', 'b').Count | Should -Be 2
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}a`n${root}b`n"
    }

    It 'makes a key of a URL of this bucket, and refuses another' {
        $made = "${root}a%20b", 'https://other-1250000000.cos.ap-beijing.myqcloud.com/a' |
            Publish-CiUrlFile -Key lists/a.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Count | Should -Be 1
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}a%20b`n"
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
        $problems[0].Exception.Message | Should -BeLike '*its host other-1250000000.cos.ap-beijing.myqcloud.com isn''t one of bucket*'
    }

    It 'refuses the objects of another host than the domain, and goes on' {
        Add-SandboxObject lists/in.txt -Text "https://cdn.example.com/a`n${root}b`nhttps://cdn.example.com/c`n"
        $made = Get-CiWorkflowInput -UrlFile lists/in.txt |
            Publish-CiUrlFile -Key lists/a.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Count | Should -Be 1
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}b`n"
        $problems | Should -HaveCount 2
        $problems.FullyQualifiedErrorId | Should -BeLike 'InvalidForeignHost,*'
        $problems.TargetObject.Key | Should -Be 'a', 'c'
        $null = Get-CiWorkflowInput -UrlFile lists/in.txt | Where-Object ForeignHost | Publish-CiUrlFile -Key lists/b.txt -Domain CDN.example.com
        (Get-SandboxObject lists/b.txt).text | Should -Be "https://CDN.example.com/a`nhttps://CDN.example.com/c`n"
    }

    It 'takes only text from a property, and another property where it is blank' {
        $made = @(
            [pscustomobject]@{ Object = 'a', 'b' }, [pscustomobject]@{ Key = 7 }, [pscustomobject]@{ Object = ' ' }
            [pscustomobject]@{ Object = 'c'; Bucket = 'x', 'y' }, [pscustomobject]@{ Object = "`t"; Key = 'good' }
        ) | Publish-CiUrlFile -Key lists/a.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.Count | Should -Be 1
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}good`n"
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'InvalidObject', 'InvalidKey', 'InvalidInputObject', 'InvalidBucket'
    }

    It 'refuses a key that no URL can name' {
        'a/../b', 'c' | Publish-CiUrlFile -Key lists/a.txt -ErrorAction SilentlyContinue -ErrorVariable problems | Out-Null
        (Get-SandboxObject lists/a.txt).text | Should -Be "${root}c`n"
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidObject,*'
        $problems[0].Exception.Message | Should -BeLike "*'a/../b'*no segment '.' or '..'*"
    }

    It 'names what it wrote by key, or by URL with -As Url, and either binds to -UrlFile' {
        Add-SandboxObject a
        Add-SandboxWorkflow w7476ff3564ee45b7b490d64bccaba6cc
        ('a' | Publish-CiUrlFile -Key 'lists/a b.txt').UrlFile | Should -Be 'lists/a b.txt'
        $made = 'a' | Publish-CiUrlFile -Key 'lists/a b.txt' -As Url
        $made.UrlFile | Should -Be "${root}lists/a%20b.txt"
        ($made | Get-CiWorkflowInput).Key | Should -Be 'a'
        ($made | Invoke-CiWorkflowTrigger -Name n -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc).Input.UrlFile | Should -Be $made.UrlFile
    }
}
