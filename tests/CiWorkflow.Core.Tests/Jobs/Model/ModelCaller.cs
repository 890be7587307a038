using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>One call of <see cref="JobTrigger"/> in a process, and what it ended with.</summary>
internal sealed class ModelCaller : IJobService, IJobTriggerObserver, IDisposable
{
    private readonly ModelWorld _world;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();

    public ModelCaller(ModelWorld world, CreateJobRequest request, int owner, ModelProcess process)
    {
        _world = world;
        Request = request;
        Owner = owner;
        Process = process;
    }

    public CreateJobRequest Request { get; }

    public int Owner { get; }

    public ModelProcess Process { get; }

    /// <summary>The other rows of its command, which this one's service serves too.</summary>
    public List<ModelCaller> Rows { get; } = [];

    /// <summary>What the user is warned of.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Whether a create request was sent.</summary>
    public bool WasSent { get; private set; }

    /// <summary>Whether its command looks for existing jobs.</summary>
    public bool SkipsExisting { get; init; }

    /// <summary>When it began.</summary>
    public TimeSpan BegunAt { get; private set; }

    /// <summary>When the first create request was sent.</summary>
    public TimeSpan SentAt { get; private set; }

    /// <summary>The job that was returned.</summary>
    public JobsDetail? Job { get; private set; }

    /// <summary>The error that was thrown.</summary>
    public Exception? Error { get; private set; }

    public DateTimeOffset? ServiceTime => _world.Time.UtcNow + Process.Difference;

    public async Task RunAsync(JobTrigger trigger)
    {
        BegunAt = _world.Time.Elapsed;
        try
        {
            Job = await trigger.CreateAsync(Request, this, _stop.Token, _abandon.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Error = failure;
        }
    }

    public Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken) =>
        _world.CreateAsync(request, Rows.Find(row => row.Request.Equals(request)) ?? this, cancellationToken);

    public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) => _world.GetAsync(jobId, this, cancellationToken);

    public Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken) => _world.ListAsync(name, this, cancellationToken);

    /// <summary>Ctrl+C: nothing more is sent, and what is under way has a second left.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _world.Time.CancelAfter(_abandon, TimeSpan.FromSeconds(1));
    }

    public void Measure(DateTimeOffset date) => Process.Difference = date - _world.Time.UtcNow;

    public void Sending(CreateJobRequest request)
    {
        SentAt = WasSent ? SentAt : _world.Time.Elapsed;
        WasSent = true;
    }

    public void Report(string message)
    {
        // The texts are not what is tested here.
    }

    public void Warn(string message) => Warnings.Add(message);

    public void Dispose()
    {
        _stop.Dispose();
        _abandon.Dispose();
    }
}

/// <summary>A process: what its calls share.</summary>
internal sealed class ModelProcess
{
    public ModelProcess(VirtualTime time, TimeSpan ahead = default)
    {
        Time = new MachineTime(time, ahead);
        Registry = new JobRegistry(Time, locksResumeInline: true);
    }

    public ITimeSource Time { get; }

    public JobRegistry Registry { get; }

    /// <summary>How far the service's clock is ahead, by the Date of its last answer.</summary>
    public TimeSpan? Difference { get; set; }

    /// <summary>What sends its requests to the ledger's bucket; null where it has none.</summary>
    public HttpMessageHandler? Transport { get; set; }

    /// <summary>Is called when it is killed.</summary>
    public Action? Killed { get; init; }

    /// <summary>Whether it was killed: nothing of it goes on.</summary>
    public bool IsKilled { get; private set; }

    public void Kill()
    {
        if (!IsKilled)
        {
            IsKilled = true;
            Killed?.Invoke();
        }
    }
}
