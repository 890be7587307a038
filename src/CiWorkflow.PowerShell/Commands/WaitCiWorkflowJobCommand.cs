using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Credentials;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Progress;
using JobState = CiWorkflow.Model.JobState;

namespace CiWorkflow.Commands;

/// <summary>Wait-CiWorkflowJob: follows jobs to their end, all at once, and gives each when it has come to it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "CiWorkflowJob")]
[OutputType(typeof(JobsDetail))]
public sealed class WaitCiWorkflowJobCommand : ServiceCmdlet
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Bucket, string Region, CiCredential? Credential), JobPoller> _pollers = [];
    private readonly Dictionary<string, JobsDetail> _last = new(StringComparer.Ordinal);
    private readonly HashSet<string> _saidPaused = new(StringComparer.Ordinal);
    private readonly Random _jitter = new();
    private WaitProgress? _progress;

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [JobIdTransformation]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>When the job was made; it comes with a job from the pipeline, and lets one list call cover many jobs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    public DateTimeOffset? CreationTime { get; set; }

    /// <summary>How long to wait at the most; without end when it isn't given.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 0)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The first pause between two looks; it grows to 30 seconds.</summary>
    [Parameter]
    [DurationTransformation(MinimumMilliseconds = 1)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Makes an error of a job that has failed, besides giving it.</summary>
    [Parameter]
    public SwitchParameter ErrorOnFailure { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in JobId)
        {
            RunItem(() => id, async () =>
            {
                (string bucket, string region) = ResolvePlace();
                if (!_pollers.TryGetValue((bucket, region, Credential), out JobPoller? poller))
                {
                    _pollers.Add((bucket, region, Credential), poller = new JobPoller(await ConnectAsync(bucket, region)));
                }

                poller.Add(id, CreationTime);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _progress = new WaitProgress(WriteProgress, CountPending());
        try
        {
            Run(WaitAsync);
        }
        finally
        {
            _progress.Close();
        }
    }

    private async Task WaitAsync()
    {
        var waited = Stopwatch.StartNew();
        TimeSpan pause = PollInterval;
        while (true)
        {
            foreach (JobPoller poller in _pollers.Values)
            {
                await LookAsync(poller);
            }

            if (CountPending() == 0)
            {
                return;
            }

            _progress!.Show(CountPending());

            TimeSpan? left = Timeout - waited.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                TellTimeout(waited.Elapsed);
                return;
            }

            // Half of the pause is fixed and half is chance, so that many waits don't beat in time.
            var next = TimeSpan.FromMilliseconds(pause.TotalMilliseconds * (0.5 + (_jitter.NextDouble() / 2)));
            await PauseAsync(next > left ? left.Value : next);
            pause = TimeSpan.FromTicks(Math.Min(Math.Max(LongestPause.Ticks, PollInterval.Ticks), pause.Ticks * 3 / 2));
        }
    }

    private async Task LookAsync(JobPoller poller)
    {
        if (poller.Pending.Count == 0)
        {
            return;
        }

        try
        {
            foreach (KeyValuePair<string, JobsDetail?> job in await poller.PollAsync(Cancellation))
            {
                Tell(poller.Client, job.Key, job.Value);
            }
        }
        catch (Exception failure) when (failure is CiTransportException or CiServiceException { IsTransient: true })
        {
            WriteVerbose(Say(CommandMessages.PollAgain, failure.Message));
        }
        catch (Exception failure) when (failure is CiServiceException)
        {
            // The service won't answer: every job that is waited for there is told once, and the others are waited for.
            foreach (string id in new List<string>(poller.Pending))
            {
                WriteFailure(failure, _last.TryGetValue(id, out JobsDetail? job) ? job : id);
                poller.Remove(id);
            }
        }
    }

    private void Tell(CiClient client, string id, JobsDetail? job)
    {
        if (job is null)
        {
            WriteFailure(JobMissing(client, id), id);
            _progress!.Remove(id);
            return;
        }

        _last[id] = job;
        if (job.State == JobState.Pause && _saidPaused.Add(id))
        {
            WriteWarning(Say(CommandMessages.Paused, job.Name, id));
        }

        if (!job.IsCompleted)
        {
            _progress!.Set(job);
            return;
        }

        _progress!.Remove(id);
        WriteObject(job);
        if (ErrorOnFailure && job.State == JobState.Failed)
        {
            var failed = new CommandException("JobFailed", ErrorCategory.InvalidResult, Say(CommandMessages.JobFailed, job.Name, id, job.Code, job.Message), CommandMessages.JobFailedAdvice);
            WriteFailure(failed, job);
        }
    }

    private void TellTimeout(TimeSpan waited)
    {
        foreach (JobPoller poller in _pollers.Values)
        {
            foreach (string id in poller.Pending)
            {
                bool seen = _last.TryGetValue(id, out JobsDetail? job);
                string state = seen ? job!.StateText : CommandMessages.NotSeenYet;
                var timeout = new CommandException(
                    "JobWaitTimeout", ErrorCategory.OperationTimeout, Say(CommandMessages.WaitTimeout, id, state, TimeSpan.FromSeconds(Math.Round(waited.TotalSeconds))), CommandMessages.WaitTimeoutAdvice);
                WriteFailure(timeout, seen ? job : id);
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        var paused = Stopwatch.StartNew();
        while (pause - paused.Elapsed is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < ProgressEvery ? left : ProgressEvery, Cancellation);
            _progress!.Show(CountPending());
        }
    }

    private int CountPending()
    {
        int count = 0;
        foreach (JobPoller poller in _pollers.Values)
        {
            count += poller.Pending.Count;
        }

        return count;
    }
}
