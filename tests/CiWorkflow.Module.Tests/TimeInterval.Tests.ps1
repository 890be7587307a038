BeforeAll {
    Import-Module "$PSScriptRoot/../../out/CiWorkflow"
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
}

Describe 'New-CiTimeInterval' {
    It 'takes <typed>' -ForEach @(
        @{ typed = '-Start 2022-02-01T12:00:00+0800 -End 2022-05-01T12:00:00+08:00'; text = '2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800' }
        @{ typed = '-Start ([datetime]::new(2022, 2, 1, 4, 0, 0, [DateTimeKind]"Utc"))'; text = '2022-02-01T04:00:00+0000/' }
        @{ typed = '-End ([DateTimeOffset]"2022-02-01T12:00:00-03:30")'; text = '/2022-02-01T12:00:00-0330' }
        @{ typed = '-Start 2022-02-01T12:00:00Z -Last 1d'; text = '2022-02-01T12:00:00+0000/2022-02-02T12:00:00+0000' }
        @{ typed = '-End 2022-02-01T12:00:00Z -Last 12h'; text = '2022-02-01T00:00:00+0000/2022-02-01T12:00:00+0000' }
        @{ typed = '-End 2022-02-01T12:00:00Z -Last 30m'; text = '2022-02-01T11:30:00+0000/2022-02-01T12:00:00+0000' }
        @{ typed = '-End 2022-02-01T12:00:00Z -Last 1d12h'; text = '2022-01-31T00:00:00+0000/2022-02-01T12:00:00+0000' }
        @{ typed = '-End 2022-02-01T12:00:00Z -Last 24:00:00'; text = '2022-01-31T12:00:00+0000/2022-02-01T12:00:00+0000' }
        @{ typed = '-End 2022-02-01T12:00:00Z -Last (New-TimeSpan -Days 1)'; text = '2022-01-31T12:00:00+0000/2022-02-01T12:00:00+0000' }
    ) {
        "$((Invoke-Typed "New-CiTimeInterval $typed").Output)" | Should -Be $text
    }

    It 'takes a DateTime of no kind for local time' {
        $noon = [datetime]::new(2022, 2, 1, 12, 0, 0)
        (New-CiTimeInterval -Start $noon).Start | Should -Be ([DateTimeOffset]::new([datetime]::SpecifyKind($noon, 'Local')))
    }

    It 'ends now where only a length is given' {
        $before = [DateTimeOffset]::Now.AddSeconds(-1)
        $interval = New-CiTimeInterval -Last 1d
        $interval.End - $interval.Start | Should -Be (New-TimeSpan -Days 1)
        $interval.End | Should -BeGreaterThan $before
        $interval.End | Should -Not -BeGreaterThan ([DateTimeOffset]::Now)
    }

    It 'refuses <typed>' -ForEach @(
        @{ typed = ''; said = 'needs a start, an end, or both' }
        @{ typed = '-Start 2022-02-02 -End 2022-02-01'; said = 'before' }
        @{ typed = '-Start 2022-02-01 -End 2022-02-02 -Last 1d'; said = 'not with both' }
        @{ typed = '-Last 9999999w'; said = 'no length' }
        @{ typed = '-Last 999999w'; said = 'calendar' }
    ) {
        $run = Invoke-Typed "New-CiTimeInterval $typed"
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].Exception.Message | Should -BeLike "*$said*"
        $run.Output | Should -BeNullOrEmpty
    }

    It 'refuses the length <_>' -ForEach '7', "''", '0s', "'-1d'", '1x', '$null' {
        (Invoke-Typed "New-CiTimeInterval -Last $_").Errors.Exception.Message | Should -BeLike "*'Last'*"
    }

    It 'writes and shows the same under <_>' -ForEach 'th-TH', 'ar-SA', 'tr-TR' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $interval = New-CiTimeInterval -Start 2022-02-01T12:00:00+0800 -Last 1d
            "$interval" | Should -Be '2022-02-01T12:00:00+0800/2022-02-02T12:00:00+0800'
            $row = $interval | Out-String -Width 120
            [cultureinfo]::CurrentCulture = 'en-US'
            $row | Should -Match '1\.00:00:00'
            $row | Should -Be ($interval | Out-String -Width 120)
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}
