using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Reads the executions of a job once, page after page, and keeps counts, reasons and times: its memory doesn't grow with their number.
/// </summary>
public sealed class JobSummarizer
{
    private const int MostCodes = 100;
    private const int MostSlowest = 10;

    private readonly CiClient _client;
    private readonly JobSummarySettings _settings;
    private readonly JobSummary _summary;
    private readonly Dictionary<string, FailureReason> _reasons = new(StringComparer.Ordinal);
    private readonly DurationCounts _durations = new();
    private readonly TimeHistogram _made = new();
    private readonly TimeHistogram _ended = new();
    private readonly List<WorkflowExecution> _sample = [];
    private readonly List<(TimeSpan Time, WorkflowExecution Execution)> _slowest = [];

    // A fixed seed: the same job has the same summary twice.
    private readonly Random _random = new(7);
    private long _seen;
    private bool _isUnreadable;

    private JobSummarizer(CiClient client, JobsDetail job, JobSummarySettings settings)
    {
        _client = client;
        _settings = settings;
        _summary = new JobSummary(job);
    }

    private bool ReadsAll => _settings.DetailLimit == long.MaxValue;

    /// <summary>Summarises a job.</summary>
    /// <param name="client">The client of its bucket.</param>
    /// <param name="job">The job.</param>
    /// <param name="settings">How much to read; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="CiServiceException">The service refused to list the executions.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public static async Task<JobSummary> RunAsync(CiClient client, JobsDetail job, JobSummarySettings? settings = null,
        CancellationToken cancellationToken = default)
    {
        _ = client ?? throw new ArgumentNullException(nameof(client));
        _ = job ?? throw new ArgumentNullException(nameof(job));
        var summarizer = new JobSummarizer(client, job, settings ?? new JobSummarySettings());
        await summarizer.ReadAsync(cancellationToken).ConfigureAwait(false);
        return summarizer._summary;
    }

    /// <summary>The time from the start of an execution's first task to the end of its last; null where its tasks don't show it.</summary>
    /// <param name="execution">The execution, with its tasks.</param>
    public static TimeSpan? TimeOf(WorkflowExecution execution)
    {
        _ = execution ?? throw new ArgumentNullException(nameof(execution));
        DateTimeOffset? start = null;
        foreach (ExecutionTask task in execution.Tasks ?? [])
        {
            DateTimeOffset? began = task.StartTime ?? task.CreateTime;
            start = began < start || start is null ? began : start;
        }

        return EndOf(execution) - (start ?? execution.CreateTime) is { } time && time >= TimeSpan.Zero ? time : null;
    }

    /// <summary>The first task of an execution that failed; null where none did or they weren't read.</summary>
    /// <param name="execution">The execution, with its tasks.</param>
    public static ExecutionTask? FailedTaskOf(WorkflowExecution execution)
    {
        _ = execution ?? throw new ArgumentNullException(nameof(execution));
        foreach (ExecutionTask task in execution.Tasks ?? [])
        {
            if (task.State == ExecutionState.Failed)
            {
                return task;
            }
        }

        return null;
    }

    private static DateTimeOffset? EndOf(WorkflowExecution execution)
    {
        DateTimeOffset? end = null;
        foreach (ExecutionTask task in execution.Tasks ?? [])
        {
            end = task.EndTime > end || end is null ? task.EndTime : end;
        }

        return end;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!_settings.SkipInput)
        {
            (_summary.Selected, _summary.Size, long selected) = await SelectedObjects.MeasureAsync(
                new CosBucket(_client.Settings), _summary.Job, long.MaxValue, cancellationToken).ConfigureAwait(false);
            _summary.AtLeast = selected * JobExecutions.CountPerObject(_summary.Job);
        }

        foreach (Pager<WorkflowExecution> pages in JobExecutions.List(_client, _summary.Job))
        {
            while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
            {
                await AddAsync(page, cancellationToken).ConfigureAwait(false);
            }
        }

        if (_summary.Unseen > 0
            && await JobExecutions.MayLeaveOutAsync(_client, _summary.Job, cancellationToken).ConfigureAwait(false))
        {
            _summary.AtLeast = 0;
        }

        await TimeSampleAsync(cancellationToken).ConfigureAwait(false);
        Finish();
    }

    private async Task AddAsync(IReadOnlyList<WorkflowExecution> read, CancellationToken cancellationToken)
    {
        var page = new List<WorkflowExecution>(read);
        var wanted = new List<int>();
        for (int i = 0; i < page.Count; i++)
        {
            bool isFailed = page[i].State == ExecutionState.Failed;
            bool isWanted = ReadsAll
                ? ExecutionCount.IsEnd(page[i].State)
                : isFailed && _summary.ReasonsRead + wanted.Count < _settings.DetailLimit;
            if (isWanted && page[i].Tasks is null)
            {
                wanted.Add(i);
            }
        }

        await ReadTasksAsync(page, wanted, cancellationToken).ConfigureAwait(false);
        foreach (WorkflowExecution execution in page)
        {
            Count(execution);
            if (execution.State == ExecutionState.Failed && execution.Tasks is not null)
            {
                AddReason(execution);
            }

            if (ExecutionCount.IsEnd(execution.State))
            {
                AddToSample(execution);
            }
        }

        _settings.Page?.Invoke(page);
        _settings.Read?.Invoke(_summary.Executions);
    }

    private void Count(WorkflowExecution execution)
    {
        switch (execution.State)
        {
            case ExecutionState.Success: _summary.Success++; break;
            case ExecutionState.Failed: _summary.Failed++; break;
            case ExecutionState.Cancel: _summary.Cancel++; break;
            default: _summary.Running++; break;
        }

        if (execution.CreateTime is { } made)
        {
            _summary.FirstStart = made < _summary.FirstStart || _summary.FirstStart is null ? made : _summary.FirstStart;
            _summary.LastStart = made > _summary.LastStart || _summary.LastStart is null ? made : _summary.LastStart;
            _made.Add(made, execution.State != ExecutionState.Failed);
        }
    }

    private void AddReason(WorkflowExecution execution)
    {
        _summary.ReasonsRead++;
        ExecutionTask? task = FailedTaskOf(execution);
        string code = task?.Code ?? "";
        if (!_reasons.TryGetValue(code, out FailureReason? reason))
        {
            // A service that puts something different into every code must not fill the memory.
            code = _reasons.Count < MostCodes ? code : "";
            _reasons.TryGetValue(code, out reason);
        }

        _reasons[code] = reason is null
            ? new FailureReason(code, 1, task?.Message ?? "", execution.Object, execution.RunId)
            : reason with { Failures = reason.Failures + 1 };
    }

    // Each of the executions so far is in the sample with the same chance (reservoir sampling, algorithm R).
    private void AddToSample(WorkflowExecution execution)
    {
        _seen++;
        if (ReadsAll)
        {
            AddTime(execution);
        }
        else if (_sample.Count < _settings.DetailLimit)
        {
            _sample.Add(execution);
        }
        else if ((long)(_random.NextDouble() * _seen) is var place && place < _sample.Count)
        {
            _sample[(int)place] = execution;
        }
    }

    private async Task TimeSampleAsync(CancellationToken cancellationToken)
    {
        var wanted = new List<int>();
        for (int i = 0; i < _sample.Count; i++)
        {
            if (_sample[i].Tasks is null)
            {
                wanted.Add(i);
            }
        }

        await ReadTasksAsync(_sample, wanted, cancellationToken).ConfigureAwait(false);
        _sample.ForEach(AddTime);
    }

    private void AddTime(WorkflowExecution execution)
    {
        if (EndOf(execution) is { } end)
        {
            _summary.LastEnd = end > _summary.LastEnd || _summary.LastEnd is null ? end : _summary.LastEnd;
            _ended.Add(end, execution.State != ExecutionState.Failed);
        }

        if (TimeOf(execution) is not { } time)
        {
            return;
        }

        _durations.Add(time);
        int place = _slowest.FindIndex(slow => slow.Time < time);
        _slowest.Insert(place < 0 ? _slowest.Count : place, (time, execution));
        if (_slowest.Count > MostSlowest)
        {
            _slowest.RemoveAt(MostSlowest);
        }
    }

    /// <summary>Reads the tasks of some executions of a list, and puts what was read in their places.</summary>
    private async Task ReadTasksAsync(List<WorkflowExecution> executions, List<int> places, CancellationToken cancellationToken)
    {
        // Not disposed: when this is cancelled, calls that are on their way still release it.
        var room = new SemaphoreSlim(_settings.ThrottleLimit, _settings.ThrottleLimit);
        var reads = new List<Task>(places.Count);
        foreach (int place in places)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_isUnreadable)
            {
                break;
            }

            reads.Add(ReadTasksAsync(executions, place, room, cancellationToken));
        }

        await Task.WhenAll(reads).ConfigureAwait(false);
    }

    private async Task ReadTasksAsync(List<WorkflowExecution> executions, int place, SemaphoreSlim room,
        CancellationToken cancellationToken)
    {
        try
        {
            WorkflowExecution execution = executions[place];
            executions[place] = await _client.ReadTasksAsync(execution, cancellationToken).ConfigureAwait(false) ?? execution;
        }
        catch (CiException failure)
        {
            // Without its tasks an execution still counts; the summary says how many were read.
            lock (room)
            {
                if (!_isUnreadable)
                {
                    _isUnreadable = true;
                    _settings.Unreadable?.Invoke(failure);
                }
            }
        }
        finally
        {
            room.Release();
        }
    }

    private void Finish()
    {
        var reasons = new List<FailureReason>(_reasons.Values);
        reasons.Sort(static (a, b) => a.Failures == b.Failures ? string.CompareOrdinal(a.Code, b.Code) : b.Failures.CompareTo(a.Failures));
        _summary.Reasons = reasons;
        _summary.Timed = _durations.Count;
        _summary.Median = _durations.Median();
        _summary.Longest = _slowest.Count > 0 ? _slowest[0].Time : null;
        _summary.Slowest = _slowest.ConvertAll(static slow => slow.Execution);
        _summary.IsTimesOfEnds = _ended.Count > 0 && _ended.Count == _seen;
        _summary.Times = _summary.IsTimesOfEnds ? _ended : _made;
        // The times of the executions are the service's, and so is the time now that they are compared with.
        DateTimeOffset? end = _summary.Running > 0 ? _client.Settings.Clock.ServiceTime : _summary.LastEnd ?? _summary.LastStart;
        if ((end - _summary.FirstStart)?.TotalSeconds is >= 1 and var seconds)
        {
            _summary.Rate = _seen / seconds;
        }
    }
}
