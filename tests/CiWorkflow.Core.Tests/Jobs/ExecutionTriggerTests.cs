using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// A workflow is started on an object by one request; where its answer is lost, the execution is looked for and not started again.
/// </summary>
public sealed class ExecutionTriggerTests
{
    private const string Key = "input/a.mp4";
    private const string NoDocument = "";

    private readonly VirtualTime _time = new();
    private readonly List<string> _reported = [];
    private readonly List<int> _callsBefore = [];
    private readonly List<string> _runs = [];
    private readonly List<(string Call, double At)> _calls = [];
    private int _status = 200;
    private string _body = "<Response><RequestId>r1</RequestId><InstanceId>i1</InstanceId></Response>";
    private int _listStatus = 200;
    private double _listTakes;
    private string _appears = "";
    private DateTimeOffset? _date;
    private double _appearsAt;

    private double[] Looks => [.. _calls.Skip(2).Select(static call => call.At)];

    /// <summary>An answer is the execution, after one look at those that exist and one request.</summary>
    [Fact]
    public void AnAnswerIsTheExecution()
    {
        WorkflowExecution run = Start();
        Assert.Equal(("i1", JobScript.Workflow, Key), (run.RunId, run.WorkflowId, run.Object));
        Assert.Equal(["GET /workflowexecution", "POST /triggerworkflow"], _calls.Select(static call => call.Call));
        Assert.Equal(1, Assert.Single(_callsBefore));
        Assert.Empty(_reported);
    }

    /// <summary>After a lost answer, or a busy service's refusal, the one execution that is new is taken.</summary>
    [Theory]
    [InlineData(504, NoDocument)]
    [InlineData(429, "SlowDown")]
    public void TheOneThatIsNewIsTaken(int status, string code)
    {
        _runs.Add(Run("old"));
        Answer(status, code);
        Appears(Run("i7"), 2);
        Assert.Equal("i7", Start().RunId);
        Assert.InRange(_calls[^1].At, 2, 8);
        Assert.Single(_calls, static call => call.Call.StartsWith("POST", StringComparison.Ordinal));
        string expected = JobScript.Text(Messages.LookingForExecution, Key, "\n").Split('\n')[0];
        Assert.StartsWith(expected, Assert.Single(_reported), StringComparison.Ordinal);
    }

    /// <summary>A refusal is the caller's error, and nothing is looked for.</summary>
    [Fact]
    public void ARefusalIsAnError()
    {
        Answer(403, "AccessDenied");
        Assert.Equal("AccessDenied", Fail<CiServiceException>().Code);
        Assert.Equal(2, _calls.Count);
    }

    /// <summary>
    /// Where none is listed within the lag, by default half a minute, the outcome is unknown; the last look is at its end.
    /// </summary>
    [Theory]
    [InlineData(null, 30)]
    [InlineData(10, 10)]
    [InlineData(0, 0)]
    public void WhereNoneIsListedTheOutcomeIsUnknown(int? lag, int end)
    {
        _runs.AddRange([Run("old"), Run("other", "input/a.mp4.bak")]);
        Answer(504, NoDocument);
        Appears(Run("late"), end + 1);
        var unknown = Fail<ExecutionOutcomeUnknownException>(lag);
        Assert.Equal(end, _calls[^1].At);
        Assert.Equal((JobScript.Workflow, Key, new VirtualTime().UtcNow), (unknown.WorkflowId, unknown.Object, unknown.Asked));
        Assert.Empty(unknown.Candidates);
        Assert.Contains(Messages.NoneListed, unknown.Message, StringComparison.Ordinal);
        Assert.IsType<CiServiceException>(unknown.InnerException);
    }

    /// <summary>The looks come less and less often, from a second to eight.</summary>
    [Fact]
    public void TheLooksComeLessAndLessOften()
    {
        Answer(504, NoDocument);
        Fail<ExecutionOutcomeUnknownException>(300);
        double[] pauses = [.. Looks.Zip(Looks.Skip(1), static (one, next) => next - one)];
        Assert.InRange(Looks[0], 0.5, 1);
        Assert.InRange(pauses[0], 1, 2);
        Assert.InRange(pauses[1], 2, 4);
        Assert.All(pauses.Skip(2).SkipLast(1), static pause => Assert.InRange(pause, 4, 8));
    }

    /// <summary>Two that are new can't be told apart: both are reported, at once.</summary>
    [Fact]
    public void TwoThatAreNewCannotBeToldApart()
    {
        Answer(504, NoDocument);
        Appears(Run("i7") + Run("i8"), 0);
        var unknown = Fail<ExecutionOutcomeUnknownException>();
        Assert.Equal(["i7", "i8"], unknown.Candidates.Select(static run => run.RunId));
        Assert.InRange(_calls[^1].At, 0.5, 1);
    }

    /// <summary>A look that fails is no look; where the last one fails, the error says why.</summary>
    [Fact]
    public void ALookThatFailsIsNoLook()
    {
        Answer(504, NoDocument);
        _time.At(TimeSpan.FromSeconds(0.1), () => _listStatus = 403);
        _time.At(TimeSpan.FromSeconds(10), () => _listStatus = 200);
        Appears(Run("i7"), 0);
        Assert.Equal("i7", Start().RunId);
        Assert.InRange(_calls[^1].At, 10, 18);

        _calls.Clear();
        _time.At(TimeSpan.FromSeconds(0.1), () => _listStatus = 403);
        var unknown = Fail<ExecutionOutcomeUnknownException>();
        Assert.Contains("AccessDenied", unknown.Message, StringComparison.Ordinal);
        Assert.Empty(unknown.Candidates);
    }

    /// <summary>Where those that exist can't be listed, nothing is started.</summary>
    [Fact]
    public void WithoutAListNothingIsStarted()
    {
        _listStatus = 403;
        Assert.Equal((403, "AccessDenied"), Fail<CiServiceException>() is var failed ? (failed.HttpStatus, failed.Code) : default);
        Assert.Single(_calls);
    }

    /// <summary>A list that takes longer than the lag is the last one but one: what it can't show the next one may.</summary>
    [Fact]
    public void ASlowListDoesNotGoBackInTime()
    {
        Answer(504, NoDocument);
        _time.At(TimeSpan.FromSeconds(0.1), () => _listTakes = 40);
        Fail<ExecutionOutcomeUnknownException>();
        Assert.Equal(2, Looks.Length);
        Assert.Equal(Looks[0] + 40, Looks[1], 3);
    }

    /// <summary>What an earlier call has returned, and is listed late, is no other call's, and neither is what one has found.</summary>
    [Fact]
    public void AnExecutionOfAnEarlierCallIsNotTaken()
    {
        Assert.Equal("i1", StartAgain().RunId);
        Answer(504, NoDocument);
        _appears = Run("i1");
        Assert.Empty(Assert.Throws<ExecutionOutcomeUnknownException>(StartAgain).Candidates);
        _appears += Run("i2");
        Assert.Equal("i2", StartAgain().RunId);
        Assert.Empty(Assert.Throws<ExecutionOutcomeUnknownException>(StartAgain).Candidates);

        // What appears is never on the list of those that were there before.
        WorkflowExecution StartAgain()
        {
            _calls.Clear();
            return Start();
        }
    }

    /// <summary>What began, by the service's clock, before the second in which it was asked for is an earlier call's.</summary>
    [Theory]
    [InlineData("11:49:59", null)]
    [InlineData("11:50:00", "i7")]
    public void AnExecutionThatBeganEarlierIsNotTaken(string began, string? runId)
    {
        _date = new VirtualTime().UtcNow.AddMinutes(-10);
        Answer(504, NoDocument);
        string created = $"<CreateTime>2026-03-01T{began}+00:00</CreateTime><State>";
        Appears(Run("i7").Replace("<State>", created, StringComparison.Ordinal), 2);
        string? found = null;
        Exception? failure = Record.Exception(() => found = Start().RunId);
        Assert.Equal(runId, found);
        Assert.Equal(runId is null, failure is ExecutionOutcomeUnknownException);
    }

    /// <summary>Two equal calls run one after another, so that the execution of one isn't found by the other.</summary>
    [Fact]
    public void EqualCallsRunOneAfterAnother()
    {
        using var stop = new CancellationTokenSource();
        _listTakes = 5;
        Task<WorkflowExecution> first = StartAsync(null, TestContext.Current.CancellationToken);
        Task<WorkflowExecution> second = StartAsync(null, stop.Token);
        _time.At(TimeSpan.FromSeconds(1), stop.Cancel);
        _time.Run(first);
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal([0, 5], _calls.Select(static call => call.At));
        Assert.False(second.IsCompletedSuccessfully);
    }

    /// <summary>After an hour an execution is no longer kept in mind; what is newer is.</summary>
    [Fact]
    public void ReturnedExecutionsAreForgottenAfterAnHour()
    {
        var runs = new ReturnedRuns();
        Assert.True(TryAdd("a", TimeSpan.Zero));
        Assert.True(TryAdd("b", TimeSpan.FromMinutes(1)));
        Assert.False(TryAdd("a", TimeSpan.FromHours(1)));
        Assert.True(TryAdd("c", TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)));
        Assert.Equal((false, true, true), (runs.Contains("a"), runs.Contains("b"), runs.Contains("c")));

        bool TryAdd(string id, TimeSpan at) => runs.TryAdd(new ReturnedRun(id, "w1", Key), at);
    }

    /// <summary>What isn't given is refused by name.</summary>
    [Fact]
    public void AClientIsNeeded() => Assert.Throws<ArgumentNullException>("client", static () => new ExecutionTrigger(null!));

    private static string Run(string id, string key = Key) =>
        $"<WorkflowExecutionList><RunId>{id}</RunId><WorkflowId>{JobScript.Workflow}</WorkflowId><State>Running</State>"
        + $"<Object>{key}</Object></WorkflowExecutionList>";

    private void Answer(int status, string code) =>
        (_status, _body) = (status, code.Length == 0 ? "" : $"<Error><Code>{code}</Code><Message>m</Message></Error>");

    private void Appears(string runs, double at) => (_appears, _appearsAt) = (runs, at);

    private TFailure Fail<TFailure>(int? lag = null)
        where TFailure : Exception => Assert.Throws<TFailure>(() => Start(lag));

    private WorkflowExecution Start(int? lag = null)
    {
        Task<WorkflowExecution> start = StartAsync(lag, TestContext.Current.CancellationToken);
        _time.Run(start);
        return start.GetAwaiter().GetResult();
    }

    private Task<WorkflowExecution> StartAsync(int? lag, CancellationToken cancellationToken)
    {
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
        {
            Handler = new Handler(AnswerAsync),
            Clock = new ServiceClock(_time),
            Retry = new RetrySettings { MaximumRetryCount = 0 },
            Timeout = TimeSpan.FromMinutes(10),
        };
        var trigger = new ExecutionTrigger(new CiClient(settings), lag is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return trigger.StartAsync(
            JobScript.Workflow, Key, _reported.Add, () => _callsBefore.Add(_calls.Count), cancellationToken);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        _calls.Add((request.Method + " " + path, _time.Elapsed.TotalSeconds));
        if (path == "/workflowexecution")
        {
            // The page's parameter for an object is name (doc 80050).
            Assert.Equal(Key, System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query)["name"]);
        }

        if (path == "/triggerworkflow")
        {
            return Message(_status, _body);
        }

        if (_listTakes > 0)
        {
            await _time.DelayAsync(TimeSpan.FromSeconds(_listTakes), cancellationToken);
        }

        bool hasAppeared = _status != 200 && _calls.Count > 2 && _time.Elapsed.TotalSeconds >= _appearsAt;
        return _listStatus == 200
            ? Message(200, "<Response><RequestId>r1</RequestId>" + string.Concat(_runs) + (hasAppeared ? _appears : "") + "</Response>")
            : Message(_listStatus, "<Error><Code>AccessDenied</Code><Message>m</Message></Error>");
    }

    private HttpResponseMessage Message(int status, string body)
    {
        var message = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (_date is { } date)
        {
            message.Headers.Date = date;
            message.Headers.Add("x-ci-request-id", "r1");
        }

        return message;
    }

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);
    }
}
