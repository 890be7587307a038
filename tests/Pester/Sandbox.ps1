# Starts the sandbox for a test file and points the session at it, as its own --serve tells a person to.
function Start-Sandbox {
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.Arguments = "run --no-build --project `"$root/src/CiWorkflow.Sandbox`" -- --serve"
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $script:Sandbox = [Diagnostics.Process]::Start($start)
    $told = ''
    while ($told -notmatch 'Ctrl\+C ends it') {
        $line = $script:Sandbox.StandardOutput.ReadLine()
        if ($null -eq $line) { throw 'The sandbox did not start.' }
        $told += $line + "`n"
    }

    $commands = ($told -split "`n" | Where-Object { $_ -match '^\s+(Import-Module|Set-CiContext|\$)' }) -join "`n"
    . ([scriptblock]::Create($commands.Replace('Import-Module', 'Import-Module -Global -Force')))
}

function Stop-Sandbox {
    Clear-CiContext
    $script:Sandbox.Kill()
    $script:Sandbox.Dispose()
}
