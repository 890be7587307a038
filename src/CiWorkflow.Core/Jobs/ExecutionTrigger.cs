using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Starts a workflow on single objects, each with one request that is never repeated.</summary>
/// <remarks>
/// Starting is not idempotent: where the answer is lost, the executions of the object that began since are looked for, and one that wasn't
/// there before and that no other call of this process has returned is the answer. Where there is none, or more than one, the outcome is
/// reported as unknown. Equal calls of one process run one after another. Another program or an upload that starts the same workflow on
/// the same object in the same seconds can't be told apart.
/// </remarks>
public sealed class ExecutionTrigger
{
    private static readonly Backoff Looks = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(8));

    private readonly CiClient _client;
    private readonly JobRegistry _registry;
    private readonly TimeSpan _listLag;

    /// <summary>Makes a trigger.</summary>
    /// <param name="client">The client of the objects' bucket.</param>
    /// <param name="listLag">
    /// How long an execution whose answer was lost is looked for; 30 seconds where it is null. How soon a new one is listed is not
    /// documented.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public ExecutionTrigger(CiClient client, TimeSpan? listLag = null)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _registry = JobRegistry.Of(client);
        _listLag = listLag ?? TimeSpan.FromSeconds(30);
    }

    /// <summary>Starts a workflow on an object.</summary>
    /// <param name="workflowId">The workflow; one that is paused runs too (Python SDK's test).</param>
    /// <param name="key">The object's key.</param>
    /// <param name="observer">Receives what is done about a lost answer; null for nobody.</param>
    /// <param name="sending">Is called before the request is sent: from then on it may have been started. Null for nobody.</param>
    /// <param name="cancellationToken">Ends it at once; the service may have started it all the same.</param>
    /// <returns>The execution, as far as the answer or the list has it.</returns>
    /// <exception cref="InvalidFieldException">The id or the key isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused; nothing was started.</exception>
    /// <exception cref="CiTransportException">The request did not reach the service; nothing was started.</exception>
    /// <exception cref="ExecutionOutcomeUnknownException">Whether it was started is not known.</exception>
    public async Task<WorkflowExecution> StartAsync(
        string workflowId,
        string key,
        Action<string>? observer = null,
        Action? sending = null,
        CancellationToken cancellationToken = default)
    {
        string lockKey = string.Join("\n", "", "execution", workflowId, key);
        using IDisposable held = await _registry.Locks.AcquireAsync(lockKey, cancellationToken).ConfigureAwait(false);
        HashSet<string> before = [.. (await ListAsync(workflowId, key, cancellationToken).ConfigureAwait(false)).Select(
            static run => run.RunId)];
        ServiceClock clock = _client.Settings.Clock;
        DateTimeOffset asked = clock.Time.UtcNow;
        DateTimeOffset? askedByService = asked + clock.Difference;
        sending?.Invoke();
        try
        {
            WorkflowExecution run = await _client.StartExecutionOnceAsync(workflowId, key, null, cancellationToken).ConfigureAwait(false);
            _registry.Runs.TryAdd(new ReturnedRun(run.RunId, workflowId, key), clock.Time.Elapsed);
            return run;
        }
        catch (CiException failure) when (CreateFailures.OutcomeOf(failure) == CreateOutcome.Unknown)
        {
            observer?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.LookingForExecution, key, failure.Message));
            return await FindAsync(
                workflowId, key, run => !before.Contains(run.RunId) && MayBeOurs(run, askedByService), asked, failure, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Whether an execution is no other call's, and wasn't created before this one was asked for.</summary>
    private bool MayBeOurs(WorkflowExecution run, DateTimeOffset? asked) => !_registry.Runs.Contains(run.RunId)

        // Its time is in whole seconds, the service's time at the request isn't.
        && !(asked is { } time && run.CreateTime < time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond)));

    private async Task<WorkflowExecution> FindAsync(
        string workflowId,
        string key,
        Predicate<WorkflowExecution> isNew,
        DateTimeOffset asked,
        CiException failure,
        CancellationToken cancellationToken)
    {
        ITimeSource time = _client.Settings.Clock.Time;
        TimeSpan end = time.Elapsed + _listLag;
        for (int look = 1; ; look++)
        {
            TimeSpan left = end - time.Elapsed;
            TimeSpan pause = Looks.Delay(look);
            await time.DelayAsync(pause < left ? pause : left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
            bool isLast = time.Elapsed >= end;
            List<WorkflowExecution> started = [];
            string reason = "";
            try
            {
                started = (await ListAsync(workflowId, key, cancellationToken).ConfigureAwait(false)).FindAll(isNew);
            }
            catch (CiException unlisted)
            {
                reason = unlisted.Message;
            }

            if (started.Count == 1
                && _registry.Runs.TryAdd(new ReturnedRun(started[0].RunId, workflowId, key, started[0].CreateTime), time.Elapsed))
            {
                return started[0];
            }

            if (isLast || started.Count > 1)
            {
                throw new ExecutionOutcomeUnknownException(workflowId, key, asked, started, reason, failure);
            }
        }
    }

    /// <summary>The newest executions of an object: one page of them shows what is new.</summary>
    private async Task<List<WorkflowExecution>> ListAsync(string workflowId, string key, CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkflowExecution> page = await _client.ListExecutions(new ExecutionQuery(workflowId) { Object = key })
            .NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) ?? [];

        // Whether the service compares the whole name or a part of it isn't documented.
        return [.. page.Where(run => run.Object == key)];
    }
}
