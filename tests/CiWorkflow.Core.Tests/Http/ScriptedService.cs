using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>A service in memory and in virtual time: its answers are given in order, the last one again and again.</summary>
internal sealed class ScriptedService : HttpMessageHandler
{
    public const string NoJobs = "<Response><RequestId>r1</RequestId></Response>";

    private readonly Queue<Func<HttpResponseMessage>> _answers;

    public ScriptedService(params Func<HttpResponseMessage>[] answers)
    {
        _answers = new(answers);
        Settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret", "token"))
        {
            Handler = this,
            Observer = Observer,
            Clock = new ServiceClock(Time),
        };
    }

    public VirtualTime Time { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public CiClientSettings Settings { get; init; }

    /// <summary>The requests that arrived, and when.</summary>
    public List<(HttpRequestMessage Request, TimeSpan At)> Requests { get; } = [];

    /// <summary>The time from each request to the next one, in seconds.</summary>
    public double[] Pauses => [.. Requests.Zip(Requests.Skip(1), static (one, next) => (next.At - one.At).TotalSeconds)];

    /// <summary>An answer with an error document.</summary>
    public static Func<HttpResponseMessage> Error(
        int status, string code, string message = "m", string? retryAfter = null, TimeSpan? clock = null) => () =>
    {
        HttpResponseMessage answer = Answer(
            status, $"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>r1</RequestId></Error>")();
        answer.Headers.Date = clock is { } difference ? Start + difference : null;
        if (retryAfter is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return answer;
    };

    /// <summary>An answer with a body.</summary>
    public static Func<HttpResponseMessage> Answer(int status, string body) =>
        () => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };

    /// <summary>A failure instead of an answer.</summary>
    public static Func<HttpResponseMessage> Fail(Exception failure) => () => throw failure;

    /// <summary>When the virtual time starts.</summary>
    public static DateTimeOffset Start { get; } = new VirtualTime().UtcNow;

    /// <summary>Runs calls to their end, in virtual time.</summary>
    public void Run(params Func<Task>[] calls)
    {
        Task all = Task.WhenAll(calls.Select(static call => call()));
        Time.Run();
        Assert.True(all.IsCompleted, "The calls wait for something that isn't virtual time.");
        all.GetAwaiter().GetResult();
    }

    public static string Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : "";

    public override string ToString() =>
        string.Join("; ", Requests.Select(static seen => seen.Request.Method + " at " + seen.At));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request, Time.Elapsed));
        if (Requests.Count > 10_000)
        {
            throw new InvalidOperationException("The calls have no end.");
        }

        if (request.Content is not null)
        {
            await request.Content.CopyToAsync(System.IO.Stream.Null, cancellationToken);
        }

        return (_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek())();
    }
}
