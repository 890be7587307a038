using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// What all calls of this process share about the jobs of one bucket: the known jobs, its own requests, the locks of equal requests, and
/// the last look at the list.
/// </summary>
internal sealed class JobRegistry
{
    // A look is shared by all requests that are sent within this time: one request more a run, or one every two seconds.
    private static readonly TimeSpan LookIsRecent = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(5);
    private const int LookTries = 3;

    // No request has this key: a name has no line break.
    private const string LookLock = "\nlook";

    // A test's virtual time has jobs of its own.
    private static readonly ConditionalWeakTable<ITimeSource, ConcurrentDictionary<string, JobRegistry>> Registries = new();

    private readonly ITimeSource _time;
    private volatile bool _hasLook;
    private bool _lookSucceeded;
    private TimeSpan _lookBegun;
    private CiTransportException? _notConnected;
    private TimeSpan _notConnectedAt;

    /// <param name="time">The time that moments are measured by.</param>
    /// <param name="locksResumeInline">See <see cref="AsyncKeyedLock(bool)"/>.</param>
    public JobRegistry(ITimeSource time, bool locksResumeInline = false)
    {
        _time = time;
        Locks = new AsyncKeyedLock(locksResumeInline);
    }

    /// <summary>The known jobs.</summary>
    public KnownJobs Known { get; } = new();

    /// <summary>What this process itself asked for.</summary>
    public OwnRequests Own { get; } = new();

    /// <summary>The executions that calls of this process have returned.</summary>
    public ReturnedRuns Runs { get; } = new();

    /// <summary>The locks of equal requests.</summary>
    public AsyncKeyedLock Locks { get; }

    /// <summary>The registry of a bucket.</summary>
    /// <param name="client">A client of the bucket.</param>
    public static JobRegistry Of(CiClient client)
    {
        CiClientSettings settings = client.Settings;
        ITimeSource time = settings.Clock.Time;
        string place = string.Join("\n", client.Bucket, client.Region, (settings.CiEndpoint ?? settings.Endpoint)?.AbsoluteUri);
        return Registries.GetValue(time, static _ => new ConcurrentDictionary<string, JobRegistry>(StringComparer.Ordinal))
            .GetOrAdd(place, _ => new JobRegistry(time));
    }

    /// <summary>
    /// Makes sure that the newest jobs of the bucket are known, so that none of them is taken for the job of a request that is sent after
    /// this.
    /// </summary>
    /// <param name="service">Reads them.</param>
    /// <param name="connectTimeout">How long connecting may take, before the time that an answer may take.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>False where they could not be read.</returns>
    /// <exception cref="CiTransportException">There is no connection: a request that followed would not be sent either.</exception>
    public async Task<bool> LookAsync(IJobService service, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        TimeSpan begun = _time.Elapsed;
        using IDisposable held = await Locks.AcquireAsync(LookLock, cancellationToken).ConfigureAwait(false);
        if (_hasLook && _time.Elapsed - _lookBegun <= LookIsRecent)
        {
            return _lookSucceeded;
        }

        if (_notConnected is { } failed && _notConnectedAt >= begun)
        {
            throw failed.Copy();
        }

        _lookBegun = _time.Elapsed;
        _lookSucceeded = await ReadNewestAsync(service, LookTimeout + connectTimeout, cancellationToken).ConfigureAwait(false);
        _hasLook = true;
        return _lookSucceeded;
    }

    /// <summary>Makes the next request read the newest jobs again: a request has failed whose job may appear at any time.</summary>
    public void ForgetLook() => _hasLook = false;

    private async Task<bool> ReadNewestAsync(IJobService service, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _time.CancelAfter(timeout, longest);
        for (int tries = 0; tries < LookTries; tries++)
        {
            try
            {
                Page<JobsDetail> page = await service.ListAsync(null, null, timeout.Token).ConfigureAwait(false);
                foreach (JobsDetail job in page.Items)
                {
                    Known.Add(job, _time.Elapsed);
                }

                return true;
            }
            catch (CiTransportException failure) when (!failure.MayHaveActed)
            {
                (_notConnected, _notConnectedAt) = (failure, _time.Elapsed);
                throw;
            }
            catch (CiException failure) when (failure is not CiServiceException { IsTransient: false })
            {
                // The next try may succeed. Without this look a job is created all the same; only a lost answer can't be made up for.
            }
            catch (Exception failure) when (failure is CiException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return false;
            }
        }

        return false;
    }
}
