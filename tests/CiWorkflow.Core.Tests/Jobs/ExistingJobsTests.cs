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

/// <summary>Existing jobs are found with few list calls (-SkipExisting), and jobs of a run that was killed just before are waited for.</summary>
public sealed class ExistingJobsTests
{
    private const string Workflow = "w7476ff3564ee45b7b490d64bccaba6cc";
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
            JobsDetail job = await trigger.CreateAsync(Request(number), cancellationToken: Cancellation);
            Assert.True(job.Existing);
            Assert.Equal("j" + number.ToString(CultureInfo.InvariantCulture), job.JobId);
        }

        Assert.InRange(service.Lists, 100, 130);
        Assert.Equal(0, service.Created);
    }

    /// <summary>One row in a bucket with a long history costs a list call by its name, and not the whole history.</summary>
    [Fact]
    public async Task OneRowCostsOneListByName()
    {
        var service = new ListedJobs(_time, Enumerable.Range(1, 10_000).Select(Job));
        Assert.True((await Trigger(service).CreateAsync(Request(5), cancellationToken: Cancellation)).Existing);
        Assert.Equal(1, service.Lists);
    }

    /// <summary>A job in a state that doesn't count is passed over, and the newest of equal jobs is the one.</summary>
    [Fact]
    public async Task OnlyStatesThatCountAreSkipped()
    {
        JobsDetail failed = Job(1) with { StateText = "Failed" };
        var service = new ListedJobs(_time, [failed, failed with { JobId = "older", StateText = "Success" }, failed with { JobId = "oldest", StateText = "Success" }]);
        Assert.Equal("j1", (await Trigger(service).CreateAsync(Request(1), cancellationToken: Cancellation)).JobId);
        JobTrigger choosy = Trigger(service, new JobTriggerOptions { SkipsExisting = true, ExistingStates = [JobState.Success] });
        Assert.Equal("older", (await choosy.CreateAsync(Request(1), cancellationToken: Cancellation)).JobId);
    }

    /// <summary>Where the list doesn't show what a job was made from, nothing is created over it.</summary>
    [Fact]
    public async Task JobsThatCannotBeToldApartStopARow()
    {
        var service = new ListedJobs(_time, [Job(1) with { Input = new JobInput() }]);
        var error = await Assert.ThrowsAsync<ExistingJobsUnclearException>(() => Trigger(service).CreateAsync(Request(1), cancellationToken: Cancellation));
        Assert.Equal("j1", Assert.Single(error.Candidates).JobId);
        Assert.Equal(0, service.Created);
    }

    /// <summary>A new process waits until the lag of the list has passed since its start before it creates what isn't listed.</summary>
    [Theory]
    [InlineData(0, 30)]
    [InlineData(20, 10)]
    [InlineData(60, 0)]
    public void ANewProcessWaitsForTheLagOfTheList(int age, int wait)
    {
        var service = new ListedJobs(_time, []);
        JobTrigger trigger = Trigger(service, age: TimeSpan.FromSeconds(age));
        _ = trigger.CreateAsync(Request(1), cancellationToken: Cancellation);
        _time.Run();
        Assert.Equal(1, service.Created);
        Assert.Equal(TimeSpan.FromSeconds(wait), service.CreatedAt);
    }

    /// <summary>A list that never ends is an error and no second job.</summary>
    [Fact]
    public async Task AListWithoutAnEndIsAnError()
    {
        var service = new ListedJobs(_time, [Job(2)]) { HasNoEnd = true };
        var error = await Assert.ThrowsAsync<CiTransportException>(() => Trigger(service).CreateAsync(Request(1), cancellationToken: Cancellation));
        Assert.Equal(TransportFailure.UnreadableAnswer, error.Failure);
        Assert.Equal(0, service.Created);
    }

    private static CreateJobRequest Request(int number) =>
        new("n" + number.ToString(CultureInfo.InvariantCulture), Workflow, JobInput.FromPrefix("input/"));

    private static JobsDetail Job(int number) => new()
    {
        JobId = "j" + number.ToString(CultureInfo.InvariantCulture),
        Name = "n" + number.ToString(CultureInfo.InvariantCulture),
        StateText = "Success",
        CreationTime = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(-number),
        Input = new JobInput { Prefix = "input/" },
        Operation = new JobOperation { WorkflowIds = Workflow },
    };

    private JobTrigger Trigger(IJobService service, JobTriggerOptions? options = null, TimeSpan? age = null)
    {
        var settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDmodel", "key")) { Clock = new ServiceClock(_time) };
        var registry = new JobRegistry(_time, locksResumeInline: true, age ?? TimeSpan.FromHours(1));
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

        public int Lists { get; private set; }

        public int Created { get; private set; }

        public TimeSpan CreatedAt { get; private set; }

        public bool HasNoEnd { get; init; }

        public DateTimeOffset? ServiceTime => _time.UtcNow;

        public Task<JobsDetail> CreateAsync(CreateJobRequest request, CancellationToken cancellationToken)
        {
            (Created, CreatedAt) = (Created + 1, _time.Elapsed);
            return Task.FromResult(Job(int.Parse(request.Name[1..], CultureInfo.InvariantCulture)) with { JobId = "new" });
        }

        public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) => Task.FromResult(_jobs.Find(job => job.JobId == jobId));

        public Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
        {
            Lists++;
            int start = pageToken is null ? 0 : int.Parse(pageToken, CultureInfo.InvariantCulture);
            List<JobsDetail> matching = name is null ? _jobs : _jobs.FindAll(job => job.Name == name);
            bool hasMore = HasNoEnd || start + 100 < matching.Count;
            return Task.FromResult(new Page<JobsDetail>(
                [.. matching.Skip(start).Take(100)], hasMore ? (start + 100).ToString(CultureInfo.InvariantCulture) : null));
        }
    }
}
