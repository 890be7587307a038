using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Core.Tests.Client;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;
using static CiWorkflow.Core.Tests.Jobs.JobScript;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>A ledger in the bucket: what is written when, and what a run does about the entry of another one.</summary>
public sealed class JobLedgerTests
{
    private static readonly string Name = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(new JobComparison(Request, "media-1250000000", "ap-beijing").Identity)));

    private static readonly string[] SentOnly = ["Sending"];

    private readonly JobScript _script = new();
    private readonly MemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The entry is written before the job is asked for, and completed after it.</summary>
    [Fact]
    public void AnEntryIsWrittenBeforeItsJobIsAskedFor()
    {
        JobLedgerEntry? before = null;
        _script.Create = _ =>
        {
            before = Entry();
            return _script.Job("job1");
        };
        Assert.False(Create().Existing);
        Assert.Equal((LedgerState.Open, ""), (before!.State, before.JobId));
        Assert.Equal((LedgerState.Created, "job1"), (Entry().State, Entry().JobId));
        Assert.Equal(
            ("nightly", Workflow, Request.Input.ToString(), ""), (before.Name, before.WorkflowIds, before.Input, before.TimeInterval));
        Assert.Equal(Environment.UserName + "@" + Environment.MachineName, before.By);
        Assert.Equal(_script.Time.UtcNow, before.Asked);
        Assert.Equal(32, before.Run.Length);
        Assert.Equal("nightly (Open)", before.ToString());
        Assert.Equal(SentOnly, _script.Reports);
    }

    /// <summary>An entry has the name that other machines and earlier versions chose.</summary>
    [Fact]
    public void AnEntryHasTheNameThatOthersLookFor()
    {
        Create();
        Assert.Equal("b967898a9493402930533af80791434b7a561cff7068e3af5c157e9c4bed1eef.xml", Assert.Single(_store.Entries).Key);
    }

    /// <summary>The service's clock stands in the entry: those of several machines differ.</summary>
    [Fact]
    public void TheServicesTimeStandsInTheEntry()
    {
        _script.Ahead = TimeSpan.FromMinutes(-10);
        Create();
        Assert.Equal(_script.Time.UtcNow.AddMinutes(-10), Entry().Asked);
    }

    /// <summary>So another run's time is over by the service's clock, and not by this machine's.</summary>
    [Fact]
    public void AnotherRunsTimeIsOverByTheServicesClock()
    {
        _script.Ahead = TimeSpan.FromMinutes(-10);
        Write(LedgerState.Open, asked: _script.Time.UtcNow.AddMinutes(-10));
        _script.LetOthersCreate();
        Create();
        Assert.Equal([157.5], _script.Creates);
    }

    /// <summary>
    /// Where no answer has shown the service's time, an answer of the bucket shows it before the entry is written.
    /// </summary>
    [Fact]
    public void AnAnswerOfTheBucketShowsTheTime()
    {
        _script.ShowsTime = false;
        _script.Ahead = TimeSpan.FromMinutes(-10);
        _store.Read = () => _script.ShowsTime = true;
        Create();
        Assert.Equal(_script.Time.UtcNow.AddMinutes(-10), Entry().Asked);
    }

    /// <summary>
    /// Without a readable Date nothing is written and nothing is sent: by its own clock another machine would take this run for dead.
    /// </summary>
    [Fact]
    public void WithoutTheServicesTimeNothingIsCreated()
    {
        _script.Pass(500);
        _script.ShowsTime = false;
        Assert.Equal(Messages.LedgerNoTime, _script.Fail<LedgerException>(() => CreateAsync()).Message);
        Assert.Empty(_script.Creates);
        Assert.Empty(_store.Entries);
    }

    /// <summary>An entry of a time that hasn't come isn't waited for: whether its run is at work can't be told.</summary>
    [Theory]
    [InlineData(120, false)]
    [InlineData(121, true)]
    public void AnEntryOfTheFutureIsAnError(int seconds, bool isRefused)
    {
        Write(LedgerState.Open, asked: _script.Time.UtcNow.AddSeconds(seconds));
        Exception? failure = Record.Exception(() => Create());
        DateTimeOffset now = _script.Time.UtcNow;
        Assert.Equal(
            isRefused ? Text(Messages.LedgerFuture, "nightly", "somebody@elsewhere", now.AddSeconds(seconds), now) : null,
            (failure as LedgerException)?.Message);
        Assert.Empty(_script.Creates);

        // After its time a list is waited for that proves something, as long as a job may be listed late.
        Assert.Equal(isRefused ? 0 : 270 + 30, _script.Time.Elapsed.TotalSeconds);
        Assert.Equal(!isRefused, _script.Reports.Contains(Text(Messages.LedgerWaiting, "nightly", "somebody@elsewhere", 270)));
    }

    /// <summary>An entry that names another job, or is another's itself, is believed in nothing (inputs/54).</summary>
    [Theory]
    [InlineData("job")]
    [InlineData("name")]
    [InlineData("input")]
    [InlineData("workflow")]
    [InlineData("interval")]
    [InlineData("key")]
    public void AnEntryOfAnotherJobIsNotBelieved(string part)
    {
        JobLedgerEntry entry = Make(LedgerState.Created, "theirs");
        _script.Jobs.Add(_script.Job("theirs", part == "job" ? new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")) : null));
        entry = part switch
        {
            "name" => entry with { Name = "other" },
            "input" => entry with { Input = "Prefix: x/" },
            "workflow" => entry with { WorkflowIds = "w7476ff3564ee45b7b490d64bccaba6cd" },
            "interval" => entry with { TimeInterval = "2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800" },
            "key" => entry with { EntryKey = "other.xml" },
            _ => entry,
        };
        _store.Entries[Key(1)] = JobLedgerText.Write(entry);
        var refused = _script.Fail<LedgerException>(() => CreateAsync());
        Assert.Contains(part == "job" ? "is another one: other (theirs), over Prefix: x/" : "is about another one", refused.Message,
            StringComparison.Ordinal);
        Assert.Empty(_script.Creates);
    }

    /// <summary>An answer that is another entry's once is asked for again.</summary>
    [Fact]
    public void AnotherEntrysAnswerIsAskedForAgain()
    {
        _script.Jobs.Add(_script.Job("theirs"));
        Write(LedgerState.Created, "theirs");
        string right = _store.Entries[Key(1)];
        _store.Entries[Key(1)] = JobLedgerText.Write(Make(LedgerState.Created, "others") with { EntryKey = "other.xml", Name = "other" });
        _store.Read = () =>
        {
            _store.Read = null;
            _script.Time.At(TimeSpan.FromMilliseconds(1), () => _store.Entries[Key(1)] = right);
        };
        Assert.Equal("theirs", Create().JobId);
    }

    /// <summary>Requests that differ in what an entry's name doesn't say have entries of their own, and take no job of each other.</summary>
    [Fact]
    public void RequestsWithOtherCallbacksHaveEntriesOfTheirOwn()
    {
        _script.Create = number => Media(number == 1 ? "a" : "b", "job" + number);
        string[] Both() => [.. "ab".Select(static one => one.ToString()).Select(callBack =>
        {
            JobsDetail job = _script.Run(() => _script.Trigger(ledger: _store).CreateAsync(MediaRequest(callBack), _script));
            return job.JobId + " " + job.Existing;
        })];
        Assert.Equal(["job1 False", "job2 False"], Both());
        Assert.Equal(2, _store.Entries.Count);
        _script.Jobs.AddRange([Media("a", "job1"), Media("b", "job2")]);
        Assert.Equal(["job1 True", "job2 True"], Both());
        Assert.Equal(2, _script.Creates.Count);
    }

    /// <summary>
    /// An entry of an earlier version says nothing of the callback: its job decides. Its name is fixed, as that of every entry is.
    /// </summary>
    [Theory]
    [InlineData("a", "theirs")]
    [InlineData("b", "job1")]
    public void AnEntryOfAnEarlierVersionIsItsJobs(string callBack, string jobId)
    {
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            "nightly\n\nMediaInfo\n<JobParam />\n\n\nPrefix\ninput/\n\n"))) + ".xml";
        JobLedgerEntry old = Make(LedgerState.Created, "theirs") with { EntryKey = key, WorkflowIds = "" };
        _store.Entries[key] = JobLedgerText.Write(old).Replace($"<EntryKey>{key}</EntryKey>", "", StringComparison.Ordinal);
        _script.Jobs.Add(Media("a", "theirs"));
        _script.Create = _ => Media(callBack, "job1");
        Assert.Equal(jobId, _script.Run(() => _script.Trigger(ledger: _store).CreateAsync(MediaRequest(callBack), _script)).JobId);
    }

    /// <summary>The interval of a request stands in its entry.</summary>
    [Fact]
    public void TheIntervalStandsInTheEntry()
    {
        CiTimeInterval interval = CiTimeInterval.Parse("2022-02-01T12:00:00+0800/2022-05-01T12:00:00+0800");
        var request = new CreateJobRequest("nightly", Workflow, JobInput.FromPrefix("input/"), interval);
        _script.Run(() => _script.Trigger(ledger: _store).CreateAsync(request, _script));
        (string key, string text) = Assert.Single(_store.Entries);
        Assert.Equal(interval.ToString(), JobLedgerText.Read(key, text).TimeInterval);
    }

    /// <summary>Another run's job is taken, marked as existing, and its entry is reported.</summary>
    [Fact]
    public void AnotherRunsJobIsTaken()
    {
        _script.Jobs.Add(_script.Job("theirs"));
        JobLedgerEntry theirs = Write(LedgerState.Created, "theirs");
        JobsDetail job = Create();
        Assert.Equal(("theirs", true), (job.JobId, job.Existing));
        Assert.Empty(_script.Creates);
        Assert.Equal(
            Text(Messages.LedgerHasEntry, "nightly", LedgerState.Created, theirs.By, theirs.Asked),
            Assert.Single(_script.Reports));
    }

    /// <summary>Of two equal rows the second takes the job of the first, though the service doesn't show it yet.</summary>
    [Fact]
    public void AnOwnJobThatIsNotShownYetIsTaken()
    {
        Create();
        JobsDetail again = Create();
        Assert.Equal(("job1", true), (again.JobId, again.Existing));
        Assert.Equal(TimeSpan.Zero, _script.Time.Elapsed);
        Assert.Single(_script.Creates);
    }

    /// <summary>Another run's job is waited for as long as it may be shown late.</summary>
    [Fact]
    public void AnotherRunsJobIsWaitedForUntilItIsShown()
    {
        JobsDetail theirs = _script.Job("theirs");
        Write(LedgerState.Created, "theirs");
        _script.Time.At(TimeSpan.FromSeconds(29), () => _script.Jobs.Add(theirs));
        Assert.Equal("theirs", Create().JobId);
        Assert.Equal(30, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>A job that the ledger has and the service hasn't, after the lag, is an error, and nothing is created over it.</summary>
    [Fact]
    public void AJobThatIsGoneIsAnError()
    {
        Write(LedgerState.Created, "gone");
        var missing = _script.Fail<LedgerException>(() => CreateAsync());
        Assert.Equal(30, _script.Time.Elapsed.TotalSeconds);
        Assert.Equal(Text(Messages.LedgerJobMissing, "nightly", "gone"), missing.Message);
        Assert.Empty(_script.Creates);
    }

    /// <summary>An entry whose job was not created is followed by one with a number.</summary>
    [Fact]
    public void AnEntryThatCameToNothingIsFollowedByANumber()
    {
        Write(LedgerState.NotCreated);
        Write(LedgerState.NotCreated, number: 2);
        Assert.Equal("job1", Create().JobId);
        Assert.Equal(LedgerState.Created, Entry(3).State);
        Assert.Equal(3, _store.Entries.Count);
    }

    /// <summary>What became of the request stands in the entry, and the caller gets the error itself.</summary>
    [Fact]
    public void WhatBecameOfTheRequestStandsInTheEntry()
    {
        _script.Create = _ => throw Error(403, "AccessDenied");
        _script.Fail<CiServiceException>(() => CreateAsync());
        Assert.Equal((LedgerState.NotCreated, ""), (Entry().State, Entry().JobId));
        _script.Create = _ => throw Lost();
        _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal(LedgerState.Unknown, Entry(2).State);
    }

    /// <summary>
    /// An outcome that can't be written doesn't hide the outcome: the entry stays open, and that is warned about. The same process takes
    /// the job again, which it has claimed itself.
    /// </summary>
    [Fact]
    public void AnOutcomeThatCannotBeWrittenIsWarnedAbout()
    {
        _store.WriteFailure = Error(503, "SlowDown");
        Assert.Equal("job1", Create().JobId);
        Assert.Equal(LedgerState.Open, Entry().State);
        Assert.Equal(Text(Messages.LedgerNotWritten, "nightly", _store.WriteFailure.Message), Assert.Single(_script.Warnings));

        _store.WriteFailure = null;
        JobsDetail running = _script.Job("job1") with { StateText = "Running" };
        _script.Jobs.AddRange([running, _script.Job("other", new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")))]);
        JobsDetail again = Create();
        Assert.Equal(("job1", true, JobState.Running), (again.JobId, again.Existing, again.State));
        Assert.Single(_script.Creates);
        Assert.Equal((LedgerState.Created, "job1"), (Entry().State, Entry().JobId));
    }

    /// <summary>So it does where no list and no read shows the job yet, also for a caller who repeats unknown outcomes.</summary>
    [Fact]
    public void AnOwnJobWhoseOutcomeWasNotWrittenIsTakenUnlisted()
    {
        var options = new JobTriggerOptions { RepeatsUnknown = true };
        _store.WriteFailure = Error(503, "SlowDown");
        _script.Run(() => CreateAsync(options));
        _store.WriteFailure = null;
        JobsDetail again = _script.Run(() => CreateAsync(options));
        Assert.Equal(("job1", true), (again.JobId, again.Existing));
        Assert.Single(_script.Creates);
        Assert.Equal((LedgerState.Created, "job1"), (Entry().State, Entry().JobId));
        Assert.Equal(TimeSpan.Zero, _script.Time.Elapsed);
    }

    /// <summary>A dead run's job that a look showed in the second in which it was asked for isn't older than its entry.</summary>
    [Fact]
    public void AJobThatIsKnownSinceThatSecondIsFound()
    {
        _script.Jobs.AddRange([_script.Job("theirs"), _script.Job("other", new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")))]);
        Write(LedgerState.Open, asked: _script.Time.UtcNow);
        Assert.Equal("theirs", Create().JobId);
        Assert.Empty(_script.Creates);
    }

    /// <summary>An equal job that another call of this process has may be the entry's: nothing is created over it.</summary>
    [Fact]
    public void AJobOfAnotherCallIsNotCreatedOver()
    {
        Write(LedgerState.Open);
        JobsDetail claimed = _script.Job("claimed");
        _script.Time.At(TimeSpan.FromSeconds(20), () =>
        {
            _script.Jobs.AddRange([claimed, _script.Job("other", new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")))]);
            _script.Registry.Known.TryClaim(claimed, _script.Time.Elapsed);
        });
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Equal("claimed", Assert.Single(unknown.Candidates).JobId);
        Assert.Empty(_script.Creates);
    }

    /// <summary>A run with a longer timeout than this one's is waited for as long as it may send: its entry says until when.</summary>
    [Fact]
    public void AnotherRunIsWaitedForByItsOwnTimeout()
    {
        Write(LedgerState.Open, entry: Make(LedgerState.Open) with { PendingUntil = _script.Time.UtcNow.AddSeconds(630) });
        _script.LetOthersCreate();
        Assert.Equal("job1", Create().JobId);
        Assert.Equal([637.5], _script.Creates);
        Assert.Equal(Entry(2).Asked.AddSeconds(150), Entry(2).PendingUntil);
    }

    /// <summary>A write that was answered to nobody, and repeated, finds its own entry and goes on.</summary>
    [Fact]
    public void AnOwnEntryIsRecognized()
    {
        _store.LosesAnswers = true;
        JobsDetail job = Create();
        Assert.Equal(("job1", false), (job.JobId, job.Existing));
    }

    /// <summary>In a bucket with versioning two runs could write one entry, so that nothing is created.</summary>
    [Fact]
    public void VersioningIsRefused()
    {
        _store.CreateFailure = new CheckpointException("versioned");
        var refused = _script.Fail<LedgerException>(() => CreateAsync());
        Assert.Contains("media-1250000000", refused.Message, StringComparison.Ordinal);
        Assert.Same(_store.CreateFailure, refused.InnerException);
        Assert.Empty(_script.Creates);
    }

    /// <summary>An entry that is there and can't be read is an error that names it.</summary>
    [Fact]
    public void AnEntryThatVanishesIsAnError()
    {
        Write(LedgerState.Open);
        _store.HidesEntries = true;
        var missing = _script.Fail<LedgerException>(() => CreateAsync());
        Assert.Equal(Text(Messages.LedgerEntryMissing, "memory", Key(1)), missing.Message);
    }

    /// <summary>No request is sent when the timeout has passed since the entry was written: others rely on that.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void NoRequestIsSentAfterTheTimeout(int millisecondsLate, bool isSent)
    {
        _store.Created = () => _script.Throttle.Pause(TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(millisecondsLate));
        Exception? failure = Record.Exception(() => Create());
        Assert.Equal(isSent ? null : Messages.LedgerTooLate, failure?.Message);
        Assert.Equal(isSent ? LedgerState.Created : LedgerState.NotCreated, Entry().State);
    }

    /// <summary>Nor after the machine has slept: other runs didn't.</summary>
    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void NoRequestIsSentAfterASleep(int seconds, bool isSent)
    {
        _store.Created = () => _script.Time.Sleep(TimeSpan.FromSeconds(seconds));
        Exception? failure = Record.Exception(() => Create());
        Assert.Equal(isSent ? null : Messages.LedgerTooLate, failure?.Message);
        Assert.Equal(isSent ? LedgerState.Created : LedgerState.NotCreated, Entry().State);
    }

    /// <summary>A run that is at work is waited for, and its job is taken as soon as the entry has it.</summary>
    [Theory]
    [InlineData(LedgerState.Open)]
    [InlineData(LedgerState.Unknown)]
    public void ARunAtWorkIsWaitedFor(LedgerState state)
    {
        _script.Jobs.Add(_script.Job("theirs"));
        JobLedgerEntry entry = Write(state);
        _script.Time.At(TimeSpan.FromSeconds(3), () => Write(LedgerState.Created, "theirs", entry: entry));
        Assert.Equal("theirs", Create().JobId);
        Assert.Equal(3.5, _script.Time.Elapsed.TotalSeconds);
        Assert.Empty(_script.Creates);
    }

    /// <summary>A dead run's job is found by the lists, when its requests and the lag are over, and stands in the entry then.</summary>
    [Fact]
    public void ADeadRunsJobIsFound()
    {
        JobsDetail theirs = _script.Job("theirs");
        Write(LedgerState.Open);
        _script.Time.At(TimeSpan.FromSeconds(100), () => _script.Jobs.Add(theirs));
        JobsDetail job = Create();
        Assert.Equal(("theirs", true), (job.JobId, job.Existing));
        Assert.Equal(150, _script.Time.Elapsed.TotalSeconds);
        Assert.Equal((LedgerState.Created, "theirs"), (Entry().State, Entry().JobId));
        Assert.Empty(_script.Creates);
        Assert.True(_script.Registry.Known.IsClaimed("theirs"));
        Assert.Equal([null, "nightly"], _script.Lists.Select(static list => list.Name));
    }

    /// <summary>
    /// A job of a later occasion, created when the dead run's time was over, isn't the entry's; within the slack of clocks it may be.
    /// </summary>
    [Theory]
    [InlineData(150, "later")]
    [InlineData(151, null)]
    [InlineData(270, null)]
    [InlineData(271, "job1")]
    public void AJobOfALaterOccasionIsNotTaken(int createdAfter, string? jobId)
    {
        Write(LedgerState.Open);
        JobsDetail later = _script.Job("later");
        _script.Jobs.Add(later with { CreationTime = later.CreationTime!.Value.AddSeconds(createdAfter) });
        _script.Pass(600);
        _script.Registry = new JobRegistry(_script.Time, locksResumeInline: true);
        string? found = null;
        Exception? failure = Record.Exception(() => found = Create().JobId);
        Assert.Equal(jobId, found);
        IReadOnlyList<JobsDetail> candidates = (failure as TriggerOutcomeUnknownException)?.Candidates ?? [];
        Assert.Equal(jobId is null ? ["later"] : [], candidates.Select(static job => job.JobId));
        Assert.Equal(jobId == "job1" ? 1 : 0, _script.Creates.Count);
    }

    /// <summary>A dead run that created nothing is followed, once the lists prove it by showing what they should.</summary>
    [Fact]
    public void ADeadRunThatCreatedNothingIsFollowed()
    {
        Write(LedgerState.Open);
        _script.LetOthersCreate();
        JobsDetail job = Create();
        Assert.Equal(("job1", false), (job.JobId, job.Existing));
        Assert.Equal(LedgerState.NotCreated, Entry().State);
        Assert.Equal((LedgerState.Created, "job1"), (Entry(2).State, Entry(2).JobId));
        Assert.Equal([157.5], _script.Creates);

        // One when it came, one by name, the looks until one shows a job that is certainly younger than the other run's, and one before the
        // request.
        Assert.Equal([0, 150, 150, 150, 150.5, 151.5, 153.5, 157.5, 157.5], _script.Lists.Select(static list => list.At));
    }

    /// <summary>A job that became known within the lag need not be listed yet: its absence spoils no proof.</summary>
    [Fact]
    public void AJobThatIsNewNeedNotBeListedYet()
    {
        Write(LedgerState.Open);
        _script.LetOthersCreate();
        _script.Time.At(TimeSpan.FromSeconds(145), () =>
            _script.Registry.Known.TryClaim(_script.Job("fresh", Another), _script.Time.Elapsed));
        Assert.Equal("job1", Create().JobId);
    }

    /// <summary>
    /// A list that shows only jobs that are older than what is searched for may stand still: it proves nothing, though it shows all that is
    /// known, and the entry is searched for as long again as a younger job may take to be listed.
    /// </summary>
    [Fact]
    public void AListOfOlderJobsIsNoProof()
    {
        Write(LedgerState.Open);
        _script.Jobs.Add(_script.Job("other", Another));
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync());
        Assert.Contains(Text(Messages.LedgerOpen, LedgerState.Open, "somebody@elsewhere"), unknown.Message, StringComparison.Ordinal);
        Assert.Equal(180, _script.Time.Elapsed.TotalSeconds);
        Assert.Empty(_script.Creates);
        _script.Pass(1);
        _script.Jobs.Insert(0, _script.Job("younger", Another));
        Assert.Equal("job1", Create().JobId);
    }

    /// <summary>
    /// A list that shows nothing at all, or that has no end, proves nothing, also to a caller who repeats unknown outcomes.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutAProofTheEntryStaysOpen(bool repeatsUnknown)
    {
        Write(LedgerState.Open);
        JobLedgerEntry theirs = Entry();
        var options = new JobTriggerOptions { RepeatsUnknown = repeatsUnknown };
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync(options));
        string reason = Text(Messages.LedgerOpen, LedgerState.Open, theirs.By);
        Assert.Contains(reason, unknown.Message, StringComparison.Ordinal);
        Assert.Equal(reason, Assert.IsType<LedgerException>(unknown.InnerException).Message);
        Assert.Equal((theirs.Asked, _script.Time.UtcNow), (unknown.Asked, unknown.SearchedUntil));
        Assert.Empty(unknown.Candidates);
        Assert.Equal(LedgerState.Open, Entry().State);
        Assert.Empty(_script.Creates);
    }

    /// <summary>What another run found out meanwhile is taken, and not overwritten.</summary>
    [Theory]
    [InlineData(LedgerState.Created)]
    [InlineData(LedgerState.NotCreated)]
    public void WhatAnotherRunFoundOutMeanwhileIsTaken(LedgerState state)
    {
        JobLedgerEntry entry = Write(LedgerState.Open);
        _script.Jobs.Add(_script.Job("theirs"));
        _script.List = _ =>
        {
            // The look after the wait, and not the one when it came.
            if (_script.Lists.Count == 2)
            {
                Write(state, state == LedgerState.Created ? "theirs" : "", entry: entry);
            }

            return Page([.. _script.Jobs.FindAll(static job => job.Name == "other")]);
        };
        _script.LetOthersCreate();
        JobsDetail job = Create();
        Assert.Equal((state == LedgerState.Created ? "theirs" : "job1", state == LedgerState.Created), (job.JobId, job.Existing));
        Assert.Equal(state, Entry().State);
        Assert.Equal(state == LedgerState.Created ? 0 : 1, _script.Creates.Count);
    }

    /// <summary>Not even such a caller goes on over a list that wasn't read far enough, or that shows what may be the job.</summary>
    [Theory]
    [InlineData("endless")]
    [InlineData("unclear")]
    [InlineData("two")]
    public void WhatMayBeTheJobIsNeverCreatedOver(string list)
    {
        Write(LedgerState.Open);
        JobsDetail maybe = _script.Job("maybe");
        JobsDetail other = _script.Job("other", new CreateJobRequest("other", Workflow, JobInput.FromPrefix("x/")));
        _script.List = _ => list switch
        {
            "endless" => Page([other with { CreationTime = _script.Time.UtcNow }], "more"),
            "unclear" => Page([other, maybe with { Input = new JobInput() }]),
            _ => Page([other, maybe, maybe with { JobId = "maybe2" }]),
        };
        // The look before a request must not show them: then they would be older jobs.
        Func<string?, Page<JobsDetail>> later = _script.List;
        _script.List = token => _script.Time.Elapsed.TotalSeconds < 100 ? Page([other]) : later(token);
        var unknown = _script.Fail<TriggerOutcomeUnknownException>(() => CreateAsync(new JobTriggerOptions { RepeatsUnknown = true }));
        Assert.Equal(list switch { "endless" => [], "unclear" => ["maybe"], _ => ["maybe", "maybe2"] },
            unknown.Candidates.Select(static job => job.JobId));
        Assert.Empty(_script.Creates);

        // What may be the job is told at once, when the other run's time is over; a proof is waited for.
        Assert.Equal(list == "endless" ? 180 : 150, _script.Time.Elapsed.TotalSeconds);
    }

    /// <summary>Without a lag the list that is to prove something is still read, beside the two that go before it.</summary>
    [Fact]
    public void WithoutALagTheProofIsStillRead()
    {
        Write(LedgerState.Open, asked: _script.Time.UtcNow.AddSeconds(-200));
        _script.LetOthersCreate();
        Assert.Equal("job1", _script.Run(() => CreateAsync(new JobTriggerOptions { ListLag = TimeSpan.Zero })).JobId);
        Assert.Equal(LedgerState.NotCreated, Entry().State);
    }

    /// <summary>A job of another callback isn't that of a dead run's entry, whose request had its own.</summary>
    [Fact]
    public void AnEntryTakesNoJobOfAnotherCallback()
    {
        _script.Create = _ => throw new OperationCanceledException();
        _script.Fail<OperationCanceledException>(() => CreateMediaAsync("a"));
        (string key, string text) = Assert.Single(_store.Entries);
        _script.Registry = new JobRegistry(_script.Time, locksResumeInline: true);
        _script.Jobs.Add(Media("b", "others"));
        _script.Create = _ => Media("a", "job1");
        Exception? failure = Record.Exception(() => _script.Run(() => CreateMediaAsync("a")));
        Assert.Equal(["others"], Assert.IsType<TriggerOutcomeUnknownException>(failure).Candidates.Select(static job => job.JobId));
        Assert.Equal(text, _store.Entries[key]);
    }

    /// <summary>A run that starts late waits for what is left of the other one's time, and no longer.</summary>
    [Theory]
    [InlineData(140, 17.5)]
    [InlineData(150, 7.5)]
    [InlineData(200, 0)]
    public void OnlyTheRestOfTheTimeIsWaited(int age, double proved)
    {
        Write(LedgerState.Open, asked: _script.Time.UtcNow.AddSeconds(-age));
        _script.LetOthersCreate();
        Exception? failure = Record.Exception(() => Create());
        Assert.Equal([proved], _script.Creates);
        Assert.Null(failure);

        // Nobody is told of a wait of nothing.
        Assert.Equal(age < 150, _script.Reports.Contains(Text(Messages.LedgerWaiting, "nightly", "somebody@elsewhere", 150 - age)));
        Assert.Equal(
            age < 150 ? 1 : 0, _script.Reports.Count(static report => report.Contains("may still be created", StringComparison.Ordinal)));
    }

    /// <summary>A request of another process that stopped is abandoned without a word in the ledger: its outcome isn't known.</summary>
    [Fact]
    public void AStoppedRunsEntryStaysOpen()
    {
        _script.Create = _ => throw new OperationCanceledException();
        _script.Fail<OperationCanceledException>(() => CreateAsync());
        Assert.Equal(LedgerState.Open, Entry().State);
    }

    /// <summary>An entry's text can be read back, and nothing else is taken for one.</summary>
    [Fact]
    public void OnlyAnEntryIsReadAsOne()
    {
        JobLedgerEntry entry = Make(LedgerState.Created, "j1") with { EntryKey = "k.xml", Details = "d", Name = "夜间-1", TimeInterval = "a/b", Input = "Object: a&b.mp4" };
        string text = JobLedgerText.Write(entry);
        Assert.Equal(entry, JobLedgerText.Read(entry.EntryKey, text));
        Assert.StartsWith("<LedgerEntry>\n  <State>Created</State>", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        JobLedgerEntry bare = JobLedgerText.Read("k", "<LedgerEntry><State>Open</State><Asked>2026-03-01T12:00:00Z</Asked></LedgerEntry>");
        Assert.Equal(("", "", "", ""), (bare.JobId, bare.Run, bare.Bucket, bare.Region));
        string[] others =
        [
            "", "yesterday", "<!DOCTYPE LedgerEntry [<!ENTITY a \"Open\">]>" + text, text[..^20],
            text.Replace("LedgerEntry", "Entry", StringComparison.Ordinal),
            text.Replace("Created", "Made", StringComparison.Ordinal),
            text.Replace("<Asked>", "<Asked>x", StringComparison.Ordinal),
        ];
        Assert.All(others, other => Assert.Equal(
            Text(Messages.LedgerMalformed, "k.xml"),
            Assert.Throws<LedgerException>(() => JobLedgerText.Read("k.xml", other)).Message));
    }

    /// <summary>A prefix is a folder, with and without its slash; what can't begin a key is refused.</summary>
    [Fact]
    public void APrefixIsAFolder()
    {
        Assert.Equal("ledger/", new JobTriggerOptions { Ledger = "ledger" }.Ledger);
        Assert.Equal("ledger/", new JobTriggerOptions { Ledger = "ledger//" }.Ledger);
        Assert.Null(new JobTriggerOptions { Ledger = null }.Ledger);
        var refused = Assert.Throws<InvalidFieldException>(static () => new JobTriggerOptions { Ledger = "" });
        Assert.Equal("Ledger", refused.Field);
        Assert.Contains(Messages.KeyEmpty, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>All entries of a ledger are read, whatever else is in its folder, on however many pages it is listed.</summary>
    [Fact]
    public async Task AllEntriesAreRead()
    {
        static string Listed(string next, params string[] keys) => "<ListBucketResult>"
            + string.Concat(keys.Select(static key =>
                $"<Contents><Key>{key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"))
            + $"<IsTruncated>{(next.Length > 0 ? "true" : "false")}</IsTruncated><NextMarker>{next}</NextMarker></ListBucketResult>";
        using var service = new CannedService(
            Listed("ledger/b", "ledger/a.xml", "ledger/readme.txt"),
            JobLedgerText.Write(Make(LedgerState.Created, "j1") with { EntryKey = "a.xml" }),
            Listed("", "ledger/c.xml"),
            JobLedgerText.Write(Make(LedgerState.Open) with { EntryKey = "c.xml" }));
        IReadOnlyList<JobLedgerEntry> entries = await JobLedger.ReadAsync(new CosBucket(service.Client.Settings), "ledger", Cancellation);
        Assert.Equal(["a.xml", "c.xml"], entries.Select(static entry => entry.EntryKey));
        Assert.Equal([LedgerState.Created, LedgerState.Open], entries.Select(static entry => entry.State));
        Assert.All(entries, static entry => Assert.Equal(("examplebucket-1250000000", "ap-chongqing"), (entry.Bucket, entry.Region)));
        Assert.Equal(4, service.Requests.Count);
        Assert.All([0, 2], page => Assert.Contains("prefix=ledger%2F", service.Requests[page], StringComparison.Ordinal));
        Assert.DoesNotContain("marker=S", service.Requests[0], StringComparison.Ordinal);
        Assert.Contains("marker=ledger%2Fb", service.Requests[2], StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>("bucket", () => JobLedger.ReadAsync(null!, "ledger", Cancellation));
    }

    private static CreateJobRequest MediaRequest(string callBack) => new(
        "nightly",
        new MediaOperation("MediaInfo", new XElement("JobParam"), null) { CallBack = new JobCallBack { CallBack = callBack } },
        JobInput.FromPrefix("input/"));

    private Task<JobsDetail> CreateMediaAsync(string callBack) =>
        _script.Trigger(ledger: _store).CreateAsync(MediaRequest(callBack), _script);

    private JobsDetail Media(string callBack, string jobId) => _script.Job(jobId) with
    {
        Type = "Job",
        Tag = "MediaInfo",
        Operation = new JobOperation { Tag = "MediaInfo", JobParam = "<JobParam/>", CallBack = new JobCallBack { CallBack = callBack } },
    };

    private static string Key(int number) =>
        number == 1 ? Name + ".xml" : Name + "-" + number.ToString(CultureInfo.InvariantCulture) + ".xml";

    private JobLedgerEntry Make(LedgerState state, string jobId = "", DateTimeOffset? asked = null) =>
        new(Key(1), state, jobId, "nightly", Workflow, "Prefix: input/", "", asked ?? _script.Time.UtcNow, "somebody@elsewhere", "run");

    private JobLedgerEntry Write(
        LedgerState state, string jobId = "", int number = 1, DateTimeOffset? asked = null, JobLedgerEntry? entry = null)
    {
        entry = entry is null ? Make(state, jobId, asked) : entry with { State = state, JobId = jobId };
        _store.Entries[Key(number)] = JobLedgerText.Write(entry with { EntryKey = Key(number) });
        return entry;
    }

    private JobLedgerEntry Entry(int number = 1) => JobLedgerText.Read(Key(number), _store.Entries[Key(number)]);

    private JobsDetail Create() => _script.Run(() => CreateAsync());

    private Task<JobsDetail> CreateAsync(JobTriggerOptions? options = null) =>
        _script.Trigger(options, _store).CreateAsync(Request, _script);

    /// <summary>A ledger in memory.</summary>
    private sealed class MemoryStore : ICheckpointStore
    {
        public Dictionary<string, string> Entries { get; } = new(StringComparer.Ordinal);

        public Action? Created { get; set; }

        public CiException? CreateFailure { get; set; }

        public CiException? WriteFailure { get; set; }

        public bool HidesEntries { get; set; }

        public bool LosesAnswers { get; set; }

        /// <summary>Is called when an entry is read.</summary>
        public Action? Read { get; set; }

        public string Place => "memory";

        public Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
        {
            Read?.Invoke();
            return Task.FromResult(HidesEntries ? null : Entries.GetValueOrDefault(name));
        }

        public Task<bool> TryCreateAsync(string name, string text, CancellationToken cancellationToken)
        {
            if (CreateFailure is not null)
            {
                return Task.FromException<bool>(CreateFailure);
            }

            Created?.Invoke();
            return Task.FromResult(Entries.TryAdd(name, text) && !LosesAnswers);
        }

        public Task WriteAsync(string name, string text, CancellationToken cancellationToken)
        {
            if (WriteFailure is not null)
            {
                return Task.FromException(WriteFailure);
            }

            Entries[name] = text;
            return Task.CompletedTask;
        }
    }
}
