using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Benchmarks;

/// <summary>A hundred thousand jobs created in one process, against a service in memory: whether the rate stays flat.</summary>
internal static class CreationRate
{
    public const string Command = "creation-rate";

    private const int Callers = 16;
    private const int Step = 10_000;

    public static async Task RunAsync(TextWriter output)
    {
        using var handler = new AnswerAtOnce();
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDbenchmark", "key")) { Handler = handler };
        var trigger = new JobTrigger(new CiClient(settings));
        output.WriteLine("| jobs created before | created a second |");
        output.WriteLine("| ---: | ---: |");
        for (int before = 0; before < 10 * Step; before += Step)
        {
            var clock = Stopwatch.StartNew();
            await Parallel.ForEachAsync(
                Enumerable.Range(before, Step),
                new ParallelOptions { MaxDegreeOfParallelism = Callers },
                async (number, stop) => await trigger.CreateAsync(
                    new CreateJobRequest(string.Create(CultureInfo.InvariantCulture, $"n{number}"), "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("input/")),
                    cancellationToken: stop));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {before:N0} | {Step / clock.Elapsed.TotalSeconds:N0} |"));
        }
    }

    private sealed class AnswerAtOnce : HttpMessageHandler
    {
        private int _jobs;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new XElement("Response");
            if (request.Method == HttpMethod.Post)
            {
                XElement asked = XElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
                answer.Add(new XElement("JobsDetail", new XElement("JobId", $"b{Interlocked.Increment(ref _jobs):x32}"), asked.Elements()));
            }

            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToString()) };
            response.Headers.Date = DateTimeOffset.UtcNow;
            response.Headers.Add("x-ci-request-id", "id");
            return response;
        }
    }
}
