#requires -Version 7
<#
.SYNOPSIS
    Summarises and reports a job of many executions, beside a loop that reads the same pages with XmlReader and does nothing with them.
    Each side is a process of its own; time is that of the command, memory the peak of the whole process, pwsh included.
.EXAMPLE
    pwsh tests/CiWorkflow.Benchmarks/Results.ps1 -Count 1000000
#>
param([int] $Count = 1000000, [ValidateSet('', 'XmlReader', 'Measure', 'Report')] [string] $Side, [string] $Endpoint, [string] $JobId, [string] $SecretId, [string] $SecretKey)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$bucket = 'media-1250000000'
$workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

if (-not $Side) {
    Import-Module (Join-Path $root 'tests/CiWorkflow.Module.Tests/Sandbox.psm1')
    $sandbox = Start-Sandbox
    try {
        Reset-Sandbox -World demo
        Add-SandboxObject 'huge/good-*.mp4' -Size 1000000 -Count ($Count - [int]($Count / 10))
        Add-SandboxObject 'huge/corrupt-*.mp4' -Size 1000000 -Count ([int]($Count / 10))
        $job = Invoke-CiWorkflowTrigger -Name huge -Prefix huge/ -WorkflowId $workflow -ListLag 0s
        Set-SandboxClock -Advance 3600
        '| side | executions | seconds | requests | peak memory of the process, MB |'
        '| --- | ---: | ---: | ---: | ---: |'
        foreach ($one in 'XmlReader', 'Measure', 'Report') {
            Clear-SandboxRequest
            $pwsh = [Environment]::ProcessPath, [Environment]::GetCommandLineArgs()[0]
            $call = if ($pwsh[0] -like '*dotnet*') { $pwsh } else { , $pwsh[0] }
            $start = [Diagnostics.ProcessStartInfo]::new($call[0])
            foreach ($argument in @($call | Select-Object -Skip 1) + @('-NoProfile', '-File', $PSCommandPath, '-Count', $Count, '-Side', $one, '-Endpoint', $sandbox.endpoint, '-JobId', $job.JobId, '-SecretId', $sandbox.secretId, '-SecretKey', $sandbox.secretKey)) { $start.ArgumentList.Add($argument) }
            $start.RedirectStandardOutput = $true
            $process = [Diagnostics.Process]::Start($start)
            $line = $process.StandardOutput.ReadToEnd().Trim()
            $process.WaitForExit()
            "| $one | $Count | $($line -split ';' | Select-Object -First 1) | $(@(Get-SandboxRequest).Count) | $($line -split ';' | Select-Object -Last 1) |"
        }
    }
    finally {
        Stop-Sandbox
    }

    return
}

$clock = [Diagnostics.Stopwatch]::new()
if ($Side -eq 'XmlReader') {
    Add-Type -ReferencedAssemblies System.Net.Http, System.Xml.ReaderWriter, System.Net.Primitives, System.Security.Cryptography, System.Runtime, System.Private.Uri, System.Linq, System.Collections, System.Threading.Tasks -TypeDefinition @'
using System;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

public static class Pages
{
    static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    static string Sign(string id, string key, string host, params string[] parameters)
    {
        string encoded = "";
        string names = "";
        for (int i = 0; i < parameters.Length; i += 2)
        {
            encoded += (i == 0 ? "" : "&") + parameters[i].ToLowerInvariant() + "=" + Uri.EscapeDataString(parameters[i + 1]);
            names += (i == 0 ? "" : ";") + parameters[i].ToLowerInvariant();
        }

        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string time = (now - 60) + ";" + (now + 900);
        string signKey = Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(time)));
        string text = "get\n/workflowexecution\n" + encoded + "\nhost=" + host + "\n";
        string toSign = "sha1\n" + time + "\n" + Hex(SHA1.HashData(Encoding.UTF8.GetBytes(text))) + "\n";
        string signature = Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(signKey), Encoding.UTF8.GetBytes(toSign)));
        return "q-sign-algorithm=sha1&q-ak=" + id + "&q-sign-time=" + time + "&q-key-time=" + time + "&q-header-list=host&q-url-param-list=" + names + "&q-signature=" + signature;
    }

    public static long Read(string endpoint, string host, string id, string key, string job, string workflow)
    {
        using var http = new HttpClient();
        long count = 0;
        string token = null;
        do
        {
            string[] parameters = token == null
                ? new[] { "jobId", job, "orderByTime", "Asc", "size", "100", "workflowId", workflow }
                : new[] { "jobId", job, "nextToken", token, "orderByTime", "Asc", "size", "100", "workflowId", workflow };
            string query = "";
            for (int i = 0; i < parameters.Length; i += 2)
            {
                query += (i == 0 ? "?" : "&") + parameters[i] + "=" + Uri.EscapeDataString(parameters[i + 1]);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.TrimEnd('/') + "/workflowexecution" + query);
            request.Headers.Host = host;
            request.Headers.TryAddWithoutValidation("Authorization", Sign(id, key, host, parameters));
            using HttpResponseMessage answer = http.Send(request);
            answer.EnsureSuccessStatusCode();
            using XmlReader xml = XmlReader.Create(answer.Content.ReadAsStream());
            token = null;
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "RunId") { count++; }
                else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "NextToken" && !xml.IsEmptyElement) { xml.Read(); token = xml.Value; }
            }
        }
        while (!string.IsNullOrEmpty(token));
        return count;
    }
}
'@
    $clock.Start()
    $read = [Pages]::Read($Endpoint, "$bucket.ci.ap-beijing.myqcloud.com", $SecretId, $SecretKey, $JobId, $workflow)
}
else {
    Import-Module (Join-Path $root 'out/CiWorkflow/CiWorkflow.psd1')
    Set-CiContext -Bucket $bucket -Region ap-beijing -Endpoint $Endpoint -Credential ([pscredential]::new($SecretId, (ConvertTo-SecureString $SecretKey -AsPlainText -Force)))
    $clock.Start()
    if ($Side -eq 'Measure') {
        $read = (Measure-CiWorkflowJob $JobId).Executions
    }
    else {
        $folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))
        $null = Export-CiWorkflowReport (Join-Path $folder report.html) -JobId $JobId -Csv
        $read = $Count
        Remove-Item $folder -Recurse
    }
}

if ($read -ne $Count) { throw "$read of $Count executions were read." }
$process = [Diagnostics.Process]::GetCurrentProcess()
[string]::Format([cultureinfo]::InvariantCulture, '{0:0.0};{1:0}', $clock.Elapsed.TotalSeconds, $process.PeakWorkingSet64 / 1e6)
