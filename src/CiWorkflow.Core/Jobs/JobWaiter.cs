using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Follows many jobs of one bucket to their real end: the end of the job, and then the end of every execution that it handed on.
/// </summary>
/// <remarks>
/// <para>
/// Success of a job says that its objects were handed on (doc 460/76893), not that their executions have ended, and the service reports
/// neither how many there are nor how soon they are listed. So a job counts as ended when it is in Success, Failed or Cancel, none of its
/// executions is open, and one of these holds: as many executions have ended as its input selects; or nothing has changed for
/// <see cref="JobWaitSettings.SettleTime"/> and a second count finds the same executions; or the job itself ended long ago.
/// </para>
/// <para>
/// Requests: the jobs as <see cref="JobPoller"/> reads them. Then for each job and round one page of one execution, or the whole count
/// where that has at most ten pages; a count of up to 100 pages when none is open, and another after the settle time; once, what the
/// input selects, up to 10,000 objects. A list that several jobs share saves nothing: its executions don't name their job.
/// </para>
/// <para>Not for concurrent use.</para>
/// </remarks>
public sealed class JobWaiter
{
    private const int AtOnce = 8;
    private const long CountLimit = 10_000;
    private const long CountEachRound = 1_000;

    // The Date of an answer and the time of a job's end may come from two machines of the service.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(15);

    private readonly JobWaitSettings _settings;
    private readonly Func<TimeSpan> _elapsed;
    private readonly JobPoller _jobs;
    private readonly Dictionary<string, EndedJob> _ended = new(StringComparer.Ordinal);

    // What a look found that was cancelled before its end: the next one returns it.
    private readonly Dictionary<string, JobStatus> _unreturned = new(StringComparer.Ordinal);

    /// <summary>Makes a waiter that waits for nothing yet.</summary>
    /// <param name="client">The client of the jobs' bucket.</param>
    /// <param name="settings">When a job has ended; null for the defaults.</param>
    public JobWaiter(CiClient client, JobWaitSettings? settings = null)
        : this(client, settings, () => client.Settings.Clock.Time.Elapsed)
    {
    }

    internal JobWaiter(CiClient client, JobWaitSettings? settings, Func<TimeSpan> elapsed)
    {
        _jobs = new JobPoller(client);
        _settings = settings ?? new JobWaitSettings();
        _elapsed = elapsed;
    }

    /// <summary>The client of the jobs' bucket.</summary>
    public CiClient Client => _jobs.Client;

    /// <summary>The ids of the jobs that are waited for.</summary>
    public IReadOnlyCollection<string> Pending => 
        [.. _jobs.Pending, .. _ended.Keys, .. _unreturned.Keys.Where(id => !_jobs.Pending.Contains(id))];

    /// <summary>Adds a job; one that is there already is not added twice.</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="created">When it was made, where that is known: then one list call covers several jobs.</param>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    public void Add(string jobId, DateTimeOffset? created)
    {
        if (!_ended.ContainsKey(jobId) && !_unreturned.ContainsKey(jobId))
        {
            _jobs.Add(jobId, created);
        }
    }

    /// <summary>Waits for a job no longer.</summary>
    /// <param name="jobId">Its id.</param>
    public void Remove(string jobId)
    {
        _jobs.Remove(jobId);
        _ended.Remove(jobId);
        _unreturned.Remove(jobId);
    }

    /// <summary>Asks once about every pending job, and about the executions of those that have ended.</summary>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    /// <returns>What was found, or why nothing was; a job that counts as ended is pending no longer.</returns>
    public async Task<IReadOnlyList<JobStatus>> PollAsync(CancellationToken cancellationToken = default)
    {
        foreach (JobStatus read in await _jobs.PollAsync(cancellationToken).ConfigureAwait(false))
        {
            if (read.Job is { IsCompleted: true } job && !_settings.JobOnly)
            {
                _ended.Add(read.JobId, new EndedJob(job));
            }
            else
            {
                _unreturned[read.JobId] = read;
            }
        }

        using var room = new SemaphoreSlim(AtOnce, AtOnce);
        var checks = new List<Task<JobStatus>>(_ended.Count);
        foreach (EndedJob job in _ended.Values)
        {
            checks.Add(CheckAsync(job, room, cancellationToken));
        }

        JobStatus[] checkedJobs = await Task.WhenAll(checks).ConfigureAwait(false);
        var found = new List<JobStatus>(_unreturned.Values);
        _unreturned.Clear();
        foreach (JobStatus status in checkedJobs)
        {
            found.Add(status);
            if (status.IsEnded)
            {
                _ended.Remove(status.JobId);
            }
        }

        return found;
    }

    private async Task<JobStatus> CheckAsync(EndedJob ended, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        CiException? failure = null;
        bool isEnded;
        try
        {
            isEnded = await HasEndedAsync(ended, cancellationToken).ConfigureAwait(false);
        }
        catch (CiException failed)
        {
            failure = failed;
            isEnded = failed is not (CiTransportException or CiServiceException { IsTransient: true });
        }
        finally
        {
            room.Release();
        }

        return new JobStatus(ended.Job.JobId, ended.Job)
        {
            IsEnded = isEnded,
            IsOpen = failure is null && ended.IsOpen,
            Executions = ended.Count,
            Selected = ended.Selected,
            Expected = ended.Expected,
            AtLeast = ended.AtLeast,
            Failure = failure,
        };
    }

    private async Task<bool> HasEndedAsync(EndedJob ended, CancellationToken cancellationToken)
    {
        if (!ended.IsInputRead)
        {
            (ended.Selected, _, ended.SelectedAtLeast) = await SelectedObjects.MeasureAsync(new CosBucket(Client.Settings), ended.Job,
                _settings.CountAll ? long.MaxValue : CountLimit, cancellationToken).ConfigureAwait(false);
            ended.IsInputRead = true;
        }

        if (!await AreExecutionsEndedAsync(ended, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (ended.Count!.Total < ended.AtLeast
            && await JobExecutions.MayLeaveOutAsync(Client, ended.Job, cancellationToken).ConfigureAwait(false))
        {
            ended.SelectedAtLeast = 0;
        }

        return true;
    }

    private async Task<bool> AreExecutionsEndedAsync(EndedJob ended, CancellationToken cancellationToken)
    {
        long? atLeast = ended.Count is { IsWhole: true } before ? Math.Max(before.Total, ended.Expected ?? 0) : ended.Expected;
        bool isSmall = atLeast <= CountEachRound;
        bool? isAnyOpen = isSmall ? null : await ExecutionProbe.IsAnyOpenAsync(Client, ended.Job, cancellationToken).ConfigureAwait(false);
        ended.IsOpen = isAnyOpen == true;
        if (isAnyOpen == true)
        {
            ended.SameSince = null;
            return false;
        }

        TimeSpan now = _elapsed();
        bool isSettled = ended.SameSince is { } since ? now - since >= _settings.SettleTime : IsOld(ended.Job);
        if (isAnyOpen == false && ended.SameSince is not null && !isSettled)
        {
            return false;
        }

        // Without a filter by state nothing but the whole count can show that none is open.
        long limit = _settings.CountAll || isAnyOpen is null ? long.MaxValue : CountLimit;
        ExecutionCount count = await ExecutionProbe.CountAsync(Client, ended.Job, limit, cancellationToken).ConfigureAwait(false);
        bool isSame = ended.Count is { } last && last.Total == count.Total && last.IsWhole == count.IsWhole;
        ended.Count = count;
        ended.IsOpen = count.Open > count.Unknown;
        if (count.Open > 0)
        {
            ended.SameSince = null;
            return false;
        }

        if (count.IsWhole && count.Total == ended.Expected)
        {
            return true;
        }

        if (isSettled && (isSame || ended.SameSince is null))
        {
            return true;
        }

        if (!isSame || ended.SameSince is null)
        {
            ended.SameSince = now;
        }

        return false;
    }

    // Both are the service's times, whatever the clock of this machine says; without its time no job is old.
    private bool IsOld(JobsDetail job) => Client.Settings.Clock.ServiceTime - job.EndTime > _settings.SettleTime + ClockMargin;

    /// <summary>A job that has ended, and what is known of its executions.</summary>
    private sealed class EndedJob(JobsDetail job)
    {
        public JobsDetail Job { get; } = job;

        public bool IsInputRead { get; set; }

        public long? Selected { get; set; }

        public long SelectedAtLeast { get; set; }

        public long? Expected => Selected * JobExecutions.CountPerObject(Job);

        public long AtLeast => SelectedAtLeast * JobExecutions.CountPerObject(Job);

        /// <summary>Whether the last look saw an execution that is waiting, running or paused.</summary>
        public bool IsOpen { get; set; }

        public ExecutionCount? Count { get; set; }

        /// <summary>Since when no execution is open and their number is the same; null while one is open.</summary>
        public TimeSpan? SameSince { get; set; }
    }
}
