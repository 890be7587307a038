BeforeDiscovery {
    $browser = Get-Command chromium, chromium-browser, google-chrome -ErrorAction Ignore | Select-Object -First 1
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    $null = Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'

    # A job over objects of which some fail, followed to its end.
    function Invoke-Job([string] $Name, [string] $Prefix, [string] $Id = $workflow) {
        $job = Invoke-CiWorkflowTrigger -Name $Name -Prefix $Prefix -WorkflowId $Id -Force
        Set-SandboxClock -Advance 60
        $job | Wait-CiWorkflowJob -PollInterval 0:0:0.001 -SettleTime 0s
    }
}

AfterAll { Stop-Sandbox }

Describe 'Export-CiWorkflowReport' {
    BeforeEach {
        Reset-Sandbox
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).html"
        $csv = [IO.Path]::ChangeExtension($file, '.csv')
    }

    It 'writes one file that says what ran, how it ended and why objects failed' {
        Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<h1 class="is-bad">2 of 8 objects failed</h1>'
        $html | Should -Match 'MediaFormatError'
        $html | Should -Match '<bdi dir="auto">incoming/片段 3-flaky\.mp4</bdi>'
        $html | Should -Match 'Get-CiWorkflowExecution -State Failed'
        $html | Should -Match '</html>\s*$'
        Test-Path $csv | Should -BeFalse
    }

    It 'loads nothing: no address but the links to the console, and a policy that lets nothing but its own script run' {
        Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match "default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'"
        [regex]::Matches($html, 'https?://[^\s"<]+').Value | Should -BeLike 'https://console.cloud.tencent.com/*'
        $html | Should -Not -Match '<(img|link|iframe|object|embed)\b|\s(src|style|on\w+)='
        foreach ($part in 'style', 'script') {
            $text = [regex]::Match($html, "(?s)<$part>(.*?)</$part>").Groups[1].Value
            $hash = [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($text)))
            $html | Should -Match "$part-src 'sha256-$([regex]::Escape($hash))'"
        }
    }

    It 'shows no key: the account is masked' {
        Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<code>AKID\*\*\*\*</code>'
        $html | Should -Not -Match 'q-signature|SecretKey|AKID[A-Za-z0-9]'
    }

    It 'makes hostile names harmless' {
        $names = '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</title><b>', "a'b&c", "$([char]0x202E)4pm.live"
        $names | ForEach-Object { Add-SandboxObject "hostile/$_-corrupt.mp4" }
        Invoke-Job nightly hostile/ | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<h1 class="is-bad">5 of 5 objects failed</h1>'
        [regex]::Matches($html, '<script').Count | Should -Be 1
        $html | Should -Not -Match '<img|<b>-corrupt'
        $html | Should -Match '&lt;script&gt;alert\(1\)&lt;/script&gt;'
    }

    It 'never overwrites a file unless that is asked for' {
        $job = Invoke-Job nightly incoming/
        'mine' | Set-Content $file
        { $job | Export-CiWorkflowReport $file } | Should -Throw -ErrorId 'ReportExists,*'
        Get-Content $file | Should -Be 'mine'
        $job | Export-CiWorkflowReport $file -Force
        Get-Content $file -Raw | Should -Match '2 of 8 objects failed'

        Remove-Item $file
        'mine' | Set-Content $csv
        { $job | Export-CiWorkflowReport $file -Csv } | Should -Throw -ErrorId 'ReportExists,*'
        Get-Content $csv | Should -Be 'mine'
        Test-Path $file | Should -BeFalse
    }

    It 'leaves nothing behind when it fails, and names a folder that is not there' {
        $job = Invoke-Job nightly incoming/
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Path /workflowexecution -Times 0
        $job | Export-CiWorkflowReport $file -Csv -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        Get-ChildItem $TestDrive -Filter "$([IO.Path]::GetFileNameWithoutExtension($file))*" | Should -BeNullOrEmpty
        { $job | Export-CiWorkflowReport (Join-Path $TestDrive none/report.html) } | Should -Throw -ErrorId 'ReportNotWritten,*'
    }

    It 'says what it would do and writes nothing with -WhatIf' {
        Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file -WhatIf
        Test-Path $file | Should -BeFalse
    }

    It 'returns the files that it wrote with -PassThru' {
        $files = Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file -Csv -PassThru
        $files.FullName | Should -Be $file, $csv
    }

    It 'writes the failed objects as CSV that comes back the same, with formulas quoted unless they are allowed' {
        '=1+1', '+a', '-a', '@a', 'a"b,c', 'plain' | ForEach-Object { Add-SandboxObject "$_-corrupt.mp4" }
        $job = Invoke-Job nightly ''
        $job | Export-CiWorkflowReport $file -Csv
        $rows = Import-Csv $csv
        $keys = '''=1+1-corrupt.mp4', '''+a-corrupt.mp4', '''-a-corrupt.mp4', '''@a-corrupt.mp4', 'a"b,c-corrupt.mp4', 'plain-corrupt.mp4'
        $keys | ForEach-Object { $rows.Object | Should -Contain $_ }
        $rows[0].PSObject.Properties.Name | Should -Be 'Object', 'Code', 'Message', 'Task', 'CreateTime', 'RunId', 'JobId', 'JobName', 'WorkflowId', 'Bucket', 'Region', 'LaterState'
        ($rows | Where-Object Object -Like '*,c-*').Code | Select-Object -Unique | Should -Be 'MediaFormatError'

        $job | Export-CiWorkflowReport $file -Csv -AllowFormula -Force
        (Import-Csv $csv).Object | Should -Contain '=1+1-corrupt.mp4'
    }

    It 'quotes what a spreadsheet takes for a formula behind a blank, and with a full-width sign' {
        $signs = "`t", "`n", [string][char]0xFF1D, [string][char]0xFF0B, [string][char]0xFF0D, [string][char]0xFF20
        $signs | ForEach-Object { Add-SandboxObject "${_}1+1-corrupt.mp4" }
        Invoke-Job nightly '' | Export-CiWorkflowReport $file -Csv
        $cells = (Import-Csv $csv).Object
        foreach ($sign in $signs) { $cells | Should -Contain "'${sign}1+1-corrupt.mp4" }

        # XML has a carriage return as a reference alone.
        $executions = '<Response><WorkflowExecutionList><RunId>i1</RunId><Object>&#13;=1</Object><State>Failed</State></WorkflowExecutionList></Response>'
        Add-SandboxFault Replace -Status 200 -Times 0 -Path '^/workflowexecution' -Body $executions
        Get-CiWorkflowJob nightly | Export-CiWorkflowReport $file -Csv -Force -ErrorAction SilentlyContinue
        Get-Content $csv -Raw | Should -Match "`"'\r'?=1`""
    }

    It 'writes a number over 999 alike under every culture' {
        Add-SandboxObject 'thousand/*.mp4' -Count 1001
        $job = Invoke-Job nightly thousand/
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $job | Export-CiWorkflowReport $file
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        Get-Content $file -Raw | Should -Match '1,001 objects'
        Get-Content $file -Raw | Should -Not -Match '\b1\.001\b'
    }

    It 'has no formula in its CSV where Excel splits at semicolons, or a name breaks the line' {
        Add-SandboxObject 'split/a;=1+1;corrupt.mp4', 'split/b; "@SUM(1);corrupt.mp4', 'split/c;corrupt.mp4'
        $job = Invoke-Job nightly split/
        $job | Export-CiWorkflowReport $file -Csv
        (Import-Csv $csv).Object | Sort-Object | Should -Be "split/a;'=1+1;corrupt.mp4", "split/b; ""'@SUM(1);corrupt.mp4", 'split/c;corrupt.mp4'
        foreach ($part in (Get-Content $csv) -split ';') { $part | Should -Not -Match '^["\s]*[=+@-]' }
    }

    It 'cuts the table above 10,000 rows, says so, and has all of them in the CSV' {
        Add-SandboxObject 'many/corrupt-*.mp4' -Count 10050
        Invoke-Job nightly many/ | Export-CiWorkflowReport $file -DetailLimit 10
        $html = Get-Content $file -Raw
        $html | Should -Match 'The first 10,000 of 10,050 failed objects are shown'
        [regex]::Matches($html, '<tr><td><a href="https://console').Count | Should -Be 10000
        $rows = Import-Csv $csv
        $rows.Object | Sort-Object -Unique | Should -HaveCount 10050
        $rows[0].Code | Should -Be 'MediaFormatError'
        $rows[-1].JobName | Should -Be 'nightly'
        $rows[-1].CreateTime | Should -Be $rows[0].CreateTime
    }

    It 'puts several jobs into one report, and compares a job with its retry' {
        $job = Invoke-Job nightly incoming/
        $retry = $job | Get-CiWorkflowExecution -State Failed | Publish-CiUrlFile -Key retry/a.txt | Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow
        Set-SandboxClock -Advance 60
        $retry, $job | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<h1 class="is-good">All 8 objects succeeded</h1>'
        $html | Should -Match '<p class="lead">Failed at first, and succeeded in a later job of this report: 2</p>'
        $html | Should -Match 'Retry of <bdi dir="auto">nightly</bdi><small>2 objects had failed</small>'
        $html | Should -Match 'Succeeded now <b>2</b>'

        # Of the job alone: what failed in it.
        $html | Should -Match '<p class="lead">2 of 8 objects failed</p>'
        [regex]::Matches($html, '<small class="is-good">succeeded later</small>').Count | Should -Be 2
        $html | Should -Not -Match 'Run the failed objects again'
    }

    It 'offers to start again what did not succeed in a later job of the report, and says of each row what became of it' {
        Add-SandboxObject 'again/a-corrupt.mp4', 'again/b-flaky.mp4', 'again/c-corrupt.mp4'
        $job = Invoke-Job nightly again/
        $retry = 'again/a-corrupt.mp4', 'again/b-flaky.mp4' | Publish-CiUrlFile -Key retry/two.txt | Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId $workflow
        Set-SandboxClock -Advance 60
        $job, $retry | Export-CiWorkflowReport $file -Csv
        $html = Get-Content $file -Raw
        [regex]::Matches($html, '(?s)Run the failed objects again<small>(.*?)</small>').ForEach{ $_.Groups[1].Value } |
            Should -Be '1 that did not run again in this report', '1 that did not run again in this report'
        [regex]::Matches($html, '<small class="is-(?:good|bad)">(.*? later)</small>').ForEach{ $_.Groups[1].Value } | Sort-Object |
            Should -Be 'failed again later', 'succeeded later'
        Import-Csv $csv | Sort-Object JobName, Object | ForEach-Object { "$($_.JobName) $($_.Object) $($_.LaterState)" } | Should -Be @(
            'nightly again/a-corrupt.mp4 Failed', 'nightly again/b-flaky.mp4 Success', 'nightly again/c-corrupt.mp4 ', 'nightly-retry again/a-corrupt.mp4 ')
    }

    It 'counts an object that failed and runs again once, whatever became of it' {
        Add-SandboxObject 'again/a-corrupt.mp4', 'again/b-corrupt.mp4'
        $jobs = 1..3 | ForEach-Object { Invoke-Job "try-$_" again/ }
        $jobs | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<h1 class="is-bad">2 of 2 objects failed in 3 jobs</h1>'
        $html | Should -Not -Match 'Failed at first'
    }

    It 'links no object of another bucket to a key of this one' {
        # An execution names its object by a key or a URL (460/80050).
        $job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow
        Set-SandboxClock -Advance 60
        $execution = '<WorkflowExecutionList><RunId>i{0}</RunId><WorkflowId>{1}</WorkflowId><State>Failed</State><CreateTime>2026-11-01T00:00:00+08:00</CreateTime><Object>{2}</Object></WorkflowExecutionList>'
        $body = '<Response>' + ($execution -f 1, $workflow, 'https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4') +
            ($execution -f 2, $workflow, "https://$($sandbox.bucket).cos.ap-shanghai.myqcloud.com/in/two.mp4") +
            ($execution -f 3, $workflow, 'in/three.mp4') + '</Response>'
        Add-SandboxFault Replace -Status 200 -Times 0 -Path '^/workflowexecution\?' -Body $body
        $job | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match 'elsewhere-1999999999.*one\.mp4'
        $html | Should -Match 'ap-shanghai.*two\.mp4'
        $links = [regex]::Matches($html, '<a href="([^"]*cos/bucket[^"]*)').ForEach({ $_.Groups[1].Value })
        $links | Should -HaveCount 1
        $links | Should -BeLike '*path=in%252F'
    }

    It 'says how many failed objects it did not compare with the later jobs' {
        Add-SandboxObject 'again/a-corrupt.mp4', 'again/b-corrupt.mp4', 'again/c-corrupt.mp4'
        $jobs = 1..2 | ForEach-Object { Invoke-Job "try-$_" again/ }
        $most = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'CiWorkflow' })[0].GetType(
            'CiWorkflow.Commands.ExportCiWorkflowReportCommand').GetProperty('MostCompared', [Reflection.BindingFlags] 'Static, NonPublic')
        $before = $most.GetValue($null)
        try {
            $most.SetValue($null, 1)
            $jobs | Export-CiWorkflowReport $file -Csv -WarningVariable warned -WarningAction SilentlyContinue
        }
        finally {
            $most.SetValue($null, $before)
        }
        "$warned" | Should -BeLike "*'try-1'*1 were compared*2 were not*isn't known*"
        Get-Content $file -Raw | Should -Match '2 were not: whether those ran again'
        (Import-Csv $csv | Where-Object JobName -EQ try-1).LaterState | Sort-Object | Should -Be 'Failed', 'Unknown', 'Unknown'
    }

    It 'takes a job of another workflow over the same objects for no retry' {
        $definition = "$TestDrive/other.xml"
        $null = Export-CiWorkflow $workflow $definition
        $other = Import-CiWorkflow $definition -Name other
        Enable-CiWorkflow $other.WorkflowId -Wait
        Add-SandboxObject 'twice/a-corrupt.mp4', 'twice/b.mp4'
        (Invoke-Job one twice/), (Invoke-Job two twice/ $other.WorkflowId) | Export-CiWorkflowReport $file
        $html = Get-Content $file -Raw
        $html | Should -Match '<h1 class="is-bad">2 of 4 objects failed in 2 jobs</h1>'
        $html | Should -Not -Match 'Retry of'
    }

    It 'is the same under every culture' {
        Add-SandboxObject 'many/corrupt-*.mp4' -Count 1200 -Size 1234567
        $job = Invoke-Job nightly many/
        $before = [cultureinfo]::CurrentCulture
        try {
            $texts = foreach ($name in 'en-US', 'de-DE', 'th-TH', 'ar-SA') {
                [cultureinfo]::CurrentCulture = $name
                $job | Export-CiWorkflowReport $file -Force
                (Get-Content $file -Raw) -replace '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d', ''
            }
            $texts | Select-Object -Unique | Should -HaveCount 1
            $texts[0] | Should -Match '1,200 of 1,200 objects failed'
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }

    It 'has a table in a real browser, to sort and to filter, and runs nothing that a name says' -Skip:(-not $browser) {
        Add-SandboxObject "incoming/<img src=x onerror=document.title='owned'>-corrupt.mp4"
        Invoke-Job nightly incoming/ | Export-CiWorkflowReport $file
        $program = (Get-Command chromium, chromium-browser, google-chrome -ErrorAction Ignore | Select-Object -First 1).Source
        $dom = & $program --headless=new --no-sandbox --disable-gpu "--user-data-dir=$TestDrive/browser" --dump-dom "file://$file" 2>$null | Out-String
        $dom | Should -Match '<title>nightly – 3 of 9 objects failed</title>'
        [regex]::Matches($dom, '<tr><td><a href="https://console').Count | Should -Be 3
        $dom | Should -Match '<th><button type="button">Object</button></th>'
        $dom | Should -Match '<div class="tools"><input type="search"'
        $dom | Should -Not -Match '<img'
    }
}
