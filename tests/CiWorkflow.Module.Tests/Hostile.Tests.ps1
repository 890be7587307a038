# Nothing that is typed into a parameter becomes a header, another path, another parameter or another host.
BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $pieces = "`r`nX-Injected: 1", "`r", "`n", '?', '#', '/../', '@', '%', '%0d%0a', '%2e%2e', '&', ';', '=', ' ', 'ｆｕｌｌ．ｗｉｄｔｈ', "`u{202E}rtl", "`0", '\', "'", '"', '<', '>', '.other', ':1', '/'
    $headers = 'host', 'date', 'authorization', 'user-agent', 'content-length', 'content-type', 'content-md5', 'x-cos-forbid-overwrite', 'x-cos-meta-ciworkflow', 'x-cos-security-token', 'x-ci-security-token'
    $parameters = 'name', 'ids', 'size', 'orderByTime', 'states', 'workflowId', 'jobId', 'cancel', 'pageNumber', 'pageSize', 'startCreationTime', 'endCreationTime', 'prefix', 'max-keys', 'encoding-type'

    # Of the request at hand: the text behind the beginning of its path, and the text of a node of its body.
    function Read-PathEnd([string] $Begin) { if ($request.target.StartsWith($Begin)) { [uri]::UnescapeDataString($request.target.Substring($Begin.Length) -replace '\?.*') } }
    function Read-Node([string] $Path) { if ($request.body) { ([xml]$request.body).SelectSingleNode("/Request/$Path").InnerText } }
}

AfterAll { Stop-Sandbox }

Describe 'A hostile text' {
    BeforeEach { Reset-Sandbox }

    # Read takes the value from what was sent. A piece arrives in it as it was typed, or is refused before anything is sent: Refused names which.
    It 'changes nothing but its own value in <line>' -ForEach @(
        @{ line = 'Get-CiWorkflowJob -JobId ($p + "b1")'; value = { "${p}b1" }; read = { Read-PathEnd /inventorytriggerjob/ }; refused = 'id' }
        @{ line = 'Get-CiWorkflowJob -Name ($p + "n")'; value = { "${p}n" }; read = { $request.query.name }; refused = 'name'; pattern = $true }
        @{ line = 'Get-CiWorkflowJob -WorkflowId ($p + $workflow)'; value = { "$p$workflow" }; read = { $request.query.workflowId }; refused = 'id' }
        @{ line = 'Get-CiWorkflow -Name ($p + "n")'; value = { "${p}n" }; read = { $request.query.name }; refused = 'nothing'; pattern = $true }
        @{ line = 'Get-CiWorkflow -WorkflowId ($p + $workflow)'; value = { "$p$workflow" }; read = { $request.query.ids }; refused = 'id'; trimmed = ' ' }
        @{ line = 'Get-CiWorkflowExecution -RunId ($p + "i1")'; value = { "${p}i1" }; read = { Read-PathEnd /workflowexecution/ }; refused = 'id' }
        @{ line = 'Get-CiWorkflowExecution -WorkflowId $workflow -Object ($p + "o")'; value = { "${p}o" }; read = { $request.query.name }; refused = 'key' }
        @{ line = 'Get-CiWorkflowExecution -WorkflowId $workflow -JobId ($p + "b1")'; value = { "${p}b1" }; read = { $request.query.jobId }; refused = 'id' }
        @{ line = 'Stop-CiWorkflowJob -JobId ($p + "b1") -Confirm:$false'; value = { "${p}b1" }; read = { Read-PathEnd /inventorytriggerjob/ }; refused = 'id' }
        @{ line = 'Wait-CiWorkflowJob -JobId ($p + "b1") -Timeout 0s'; value = { "${p}b1" }; read = { Read-PathEnd /inventorytriggerjob/ }; refused = 'id' }
        @{ line = 'Invoke-CiWorkflowTrigger -Name ($p + "n") -WorkflowId $workflow -Prefix a'; value = { "${p}n" }; read = { Read-Node Name }; refused = 'name' }
        @{ line = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId ($p + $workflow) -Prefix a'; value = { "$p$workflow" }; read = { Read-Node Operation/WorkflowIds }; refused = 'id'; trimmed = "`r", "`n", ' ' }
        @{ line = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Prefix ($p + "a")'; value = { "${p}a" }; read = { Read-Node Input/Prefix }; refused = 'key' }
        @{ line = 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object ($p + "a")'; value = { "${p}a" }; read = { Read-Node Input/Object }; refused = 'key' }
        @{ line = '"a" | Publish-CiUrlFile -Key ($p + "k")'; value = { "${p}k" }; read = { Read-PathEnd / }; refused = 'path' }
        @{ line = 'Get-CiWorkflowInput -UrlFile ($p + "k")'; value = { "${p}k" }; read = { Read-PathEnd / }; refused = 'path' }
        @{ line = 'Get-CiWorkflowInput -Prefix ($p + "k")'; value = { "${p}k" -replace '^/' }; read = { $request.query.prefix }; refused = 'key' }
        @{ line = 'Get-CiWorkflow -Bucket ($p + "media-1250000000")'; value = { "${p}media-1250000000.ci.ap-beijing.myqcloud.com" }; read = { $request.host }; refused = 'name' }
        @{ line = 'Get-CiWorkflow -Bucket ("media-125000000" + $p)'; plain = '1'; value = { "media-125000000$p.ci.ap-beijing.myqcloud.com" }; read = { $request.host }; refused = 'name' }
        @{ line = 'Get-CiWorkflow -Region ("ap-beijing" + $p)'; value = { "media-1250000000.ci.ap-beijing$p.myqcloud.com" }; read = { $request.host }; refused = 'name' }
        @{ line = 'Get-CiWorkflow -Credential (New-CiCredential ($p + "AKID") (ConvertTo-SecureString k -AsPlainText -Force))'; value = { "${p}AKID" }; read = { $request.secretId }; refused = 'keys' }
        @{ line = 'Get-CiWorkflow -Credential (New-CiCredential AKID (ConvertTo-SecureString k -AsPlainText -Force) -SessionToken (ConvertTo-SecureString ($p + "t") -AsPlainText -Force))'; value = { '***' }; read = { $request.headers.'x-ci-security-token' }; refused = 'token' }
    ) {
        $control = "`r`nX-Injected: 1", "`r", "`n", "`0"
        $notSent = switch ($refused) {
            nothing { @() }
            key { $control }
            path { $control + '/../' }
            id { $pieces -ne '=' }
            name { $pieces }
            keys { $control + '&', ';', '=', ' ' + @($pieces -match '[^\x00-\x7f]') }
            token { $control + ' ' + @($pieces -match '[^\x00-\x7f]') }
        }
        foreach ($global:p in @(if ($plain) { $plain } else { 'x' }) + $pieces) {
            # That is a pattern, and all are asked for.
            if ($pattern -and $p -ceq '?') { continue }
            $because = "of '$([uri]::EscapeDataString($p))'"
            Clear-SandboxRequest
            $run = Invoke-Typed $line
            $requests = @(Get-SandboxRequest)
            if ($p -cin $notSent -and $p -cnotin $trimmed) {
                $requests | Should -BeNullOrEmpty -Because $because
                $run.Errors | Should -HaveCount 1 -Because $because
                $run.Errors.FullyQualifiedErrorId | Should -BeLike 'Invalid*' -Because $because
                continue
            }

            $values = foreach ($request in $requests) { & $read }
            $values -ccontains $(if ($p -cin $trimmed) { (& $value).Trim() } else { & $value }) | Should -BeTrue -Because "$because stood there: $values"
            foreach ($request in $requests) {
                $request.target | Should -Match '^/(((inventorytriggerjob|workflowexecution|workflow)(/([A-Za-z0-9_-]|%3D)+)?)?(\?[!-~]*)?|[!->@-~]*)$'
                if ("$read" -notlike '*host*') { $request.host | Should -Match "^$($sandbox.bucket)\.(ci|cos)\.$($sandbox.region)\.myqcloud\.com$" }
                $request.headers.PSObject.Properties.Name | Where-Object { $_ -notin $headers } | Should -BeNullOrEmpty
                $request.query.PSObject.Properties.Name | Where-Object { $_ -notin $parameters } | Should -BeNullOrEmpty
                if ($refused -notin 'keys', 'token') { $request.status | Should -Not -Be 403 -Because 'it is signed as it is sent' }
                if ($request.method -eq 'POST') {
                    ([xml]$request.body).SelectNodes('//*').LocalName | Should -Be ('Request', 'Name', 'Type', 'Input', ($line -match '-Object' ? 'Object' : 'Prefix'), 'Operation', 'WorkflowIds')
                }
            }
        }
    }

    It 'arrives as a key as it was typed: <_>' -ForEach 'a?b#c/../@%0d%0a d', "ｆｕｌｌ．ｗｉｄｔｈ`u{202E}rtl &=;'""<>", "%2e%2e/%25/+ ~`u{1F600}中" {
        $global:p = $_
        $run = Invoke-Typed 'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $p; Get-CiWorkflowExecution -WorkflowId $workflow -Object $p'
        $run.Errors | Should -BeNullOrEmpty
        (Get-SandboxJob).inputKey | Should -Be $p
        (Get-SandboxRequest GET /workflowexecution)[-1].query.name | Should -Be $p
    }
}
