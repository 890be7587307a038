using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Jobs.JobScript;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>One create request, its lost answer, and the search for its job: when what is asked, and what is said in the end.</summary>
public sealed class JobCreationTests
{
    private static readonly JobTriggerOptions Repeats = new() { RepeatsUnknown = true };
    private static readonly double[] SearchTimes = [0.5, 1.5, 3.5, 7.5, 15.5, 23.5, 30];
    private static readonly string[] SentOnly = ["Sending"];

    private readonly JobScript _script = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An answered job costs one look at the newest jobs and one request, and nothing is searched for.</summary>
    [Fact]
    public void AnAnsweredJobIsNotSearchedFor()
    {
        Assert.Equal("job1", Create().JobId);
        Assert.Equal([(0, null, null)], _script.Lists);
        Assert.Equal([0], _script.Creates);
        Assert.Equal(SentOnly, _script.Reports);
    }

    /// <summary>A lost answer is searched for by name until the list must have shown the job, and is then reported as unknown.</summary>
    [Fact]
    public void ALostAnswerIsSearchedForUntilTheLagIsOver()
    {
        CiTransportException lost = Lost();
        _script.Create = _ => throw lost;
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal(SearchTimes, _script.Lists.Skip(1).Select(static list => list.At));
        Assert.All(_script.Lists.Skip(1), static list => Assert.Equal("nightly", list.Name));
        Assert.Single(_script.Creates);
        Assert.Contains(Messages.NotListed, unknown.Message, StringComparison.Ordinal);
        Assert.Same(lost, unknown.InnerException);
        Assert.Same(Request, unknown.Request);
        Assert.Equal(("media-1250000000", "ap-beijing"), (unknown.Bucket, unknown.Region));
        Assert.Equal(TimeSpan.FromSeconds(30), unknown.SearchedUntil - unknown.Asked);
        Assert.Empty(unknown.Candidates);
        Assert.Equal(["Sending", Text(Messages.LookingForJob, "nightly", lost.Message)], _script.Reports);
    }

    /// <summary>A job that is listed late is the answer, and that is reported.</summary>
    [Fact]
    public void AJobThatIsListedLateIsFound()
    {
        _script.Create = number => throw CreateAndLose(number, listedAfter: 7);
        Assert.Equal("job1", Create().JobId);
        Assert.Equal(7.5, _script.Time.Elapsed.TotalSeconds);
        Assert.Equal(Text(Messages.JobFound, "nightly", "job1"), _script.Reports[^1]);
        Assert.True(_script.Registry.Known.IsClaimed("job1"));
    }

    /// <summary>
    /// An unknown outcome may be repeated only when the timeout and the lag are over, and the list of all names is up to date: it shows a
    /// job that is younger.
    /// </summary>
    [Theory]
    [InlineData(0, 90, 98)]
    [InlineData(20, 90, 98)]
    [InlineData(80, 110, 118)]
    public void ARepeatWaitsForTheTimeoutTheLagAndAProof(int answeredAfter, int due, int repeatedAt)
    {
        _script.LetOthersCreate();
        _script.AnswersAfter = answeredAfter;
        _script.Create = number =>
        {
            _script.AnswersAfter = 0;
            return number > 1 ? _script.Job("job2") : throw Lost();
        };
        Assert.Equal("job2", Create(Repeats).JobId);
        Assert.Equal([0, repeatedAt], _script.Creates);
        Assert.Equal([(due, null, null), (repeatedAt, null, null)], _script.Lists.TakeLast(2));
        Assert.All(_script.Lists.Skip(1).SkipLast(2), static list => Assert.Equal("nightly", list.Name));
        Assert.Contains(Text(Messages.JobNotFound, "nightly"), _script.Reports);
    }

    /// <summary>Each repeat waits as long as the first: the job of the second request may be made as late as that of the first.</summary>
    [Fact]
    public void ARepeatOfARepeatWaitsAsLong()
    {
        _script.LetOthersCreate();
        _script.Timeout = TimeSpan.FromSeconds(10);
        _script.Create = number => number > 2 ? _script.Job("job3") : throw Lost();
        Assert.Equal("job3", Create(Repeats).JobId);
        Assert.Equal([0, 48, 96], _script.Creates);
    }

    /// <summary>A list that shows only older jobs may stand still since: it proves nothing, however often it is read.</summary>
    [Fact]
    public void AListOfOlderJobsIsNoProof()
    {
        ShowAnother();
        _script.Create = _ => throw Lost();
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync(Repeats));
        Assert.Contains(Messages.ListProvesNothing, unknown.Message, StringComparison.Ordinal);
        Assert.Single(_script.Creates);
        Assert.Equal(120, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>A job that another call of this process asked for after that time is a proof, whatever the clocks say.</summary>
    [Fact]
    public void AJobThatThisProcessAskedForLaterIsAProof()
    {
        _script.Create = number => number > 1 ? _script.Job("job2") : throw Lost();
        _script.Time.At(TimeSpan.FromSeconds(95), () =>
        {
            JobsDetail own = _script.Job("own", Another) with { CreationTime = _script.Time.UtcNow.AddMinutes(-1) };
            _script.Jobs.Insert(0, own);
            _script.Registry.Known.TryClaim(own, _script.Time.Elapsed, sentAt: TimeSpan.FromSeconds(90));
        });
        Assert.Equal("job2", Create(Repeats).JobId);
        Assert.Equal([0, 98], _script.Creates);
    }

    /// <summary>A list that doesn't show a job that is known to exist doesn't prove that another one is missing.</summary>
    [Fact]
    public void AListThatHidesAKnownJobIsNoProof()
    {
        ShowAnother();
        _script.Create = _ =>
        {
            _script.Jobs.Clear();
            throw Lost();
        };
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync(Repeats));
        Assert.Contains(Messages.ListProvesNothing, unknown.Message, StringComparison.Ordinal);
        Assert.Single(_script.Creates);
    }

    /// <summary>
    /// Who doesn't ask for a repeat gets none, though the list of the name shows a younger job, which would prove it to be up to date.
    /// </summary>
    [Fact]
    public void WithoutBeingAskedToNothingIsRepeated()
    {
        _script.Create = _ => throw Lost();
        _script.Time.At(TimeSpan.FromSeconds(30), () =>
        {
            JobsDetail other = _script.Job("other") with { Type = "Job" };
            _script.Jobs.Insert(0, other);
            _script.Registry.Known.TryClaim(other, _script.Time.Elapsed, sentAt: _script.Time.Elapsed);
        });
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Contains(Messages.NotListed, unknown.Message, StringComparison.Ordinal);
        Assert.Single(_script.Creates);
    }

    /// <summary>A service that asked for fewer requests gets slowly more again, by each job that it creates.</summary>
    [Fact]
    public void EachJobLetsMoreBeSent()
    {
        _script.Context().Retry.Pace.SlowDown();
        for (int row = 1; row <= 250; row++)
        {
            Create();
        }

        Assert.Equal(0.2, _script.Creates[1] - _script.Creates[0], 2);
        Assert.Equal(0.1, _script.Creates[^1] - _script.Creates[^2], 2);
    }

    /// <summary>A job that became known less than the lag ago need not be listed on every list.</summary>
    [Fact]
    public void AJobThatIsJustKnownNeedNotBeListed()
    {
        _script.Create = number => number > 1 ? _script.Job("job2") : throw Lost();
        _script.LetOthersCreate();
        _script.Time.At(TimeSpan.FromSeconds(80), () => _script.Registry.Known.Add(_script.Job("fresh", Another), _script.Time.Elapsed));
        Assert.Equal("job2", Create(Repeats).JobId);
    }

    /// <summary>
    /// No document says that a busy service or a full queue made nothing: the row is searched for, once the time that the service asks for
    /// is over, and never sent twice. Codes: 1045/43611, 436/53983, 436/7730.
    /// </summary>
    [Theory]
    [InlineData(429, "SlowDown")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(403, "QueueSaturated")]
    [InlineData(400, "RequestTimeout")]
    public void ABusyServicesAnswerIsAnUnknownOutcome(int status, string code)
    {
        _script.LetOthersCreate();
        CiServiceException busy = Error(status, code, retryAfter: 5);
        _script.Create = _ => throw busy;
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal([0, 5, 6, 8, 12, 20, 28, 30], _script.Lists.Select(static list => list.At));
        Assert.Equal([0], _script.Creates);
        Assert.Contains(Messages.NotListed, unknown.Message, StringComparison.Ordinal);
        Assert.Same(busy, unknown.InnerException);
        Assert.Equal(status == 429 ? [Text(Messages.SlowedDown, 5.0)] : [], _script.Warnings);
    }

    /// <summary>Its job is found, however late within the lag it is made, and is asked for again only as any unknown one is.</summary>
    [Theory]
    [InlineData(429, "SlowDown")]
    [InlineData(403, "QueueSaturated")]
    public void AJobThatABusyServiceMadeIsFound(int status, string code)
    {
        _script.LetOthersCreate();
        _script.Create = number => throw CreateAndLose(number, listedAfter: 25, failure: Error(status, code));
        Assert.Equal("job1", Create().JobId);
        _script.Create = number => number > 2 ? _script.Job("job" + number) : throw Error(status, code);
        Assert.Equal("job3", Create(Repeats).JobId);
        Assert.Equal([0, 30], _script.Creates.Take(2));

        // A full queue is asked again after up to the longest delay.
        Assert.InRange(_script.Creates[2], 128, 148);
    }

    /// <summary>
    /// All calls to the host wait as long as a busy service asks, at most as long as the settings allow; other failures hold up nobody.
    /// </summary>
    [Theory]
    [InlineData(429, "SlowDown", 5, 5)]
    [InlineData(429, "SlowDown", 1000, 20)]
    [InlineData(500, "InternalError", 5, 0)]
    public void ABusyServiceIsLeftAloneByAll(int status, string code, int retryAfter, int wait)
    {
        double free = -1;
        Task waiting = Task.CompletedTask;
        _script.Create = _ =>
        {
            _script.Time.At(TimeSpan.Zero, () => waiting = WaitAsync());
            throw Error(status, code, retryAfter);
        };
        _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal(wait, free);

        async Task WaitAsync()
        {
            await _script.Throttle.WaitAsync(CancellationToken.None);
            free = _script.Time.Elapsed.TotalSeconds;
        }
    }

    /// <summary>The job of the first request is searched for after a repeat, too, however late it is listed.</summary>
    [Fact]
    public void TheFirstRequestsJobIsFoundAfterARepeat()
    {
        _script.LetOthersCreate();
        _script.Create = number => throw (number == 1 ? CreateAndLose(number, listedAfter: 100) : Error(500, "InternalError"));
        Assert.Equal("job1", Create(Repeats).JobId);
        Assert.Equal(2, _script.Creates.Count);
    }

    /// <summary>What follows an unknown outcome doesn't hide it: a refusal of the repeat, or no retry left.</summary>
    [Theory]
    [InlineData(403, "AccessDenied", 4, 2)]
    [InlineData(429, "SlowDown", 0, 1)]
    public void AnUnknownOutcomeIsNeverHidden(int status, string code, int retries, int creates)
    {
        var script = new JobScript { Retry = new() { Interval = TimeSpan.Zero, MaximumRetryCount = retries } };
        script.LetOthersCreate();
        CiServiceException first = Error(429, "SlowDown");
        script.Create = number => throw (number == 1 ? first : Error(status, code));
        var unknown = script.Fail<TriggerOutcomeUnknownException>(() => script.Trigger(Repeats).CreateAsync(Request, script));
        Assert.Contains(Messages.NotRepeated, unknown.Message, StringComparison.Ordinal);
        Assert.Same(first, unknown.InnerException);
        Assert.Equal(TimeSpan.Zero, unknown.Asked - new Model.VirtualTime().UtcNow);
        Assert.Equal(creates, script.Creates.Count);
    }

    /// <summary>Looks that fail are no looks; the last one, which decides, is tried three times more.</summary>
    [Fact]
    public void TheLastLookIsTriedAgain()
    {
        _script.Create = _ => throw Lost();
        _script.List = _ => _script.Creates.Count == 0 ? Page([]) : throw Error(500, "InternalError");
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal([.. SearchTimes, 30.5, 31.5, 33.5], _script.Lists.Skip(1).Select(static list => list.At));
        Assert.Contains(Text(Messages.NotLookedFor, Error(500, "InternalError").Message), unknown.Message, StringComparison.Ordinal);
        Assert.Empty(unknown.Candidates);
    }

    /// <summary>The last try of the last look still finds the job.</summary>
    [Fact]
    public void TheLastTryOfTheLastLookFindsTheJob()
    {
        _script.Create = number => throw CreateAndLose(number, listedAfter: 0);
        _script.List = _ => _script.Creates.Count == 0 || _script.Time.Elapsed.TotalSeconds > 33 ? Page([.. _script.Jobs]) : throw Lost();
        Assert.Equal("job1", Create().JobId);
    }

    /// <summary>Several equal jobs, and those that may be it, are the candidates, and none of them is taken.</summary>
    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(0, 1)]
    public void WhatCannotBeToldApartIsTold(int equal, int unclear)
    {
        _script.Create = _ =>
        {
            _script.Jobs.AddRange(Enumerable.Range(1, equal).Select(number => _script.Job("equal" + number)));
            _script.Jobs.AddRange(Enumerable.Range(1, unclear).Select(number =>
                _script.Job("unclear" + number) with { Input = new JobInput() }));
            throw Lost();
        };
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync(Repeats));
        Assert.Equal(_script.Jobs.Select(static job => job.JobId), unknown.Candidates.Select(static job => job.JobId));
        Assert.Contains(equal > 0 ? Messages.SeveralEqual : Messages.MayBeOurs, unknown.Message, StringComparison.Ordinal);
        Assert.Single(_script.Creates);

        // A list that shows what may be it need not prove anything: it isn't looked for any longer.
        Assert.Equal(90, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>Candidates that an earlier look showed are reported where the last one fails.</summary>
    [Fact]
    public void CandidatesOfAnEarlierLookAreTold()
    {
        _script.Create = _ =>
        {
            _script.Jobs.AddRange([_script.Job("a"), _script.Job("b")]);
            throw Lost();
        };
        _script.List = _ => _script.Time.Elapsed.TotalSeconds < 20 ? Page([.. _script.Jobs]) : throw Lost();
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal(["a", "b"], unknown.Candidates.Select(static job => job.JobId));
    }

    /// <summary>The service's own refusal is the caller's error at once, and nothing is searched for.</summary>
    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(403, "QueuePaused")]
    [InlineData(400, "InvalidArgument")]
    public void ARefusalIsTheCallersErrorAtOnce(int status, string code)
    {
        CiServiceException refused = Error(status, code);
        _script.Create = _ => throw refused;
        Assert.Same(refused, _script.Fail<CiServiceException>(() => CreateAsync()));
        Assert.Single(_script.Creates);
        Assert.Single(_script.Lists);
    }

    /// <summary>A request that never left is sent again without a search; where that may not help, the error comes at once.</summary>
    [Fact]
    public void ARequestThatNeverLeftIsSentAgain()
    {
        _script.Create = number => number > 1 ? _script.Job("job2") : throw Lost(TransportFailure.NotConnected);
        Assert.Equal("job2", Create().JobId);
        Assert.Single(_script.Lists);
        _script.Create = _ => throw Lost(TransportFailure.TlsRefused);
        Assert.Equal(TransportFailure.TlsRefused, _script.Fail<CiTransportException>(() => CreateAsync()).Failure);
        Assert.Equal(3, _script.Creates.Count);
    }

    /// <summary>A look is shared for two seconds, unless a request has failed meanwhile whose job may appear at any time.</summary>
    [Fact]
    public void ALostRequestMakesTheNextOneLookAgain()
    {
        Create();
        Create();
        Assert.Single(_script.Lists);
        _script.Create = number => throw CreateAndLose(number, listedAfter: 0);
        Assert.Equal("job3", Create().JobId);
        Assert.Equal(2, _script.Lists.Count);
        _script.Create = number => _script.Job("job" + number);
        Create();
        Assert.Equal((0.5, null, null), _script.Lists[^1]);
        _script.Create = _ => throw Error(403, "AccessDenied");
        _script.Fail<CiServiceException>(() => CreateAsync());
        _script.Create = number => _script.Job("job" + number);
        Create();
        Assert.Equal(3, _script.Lists.Count);
    }

    /// <summary>So does a request that was abandoned: nobody knows what became of it.</summary>
    [Fact]
    public void AnAbandonedRequestMakesTheNextOneLookAgain()
    {
        _script.Create = _ => throw new OperationCanceledException();
        _script.Fail<OperationCanceledException>(() => CreateAsync());
        _script.Create = number => _script.Job("job" + number);
        Create();
        Assert.Equal(2, _script.Lists.Count);
    }

    /// <summary>
    /// An answer about another job, about one that existed before, or about one that another call has returned, isn't the answer.
    /// </summary>
    [Theory]
    [InlineData("another")]
    [InlineData("earlier")]
    [InlineData("taken")]
    public void AnAnswerAboutAnotherJobIsNotTheAnswer(string which)
    {
        JobsDetail answer = which switch
        {
            "another" => _script.Job("job9") with { Name = "weekly" },
            "earlier" => _script.Job("job9"),
            _ => _script.Job("job1"),
        };
        if (which == "taken")
        {
            Create();
        }
        else if (which == "earlier")
        {
            _script.Jobs.Add(answer);
        }

        _script.Create = _ => answer;
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal(Text(Messages.AnswerOfAnother, answer.Name, answer.JobId), unknown.InnerException!.Message);
    }

    /// <summary>An answer that doesn't show the whole job is still the answer.</summary>
    [Fact]
    public void AnAnswerWithoutItsInputIsTheAnswer()
    {
        _script.Create = _ => _script.Job("job1") with { Input = new JobInput() };
        Assert.Equal("job1", Create().JobId);
    }

    /// <summary>Where the newest jobs could not be read before, an equal job may be an older one, and is not taken.</summary>
    [Fact]
    public void WithoutALookBeforeNoJobIsTaken()
    {
        _script.Create = number => throw CreateAndLose(number, listedAfter: 0);
        _script.List = _ => _script.Creates.Count > 0 ? Page([.. _script.Jobs]) : throw Error(403, "AccessDenied");
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal("job1", Assert.Single(unknown.Candidates).JobId);
    }

    /// <summary>A caller that stops during the look before sends nothing; one that stops during the search sends nothing more.</summary>
    [Fact]
    public void NothingIsSentAfterAStop()
    {
        using var stop = new CancellationTokenSource();
        _script.List = _ =>
        {
            stop.Cancel();
            return Page([]);
        };
        _script.Fail<OperationCanceledException>(() => _script.Trigger().CreateAsync(Request, _script, stop.Token));
        Assert.Empty(_script.Creates);
        Assert.Empty(_script.Reports);

        using var later = new CancellationTokenSource();
        _script.List = _ => Page([]);
        _script.Create = _ => throw Lost();
        _script.Time.At(TimeSpan.FromSeconds(10), later.Cancel);
        _script.Fail<OperationCanceledException>(() => _script.Trigger(Repeats).CreateAsync(Request, _script, later.Token));
        Assert.Single(_script.Creates);
    }

    /// <summary>The request itself ends by its own token, and not by the one that ends delays.</summary>
    [Fact]
    public void AStopLetsTheRequestEnd()
    {
        using var stop = new CancellationTokenSource();
        _script.Create = number =>
        {
            stop.Cancel();
            return _script.Job("job" + number);
        };
        Assert.Equal("job1", _script.Run(() => _script.Trigger().CreateAsync(Request, _script, stop.Token)).JobId);
        using var abandon = new CancellationTokenSource();
        abandon.Cancel();
        _script.Create = _ => throw new InvalidOperationException("It was sent.");
        _script.Fail<OperationCanceledException>(() => _script.Trigger().CreateAsync(Request, _script, abandon: abandon.Token));
    }

    /// <summary>A request that others rely on not to be sent late is sent at the very last moment, and never after it.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void NoRequestIsSentTooLate(int millisecondsLate, int sent)
    {
        _script.Throttle.Pause(TimeSpan.FromSeconds(10) + TimeSpan.FromMilliseconds(millisecondsLate));
        Exception? failure = Record.Exception(() => _script.Run(() => Until(10).RunAsync(CancellationToken.None, CancellationToken.None)));
        Assert.Equal(sent, _script.Creates.Count);
        Assert.Equal(sent == 1 ? null : Messages.LedgerTooLate, (failure as LedgerException)?.Message);
    }

    /// <summary>Nor is one repeated: what is known by then is reported.</summary>
    [Fact]
    public void NothingIsRepeatedTooLate()
    {
        _script.LetOthersCreate();
        _script.Create = _ => throw Lost();
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(
            () => Until(97, Repeats).RunAsync(CancellationToken.None, CancellationToken.None));
        Assert.Contains(Messages.NotRepeated, unknown.Message, StringComparison.Ordinal);
    }

    /// <summary>A request that is sent again with other keys is timed anew: its job may come as late after that.</summary>
    [Fact]
    public void ARequestThatIsSentAgainIsTimedAnew()
    {
        ShowAnother();
        _script.SentAgainAfter = 10;
        _script.Create = number => number == 1 ? throw CreateAndLose(1, 89) : _script.Job("twice");
        Assert.Equal("job1", Create(Repeats).JobId);
        Assert.Single(_script.Creates);
        Assert.Equal(100, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>Nor is it sent again after the moment that others rely on.</summary>
    [Theory]
    [InlineData(10, 1)]
    [InlineData(9, 0)]
    public void ARequestIsNotSentAgainTooLate(int until, int sent)
    {
        _script.SentAgainAfter = 10;
        Exception? failure = Record.Exception(
            () => _script.Run(() => Until(until).RunAsync(CancellationToken.None, CancellationToken.None)));
        Assert.Equal(sent, _script.Creates.Count);
        Assert.Equal(sent == 1 ? null : Messages.LedgerTooLate, (failure as LedgerException)?.Message);
    }

    /// <summary>
    /// A job of a request that the machine slept after is found: the elapsed time stands still meanwhile, and the service's doesn't.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AJobOfBeforeASleepIsFound(bool isBusy)
    {
        _script.Create = _ =>
        {
            _script.Jobs.Add(_script.Job("job1"));
            _script.Time.Sleep(TimeSpan.FromMinutes(10));
            JobsDetail fresh = _script.Job("fresh", new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")));
            _script.Jobs.Insert(0, fresh);
            _script.Registry.Known.TryClaim(fresh, _script.Time.Elapsed);
            throw isBusy ? Error(429, "SlowDown") : Lost();
        };
        Assert.Equal("job1", Create(Repeats).JobId);
        Assert.Single(_script.Creates);
    }

    /// <summary>A request that leaves something out doesn't take the job of one that says it, though both are sent at once.</summary>
    [Fact]
    public void ARequestThatSaysLessTakesNoJobOfAnother()
    {
        XElement param = new("JobParam", new XElement("TemplateId", "t1"));
        CreateJobRequest less = Make(null), more = Make("p1");
        JobsDetail theirs = _script.Job("theirs", more) with
        {
            Type = "Job",
            Tag = "MediaInfo",
            Operation = new JobOperation { Tag = "MediaInfo", JobParam = param.ToString(), QueueId = "p1" },
        };
        _script.Create = number => number == 1 ? throw Lost() : theirs;
        _script.List = _ => Page(_script.Creates.Count == 2 ? [theirs] : []);
        JobTrigger trigger = _script.Trigger();
        Task<JobsDetail> first = trigger.CreateAsync(less, _script, Cancellation);
        _script.AnswersAfter = 5;
        Task<JobsDetail> second = trigger.CreateAsync(more, _script, Cancellation);
        _script.Time.Run();
        Assert.IsType<TriggerOutcomeUnknownException>(first.Exception?.InnerException);
        Assert.Equal((TaskStatus.RanToCompletion, 2), (second.Status, _script.Creates.Count));

        CreateJobRequest Make(string? queue) =>
            new("media", new MediaOperation("MediaInfo", param, null) { QueueId = queue }, JobInput.FromPrefix("input/"));
    }

    private JobsDetail Create(JobTriggerOptions? options = null) => _script.Run(() => CreateAsync(options));

    private Task<JobsDetail> CreateAsync(JobTriggerOptions? options = null) => _script.Trigger(options).CreateAsync(Request, _script);

    private JobCreation Until(int seconds, JobTriggerOptions? options = null) =>
        new(
            _script.Context(options), Request, new JobComparison(Request, "media-1250000000", "ap-beijing"), _script,
            () => _script.Time.Elapsed > TimeSpan.FromSeconds(seconds));

    /// <summary>Creates a job that is listed later, and returns the failure that the caller sees.</summary>
    private CiException CreateAndLose(int number, int listedAfter, CiException? failure = null)
    {
        JobsDetail job = _script.Job("job" + number);
        _script.Time.At(TimeSpan.FromSeconds(listedAfter), () => _script.Jobs.Insert(0, job));
        return failure ?? Lost();
    }

    /// <summary>Lets the list show a job of another name.</summary>
    private void ShowAnother() => _script.Jobs.Add(_script.Job("other", Another));
}
