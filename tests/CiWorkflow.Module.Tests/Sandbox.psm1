# The sandbox for a test file: started once, its world set back before each test.
Set-StrictMode -Version Latest

$script:Process = $null
$script:Address = $null
$script:Variants = @()
$script:IsSkipping = $false

# An assembly as it was built last.
function Get-Built([string] $Project) {
    $built = Get-ChildItem "$PSScriptRoot/../../$Project/bin/*/net10.0/$(Split-Path -Leaf $Project).dll" | Sort-Object LastWriteTime
    if (-not $built) { throw "$Project is not built: run dotnet build first." }
    $built[-1].FullName
}

# The sandbox, to run with dotnet.
function Get-SandboxProgram {
    if ($env:CIWORKFLOW_SANDBOX) { $env:CIWORKFLOW_SANDBOX } else { Get-Built src/CiWorkflow.Sandbox }
}

# The types of Shells/, for this process and for those that it starts.
function Get-SandboxAssembly {
    if ($env:CIWORKFLOW_SHELLS) { $env:CIWORKFLOW_SHELLS } else { Get-Built tests/CiWorkflow.Module.Tests }
}

# What the module remembers of a service for the process is forgotten, as in a new process.
function Clear-SandboxMemory {
    foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        $memory = switch ($assembly.GetName().Name) {
            'CiWorkflow.Core' {
                'CiWorkflow.Jobs.JobRegistry:Registries', 'CiWorkflow.Jobs.BucketCheckpointStore:Proofs', 'CiWorkflow.Http.HostThrottle:Hosts'
                'CiWorkflow.Http.RequestPace:Paces', 'CiWorkflow.Credentials.EnvironmentCredentials:_known'
            }
            'CiWorkflow' { 'CiWorkflow.Cmdlets.CheckpointRun:OfCheckpoints', 'CiWorkflow.Completion.ServiceCompleter:Questions' }
        }
        foreach ($one in $memory) {
            $type, $name = $one -split ':'
            $field = $assembly.GetType($type, $true).GetField($name, 'Static,NonPublic')
            if ($field.IsInitOnly) { $field.GetValue($null).Clear() } else { $field.SetValue($null, $null) }
        }
        if ($memory -and $assembly.GetName().Name -eq 'CiWorkflow.Core') {
            $clock = $assembly.GetType('CiWorkflow.Http.ServiceClock')
            $process = $clock.GetProperty('Process').GetValue($null)
            foreach ($name in '_correction', '_lastAnswer') {
                $field = $clock.GetField($name, 'Instance,NonPublic')
                $field.SetValue($process, $field.GetValue([Activator]::CreateInstance($clock, @($null))))
            }
        }
    }
}

# From now on the waits of commands pass at once, here and in the processes that a test starts.
function Skip-SandboxWait {
    $script:IsSkipping = $true
    Clear-SandboxMemory
    & ([scriptblock]::Create((Get-SandboxSkip)))
}

# What another process begins with; nothing where waits take their time.
function Get-SandboxSkip {
    if ($script:IsSkipping) {
        "`$null = [Reflection.Assembly]::LoadFrom('$(Get-SandboxAssembly)'); [CiWorkflow.Shells.SkippedTime]::StartAsync('$script:Address').Wait()"
    }
}

# Waits take the time that they take.
function Resume-SandboxWait {
    if ($script:IsSkipping) {
        [CiWorkflow.Shells.SkippedTime]::Stop()
        Clear-SandboxMemory
        $script:IsSkipping = $false
    }
}

# The sandbox as a process of its own: where a test file runs without the test host, in which a sandbox starts in a moment.
function Start-SandboxProcess {
    # It ends with its standard input: also when this process is killed.
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$(Get-SandboxProgram)`" --serve --control --strict --until-input-ends")
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $script:Process = [Diagnostics.Process]::Start($start)
    $line = $script:Process.StandardOutput.ReadLine()
    if (-not $line) { throw "The sandbox did not start. $($script:Process.StandardError.ReadToEnd())" }
    $line | ConvertFrom-Json
}

function Send-TestHost([string] $Method) {
    $request = [Net.Http.HttpRequestMessage]::new($Method, "$env:CIWORKFLOW_TESTHOST/sandbox?endpoint=$script:Address")
    $answer = $script:Http.Send($request).EnsureSuccessStatusCode()
    [IO.StreamReader]::new($answer.Content.ReadAsStream()).ReadToEnd() | ConvertFrom-Json
}

# Starts the sandbox, imports the module and sets the context. Returns what a test needs to know of it; a typed line finds
# the same as $sandbox, its workflow as $workflow and its keys as $keys.
function Start-Sandbox {
    param([string[]] $Variant = @(), [switch] $NoContext)

    $sandbox = if ($env:CIWORKFLOW_TESTHOST) { Send-TestHost Post } else { Start-SandboxProcess }
    $script:Address = $sandbox.endpoint
    $script:Variants = $Variant
    if ($Variant) { Set-SandboxVariant $Variant }

    Import-Module "$PSScriptRoot/../../out/CiWorkflow/CiWorkflow.psd1" -Force -Global
    $global:sandbox = $sandbox
    $global:workflow = $sandbox.workflowId
    $global:keys = [pscredential]::new($sandbox.secretId, (ConvertTo-SecureString $sandbox.secretKey -AsPlainText -Force))
    if (-not $NoContext) { Reset-SandboxContext $sandbox }
    $sandbox
}

# Sets the session's context to the sandbox, as a user does who has given keys.
function Reset-SandboxContext {
    param([Parameter(Mandatory)] $Sandbox)

    $context = @{
        Endpoint      = $Sandbox.endpoint
        Bucket        = $Sandbox.bucket
        Region        = $Sandbox.region
        Credential    = $keys
        RetryInterval = [timespan]::FromMilliseconds(1)
    }
    Clear-CiContext
    Set-CiContext @context
}

function Stop-Sandbox {
    Resume-SandboxWait
    if ($script:Process) {
        $script:Process.StandardInput.Close()
        if (-not $script:Process.WaitForExit(10000)) { $script:Process.Kill() }
        $script:Process.Dispose()
        $script:Process = $null
    }
    elseif ($script:Address) {
        $null = Send-TestHost Delete
    }

    $script:Address = $null
}

# A world as new: the demo's, or an empty one; its variants and the session's context as Start-Sandbox set them. SubmittedFor and
# RunningFor are seconds. With -SkipWaits the waits of commands pass at once until it is set back again.
function Reset-Sandbox {
    param(
        [ValidateSet('demo', 'empty')] [string] $World = 'demo',
        [double] $SubmittedFor = 1,
        [double] $RunningFor = 2,
        [string[]] $Variant = $script:Variants,
        [switch] $SkipWaits,
        [switch] $NoContext
    )

    $order = @{ world = $World; submittedFor = $SubmittedFor; runningFor = $RunningFor; strict = $true; variants = @($Variant) }
    Send-Control reset $order

    # What this process knows of the jobs and executions of the world before.
    $core = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'CiWorkflow.Core' })
    if ($core) { $core[0].GetType('CiWorkflow.Jobs.JobRegistry', $true).GetField('Registries', 'Static,NonPublic').GetValue($null).Clear() }

    Resume-SandboxWait
    if ($SkipWaits) { Skip-SandboxWait }
    if (-not $NoContext) { Reset-SandboxContext $sandbox }
}

# The readings of the service's documents by which it behaves from now on; none for the newest page's. Lag is seconds.
function Set-SandboxVariant {
    param([Parameter(Position = 0)] [AllowEmptyCollection()] [string[]] $Variant = @(), [double] $Lag)

    $order = @{ variants = @($Variant) }
    if ($PSBoundParameters.ContainsKey('Lag')) { $order.lag = $Lag }
    Send-Control variants $order
}

# The names of all variants.
function Get-SandboxVariant { (Read-Control variants).PSObject.Properties.Name }

# The requests that arrived, in order: method, host, path, query, headers (secrets masked), secretId, isSigned, signedHeaders, body, status, time.
function Get-SandboxRequest {
    param([string] $Method = '*', [string] $Path = '*')

    Read-Control requests | Where-Object { $_.method -like $Method -and $_.path -like $Path }
}

function Clear-SandboxRequest { Invoke-Control requests DELETE }

# Objects in the bucket: -Key a/*.mp4 -Count 1000 makes as many, with a number for the star. Age is seconds, and so is
# Took, how long the upload took that ended then.
function Add-SandboxObject {
    [CmdletBinding(DefaultParameterSetName = 'Size')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [string[]] $Key,
        [Parameter(ParameterSetName = 'Size')] [long] $Size = 1,
        [Parameter(ParameterSetName = 'Text')] [string] $Text,
        [Parameter(ParameterSetName = 'Bytes')] [byte[]] $Bytes,
        [double] $Age = 60,
        [double] $Took = 0,
        [nullable[DateTimeOffset]] $Uploaded,
        [int] $Count = 1,
        [string] $Bucket
    )
    process {
        foreach ($one in $Key) {
            $order = @{ key = $one; age = $Age; took = $Took; count = $Count }
            switch ($PSCmdlet.ParameterSetName) {
                'Size' { $order.size = $Size }
                'Text' { $order.text = $Text }
                'Bytes' { $order.base64 = [Convert]::ToBase64String($Bytes) }
            }
            if ($Uploaded) { $order.uploaded = $Uploaded.ToString('o') }
            if ($Bucket) { $order.bucket = $Bucket }
            Send-Control objects $order
        }
    }
}

function Get-SandboxObject {
    param([string] $Key = '*')

    Read-Control objects | Where-Object key -CLike $Key
}

# An inventory report (manifest.json and its CSV files) under a folder, of the objects with a prefix.
function Add-SandboxReport {
    param([Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [AllowEmptyString()] [string] $Prefix, [int] $RowsInFile = 1000)

    Send-Control reports @{ folder = $Folder; prefix = $Prefix; rowsInFile = $RowsInFile }
}

function Add-SandboxWorkflow {
    param(
        [Parameter(Mandatory)] [string] $WorkflowId,
        [string] $Name = 'workflow',
        [string] $State = 'Active',
        [string] $ObjectPrefix = '',
        # The XML of its Topology; the usual chain of two nodes when it isn't given.
        [string] $Topology
    )

    $order = @{ workflowId = $WorkflowId; name = $Name; state = $State; objectPrefix = $ObjectPrefix }
    if ($Topology) { $order.topology = $Topology }
    Send-Control workflows $order
}

function Add-SandboxAccount {
    param([Parameter(Mandatory)] [string] $SecretId, [Parameter(Mandatory)] [string] $SecretKey, [string] $SessionToken)

    $order = @{ secretId = $SecretId; secretKey = $SecretKey }
    if ($SessionToken) { $order.sessionToken = $SessionToken }
    Send-Control accounts $order
}

# The role of this machine, of which the metadata service at the sandbox's address returns keys; '' for none. Lasting is seconds.
function Set-SandboxRole {
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Name, [double] $Lasting = 3600, [string] $SecretId, [string] $SecretKey, [string] $SessionToken)

    $order = @{ name = if ($Name) { $Name } else { $null }; lasting = $Lasting }
    if ($SecretId) { $order += @{ secretId = $SecretId; secretKey = $SecretKey; sessionToken = $SessionToken } }
    Send-Control role $order
}

function Get-SandboxRole { Read-Control role }

# How many requests were under way at once, at most.
function Get-SandboxLoad { (Read-Control load).mostAtOnce }

function Add-SandboxBucket {
    param(
        [Parameter(Mandatory)] [string] $Name,
        [string] $Region = 'ap-beijing',
        [ValidateSet('', 'Enabled', 'Suspended')] [string] $Versioning = '',
        [switch] $Unbound
    )

    Send-Control buckets @{ name = $Name; region = $Region; versioning = $Versioning; isBound = -not $Unbound }
}

function Add-SandboxQueue {
    param(
        [Parameter(Mandatory)] [string] $QueueId,
        [string] $Name = 'queue',
        [string] $State = 'Active',
        [int] $MaxSize = 10000,
        [int] $MaxConcurrent = 10,
        # Transcoding, SpeedTranscoding, Speeching, PicProcessing, AIProcess, DocProcessing or FileProcessing
        [string] $Category = 'Transcoding'
    )

    Send-Control queues @{ queueId = $QueueId; name = $Name; state = $State; maxSize = $MaxSize; maxConcurrent = $MaxConcurrent; category = $Category }
}

function Get-SandboxQueue { Read-Control queues }

function Get-SandboxWorkflow { Read-Control workflows }

function Add-SandboxTemplate {
    param(
        [Parameter(Mandatory)] [string] $TemplateId,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [string] $Tag,
        [string] $Category = 'Custom',
        [string] $Bucket
    )

    $order = @{ templateId = $TemplateId; name = $Name; tag = $Tag; category = $Category }
    if ($Bucket) { $order.bucket = $Bucket }
    Send-Control templates $order
}

# Jobs that somebody else made; -Count numbers their names, -Apart lets seconds pass between them, -Objects adds so many executions to each.
function Add-SandboxJob {
    param(
        [Parameter(Mandatory)] [string] $Name,
        [string] $Prefix = 'nothing/',
        [string] $WorkflowId,
        [int] $Count = 1,
        [double] $Apart = 0,
        [int] $Objects = 0
    )

    $order = @{ objects = $Objects; name = $Name; inputKind = 'Prefix'; inputKey = $Prefix; count = $Count; apart = $Apart }
    if ($WorkflowId) { $order.workflowId = $WorkflowId }
    Send-Control jobs $order
}

function Get-SandboxJob {
    param([string] $Name = '*')

    Read-Control jobs | Where-Object name -CLike $Name
}

# A state that a job shows whatever the clock says; $null to follow the clock again.
function Set-SandboxJob {
    param([Parameter(Mandatory)] [string] $JobId, [AllowNull()] [string] $State)

    Send-Control "jobs/$JobId" @{ state = if ($State) { $State } else { $null } }
}

function Get-SandboxExecution { Read-Control executions }

# What goes wrong with the calls that come: see Faults/FaultOrder.cs for what a fault can say. Times 0 is every call.
function Add-SandboxFault {
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Kind,
        [int] $Times = 1,
        [int] $Skip = 0,
        [string] $Method,
        [string] $Path,
        [ValidateSet('ci', 'cos')] [string] $HostName,
        [string] $Contains,
        [int] $Status,
        [string] $Code,
        [string] $Message,
        [string] $Body,
        [string] $RetryAfter,
        [string] $Location,
        [double] $Seconds,
        [int] $Requests,
        [double] $MadeLate,
        [string] $Echo,
        [int] $Every
    )

    $order = @{ }
    foreach ($name in $PSBoundParameters.Keys) {
        $property = if ($name -eq 'HostName') { 'host' } else { $name.Substring(0, 1).ToLowerInvariant() + $name.Substring(1) }
        $order[$property] = $PSBoundParameters[$name]
    }
    Send-Control faults $order
}

function Get-SandboxFault { Read-Control faults }

function Clear-SandboxFault { Invoke-Control faults DELETE }

# Advance: seconds that pass for jobs. AdvancePerRequest: with each request. Offset: how far the service's own clock is from ours.
function Set-SandboxClock {
    param([double] $Advance, [double] $AdvancePerRequest, [double] $Offset)

    $order = @{ }
    if ($PSBoundParameters.ContainsKey('Advance')) { $order.advance = $Advance }
    if ($PSBoundParameters.ContainsKey('AdvancePerRequest')) { $order.advancePerRequest = $AdvancePerRequest }
    if ($PSBoundParameters.ContainsKey('Offset')) { $order.offset = $Offset }
    Send-Control clock $order
}

function Read-Control {
    param([string] $What)

    $text = Invoke-Control $What GET
    foreach ($one in (ConvertFrom-Json $text -DateKind Offset -NoEnumerate)) { $one }
}

function Send-Control {
    param([string] $What, [hashtable] $Order)

    $text = Invoke-Control $What POST (ConvertTo-Json $Order -Depth 5)
    if ($text -and $text -ne 'null') {
        foreach ($one in (ConvertFrom-Json $text -DateKind Offset -NoEnumerate)) { $one }
    }
}

$script:Http = [Net.Http.HttpClient]::new([Net.Http.SocketsHttpHandler]@{ UseProxy = $false })

function Invoke-Control {
    param([string] $What, [string] $Method, [string] $Body)

    $request = [Net.Http.HttpRequestMessage]::new($Method, "$script:Address/_sandbox/$What")
    if ($Body) { $request.Content = [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, 'application/json') }
    $answer = $script:Http.Send($request)
    try {
        $text = [IO.StreamReader]::new($answer.Content.ReadAsStream()).ReadToEnd()
        if (-not $answer.IsSuccessStatusCode) { throw "The sandbox refused $What`: $text" }
        if ($Method -ne 'DELETE') { $text }
    }
    finally { $answer.Dispose() }
}

Export-ModuleMember -Function *-Sandbox*
