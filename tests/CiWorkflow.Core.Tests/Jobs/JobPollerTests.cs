using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using System.Web;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>Many jobs are followed with few requests: one list where it covers them, single calls for the rest.</summary>
public sealed class JobPollerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, (int Made, string State)> _jobs = [];
    private readonly List<string> _listed = [];
    private readonly List<string> _calls = [];
    private readonly Dictionary<string, HttpStatusCode> _refused = [];
    private readonly VirtualTime _time = new();
    private int _atOnce;
    private int _mostAtOnce;
    private TaskCompletionSource? _gate;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Several jobs whose time is known are one list call from the first to the last; those that have ended are asked for no more.
    /// </summary>
    [Fact]
    public async Task OneListCoversSeveralJobs()
    {
        JobPoller poller = Make(("b1", 5), ("b2", 1), ("b3", 9), ("b4", 4));
        _jobs["b2"] = (1, "Success");
        IReadOnlyList<JobStatus> found = await poller.PollAsync(Cancellation);
        Assert.Equal(["b1", "b2", "b3", "b4"], found.Select(static job => job.JobId).Order());
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(Assert.Single(_calls).Split('?')[1]);
        Assert.Equal(("2026-03-01T12:00:01+0000", "2026-03-01T12:00:09+0000", "Asc"),
            (query["startCreationTime"], query["endCreationTime"], query["orderByTime"]));
        Assert.Equal(["b1", "b3", "b4"], poller.Pending.Order());
    }

    /// <summary>A job that the list doesn't show, or whose time isn't known, is asked for alone; then its time is known.</summary>
    [Fact]
    public async Task TheRestIsAskedForAlone()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 2));
        _jobs["b3"] = (3, "Running");
        poller.Add("b3", null);
        await poller.PollAsync(Cancellation);
        Assert.Equal(["/inventorytriggerjob", "/inventorytriggerjob/b3"], _calls.Select(static call => call.Split('?')[0]));
        _listed.Add("b3");
        _calls.Clear();
        await poller.PollAsync(Cancellation);
        Assert.Contains("endCreationTime=" + Uri.EscapeDataString("2026-03-01T12:00:03+0000"), Assert.Single(_calls), StringComparison.Ordinal);
    }

    /// <summary>A list that has shown all of them is read no further.</summary>
    [Fact]
    public async Task NoPageIsReadThatIsNotNeeded()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 2));
        _listed.AddRange(Enumerable.Range(0, 150).Select(static i => "y" + i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(2, (await poller.PollAsync(Cancellation)).Count);
        Assert.Single(_calls);
    }

    /// <summary>A single job is asked for alone, and one that doesn't exist is reported and pending no more.</summary>
    [Fact]
    public async Task OneJobIsAskedForAlone()
    {
        JobPoller poller = Make(("b1", 1));
        Assert.NotNull(Assert.Single(await poller.PollAsync(Cancellation)).Job);
        Assert.Equal(["/inventorytriggerjob/b1"], _calls);

        _jobs.Clear();
        var other = new JobPoller(poller.Client);
        other.Add("b1", null);
        Assert.Null(Assert.Single(await other.PollAsync(Cancellation)).Job);
        Assert.Empty(other.Pending);
    }

    /// <summary>A job that is known to exist, because it was seen, given with its time or created here, is missing only after half a minute.</summary>
    [Theory]
    [InlineData("seen")]
    [InlineData("given")]
    [InlineData("created")]
    public async Task AJobThatExistsIsNotMissingAtOnce(string how)
    {
        JobPoller poller = Make();
        _jobs["b1"] = (1, "Running");
        poller.Add("b1", how == "given" ? Noon : null);
        if (how == "seen")
        {
            await poller.PollAsync(Cancellation);
        }
        else if (how == "created")
        {
            JobRegistry.Of(poller.Client).Known.TryClaim(new JobsDetail { JobId = "b1" }, _time.Elapsed);
        }

        _jobs.Clear();
        Assert.Empty(await poller.PollAsync(Cancellation));
        _time.Run(_time.DelayAsync(TimeSpan.FromSeconds(29), Cancellation));
        Assert.Empty(await poller.PollAsync(Cancellation));
        Assert.Equal(["b1"], poller.Pending);

        // It is there again, and then it is gone for good.
        _jobs["b1"] = (1, "Running");
        Assert.NotNull(Assert.Single(await poller.PollAsync(Cancellation)).Job);
        _jobs.Clear();
        _time.Run(_time.DelayAsync(TimeSpan.FromSeconds(5), Cancellation));
        Assert.Empty(await poller.PollAsync(Cancellation));
        _time.Run(_time.DelayAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Null(Assert.Single(await poller.PollAsync(Cancellation)).Job);
        Assert.Empty(poller.Pending);
    }

    /// <summary>
    /// A list in which other people's jobs stand in the way is given up: two pages to spare, and no list in later rounds.
    /// </summary>
    [Fact]
    public async Task ACrowdedListIsGivenUp()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 100_000));
        _listed.AddRange(Enumerable.Range(0, 1_000).Select(static i => "x" + i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(2, (await poller.PollAsync(Cancellation)).Count);
        Assert.Equal(2, _calls.Count(static call => call.Split('?').Length > 1));
        _calls.Clear();
        await poller.PollAsync(Cancellation);
        Assert.Equal(["/inventorytriggerjob/b1", "/inventorytriggerjob/b2"], _calls.Order());
    }

    /// <summary>A list that shows half of the jobs is still worth its call.</summary>
    [Fact]
    public async Task AListThatShowsHalfIsKept()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 2));
        _listed.Remove("b2");
        await poller.PollAsync(Cancellation);
        _calls.Clear();
        await poller.PollAsync(Cancellation);
        Assert.Equal(["/inventorytriggerjob", "/inventorytriggerjob/b2"], _calls.Select(static call => call.Split('?')[0]));
    }

    /// <summary>Single calls go out eight at once.</summary>
    [Fact]
    public async Task SingleCallsGoOutEightAtOnce()
    {
        JobPoller poller = Make();
        for (int i = 0; i < 20; i++)
        {
            string id = "b" + i.ToString(CultureInfo.InvariantCulture);
            _jobs[id] = (i, "Running");
            poller.Add(id, null);
        }

        _gate = new TaskCompletionSource();
        Task<IReadOnlyList<JobStatus>> poll = poller.PollAsync(Cancellation);
        Assert.Equal(8, _atOnce);
        _gate.SetResult();
        Assert.Equal(20, (await poll).Count);
        Assert.Equal(20, _calls.Count);
        Assert.Equal(8, _mostAtOnce);
    }

    /// <summary>
    /// A job that can't be read takes none of the others with it: one that may be read later is asked for again, one that is refused isn't.
    /// </summary>
    [Fact]
    public async Task AJobThatCantBeReadIsToldAlone()
    {
        JobPoller poller = Make();
        foreach (string id in new[] { "b1", "b2", "b3" })
        {
            _jobs[id] = (1, "Running");
            poller.Add(id, null);
        }

        (_refused["b1"], _refused["b2"]) = (HttpStatusCode.ServiceUnavailable, HttpStatusCode.Forbidden);
        Dictionary<string, JobStatus> found = (await poller.PollAsync(Cancellation)).ToDictionary(static status => status.JobId);
        Assert.Equal((503, false), (Assert.IsType<CiServiceException>(found["b1"].Failure).HttpStatus, found["b1"].IsEnded));
        Assert.Equal((403, true), (Assert.IsType<CiServiceException>(found["b2"].Failure).HttpStatus, found["b2"].IsEnded));
        Assert.Equal((null, true), (found["b3"].Failure, found["b3"].IsOpen));
        Assert.Equal(["b1", "b3"], poller.Pending.Order());
    }

    /// <summary>A list that fails is told of each job that it would have shown, and no single calls follow that would fail alike.</summary>
    [Fact]
    public async Task AListThatFailsIsToldOfEachJob()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 2));
        _refused["/inventorytriggerjob"] = HttpStatusCode.ServiceUnavailable;
        IReadOnlyList<JobStatus> found = await poller.PollAsync(Cancellation);
        Assert.Equal(["b1", "b2"], found.Select(static status => status.JobId).Order());
        Assert.All(found, static status => Assert.Equal((503, false, false), (((CiServiceException)status.Failure!).HttpStatus,
            status.IsEnded, status.IsOpen)));
        Assert.Single(_calls);
        Assert.Equal(2, poller.Pending.Count);
    }

    /// <summary>A state that no page names is no end, and doesn't say that the job goes on.</summary>
    [Fact]
    public async Task AnUnknownStateIsNeitherOpenNorAnEnd()
    {
        JobPoller poller = Make();
        _jobs["b1"] = (1, "Rejected");
        poller.Add("b1", null);
        JobStatus found = Assert.Single(await poller.PollAsync(Cancellation));
        Assert.Equal((false, false, "Rejected"), (found.IsEnded, found.IsOpen, found.Job!.StateText));
        Assert.Equal(["b1"], poller.Pending);
    }

    /// <summary>A job is added once, by its first time, and can be removed; what is no id is refused.</summary>
    [Fact]
    public async Task AJobIsAddedOnce()
    {
        JobPoller poller = Make(("b1", 1), ("b2", 2), ("b3", 3));
        poller.Add("b1", null);
        poller.Remove("b3");
        Assert.Equal(["b1", "b2"], poller.Pending.Order());
        await poller.PollAsync(Cancellation);
        Assert.Single(_calls);
        Assert.Equal("JobId", Assert.Throws<InvalidFieldException>(() => poller.Add("a/b", null)).Field);
        Assert.Throws<ArgumentNullException>("client", static () => new JobPoller(null!));
    }

    private JobPoller Make(params (string Id, int Made)[] jobs)
    {
        var poller = new JobPoller(new CiClient(new CiClientSettings("media-1250000000", "ap-beijing",
            new CiCredential("AKIDtest", "secret"))
        {
            Handler = new Handler(AnswerAsync), Clock = new ServiceClock(_time), Retry = new RetrySettings { MaximumRetryCount = 0 },
        }));
        foreach ((string id, int made) in jobs)
        {
            _jobs[id] = (made, "Running");
            _listed.Add(id);
            poller.Add(id, Noon.AddSeconds(made));
        }

        return poller;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        Uri uri = request.RequestUri!;
        lock (_calls)
        {
            Assert.True(_calls.Count < 1_000, "The calls have no end.");
            _calls.Add(uri.Query.Length > 0 ? uri.PathAndQuery : uri.AbsolutePath);
            _mostAtOnce = Math.Max(_mostAtOnce, ++_atOnce);
        }

        if (_gate is not null)
        {
            await _gate.Task;
        }

        string content;
        if (uri.Query.Length > 0)
        {
            int start = int.Parse(HttpUtility.ParseQueryString(uri.Query)["nextToken"] ?? "0", CultureInfo.InvariantCulture);
            List<string> all = [.. _listed.Where(static id => id[0] == 'x'), .. _listed.Where(static id => id[0] != 'x')];
            content = string.Concat(all.Skip(start).Take(100).Select(Job))
                + (start + 100 < all.Count ? $"<NextToken>{start + 100}</NextToken>" : "");
        }
        else
        {
            string id = uri.AbsolutePath.Split('/')[^1];
            content = _jobs.ContainsKey(id) ? Job(id) : $"<NonExistJobIds>{id}</NonExistJobIds>";
        }

        lock (_calls)
        {
            _atOnce--;
        }

        HttpStatusCode status = _refused.FirstOrDefault(refused => uri.AbsolutePath.EndsWith(refused.Key, StringComparison.Ordinal)).Value;
        if (status != default)
        {
            return new HttpResponseMessage(status) { Content = new StringContent("<Error><Code>Refused</Code></Error>") };
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(
            $"<Response><RequestId>r</RequestId>{content}</Response>") };
    }

    private string Job(string id)
    {
        (int made, string state) = _jobs.GetValueOrDefault(id, (0, "Running"));
        string time = Noon.AddSeconds(made).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return $"<JobsDetail><JobId>{id}</JobId><Name>n</Name><State>{state}</State><CreationTime>{time}</CreationTime></JobsDetail>";
    }

    private sealed class Handler(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request);
    }
}
