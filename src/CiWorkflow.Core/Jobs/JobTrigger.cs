using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Makes a job once and not twice: where the outcome of the call is unknown, it looks for the job before it asks again.</summary>
/// <remarks>
/// Create is not idempotent, and a job costs money. The job of a lost answer is one that is equal in name, input, interval and
/// workflow, was made since just before the call, and isn't another call's of this process: equal calls wait for each other here.
/// </remarks>
public sealed class JobTrigger
{
    private const int Looks = 3;

    // The service's clock and ours may differ by this much without either noticing.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(2);
    private static readonly JobClaims Claims = new();
    private static readonly AsyncKeyedLock Locks = new();

    private readonly CiClient _client;
    private readonly CiClientSettings _settings;

    /// <summary>Makes a trigger of jobs.</summary>
    /// <param name="client">The client of the jobs' bucket.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public JobTrigger(CiClient client)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _settings = client.Settings;
    }

    /// <summary>Makes a job, or finds it.</summary>
    /// <param name="request">What to make it from.</param>
    /// <param name="skipExisting">Looks first whether an equal job exists, made at any time and whatever its state, and gives that one, marked <see cref="JobsDetail.Existing"/>.</param>
    /// <param name="sending">Called before the request leaves, each time; may be null. From then on the job may exist.</param>
    /// <param name="told">Told what is done about an unknown outcome; may be null.</param>
    /// <param name="cancellationToken">Nothing is sent after it: a pause ends, and no further call begins.</param>
    /// <param name="abandon">Ends a call that is under way; whether the job is made is not known then.</param>
    /// <returns>The job.</returns>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">The request did not leave.</exception>
    /// <exception cref="TriggerOutcomeUnknownException">Whether the job was made could not be found out.</exception>
    public async Task<JobsDetail> RunAsync(CreateJobRequest request, bool skipExisting = false, Action? sending = null, Action<string>? told = null, CancellationToken cancellationToken = default, CancellationToken abandon = default)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abandon);
        using IDisposable held = await Locks.AcquireAsync(Identity(request), both.Token).ConfigureAwait(false);
        if (skipExisting && await FindAsync(request, null, both.Token).ConfigureAwait(false) is { Count: > 0 } existing)
        {
            return existing[0] with { Existing = true };
        }

        DateTimeOffset asked = _settings.Clock.Now;
        RetryAttempts attempts = _client.Retry.Begin();
        while (true)
        {
            CiException failure;
            bool mayBeMade;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Claim(await attempts.TryAsync(
                    () =>
                    {
                        sending?.Invoke();
                        return _client.CreateJobOnceAsync(request, abandon);
                    },
                    cancellationToken).ConfigureAwait(false));
            }
            catch (CiServiceException refused)
            {
                failure = refused;
                mayBeMade = refused.HttpStatus is 408 or >= 500;
            }
            catch (CiTransportException failed)
            {
                failure = failed;
                mayBeMade = failed.MayHaveActed;
            }

            if (mayBeMade)
            {
                told?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.LookingForJob, request.Name, failure.Message));
                if (await LookAsync(request, asked, failure, both.Token).ConfigureAwait(false) is { } found)
                {
                    told?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.JobFound, request.Name, found.JobId));
                    return found;
                }
            }

            if (!(mayBeMade || RetryPolicy.MayRepeat(failure, isIdempotent: false)) || !await attempts.DelayAsync(failure, cancellationToken).ConfigureAwait(false))
            {
                ExceptionDispatchInfo.Capture(failure).Throw();
            }

            if (mayBeMade)
            {
                told?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.JobNotFound, request.Name));
            }
        }
    }

    /// <summary>Looks a few times, the pauses growing: a job may take a while to be listed. Null when it is surely not there.</summary>
    private async Task<JobsDetail?> LookAsync(CreateJobRequest request, DateTimeOffset asked, Exception unknown, CancellationToken cancellationToken)
    {
        bool looked = false;

        // Where no answer came in time the service may still be at it: it is given eight times as long to make the job.
        int slower = unknown is CiTransportException { Failure: TransportFailure.Timeout } ? 3 : 0;
        for (int look = 1; look <= Looks; look++)
        {
            await _settings.Clock.Time.DelayAsync(_settings.Retry.Backoff.Delay(look + slower), cancellationToken).ConfigureAwait(false);
            try
            {
                List<JobsDetail> found = await FindAsync(request, asked - ClockDifference, cancellationToken).ConfigureAwait(false);
                found.RemoveAll(static job => Claims.Contains(job.JobId));
                looked = true;
                if (found.Count == 1)
                {
                    return Claim(found[0]);
                }

                if (found.Count > 1)
                {
                    throw new TriggerOutcomeUnknownException(request, _client.Bucket, _client.Region, asked, found, unknown);
                }
            }
            catch (Exception failure) when (failure is CiServiceException or CiTransportException)
            {
                // A look that fails says nothing: the last one that went well counts, and where none did, nothing is known.
                looked = false;
            }
        }

        return looked ? null : throw new TriggerOutcomeUnknownException(request, _client.Bucket, _client.Region, asked, [], unknown);
    }

    private async Task<List<JobsDetail>> FindAsync(CreateJobRequest request, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var equal = new List<JobsDetail>();
        Pager<JobsDetail> pages = _client.ListJobs(new JobQuery { Name = request.Name, WorkflowId = request.WorkflowId, CreatedAfter = since });
        while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (JobsDetail job in page)
            {
                if (IsEqual(request, job))
                {
                    equal.Add(job);
                }
            }
        }

        return equal;
    }

    private static bool IsEqual(CreateJobRequest request, JobsDetail job) =>
        job.Name == request.Name
        && job.Type is "Workflow" or ""
        && job.WorkflowIds == request.WorkflowId
        && job.Input.Prefix == request.Input.Prefix
        && job.Input.Object == request.Input.Object
        && job.Input.UrlFile == request.Input.UrlFile
        && job.Input.Manifest == request.Input.Manifest
        && Equals(job.Operation.TimeInterval, request.TimeInterval);

    private static JobsDetail Claim(JobsDetail job)
    {
        Claims.TryAdd(job.JobId, DateTimeOffset.UtcNow);
        return job;
    }

    private string Identity(CreateJobRequest request) =>
        string.Join("\n", _client.Bucket, _client.Region, request.Name, request.WorkflowId, request.Input.ToString(), request.TimeInterval?.ToString());
}
