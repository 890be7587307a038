# Memory and time of inputs in this shell, against the sandbox: 250,000 objects by each way, and files made to fill the memory.
Import-Module "$PSScriptRoot/../CiWorkflow.Module.Tests/Sandbox.psm1"
$null = Start-Sandbox
Reset-Sandbox -World empty

# A gzip file of 1 GB of one byte, some 1 MB packed.
function New-PackedFile([byte] $value) {
    $packed = [IO.MemoryStream]::new()
    $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Optimal)
    $block = [byte[]]::new(1MB)
    [array]::Fill($block, $value)
    1..1024 | ForEach-Object { $gzip.Write($block, 0, $block.Length) }
    $gzip.Dispose()
    , $packed.ToArray()
}

function Measure-Peak([string] $what, [scriptblock] $run) {
    $process = Get-Process -Id $PID
    $before = $process.PeakWorkingSet64
    $time = Measure-Command { $script:result = & $run }
    $process.Refresh()
    '| {0} | {1} | {2:0.0} | {3:0} | {4:0} |' -f $what, $script:result, $time.TotalSeconds, ($before / 1MB), ($process.PeakWorkingSet64 / 1MB)
}

'| what | result | seconds | peak MB before | peak MB after |'
'| --- | --- | ---: | ---: | ---: |'
Add-SandboxObject 'huge/*' -Count 250000
Measure-Peak 'Get-CiWorkflowInput huge/ through ForEach-Object { }' { $n = 0; Get-CiWorkflowInput huge/ | ForEach-Object { $n++ }; $n }
Measure-Peak 'Get-CiWorkflowInput huge/ -Summary' { (Get-CiWorkflowInput huge/ -Summary).Count }
Measure-Peak 'Get-CiWorkflowInput huge/ into Publish-CiUrlFile' { (Get-CiWorkflowInput huge/ | Publish-CiUrlFile -Key lists/huge.txt).Count }
Measure-Peak 'Get-CiWorkflowInput -UrlFile -Summary' { (Get-CiWorkflowInput -UrlFile lists/huge.txt -Summary).Count }
Add-SandboxReport report/ huge/ -RowsInFile 100000
Measure-Peak 'Get-CiWorkflowInput -Manifest -Summary' { (Get-CiWorkflowInput -Manifest report/manifest.json -Summary).Count }

foreach ($case in @{ name = 'one line'; value = 120 }, @{ name = 'blank lines'; value = 10 }) {
    Add-SandboxObject hostile.gz -Bytes (New-PackedFile $case.value)
    Add-SandboxObject hostile.json -Text '{"fileSchema":"Key","files":[{"key":"hostile.gz"}]}'
    Measure-Peak "a report of 1 GB of $($case.name) in 1 MB" {
        Get-CiWorkflowInput -Manifest hostile.json -ErrorAction SilentlyContinue -ErrorVariable refused | Out-Null
        $refused.FullyQualifiedErrorId -replace ',.*'
    }
}

Stop-Sandbox
