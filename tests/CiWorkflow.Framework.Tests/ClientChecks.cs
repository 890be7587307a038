using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Framework.Tests;

/// <summary>What the client does in .NET Framework: each check throws when it finds something else.</summary>
internal sealed class ClientChecks
{
    private readonly string _workflow;
    private readonly CiClientSettings _settings;
    private readonly CiClient _client;

    public ClientChecks(string[] arguments)
    {
        _workflow = arguments[4];
        _settings = new CiClientSettings(arguments[2], arguments[3], new CiCredential(arguments[5], arguments[6]))
        {
            Endpoint = new Uri(arguments[1]),
            Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) },
        };
        _client = new CiClient(_settings);
    }

    public Task RunAsync(string check) => check switch
    {
        "create" => CreateAsync(),
        "list" => ListAsync(),
        "cancel" => CancelAsync(),
        "refused" => RefusedAsync(),
        "upload" => UploadAsync(),
        _ => throw new ArgumentException(check + " is no check."),
    };

    private async Task<JobsDetail> CreateAsync()
    {
        var request = new CreateJobRequest("framework", _workflow, JobInput.FromPrefix("input/"), CiTimeInterval.Parse("2022-02-01T12:00:00+0800/"));
        JobsDetail job = await new JobTrigger(_client).CreateAsync(request);
        Expect("framework", job.Name);
        Expect("input/", job.Input.Prefix);
        return job;
    }

    private async Task ListAsync()
    {
        int count = 0;
        Pager<JobsDetail> pages = _client.ListJobs(new JobQuery());
        while (await pages.NextAsync() is { } page)
        {
            count += page.Count;
        }

        Expect("250", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task CancelAsync()
    {
        JobsDetail job = await CreateAsync();
        await _client.CancelJobAsync(job.JobId);
        Expect("Cancel", (await _client.GetJobAsync(job.JobId))?.State.ToString());
    }

    private async Task RefusedAsync()
    {
        try
        {
            await CreateAsync();
        }
        catch (CiServiceException refused)
        {
            Expect("AccessDenied", refused.Code);
            return;
        }

        throw new InvalidOperationException("The service's refusal was not an exception.");
    }

    private async Task UploadAsync()
    {
        byte[] text = Encoding.UTF8.GetBytes("https://example.com/a\n");
        byte[] md5;
#pragma warning disable CA5351 // Content-MD5 is what the service checks.
        using (var hash = MD5.Create())
#pragma warning restore CA5351
        {
            md5 = hash.ComputeHash(text);
        }

        var bucket = new CosBucket(_settings);
        await bucket.PutObjectAsync("lists/中 framework.txt", new MemoryStream(text), md5);
        using var read = new MemoryStream();
        await bucket.ReadObjectAsync("lists/中 framework.txt", read);
        Expect(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(read.ToArray()));
    }

    private static void Expect(string expected, string? found)
    {
        if (expected != found)
        {
            throw new InvalidOperationException($"Expected '{expected}', and found '{found}'.");
        }
    }
}
