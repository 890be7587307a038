BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force
    $day = [timespan]::FromDays(1)

    # The times are relative to now, which goes on while the test runs.
    function Assert-Near($Time, $Ago) {
        [math]::Abs(([datetimeoffset]::Now - $Ago - $Time).TotalMinutes) | Should -BeLessThan 5
    }
}

Describe 'A length' {
    It 'is one day: <_>' -ForEach '1d', '24h', '24:00:00', '1.00:00:00', '1 day', '1440m', 'P1D', 'PT24H', ([timespan]::FromDays(1)) {
        (New-CiTimeInterval -End 2026-01-02T00:00:00Z -Last $_).Start | Should -Be ([datetimeoffset]'2026-01-01T00:00:00Z')
    }

    It 'is a time that long ago, where a time is meant: <_>' -ForEach '1d', '24:00:00', 'PT24H', ([timespan]::FromDays(1)) {
        Assert-Near (New-CiTimeInterval -Start $_).Start $day
        Assert-Near (New-CiTimeInterval -Start ([datetimeoffset]::Now.AddDays(-9)) -End $_).End $day
    }

    It 'is a time in an interval as text' {
        $interval = [CiWorkflow.Model.CiTimeInterval]::Parse('2d/1d')
        Assert-Near $interval.Start ($day + $day)
        Assert-Near $interval.End $day
    }

    It 'is from now on, where keys end' {
        $secret = ConvertTo-SecureString example -AsPlainText -Force
        Assert-Near (New-CiCredential AKIDexample $secret $secret -Expiration 1h).Expiration ([timespan]::FromHours(-1))
    }

    It 'is typed without quotes' {
        (New-CiTimeInterval -End 2026-01-02T00:00:00Z -Last 1d).Start | Should -Be ([datetimeoffset]'2026-01-01T00:00:00Z')
        Assert-Near (New-CiTimeInterval -Start 1d).Start $day
    }

    It 'has a unit: <_>' -ForEach 7, '7', '1x', 'P1M' {
        { New-CiTimeInterval -Last $_ } | Should -Throw -Because $_ -ErrorId 'ParameterArgumentTransformationError,*'
    }
}

Describe 'A date' {
    It 'is refused with both readings where it has two: <_>' -ForEach '03/04/2026', '3.4.2026', '03-04-2026 12:00', '03/04/2026 12:00 +08:00' {
        { New-CiTimeInterval -Start $_ } | Should -Throw '*2026-03-04*2026-04-03*'
    }

    It 'is taken where it has one: <_>' -ForEach '2026-03-04', '2026-03-04 12:00', '04/04/2026', '03/25/2026', '2026-03-04T12:00:00+0800' {
        (New-CiTimeInterval -Start $_).Start.Year | Should -Be 2026
    }
}

Describe 'A local time in the hour that comes twice' {
    It "is refused with both offsets" -Skip:$IsWindows {
        $script = "Import-Module '$((Get-Module CiWorkflow).Path)'; try { New-CiTimeInterval -Start '2026-11-01 01:30' } catch { `$_.Exception.Message }"
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        # Started as this process was: by its own program, or by dotnet with the assembly.
        if ((Split-Path -Leaf ([Environment]::ProcessPath)) -like 'dotnet*') { $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll')) }
        '-NoProfile', '-Command', $script | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['TZ'] = 'America/New_York'
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardOutput.ReadToEnd() | Should -Match '-0500.*-0400|-0400.*-0500'
    }
}
