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
        Fail<CiServiceException>();
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
        Fail<CiServiceException>();
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
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
        {
            Handler = new Handler(AnswerAsync),
            Clock = new ServiceClock(_time),
            Retry = new RetrySettings { MaximumRetryCount = 0 },
            Timeout = TimeSpan.FromMinutes(10),
        };
        var trigger = new ExecutionTrigger(new CiClient(settings), lag is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Task<WorkflowExecution> start = trigger.StartAsync(
            JobScript.Workflow, Key, _reported.Add, () => _callsBefore.Add(_calls.Count), TestContext.Current.CancellationToken);
        _time.Run(start);
        return start.GetAwaiter().GetResult();
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

    private static HttpResponseMessage Message(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body) };

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);
    }
}
