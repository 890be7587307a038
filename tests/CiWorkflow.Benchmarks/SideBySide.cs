using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Sandbox;
using CiWorkflow.Sandbox.World;
using CiWorkflow.Signing;
using CiWorkflow.Xml;

namespace CiWorkflow.Benchmarks;

/// <summary>Ours beside peers, all sides in turn in one run, against a sandbox in a process of its own.</summary>
internal static class SideBySide
{
    public const string Command = "side-by-side";

    private const int Signatures = 200_000;
    private const int Triggers = 10_000;
    private const int Concurrency = 16;
    private const int ColdRuns = 9;

    public static async Task RunAsync(TextWriter output)
    {
        output.WriteLine("| what | side | figure | ratio |");
        output.WriteLine("| --- | --- | ---: | ---: |");
        Signing(output);
        await BulkAsync(output);
        Cold(output);
    }

    private static string BucketHost => $"{DemoWorld.Bucket}.ci.{DemoWorld.Region}.myqcloud.com";

    private static void Signing(TextWriter output)
    {
        var signer = new RequestSigner(new CiCredential(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey));
        var window = new SigningWindow(1755541017, 1755544617);
        KeyValuePair<string, string>[] headers = [new("Host", BucketHost), new("Content-Length", "532")];
        void Sign(int times)
        {
            for (int i = 0; i < times; i++)
            {
                signer.Sign(window, "POST", "/inventorytriggerjob", [], headers);
            }
        }

        Sign(Signatures / 10);
        double ours = Milliseconds(() => Sign(Signatures));
        double node = Node("sign", Signatures.ToString(CultureInfo.InvariantCulture));
        Row(output, "signatures a second", "CiWorkflow", Signatures / ours * 1000, 1);
        Row(output, "", "cos-nodejs-sdk-v5 getAuthorization", Signatures / node * 1000, node / ours);
    }

    private static async Task BulkAsync(TextWriter output)
    {
        double cmdlet;
        using (ServedSandbox sandbox = ServedSandbox.Start(0))
        {
            cmdlet = RealShell.Run(
                $$"""
                function Invoke-Many($Count) {
                    1..$Count | ForEach-Object { [pscustomobject]@{ Name = "n$_"; Prefix = 'nothing/'; WorkflowId = $workflow } } |
                        Invoke-CiWorkflowTrigger -ThrottleLimit {{Concurrency}} | Out-Null
                }
                Invoke-Many 500
                Get-Milliseconds { Invoke-Many {{Triggers}} }
                """,
                sandbox.Endpoint).Single();
        }

        double bare;
        using (ServedSandbox sandbox = ServedSandbox.Start(0))
        {
            await BareAsync(sandbox.Endpoint, 500);
            bare = await BareAsync(sandbox.Endpoint, Triggers);
        }

        double node;
        using (ServedSandbox sandbox = ServedSandbox.Start(0))
        {
            node = Node("bulk", string.Create(CultureInfo.InvariantCulture, $"{Triggers} {Concurrency}"), sandbox.Endpoint);
        }

        Row(output, $"{Triggers:N0} triggers, {Concurrency} at once, a second", "the cmdlet in a pipeline", Triggers / cmdlet * 1000, 1);
        Row(output, "", "HttpClient posting signed bytes", Triggers / bare * 1000, cmdlet / bare);
        Row(output, "", "cos-nodejs-sdk-v5 request", Triggers / node * 1000, cmdlet / node);
    }

    private static async Task<double> BareAsync(Uri endpoint, int count)
    {
        (byte[] Body, string Authorization)[] signed = [.. Enumerable.Range(0, count).Select(i => Sign("bare-" + i))];
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Concurrency, UseProxy = false });
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(signed, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (one, stop) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, "inventorytriggerjob"));
            request.Headers.Host = BucketHost;
            request.Headers.TryAddWithoutValidation("Authorization", one.Authorization);
            request.Content = new ByteArrayContent(one.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
            using HttpResponseMessage answer = await http.SendAsync(request, stop);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(stop);
        });
        return clock.Elapsed.TotalMilliseconds;
    }

    private static (byte[] Body, string Authorization) Sign(string name)
    {
        byte[] body = CreateJobWriter.Write(new CreateJobRequest(name, DemoWorld.WorkflowId, JobInput.FromPrefix("nothing/")));
        var signer = new RequestSigner(new CiCredential(DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey));
        return (body, signer.Sign(signer.WindowAt(DateTimeOffset.UtcNow), "POST", "/inventorytriggerjob", [], [new("Host", BucketHost)]));
    }

    private static void Cold(TextWriter output)
    {
        using ServedSandbox sandbox = ServedSandbox.Start(0);
        string endpoint = sandbox.Endpoint.GetLeftPart(UriPartial.Authority);
        (byte[] body, string authorization) = Sign("cold");
        double shell = Median(() => Milliseconds(() => RealShell.Run("0")));
        double module = Median(() => Milliseconds(() => RealShell.Run("$null = Invoke-CiWorkflowTrigger -Name cold -Prefix nothing/ -WorkflowId $workflow", sandbox.Endpoint)));
        double script = Median(() => Milliseconds(() => RealShell.Run($$"""
            $http = [Net.Http.HttpClient]::new()
            $request = [Net.Http.HttpRequestMessage]::new('POST', '{{endpoint}}/inventorytriggerjob')
            $request.Headers.Host = '{{BucketHost}}'
            $null = $request.Headers.TryAddWithoutValidation('Authorization', '{{authorization}}')
            $request.Content = [Net.Http.StringContent]::new('{{Encoding.UTF8.GetString(body)}}', [Text.Encoding]::UTF8, 'application/xml')
            $answer = $http.Send($request)
            $null = ([xml]$answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result).Response.JobsDetail.JobId
            """)));
        double node = Median(() => Node("one", "", sandbox.Endpoint));
        Row(output, "cold process with one trigger, ms", "pwsh, Import-Module, trigger", module, 1);
        Row(output, "", "pwsh, HttpClient from script", script, module / script);
        Row(output, "", "pwsh that does nothing", shell, module / shell);
        Row(output, "", "node, cos-nodejs-sdk-v5", node, module / node);
    }

    private static double Median(Func<double> run) => Enumerable.Range(0, ColdRuns).Select(_ => run()).Order().ElementAt(ColdRuns / 2);

    private static double Milliseconds(Action run)
    {
        var clock = Stopwatch.StartNew();
        run();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>What node prints, or where it prints nothing how long its process took, in milliseconds.</summary>
    private static double Node(string what, string counts, Uri? endpoint = null)
    {
        string folder = Path.Combine(ModuleFolder.Repository(), "tests", "node");
        return RunProcess(
            "node",
            folder,
            ["side.mjs", what, .. counts.Split(' ', StringSplitOptions.RemoveEmptyEntries), endpoint?.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:1", DemoWorld.Bucket, DemoWorld.Region, DemoWorld.Account.SecretId, DemoWorld.Account.SecretKey, DemoWorld.WorkflowId]);
    }

    private static double RunProcess(string file, string? folder, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder ?? "" })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double elapsed = clock.Elapsed.TotalMilliseconds;
        return process.ExitCode != 0 ? throw new InvalidOperationException(file + " " + arguments[0] + " failed.")
            : double.TryParse(text, CultureInfo.InvariantCulture, out double milliseconds) ? milliseconds : elapsed;
    }

    private static void Row(TextWriter output, string what, string side, double figure, double ratio) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {side} | {figure:N0} | {ratio:0.00} |"));
}
