# The runbooks of the docs: each scheduler's line as it is started, in a process of its own, with keys from outside and nobody to ask; what
# the script does by itself in a shell of this process.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $docs = Join-Path $root 'docs/runbooks'

    # What the schedulers call by name: pwsh, and the programs of the system, which write down how they were called.
    $bin = (New-Item -ItemType Directory (Join-Path $TestDrive bin)).FullName
    function Add-Program([string] $Name, [string] $Body) {
        Set-Content (Join-Path $bin $Name) "#!/bin/sh`n$Body"
        chmod +x (Join-Path $bin $Name)
    }
    if (-not $IsWindows) {
        Add-Program pwsh "exec dotnet '$PSHOME/pwsh.dll' `"`$@`""
        foreach ($name in 'install', 'systemctl', 'useradd') { Add-Program $name "echo $name `"`$@`" >> '$TestDrive/calls'" }
    }

    # Starts a program in a folder that has the runbooks, with the module in its path and the keys in its environment.
    function Start-Program([string] $File, [string[]] $Argument, [hashtable] $Environment = @{ }, [switch] $NoKeys) {
        $start = [Diagnostics.ProcessStartInfo]::new($File, $Argument)
        $start.WorkingDirectory = $folder
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['PATH'] = $bin + [IO.Path]::PathSeparator + $env:PATH
        $start.Environment['PSModulePath'] = Join-Path $root out
        if (-not $NoKeys) {
            $start.Environment['TENCENTCLOUD_SECRET_ID'] = $sandbox.secretId
            $start.Environment['TENCENTCLOUD_SECRET_KEY'] = $sandbox.secretKey
        }

        foreach ($one in $Environment.GetEnumerator()) { $start.Environment[$one.Key] = $one.Value }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $process
    }

    function Wait-Program([Diagnostics.Process] $Process) {
        $errors = $Process.StandardError.ReadToEndAsync()
        $text = $Process.StandardOutput.ReadToEnd()
        $Process.WaitForExit()
        [pscustomobject]@{ ExitCode = $Process.ExitCode; Text = $text + $errors.Result }
    }

    # The runbook as pwsh is called for it.
    function Start-Runbook([string] $Prefix = 'incoming/', [string[]] $More = @()) {
        $line = '-NoProfile', '-NonInteractive', '-File', 'nightly.ps1', '-Bucket', $sandbox.bucket, '-Region', $sandbox.region, '-WorkflowId', $workflow,
            '-Prefix', $Prefix, '-Endpoint', $sandbox.endpoint, '-ListLag', '0s', '-Lag', '1m'
        Start-Program dotnet (@("$PSHOME/pwsh.dll") + $line + $More)
    }

    # A script in the folder of the runbooks, without waits.
    function Invoke-Script([string] $Script, [hashtable] $Environment = @{ }) {
        $Environment += @{ PSModulePath = (Join-Path $root out) + [IO.Path]::PathSeparator + $env:PSModulePath }
        Invoke-Shell $Script -Bare -Folder $folder -Environment $Environment
    }

    function Get-Keys { @{ TENCENTCLOUD_SECRET_ID = $sandbox.secretId; TENCENTCLOUD_SECRET_KEY = $sandbox.secretKey } }

    function Invoke-Runbook([string] $Prefix = 'incoming/', [string] $More = '') {
        $line = "./nightly.ps1 -Bucket $($sandbox.bucket) -Region $($sandbox.region) -WorkflowId $workflow -Prefix $Prefix -Endpoint $($sandbox.endpoint) -ListLag 0s -Lag 1m $More"
        Invoke-Script "$line; exit `$LASTEXITCODE" (Get-Keys)
    }

    # A line of a scheduler, with the places of a real machine replaced by those of the test, and with the sandbox for the service.
    function Get-Line([string] $Line) {
        $Line = $Line.Replace('/opt/ciworkflow', $docs).Replace('/usr/bin/pwsh', 'pwsh').Replace('/var/lib/ciworkflow', $folder).Replace('/etc/ciworkflow.env', "$folder/keys.env")
        $Line + " -Endpoint $($sandbox.endpoint) -ListLag 0s -Lag 1m"
    }
}

AfterAll { Stop-Sandbox }

Describe 'docs/runbooks' {
    BeforeEach {
        Reset-Sandbox -SubmittedFor 0 -RunningFor 0.1 -SkipWaits
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        Copy-Item "$docs/*" $folder
        Set-Content (Join-Path $folder keys.env) "TENCENTCLOUD_SECRET_ID=$($sandbox.secretId)`nTENCENTCLOUD_SECRET_KEY=$($sandbox.secretKey)"
    }

    Context 'nightly.ps1' {
        BeforeAll {
            function Assert-OneOfTwo {
                $runs = 1..2 | ForEach-Object { Start-Runbook -More '-ReportPath', "$folder/report-$_.html" }
                $ended = $runs | ForEach-Object { Wait-Program $_ }
                $ended.ExitCode | Should -Be 0, 0 -Because ($ended.Text -join "`n")
                (Get-SandboxJob).name | Sort-Object | Should -Be 'nightly', 'nightly-retry'
                (Get-SandboxExecution).object | Group-Object -NoElement | Where-Object Count -GT 2 | Should -BeNullOrEmpty
                (Get-CiCheckpoint nightly).Saved | Should -Not -BeNullOrEmpty
            }
        }

        It 'processes what is new, starts again what failed, leaves a report and a log, and notes where it ended' {
            $run = Invoke-Runbook
            $run.Text | Should -Not -BeLike '*Exception*'
            $run.ExitCode | Should -Be 0
            Join-Path $folder '*.html' | Should -Exist
            (Get-CiWorkflowJob).Name | Sort-Object | Should -Be 'nightly', 'nightly-retry'
            (Get-CiCheckpoint nightly).Saved | Should -Be (Get-CiWorkflowJob nightly).Operation.TimeInterval.End
            $log = Get-Content (Join-Path $folder nightly.jsonl) | ConvertFrom-Json
            $log.Outcome | Should -Be 'Sending', 'Created', 'Ended', 'Written', 'Sending', 'Created', 'Ended', 'Written', 'Written'
        }

        It 'exits with 1 for objects that failed twice, and shows them' {
            $run = Invoke-Runbook -Prefix input/day-0/
            $run.ExitCode | Should -Be 1
            $run.Text | Should -BeLike '*clip-04-corrupt.mp4*'
        }

        It 'exits with 1 before anything is paid for where the setup is incomplete, and says what to do' {
            Suspend-CiQueue (Get-SandboxQueue).queueId
            $run = Invoke-Runbook
            $run.ExitCode | Should -Be 1
            $run.Text -replace '\s' | Should -BeLike '*Resume-CiQueue*'
            Get-SandboxRequest -Method POST | Should -BeNullOrEmpty
        }

        It 'exits with 1 where the job did not end in time, and the next run takes it up and creates none again' {
            Reset-Sandbox -SubmittedFor 0 -RunningFor 1800 -SkipWaits
            (Invoke-Runbook -More '-Timeout 0s').ExitCode | Should -Be 1
            $job = Get-CiWorkflowJob
            Set-SandboxClock -Advance 3600
            (Invoke-Runbook -More '-Timeout 0s').ExitCode | Should -Be 1
            (Get-CiWorkflowJob nightly).JobId | Should -Be $job.JobId
            (Get-Content (Join-Path $folder nightly.jsonl) | ConvertFrom-Json).Outcome | Should -Be 'Sending', 'Created', 'TimedOut', 'Existing', 'Ended', 'Written', 'Sending', 'Created', 'TimedOut', 'Written', 'Written'
        }

        # Executions are told apart by whole seconds: a retry begins in a later one than what it repeats.
        It 'creates one job and one retry where two runs come at once' -Tag Second {
            Reset-Sandbox -SubmittedFor 0 -RunningFor 1.1
            Assert-OneOfTwo
        }

        It 'creates one job and one retry where two runs come at once, while the list of jobs shows nothing new' {
            Reset-Sandbox -SubmittedFor 0 -RunningFor 1.1
            Add-SandboxFault StaleList -Seconds 60 -Path '^/inventorytriggerjob\?' -Times 0
            Assert-OneOfTwo
        }

        It 'creates a job anew that failed as a whole, and goes on from there' {
            $interval = New-CiTimeInterval -Since nightly
            $failed = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId $workflow -TimeInterval $interval -Ledger .ciworkflow/ledger/nightly
            Set-SandboxJob $failed.JobId -State Failed
            (Invoke-Runbook).ExitCode | Should -Be 0
            (Get-CiWorkflowJob nightly).StateText | Sort-Object | Should -Be 'Failed', 'Success'
            (Get-CiCheckpoint nightly).Saved | Should -Be $interval.End
        }

        It 'leaves the report, and notes where it ended, though the second start is refused' {
            Add-SandboxFault Status -Status 403 -Code AccessDenied -Method POST -Contains 'nightly-retry'
            $run = Invoke-Runbook
            $run.ExitCode | Should -Be 1
            $run.Text | Should -BeLike '*AccessDenied*'
            Join-Path $folder '*.html' | Should -Exist
            (Get-CiCheckpoint nightly).Saved | Should -Be (Get-CiWorkflowJob nightly).Operation.TimeInterval.End
        }

        It 'sends a webhook what became of the jobs, and again where it was not heard' {
            $listener = [Net.HttpListener]::new()
            $port = Get-Random -Minimum 20000 -Maximum 60000
            $listener.Prefixes.Add("http://127.0.0.1:$port/")
            $listener.Start()
            try {
                $process = Start-Runbook -More '-Webhook', "http://127.0.0.1:$port/robot", '-WebhookPauseSec', 0
                $exit = $process.WaitForExitAsync()
                $heard = while ($true) {
                    $call = $listener.GetContextAsync()
                    if ([Threading.Tasks.Task]::WaitAny($call, $exit) -eq 1) { break }
                    $context = $call.Result
                    [IO.StreamReader]::new($context.Request.InputStream).ReadToEnd() | ConvertFrom-Json
                    if (-not $isTold) { $context.Response.StatusCode = 500; $isTold = $true }
                    $context.Response.Close()
                }
            }
            finally { $listener.Stop() }
            (Wait-Program $process).ExitCode | Should -Be 0
            $heard | Should -HaveCount 3
            $heard[0].text.content | Should -Be $heard[1].text.content
            $heard[1].text.content | Should -BeLike "nightly`nnightly (*): Success, 6/8 Success, 2 Failed"
            $heard[2].text.content | Should -BeLike "nightly`nnightly-retry (*): Success, *"
        }

        It 'goes on where no webhook is reached, and says so' {
            $run = Invoke-Runbook -More '-Webhook http://127.0.0.1:1/ -WebhookPauseSec 0'
            $run.ExitCode | Should -Be 0
            $run.Text | Should -BeLike '*The webhook was not reached*'
        }

        It 'ends in 1 where the executions of its job were not seen' {
            Add-SandboxFault EmptyList -Path '^/workflowexecution' -Times 0
            $run = Invoke-Runbook
            $run.ExitCode | Should -Be 1
            $run.Text -replace '\s+', ' ' | Should -BeLike '*none of its executions was listed*'
        }

        It 'shows no key, in its output, its log and its report' {
            (Invoke-Runbook).Text | Should -Not -Match $sandbox.secretKey
            foreach ($file in Get-ChildItem $folder -Exclude keys.env) { Get-Content $file -Raw | Should -Not -Match "$($sandbox.secretKey)|$($sandbox.secretId)" }
        }
    }

    Context 'ciworkflow.cron' -Skip:$IsWindows {
        BeforeEach {
            $null = (Get-Content (Join-Path $docs ciworkflow.cron) | Where-Object { $_ -match '^5 \* \* \* \* ciworkflow (?<command>.+)$' }) | Should -HaveCount 1
            $command = Get-Line $Matches.command
        }

        It 'runs with the keys of its file' {
            (Wait-Program (Start-Program /bin/sh '-c', $command -NoKeys)).ExitCode | Should -Be 0
            (Get-SandboxJob).name | Should -Contain 'hourly'
            Join-Path $folder hourly.jsonl | Should -Exist
        }

        It 'leaves a run alone that is not over' {
            Clear-SandboxRequest
            (Wait-Program (Start-Program flock "$folder/hourly.lock", '/bin/sh', '-c', $command -NoKeys)).ExitCode | Should -Be 1
            Get-SandboxRequest | Should -BeNullOrEmpty
        }
    }

    Context 'ciworkflow.service and ciworkflow.timer' -Skip:$IsWindows {
        BeforeEach {
            $service = ConvertFrom-StringData ((Get-Content (Join-Path $docs ciworkflow.service) | Where-Object { $_ -match '^(ExecStart|Type|WorkingDirectory|StateDirectory)=' }) -join "`n")
            $line = Get-Line $service.ExecStart
        }

        It 'runs what the service starts' {
            (Wait-Program (Start-Program /bin/sh '-c', $line)).ExitCode | Should -Be 0
            (Get-SandboxJob).name | Should -Contain 'hourly'
        }

        It 'is what systemd takes' -Skip:(-not (Get-Command systemd-analyze -ErrorAction Ignore)) {
            # The program of the unit must be there for systemd.
            (Get-Content (Join-Path $folder ciworkflow.service) -Raw) -replace '/usr/bin/pwsh', '/bin/sh' | Set-Content (Join-Path $folder ciworkflow.service)
            $said = systemd-analyze verify --man=no "$folder/ciworkflow.service" "$folder/ciworkflow.timer" 2>&1 | Where-Object { "$_" -match 'ciworkflow\.' }
            $said | Should -BeNullOrEmpty
        }

        # systemd starts no oneshot unit that is still running, and with Persistent= it starts what was missed (systemd.service, systemd.timer).
        It 'says by Type and Persistent that none is started while one runs, and that a missed one is made up' {
            Get-Content (Join-Path $docs ciworkflow.timer) | Should -Contain 'Persistent=true'
            $service.Type | Should -Be 'oneshot'
            $service.WorkingDirectory | Should -Be "/var/lib/$($service.StateDirectory)"
        }

        It 'is set up on a CVM, and takes the keys of its role there' {
            Add-SandboxAccount AKIDrole role-key role-token
            Set-SandboxRole media-runner -SecretId AKIDrole -SecretKey role-key -SessionToken role-token
            $run = Wait-Program (Start-Program /bin/sh (Join-Path $docs cvm-user-data.sh) -NoKeys)
            $run.ExitCode | Should -Be 0
            Get-Content (Join-Path $TestDrive calls) | Select-Object -Last 3 | Should -Be @(
                'install -m 644 /opt/ciworkflow/ciworkflow.service /opt/ciworkflow/ciworkflow.timer /etc/systemd/system/'
                'systemctl daemon-reload', 'systemctl enable --now ciworkflow.timer')
            $place = @{ HOME = $folder; CIWORKFLOW_METADATA_ADDRESS = $sandbox.endpoint }
            (Wait-Program (Start-Program /bin/sh '-c', $line -Environment $place -NoKeys)).ExitCode | Should -Be 0
            (Get-SandboxRequest -Method POST).secretId | Sort-Object -Unique | Should -Be 'AKIDrole'
        }
    }

    Context 'Register-CiWorkflowTask.ps1' {
        BeforeAll {
            # What Windows has: each returns what it was given.
            foreach ($name in 'New-ScheduledTaskAction', 'New-ScheduledTaskTrigger', 'New-ScheduledTaskSettingsSet', 'New-ScheduledTaskPrincipal', 'Register-ScheduledTask') {
                Set-Item "function:global:$name" {
                    $given = @{ }
                    for ($i = 0; $i -lt $args.Count; $i++) {
                        $hasValue = $i + 1 -lt $args.Count -and $args[$i + 1] -notmatch '^-[A-Z][A-Za-z]+$'
                        $parameter = $args[$i].TrimStart('-').TrimEnd(':')
                        $given[$parameter] = if ($hasValue) { $args[$i + 1]; $i++ } else { $true }
                    }
                    [pscustomobject] $given
                }
            }
        }

        AfterAll { Remove-Item function:global:*-ScheduledTask* }

        It 'registers a line that runs, once an hour, made up where it was missed, never twice at once' {
            $task = & (Join-Path $docs Register-CiWorkflowTask.ps1) -User 'MACHINE\ciworkflow' -Bucket $sandbox.bucket -Region $sandbox.region -WorkflowId $workflow -Prefix incoming/
            $task.TaskName | Should -Be 'CiWorkflow hourly'
            $task.Settings.StartWhenAvailable | Should -BeTrue
            $task.Settings.MultipleInstances | Should -Be 'IgnoreNew'
            $task.Trigger.RepetitionInterval | Should -Be ([timespan] '1:00')
            $task.Principal.UserId | Should -Be 'MACHINE\ciworkflow'
            $task.Action.Execute | Should -Be 'powershell.exe'
            $process = Start-Program dotnet (@("$PSHOME/pwsh.dll") + ([regex]::Matches($task.Action.Argument, '"[^"]*"|\S+').Value.Trim('"')) + '-Endpoint', $sandbox.endpoint, '-ListLag', '0s')
            (Wait-Program $process).ExitCode | Should -Be 0
            (Get-SandboxJob).name | Should -Contain 'hourly'
        }
    }

    Context 'azure-automation.ps1' {
        BeforeEach {
            (Get-Content (Join-Path $folder azure-automation.ps1) -Raw).Replace('@settings', '@settings -ListLag 0s') | Set-Content (Join-Path $folder azure-automation.ps1)
            # What Azure Automation has: an identity, and the vault that it may read.
            $cloud = @"
function Connect-AzAccount([switch] `$Identity) { if (-not `$Identity) { throw 'Nobody can log on.' }; `$global:isConnected = `$true; 'an account' }
function Get-AzKeyVaultSecret(`$VaultName, `$Name, [switch] `$AsPlainText) {
    if (-not `$isConnected -or `$VaultName -ne 'media-keys') { throw 'Forbidden' }
    `$value = @{ 'ciworkflow-secret-id' = '$($sandbox.secretId)'; 'ciworkflow-secret-key' = '$($sandbox.secretKey)' }[`$Name]
    if (`$AsPlainText) { `$value } else { [pscustomobject]@{ SecretValue = ConvertTo-SecureString `$value -AsPlainText -Force } }
}
function Get-AzAutomationJob(`$ResourceGroupName, `$AutomationAccountName, `$RunbookName) {
    if ("`$ResourceGroupName `$AutomationAccountName `$RunbookName" -ne 'media runs azure-automation') { throw 'Forbidden' }
    [pscustomobject]@{ JobId = [guid] 'aaaaaaaa-0000-0000-0000-000000000001'; Status = 'Completed'; CreationTime = [DateTimeOffset] '2026-11-24T01:00Z' }
    [pscustomobject]@{ JobId = [guid] 'aaaaaaaa-0000-0000-0000-000000000002'; Status = 'Running'; CreationTime = [DateTimeOffset] '2026-11-24T02:00Z' }
    [pscustomobject]@{ JobId = [guid] 'aaaaaaaa-0000-0000-0000-000000000003'; Status = 'Running'; CreationTime = [DateTimeOffset] '2026-11-24T03:00Z' }
}
`$PSPrivateMetadata = @{ JobId = @{ Guid = [guid] 'aaaaaaaa-0000-0000-0000-000000000002' } }
./azure-automation.ps1 -VaultName media-keys -ResourceGroupName media -AutomationAccountName runs -Bucket $($sandbox.bucket) -Region $($sandbox.region) -WorkflowId $workflow -Endpoint $($sandbox.endpoint)
"@
        }

        It 'takes the keys from a vault by the account''s identity' {
            $run = Invoke-Script "$cloud -Prefix incoming/"
            $run.ExitCode | Should -Be 0
            $run.Text | Should -Not -Match "$($sandbox.secretKey)"
            (Get-SandboxJob).name | Should -Contain 'nightly'
        }

        It 'does nothing while an earlier run of it is at work' {
            $later = $cloud.Replace("Guid = [guid] 'aaaaaaaa-0000-0000-0000-000000000002'", "Guid = [guid] 'aaaaaaaa-0000-0000-0000-000000000003'")
            $run = Invoke-Script "$later -Prefix incoming/"
            $run.ExitCode | Should -Be 0
            $run.Text | Should -BeLike '*Nothing was done*000000000002*'
            Get-SandboxRequest | Should -BeNullOrEmpty
        }

        It 'fails where objects failed twice' {
            $run = Invoke-Script "$cloud -Prefix input/day-0/"
            $run.ExitCode | Should -Be 1
            $run.Text -replace '\s+', ' ' | Should -BeLike '*ended with exit code 1*'
        }
    }

    Context 'github-actions.yml' {
        BeforeEach {
            $yml = Get-Content (Join-Path $docs github-actions.yml) -Raw
            $yml -match '(?m)^        run: \|\r?\n(?<block>(?:          .*\r?\n)+)' | Should -BeTrue
            # As the runner makes a script of the step for shell: pwsh.
            $block = "`$ErrorActionPreference = 'stop'`n" + ($Matches.block -replace '(?m)^          ') + "`nif ((Test-Path variable:/LASTEXITCODE)) { exit `$LASTEXITCODE }"
            $null = New-Item -ItemType Directory (Join-Path $folder runbooks), (Join-Path $folder modules)
            Copy-Item "$docs/nightly.ps1" (Join-Path $folder runbooks)
            Copy-Item (Join-Path $root out/CiWorkflow) (Join-Path $folder modules) -Recurse
        }

        It 'runs its step, and <ends> of it for <prefix>' -ForEach @{ prefix = 'incoming/'; ends = 'makes a success'; code = 0 }, @{ prefix = 'input/day-0/'; ends = 'makes a failure'; code = 1 } {
            Set-Content (Join-Path $folder step.ps1) $block.Replace('@settings', "@settings -Endpoint $($sandbox.endpoint) -ListLag 0s -Lag 1m").Replace('incoming/', $prefix)
            $run = Wait-Program (Start-Program dotnet "$PSHOME/pwsh.dll", '-NoProfile', '-Command', ". '$folder/step.ps1'" -Environment @{ PSModulePath = '' })
            $run.ExitCode | Should -Be $code
            (Get-SandboxJob).name | Should -Contain 'nightly'
            Join-Path $folder nightly.jsonl | Should -Exist
        }

        It 'never runs beside itself, and keeps report and log also of a failure' {
            $yml | Should -Match '(?m)^concurrency: \S'
            $yml | Should -Match '(?m)^        if: always\(\)'
            $yml | Should -Match 'secrets\.TENCENTCLOUD_SECRET_KEY'
        }
    }
}
