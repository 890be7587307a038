using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
/// Existing jobs are found with few list calls (-SkipExisting), and jobs of a run that was killed just before are waited for.
/// </summary>
public sealed class ExistingJobsTests
{
    private const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";

    // How long a call is waited for that waits for something itself.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly VirtualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ten thousand rows of which all exist cost about one list call for a hundred jobs, and create nothing.</summary>
    [Fact]
    public async Task TenThousandRowsCostAHundredLists()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 10_000).Select(Job));
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 10_000; number++)
        {
            JobsDetail job = await CreateAsync(trigger, number);
            Assert.True(job.Existing);
            Assert.Equal("j" + number.ToString(CultureInfo.InvariantCulture), job.JobId);
        }

        Assert.InRange(service.Lists, 100, 130);
        Assert.Equal(0, service.Created);
    }

    /// <summary>One row in a bucket with a long history costs a list call by its name, and not the whole history, nor a wait.</summary>
    [Fact]
    public async Task OneRowCostsOneListByName()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 10_000).Select(Job));
        Assert.True((await CreateAsync(Trigger(service), 5)).Existing);
        Assert.Equal((1, TimeSpan.Zero), (service.Lists, _time.Elapsed));
    }

    /// <summary>A job in a state that doesn't count is passed over, and the newest of equal jobs is the one.</summary>
    [Fact]
    public async Task OnlyStatesThatCountAreSkipped()
    {
        JobsDetail failed = Job(1) with { StateText = "Failed" };
        var service = new ListedJobs(_time, [failed, failed with { JobId = "older", StateText = "Success" }, failed with { JobId = "oldest", StateText = "Success" }]);
        Assert.Equal("j1", (await CreateAsync(Trigger(service), 1)).JobId);
        JobTrigger choosy = Trigger(service, new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Success] });
        Assert.Equal("older", (await CreateAsync(choosy, 1)).JobId);
    }

    /// <summary>Where the list doesn't show what a job was made from, nothing is created over it.</summary>
    [Fact]
    public async Task JobsThatCannotBeToldApartStopARow()
    {
        var service = new ListedJobs(_time, [Job(1) with { Input = new JobInput() }]);
        var error = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => CreateAsync(Trigger(service), 1));
        Assert.Equal("j1", Assert.Single(error.Candidates).JobId);
        Assert.Equal(0, service.Created);
    }

    /// <summary>
    /// So it is behind many jobs of that name, too, for the first row and for one after the whole list was read; each is told once.
    /// </summary>
    [Fact]
    public async Task AnUnclearJobBehindManyStopsEachRow()
    {
        IEnumerable<JobsDetail> others = Enumerable.Range(1, 250).Select(number =>
            Job(1) with { JobId = "other" + number.ToString(CultureInfo.InvariantCulture), Input = JobInput.FromPrefix("elsewhere/") });
        JobsDetail unclear = Job(1) with { Input = new JobInput() };
        var service = new ListedJobs(_time, [unclear with { JobId = "j0" }, .. others, unclear]);
        JobTrigger trigger = Trigger(service);
        for (int row = 1; row <= 6; row++)
        {
            var error = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => CreateAsync(trigger, 1));
            Assert.Equal(["j0", "j1"], error.Candidates.Select(static job => job.JobId));

            // So it is for whoever only asks what would be created.
            error = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => FindAsync(trigger, 1));
            Assert.Equal(["j0", "j1"], error.Candidates.Select(static job => job.JobId));
        }

        Assert.Equal(0, service.Created);
    }

    /// <summary>
    /// What isn't listed is created only when the lag of the list has passed since the command's first look, however old its process is: a
    /// run that was killed just before may have asked for it. Later rows wait for what is left of that, and it is reported.
    /// </summary>
    [Fact]
    public void ACommandWaitsForTheLagSinceItsFirstLook()
    {
        var script = new JobScript();
        script.Create = number => Listed(script, number);
        script.Pass(3600);
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Assert.False(script.Run(() => trigger.CreateAsync(JobScript.Request, script)).Existing);
        Assert.Equal([3630], script.Creates);
        Assert.Equal(
            [JobScript.Text(Messages.WaitingForList, "nightly", 30.0), JobScript.Text(Messages.CreatingUnproved, "nightly"), "Sending"],
            script.Reports);
        script.Create = number => Listed(script, number, JobScript.Another);
        script.Run(() => trigger.CreateAsync(JobScript.Another, script));
        Assert.Equal([3630, 3630], script.Creates);
        Assert.Empty(script.Warnings);

        // Nothing is left to be waited for, and nobody is told of a wait of nothing.
        Assert.Equal(["Sending"], script.Reports.Skip(3));
    }

    /// <summary>
    /// The first row that isn't listed is created by itself; the list that shows it is the proof for the others, whose jobs it shows too.
    /// </summary>
    [Fact]
    public async Task TheListThatShowsTheFirstJobProvesForTheOthers()
    {
        var script = new JobScript();
        JobsDetail[] hidden = [.. Enumerable.Range(1, 3).Select(number => script.Job("old" + number, Row(number)))];
        script.Create = number => Listed(script, number, Row(1));

        // Each list until then is one of a moment at which none of them was there.
        script.List = _ => script.Creates.Count == 0 ? JobScript.Page([]) : JobScript.Page([.. script.Jobs, .. hidden]);
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Task<JobsDetail>[] rows = [.. Enumerable.Range(1, 3).Select(number => trigger.CreateAsync(Row(number), script, Cancellation))];
        script.Time.Run();
        JobsDetail[] jobs = await Task.WhenAll(rows).WaitAsync(Longest, Cancellation);
        Assert.Equal(["job1", "old2", "old3"], jobs.Select(static job => job.JobId));
        Assert.Equal([false, true, true], jobs.Select(static job => job.Existing));
        Assert.Equal(JobScript.Text(Messages.ExistedUnlisted, "row1", "job1", "old1"), Assert.Single(script.Warnings));
    }

    /// <summary>So is a job that can't be told apart from the first one, and that only the proof shows: it may be the same one.</summary>
    [Fact]
    public void AnUnclearJobThatOnlyTheProofShowsIsWarnedAbout()
    {
        var script = new JobScript();
        JobsDetail hidden = script.Job("old1", Row(1)) with { Input = new JobInput() };
        script.Create = number => Listed(script, number, Row(1));
        script.List = _ => script.Creates.Count == 0 ? JobScript.Page([]) : JobScript.Page([.. script.Jobs, hidden]);
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Assert.Equal("job1", script.Run(() => trigger.CreateAsync(Row(1), script)).JobId);
        Assert.Equal(JobScript.Text(Messages.UnclearUnlisted, "row1", "job1", "old1"), Assert.Single(script.Warnings));
    }

    /// <summary>Where no list shows the first job, that is warned about, and no other row is sent until one does.</summary>
    [Fact]
    public async Task WithoutAProofOnlyOneJobIsCreated()
    {
        var script = new JobScript { List = static _ => JobScript.Page([]) };
        script.Create = number => Listed(script, number, Row(number));
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Task<JobsDetail>[] rows = [.. Enumerable.Range(1, 3).Select(number => trigger.CreateAsync(Row(number), script, Cancellation))];
        script.Time.Run();
        Assert.Equal("job1", (await rows[0].WaitAsync(Longest, Cancellation)).JobId);
        Assert.All(rows.Skip(1), static row =>
        {
            var unclear = Assert.IsType<ExistingJobsUnclearException>(row.Exception?.InnerException);
            Assert.Equal("job1", Assert.Single(unclear.Candidates).JobId);
            Assert.Contains("job1", unclear.Message, StringComparison.Ordinal);
        });
        Assert.Equal(JobScript.Text(Messages.ListUnproved, "row1", "job1"), Assert.Single(script.Warnings));
        Assert.Equal([30], script.Creates);

        // The job may be listed as late as the lag is long.
        Assert.Equal(60, script.Time.Elapsed.TotalSeconds);
        script.List = _ => JobScript.Page([.. script.Jobs]);
        Assert.Equal("job2", script.Run(() => trigger.CreateAsync(Row(2), script)).JobId);
    }

    /// <summary>A first job of which nobody knows what became of it proves nothing: a few are tried, and then no more.</summary>
    [Fact]
    public void OfUnknownFirstJobsAFewAreTried()
    {
        var script = new JobScript { Create = static _ => throw JobScript.Lost(), List = static _ => JobScript.Page([]) };
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        for (int row = 1; row <= 2; row++)
        {
            script.Fail<TriggerOutcomeUnknownException>(() => trigger.CreateAsync(Row(row), script));
        }

        var unclear = script.Fail<ExistingJobsUnclearException>(() => trigger.CreateAsync(Row(3), script));
        Assert.Empty(unclear.Candidates);
        Assert.Equal(JobScript.Text(Messages.ExistingNothingProved, "row3", "media-1250000000", "ap-beijing", 2), unclear.Message);
        Assert.Equal(2, script.Creates.Count);
    }

    /// <summary>A first job that is refused doesn't keep the next row from being the first; one that a stop interrupts isn't lost.</summary>
    [Fact]
    public void AFirstJobThatIsRefusedIsFollowed()
    {
        using var stop = new CancellationTokenSource();
        var script = new JobScript { List = static _ => JobScript.Page([]) };
        script.Create = number => number <= 5 ? throw JobScript.Error(403, "AccessDenied") : Listed(script, number, Row(6));
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        for (int row = 1; row <= 5; row++)
        {
            script.Fail<CiServiceException>(() => trigger.CreateAsync(Row(row), script));
        }

        script.Time.At(TimeSpan.FromSeconds(5), stop.Cancel);
        Assert.Equal("job6", script.Run(() => trigger.CreateAsync(Row(6), script, stop.Token)).JobId);
    }

    /// <summary>
    /// The proof is read back to before the first look, however many jobs others have created since: an equal one stands behind them.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheProofIsReadBackToBeforeTheFirstLook(bool showsTime)
    {
        DateTimeOffset now = _time.UtcNow;
        JobsDetail[] others = [.. Enumerable.Range(1, 1_500).Select(number => Job(10_000 + number) with { CreationTime = now.AddSeconds(-number / 2) })];
        JobsDetail hidden = Job(2) with { CreationTime = now.AddMinutes(-20) };
        var service = new ListedJobs(_time, [.. others, hidden]) { HidesByName = "n2", ShowsTime = showsTime };
        JobTrigger trigger = Trigger(service);
        Assert.False((await CreateAsync(trigger, 1)).Existing);
        JobsDetail second = await CreateAsync(trigger, 2);
        Assert.Equal(("j2", true), (second.JobId, second.Existing));
        Assert.Equal(1, service.Created);
    }

    /// <summary>It isn't read farther than that: a long history costs nothing, also where no answer shows the service's time.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheProofIsReadNoFarther(bool showsTime)
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 10_000).Select(number => Job(number) with
        {
            CreationTime = _time.UtcNow.AddMinutes(-number),
        })) { ShowsTime = showsTime };
        Assert.False((await CreateAsync(Trigger(service), 20_001)).Existing);
        Assert.Equal(["n20001", "n20001", null, null, null, null, null], service.Names);
    }

    /// <summary>
    /// The hour is counted from the first look by the service's clock or by that of the jobs, the one that reads farther; without the
    /// service's time by that of the jobs.
    /// </summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 600)]
    [InlineData(true, -600)]
    [InlineData(false, 0)]
    public async Task TheProofIsReadAnHourBeforeTheEarlierClock(bool showsTime, int jobsAhead)
    {
        _time.Run(_time.DelayAsync(TimeSpan.FromSeconds(100), Cancellation));
        DateTimeOffset bound = _time.UtcNow.AddHours(-1).AddSeconds(showsTime ? Math.Min(jobsAhead, 0) : jobsAhead);
        JobsDetail hidden = Job(2) with { CreationTime = bound };
        var service = new ListedJobs(_time, [
            Job(11) with { CreationTime = bound.AddSeconds(1) }, hidden, Job(12) with { CreationTime = bound.AddTicks(-1) },
            Job(13) with { CreationTime = bound.AddDays(-1) }])
        {
            PageSize = 1, HidesByName = "n2", ShowsTime = showsTime, JobsAhead = TimeSpan.FromSeconds(jobsAhead),
        };
        JobTrigger trigger = Trigger(service);
        Assert.False((await CreateAsync(trigger, 1)).Existing);
        Assert.Equal("j2", (await CreateAsync(trigger, 2)).JobId);

        // All four before the creation, when the youngest is an hour old; the look before the request; then the new one, the first
        // two, and the one that is too old.
        Assert.Equal(4 + 1 + 4, service.Names.Count(static name => name is null));
    }

    /// <summary>What the proof shows and can't tell apart from a later row stops that row: no list by name showed it.</summary>
    [Fact]
    public async Task AnUnclearJobOfTheProofStopsARow()
    {
        var service = new ListedJobs(_time, [Job(2) with { Input = new JobInput() }]) { HidesByName = "n2" };
        JobTrigger trigger = Trigger(service);
        Assert.False((await CreateAsync(trigger, 1)).Existing);
        var unclear = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => CreateAsync(trigger, 2));
        Assert.Equal("j2", Assert.Single(unclear.Candidates).JobId);
        Assert.Equal(1, service.Created);
    }

    /// <summary>A job that only the list of all names shows, and that can't be told apart from the row's, isn't created over.</summary>
    [Fact]
    public async Task AnUnclearJobThatNoListByNameShowsStopsARow()
    {
        var service = new ListedJobs(_time, [Job(1) with { Input = new JobInput() }]) { HidesByName = Job(1).Name };
        var unclear = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => CreateAsync(Trigger(service), 1));
        Assert.Equal("j1", Assert.Single(unclear.Candidates).JobId);
        Assert.Equal(0, service.Created);
    }

    /// <summary>A list of all names that can't be read, or that has no end, proves nothing: no job is created on it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFailedLookAtAllNamesCreatesNothing(bool hasNoEnd)
    {
        var service = new ListedJobs(_time, []) { AllNamesHaveNoEnd = hasNoEnd, AllNamesFail = !hasNoEnd };
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 2; number++)
        {
            CiException failed = await Assert.ThrowsAnyAsync<CiException>(() => CreateAsync(trigger, number));
            Assert.Equal(hasNoEnd ? Messages.ListTooLong : JobScript.Error(403, "AccessDenied").Message, failed.Message);
            Assert.Equal(number * (hasNoEnd ? 1_000 : 1), service.Names.Count(static name => name is null));
        }

        Assert.Equal(0, service.Created);
        (service.AllNamesHaveNoEnd, service.AllNamesFail) = (false, false);
        Assert.False((await CreateAsync(trigger, 2)).Existing);
    }

    /// <summary>Where the list fails only after the first job was created, the next rows wait for a proof, and that is warned about.</summary>
    [Fact]
    public async Task AFailedProofCreatesNoOtherRow()
    {
        var service = new ListedJobs(_time, []) { AllNamesFailOnceCreated = true };
        JobTrigger trigger = Trigger(service);
        Assert.False((await CreateAsync(trigger, 1)).Existing);
        var unclear = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => CreateAsync(trigger, 2));
        Assert.Equal("new1", Assert.Single(unclear.Candidates).JobId);
        Assert.Equal(1, service.Created);
    }

    /// <summary>A list of one name that shows jobs of others may be the answer to another call: it is read again, a few times.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void TheAnswerToAnotherCallIsReadAgain(int ofOthers, bool isFound)
    {
        var script = new JobScript();
        script.Create = number => Listed(script, number);
        script.List = _ => JobScript.Page(
            script.Lists.Count <= ofOthers ? [script.Job("x", JobScript.Another)] : [script.Job("mine"), .. script.Jobs]);
        JobTrigger trigger = script.Trigger();
        Assert.Equal(isFound ? "mine" : null, script.Run(() => trigger.FindExistingAsync(JobScript.Request))?.JobId);
    }

    /// <summary>Of two equal rows the second takes the job of the first, though it isn't listed yet and can't be read yet.</summary>
    [Fact]
    public void TheSecondOfEqualRowsTakesTheJobOfTheFirst()
    {
        var script = new JobScript();
        script.Create = number => ListedLater(script, number, 1);
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Assert.False(script.Run(() => trigger.CreateAsync(JobScript.Request)).Existing);
        JobsDetail second = script.Run(() => trigger.CreateAsync(JobScript.Request));
        Assert.Equal(("job1", true), (second.JobId, second.Existing));
        Assert.Equal("job1", script.Run(() => trigger.FindExistingAsync(JobScript.Request))?.JobId);
        Assert.Single(script.Creates);
    }

    /// <summary>The state that the job has by now decides whether it counts, and another request's job is another.</summary>
    [Theory]
    [InlineData("Running", 1)]
    [InlineData("Failed", 2)]
    public void TheJobOfTheFirstCountsByItsState(string state, int creates)
    {
        var script = new JobScript();
        script.Create = number => Listed(script, number);
        var options = new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Submitted, JobState.Running] };
        JobTrigger trigger = script.Trigger(options);
        script.Run(() => trigger.CreateAsync(JobScript.Request));
        script.Jobs[0] = script.Jobs[0] with { StateText = state };
        Assert.Equal(creates == 1, script.Run(() => trigger.CreateAsync(JobScript.Request)).Existing);
        var other = new CreateJobRequest("nightly", Workflow, JobInput.FromPrefix("other/"));
        script.Create = _ => script.Job("other", other);
        Assert.False(script.Run(() => trigger.CreateAsync(other)).Existing);
        Assert.Equal(creates + 1, script.Creates.Count);
    }

    /// <summary>A request that was stopped is waited for by the next one of the process, as long as its job may be listed late.</summary>
    [Fact]
    public void ARequestThatWasStoppedIsWaitedFor()
    {
        var script = new JobScript();
        script.Create = number =>
        {
            JobsDetail job = ListedLater(script, number, 5);
            return number == 1 ? throw new OperationCanceledException() : job;
        };
        var options = new JobTriggerOptions { SkipsExisting = true };
        script.Fail<OperationCanceledException>(() => script.Trigger(options).CreateAsync(JobScript.Request));
        script.Pass(3);
        Assert.Equal("job1", script.Run(() => script.Trigger(options).CreateAsync(JobScript.Request, script)).JobId);
        Assert.Equal([JobScript.Text(Messages.WaitingForOwn, "nightly", 87.0)], script.Reports);
        Assert.Equal(120, script.Time.Elapsed.TotalSeconds);
        Assert.Single(script.Creates);
    }

    /// <summary>So is one whose outcome is not known: its job may be created within the timeout and listed within the lag.</summary>
    [Theory]
    [InlineData(90, 1, false)]
    [InlineData(91, 2, false)]
    [InlineData(90, 1, true)]
    [InlineData(91, 2, true)]
    public void ARequestWithAnUnknownOutcomeIsWaitedFor(double listedAt, int creates, bool isAnsweredWithAnother)
    {
        var script = new JobScript();
        script.Create = number =>
        {
            JobsDetail job = ListedLater(script, number, listedAt);
            return number > 1 ? job : isAnsweredWithAnother ? script.Job("job9") with { Name = "weekly" } : throw JobScript.Lost();
        };
        var options = new JobTriggerOptions { SkipsExisting = true };
        script.Fail<TriggerOutcomeUnknownException>(() => script.Trigger(options).CreateAsync(JobScript.Request));
        script.Run(() => script.Trigger(options).CreateAsync(JobScript.Request));
        Assert.Equal(creates == 1 ? [30] : [30, 120], script.Creates);
    }

    /// <summary>A request that was refused created nothing: the next one waits for nothing.</summary>
    [Fact]
    public void ARequestThatWasRefusedIsNotWaitedFor()
    {
        var script = new JobScript { Create = static _ => throw JobScript.Error(403, "AccessDenied") };
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        for (int row = 1; row <= 2; row++)
        {
            Assert.Equal("AccessDenied", script.Fail<CiServiceException>(() => trigger.CreateAsync(JobScript.Request)).Code);
        }

        Assert.Equal([30, 30], script.Creates);
    }

    /// <summary>After an hour a job is listed, and nothing is kept of it; what is newer is.</summary>
    [Fact]
    public void OwnRequestsAreForgottenAfterAnHour()
    {
        var own = new OwnRequests();
        JobsDetail job = Job(1);
        own.SetJob("a", job, TimeSpan.Zero);
        own.SetOpen("b", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal((job, null), (own.JobOf("a", TimeSpan.FromHours(1)), own.OpenUntil("a", TimeSpan.FromHours(1))));
        Assert.Null(own.JobOf("a", TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)));
        own.SetOpen("a", TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(2));
        own.SetJob("c", job, TimeSpan.FromMinutes(61.5));
        Assert.Null(own.OpenUntil("b", TimeSpan.Zero));
        Assert.Equal((job, TimeSpan.FromMinutes(9)), (own.JobOf("a", TimeSpan.Zero), own.OpenUntil("a", TimeSpan.Zero)));
        own.SetJob("a", job, TimeSpan.FromMinutes(62));
        Assert.Null(own.OpenUntil("a", TimeSpan.FromMinutes(62)));
    }

    /// <summary>What would be created is looked for without a wait, in the same lists.</summary>
    [Fact]
    public async Task WhatWouldBeCreatedIsLookedForWithoutAWait()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 5).Select(Job));
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 6; number++)
        {
            JobsDetail? job = await FindAsync(trigger, number);
            Assert.Equal(number <= 5 ? "j" + number.ToString(CultureInfo.InvariantCulture) : null, job?.JobId);
            Assert.NotEqual(false, job?.Existing);
        }

        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
        Assert.Equal(0, service.Created);
        Assert.Equal(["n1", "n2", "n3", null, "n6"], service.Names);
    }

    /// <summary>The list of all names is read a few pages for each request, so that no request waits for a whole long history.</summary>
    [Fact]
    public async Task ALongHistoryIsReadInParts()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 5_000).Select(Job));
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 4; number++)
        {
            Assert.Null(await FindAsync(trigger, 9_000 + number));
        }

        Assert.Equal(["n9001", "n9002", "n9003", .. Enumerable.Repeat<string?>(null, 16), "n9004"], service.Names);
    }

    /// <summary>Of a history without an end no more than a thousand pages are read.</summary>
    [Fact]
    public async Task AtMostAThousandPagesAreRead()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 1_100).Select(Job)) { PageSize = 1 };
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 300; number++)
        {
            Assert.Null(await FindAsync(trigger, 9_000 + number));
        }

        Assert.Equal(1_000, service.Names.Count(static name => name is null));
    }

    /// <summary>Once the whole list was read, a look by name ends with what is older than that: it was on the list.</summary>
    [Fact]
    public async Task OnlyWhatIsNewIsLookedForByName()
    {
        DateTimeOffset bound = _time.UtcNow.AddMinutes(-2);
        JobsDetail[] others = [Other(bound.AddSeconds(1)), Other(bound), Other(bound.AddTicks(-1)), Other(bound.AddDays(-1))];
        var service = new ListedJobs(_time, others) { PageSize = 1 };
        JobTrigger trigger = Trigger(service);
        for (int number = 1; number <= 3; number++)
        {
            Assert.Null(await FindAsync(trigger, 5));
        }

        Assert.Equal(12, service.Names.Count);
        Assert.Null(await FindAsync(trigger, 5));
        Assert.Equal([null, null, null, null, "n5", "n5", "n5"], service.Names.Skip(12));

        JobsDetail Other(DateTimeOffset created) => Job(5) with { CreationTime = created, Input = new JobInput { Prefix = "other/" } };
    }

    /// <summary>Of several on a page one that is new is enough to go on.</summary>
    [Fact]
    public async Task ANewOneOnAPageIsEnoughToGoOn()
    {
        JobsDetail[] others =
        [
            .. new[] { 30, 20, -300, -400 }.Select(seconds =>
                Job(5) with { CreationTime = _time.UtcNow.AddSeconds(seconds), Input = new JobInput { Prefix = "other/" } }),
        ];
        var service = new ListedJobs(_time, others) { PageSize = 2 };
        JobTrigger trigger = Trigger(service);
        for (int look = 1; look <= 4; look++)
        {
            Assert.Null(await FindAsync(trigger, 5));
        }

        Assert.Equal([null, null, "n5", "n5"], service.Names.Skip(6));
    }

    /// <summary>As long as the whole list wasn't read, a look by name goes on to its last page, however old its jobs are.</summary>
    [Fact]
    public async Task WithoutTheWholeListALookByNameGoesOnToItsEnd()
    {
        JobsDetail other = Job(9_004) with { JobId = "other", Input = new JobInput { Prefix = "other/" } };
        var service = new ListedJobs(_time, [.. Enumerable.Range(1, 100).Select(Job), other, Job(9_004)]) { PageSize = 1 };
        JobTrigger trigger = Trigger(service);
        for (int number = 9_001; number <= 9_003; number++)
        {
            Assert.Null(await FindAsync(trigger, number));
        }

        Assert.Equal("j9004", (await FindAsync(trigger, 9_004))?.JobId);
        Assert.Equal("n9004", service.Names[^2]);
    }

    /// <summary>What was created while the list was read is new, too.</summary>
    [Fact]
    public void WhatWasCreatedWhileTheListWasReadIsNew()
    {
        var script = new JobScript();
        JobsDetail early = script.Job("early") with
        {
            CreationTime = script.Time.UtcNow.AddMinutes(9), Input = new JobInput { Prefix = "x/" },
        };
        script.List = token =>
        {
            script.Ahead += TimeSpan.FromMinutes(10);
            return script.Lists[^1].Name is null ? JobScript.Page([early], token is null ? "2" : null)
                : script.Lists.Count <= 3 ? JobScript.Page([])
                : token is null ? JobScript.Page([early], "2") : JobScript.Page([script.Job("found")]);
        };
        JobTrigger trigger = script.Trigger();
        for (int look = 1; look <= 3; look++)
        {
            Assert.Null(script.Run(() => trigger.FindExistingAsync(JobScript.Request)));
        }

        script.Ahead = TimeSpan.Zero;
        Assert.Equal("found", script.Run(() => trigger.FindExistingAsync(JobScript.Request))?.JobId);
    }

    /// <summary>A job that may be the request's stops a row only where its state counts.</summary>
    [Fact]
    public async Task AnUnclearJobInAStateThatDoesNotCountStopsNothing()
    {
        var service = new ListedJobs(_time, [Job(1) with { Input = new JobInput(), StateText = "Failed" }]);
        var options = new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Running, JobState.Success] };
        Assert.False((await CreateAsync(Trigger(service, options), 1)).Existing);
    }

    /// <summary>
    /// A job in a state that this version doesn't know may count, whether it is equal or can't be told apart: nothing is created over it.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AJobInAnUnknownStateIsNotCreatedOver(bool isEqual)
    {
        var script = new JobScript();
        var options = new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Submitted, JobState.Running] };
        JobsDetail waiting = script.Job("waiting") with { StateText = "Waiting" };
        script.Jobs.Add(isEqual ? waiting : waiting with { Input = new JobInput() });
        var unclear = script.Fail<ExistingJobsUnclearException>(() => script.Trigger(options).CreateAsync(JobScript.Request));
        Assert.Equal("waiting", Assert.Single(unclear.Candidates).JobId);
        script.Jobs.Add(script.Job("running") with { StateText = "Running" });
        Assert.Equal("running", script.Run(() => script.Trigger(options).CreateAsync(JobScript.Request)).JobId);
        Assert.Empty(script.Creates);
    }

    /// <summary>A job of another request stops nothing, whatever its state is.</summary>
    [Fact]
    public void AnotherRequestsJobInAnUnknownStateStopsNothing()
    {
        var script = new JobScript();
        var options = new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Submitted, JobState.Running] };
        var other = new CreateJobRequest("nightly", Workflow, JobInput.FromPrefix("other/"));
        script.Jobs.Add(script.Job("waiting", other) with { StateText = "Waiting" });
        Assert.Equal("job1", script.Run(() => script.Trigger(options).CreateAsync(JobScript.Request)).JobId);
    }

    /// <summary>So is the job that this process created itself, once it is in such a state.</summary>
    [Fact]
    public void AnOwnJobInAnUnknownStateIsNotCreatedOver()
    {
        var script = new JobScript { List = static _ => JobScript.Page([]) };
        var options = new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Submitted, JobState.Running] };
        script.Run(() => script.Trigger(options).CreateAsync(JobScript.Request));
        script.Jobs.Add(script.Job("job1") with { StateText = "Waiting" });
        var unclear = script.Fail<ExistingJobsUnclearException>(() => script.Trigger(options).CreateAsync(JobScript.Request));
        Assert.Equal("job1", Assert.Single(unclear.Candidates).JobId);
        Assert.Single(script.Creates);
    }

    /// <summary>A list that fails once is read again.</summary>
    [Fact]
    public void AListThatFailsIsReadAgain()
    {
        var script = new JobScript();
        script.Jobs.Add(script.Job("a"));
        script.List = _ => script.Lists.Count == 1 ? throw JobScript.Error(500, "InternalError") : JobScript.Page([.. script.Jobs]);
        JobTrigger trigger = script.Trigger(new JobTriggerOptions { SkipsExisting = true });
        Assert.True(script.Run(() => trigger.CreateAsync(JobScript.Request)).Existing);
        Assert.Equal(2, script.Lists.Count);
    }

    /// <summary>Without being asked to, nobody looks for existing jobs.</summary>
    [Fact]
    public async Task ExistingJobsAreSkippedOnlyOnDemand()
    {
        var service = new ListedJobs(_time, [Job(1)]);
        Assert.False((await CreateAsync(Trigger(service, new JobTriggerOptions()), 1)).Existing);
        Assert.Equal(1, service.Created);
    }

    /// <summary>What isn't given is refused by name.</summary>
    [Fact]
    public async Task WhatIsNotGivenIsRefused()
    {
        JobTrigger trigger = Trigger(new ListedJobs(_time, []));
        await Assert.ThrowsAsync<ArgumentNullException>("request", () => trigger.CreateAsync(null!, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>("request", () => trigger.FindExistingAsync(null!, Cancellation));
        Assert.Throws<ArgumentNullException>("client", static () => new JobTrigger((CiClient)null!));
    }

    /// <summary>The lag of the list is from nothing to an hour.</summary>
    [Fact]
    public void TheLagHasBounds()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), new JobTriggerOptions().ListLag);
        Assert.Equal(TimeSpan.Zero, new JobTriggerOptions { ListLag = TimeSpan.Zero }.ListLag);
        Assert.Equal(TimeSpan.FromHours(1), new JobTriggerOptions { ListLag = TimeSpan.FromHours(1) }.ListLag);
        foreach (TimeSpan wrong in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromHours(1) + TimeSpan.FromTicks(1) })
        {
            var refused = Assert.Throws<InvalidFieldException>(() => new JobTriggerOptions { ListLag = wrong });
            Assert.Equal("ListLag", refused.Field);
            Assert.Contains(Messages.ListLagRule, refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A list that never ends is an error and no second job.</summary>
    [Fact]
    public async Task AListWithoutAnEndIsAnError()
    {
        var service = new ListedJobs(_time, [Job(2)]) { HasNoEnd = true };
        var error = await Assert.ThrowsAsync<CiTransportException>(() => CreateAsync(Trigger(service), 1));
        Assert.Equal(TransportFailure.UnreadableAnswer, error.Failure);
        Assert.Equal(Messages.ListTooLong, error.Message);
        Assert.Equal(1_000, service.Lists);
        Assert.Equal(0, service.Created);
    }

    private static CreateJobRequest Request(int number) =>
        new("n" + number.ToString(CultureInfo.InvariantCulture), Workflow, JobInput.FromPrefix("input/"));

    private static CreateJobRequest Row(int number) =>
        new("row" + number.ToString(CultureInfo.InvariantCulture), Workflow, JobInput.FromPrefix("input/"));

    private static JobsDetail Listed(JobScript script, int number, CreateJobRequest? request = null)
    {
        JobsDetail job = script.Job("job" + number.ToString(CultureInfo.InvariantCulture), request);
        script.Jobs.Insert(0, job);
        return job;
    }

    private static JobsDetail ListedLater(JobScript script, int number, double seconds)
    {
        JobsDetail job = script.Job("job" + number.ToString(CultureInfo.InvariantCulture));
        script.Time.At(TimeSpan.FromSeconds(seconds), () => script.Jobs.Insert(0, job));
        return job;
    }

    private async Task<JobsDetail> CreateAsync(JobTrigger trigger, int number)
    {
        Task<JobsDetail> call = trigger.CreateAsync(Request(number), cancellationToken: Cancellation);
        _time.Run(call);
        return await call.WaitAsync(Longest, Cancellation);
    }

    private static Task<JobsDetail?> FindAsync(JobTrigger trigger, int number) =>
        trigger.FindExistingAsync(Request(number), Cancellation).WaitAsync(Longest, Cancellation);

    private static JobsDetail Job(int number) => new()
    {
        JobId = "j" + number.ToString(CultureInfo.InvariantCulture),
        Name = "n" + number.ToString(CultureInfo.InvariantCulture),
        StateText = "Success",
        CreationTime = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(-number),
        Input = new JobInput { Prefix = "input/" },
        Operation = new JobOperation { WorkflowIds = Workflow },
    };

    private JobTrigger Trigger(IJobService service, JobTriggerOptions? options = null)
    {
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDmodel", "key")) { Clock = new ServiceClock(_time) };
        var registry = new JobRegistry(_time, locksResumeInline: true);
        var retry = new RetryPolicy(settings, "model");
        return new JobTrigger(new JobTriggerContext(service, registry, retry, options ?? new JobTriggerOptions { SkipsExisting = true }, settings));
    }

    /// <summary>A service with jobs, the newest first, that answers at once.</summary>
    private sealed class ListedJobs : IJobService
    {
        private readonly VirtualTime _time;
        private readonly List<JobsDetail> _jobs;

        public ListedJobs(VirtualTime time, IEnumerable<JobsDetail> jobs)
        {
            _time = time;
            _jobs = [.. jobs];
        }

        public int Lists => Names.Count;

        /// <summary>The name of each list that was asked for.</summary>
        public List<string?> Names { get; } = [];

        public int PageSize { get; init; } = 100;

        public int Created { get; private set; }

        public TimeSpan CreatedAt { get; private set; }

        public bool HasNoEnd { get; init; }

        /// <summary>Whether an answer has shown the service's time.</summary>
        public bool ShowsTime { get; init; } = true;

        /// <summary>How far the clock is ahead by which jobs have their times.</summary>
        public TimeSpan JobsAhead { get; init; }

        /// <summary>The name whose jobs no list by name shows.</summary>
        public string? HidesByName { get; init; }

        public bool AllNamesHaveNoEnd { get; set; }

        public bool AllNamesFail { get; set; }

        public bool AllNamesFailOnceCreated { get; init; }

        public DateTimeOffset? ServiceTime => ShowsTime ? _time.UtcNow : null;

        public Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken)
        {
            (Created, CreatedAt) = (Created + 1, _time.Elapsed);
            JobsDetail job = Job(int.Parse(request.Name[1..], CultureInfo.InvariantCulture)) with
            {
                JobId = "new" + Created.ToString(CultureInfo.InvariantCulture), CreationTime = _time.UtcNow + JobsAhead,
            };
            _jobs.Insert(0, job);
            return Task.FromResult(job);
        }

        public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) => Task.FromResult(_jobs.Find(job => job.JobId == jobId));

        public Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
        {
            Names.Add(name);
            Assert.True(Names.Count < 5_000, "The lists have no end.");
            int start = pageToken is null ? 0 : int.Parse(pageToken, CultureInfo.InvariantCulture);
            if (name is null && (AllNamesFail || (AllNamesFailOnceCreated && Created > 0)))
            {
                return Task.FromException<Page<JobsDetail>>(JobScript.Error(403, "AccessDenied"));
            }

            List<JobsDetail> matching = name is null ? _jobs : _jobs.FindAll(job => job.Name == name && name != HidesByName);
            bool hasMore = HasNoEnd || (AllNamesHaveNoEnd && name is null) || start + PageSize < matching.Count;
            return Task.FromResult(new Page<JobsDetail>(
                [.. matching.Skip(start).Take(PageSize)], hasMore ? (start + PageSize).ToString(CultureInfo.InvariantCulture) : null));
        }
    }
}
