using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Creates the jobs of one bucket, each exactly once or with an outcome that is reported as unknown.</summary>
/// <remarks>
/// Safe for concurrent use. Requests of one process that have the same name and input run one after another, so that the job of one is
/// never taken for the job of another. Two processes that ask for equal jobs within two seconds can't be told apart by anybody: the
/// service has no token for that, and shows whole seconds.
/// </remarks>
public sealed class JobTrigger
{
    private readonly JobTriggerContext _context;
    private readonly ExistingJobs _existing;
    private readonly JobLedger? _ledger;

    /// <summary>Makes a trigger.</summary>
    /// <param name="client">The client of the jobs' bucket.</param>
    /// <param name="options">How existing jobs and unknown outcomes are treated; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public JobTrigger(CiClient client, JobTriggerOptions? options = null)
        : this(
            MakeContext(client ?? throw new ArgumentNullException(nameof(client)), options ?? new JobTriggerOptions()),
            options?.Ledger is { } prefix ? new BucketCheckpointStore(new CosBucket(client.Settings), prefix) : null)
    {
    }

    internal JobTrigger(JobTriggerContext context, ICheckpointStore? ledger = null)
    {
        _context = context;
        _existing = new ExistingJobs(context);
        Unasked = new UnaskedJobs(context);
        _ledger = ledger is null ? null : new JobLedger(context, ledger);
    }

    /// <summary>The jobs that nobody asked for, of all that this trigger created.</summary>
    internal UnaskedJobs Unasked { get; }

    /// <summary>Creates a job, or finds the one that was created where the answer was lost.</summary>
    /// <param name="request">What to create.</param>
    /// <param name="observer">Receives what becomes of this job; null for nobody.</param>
    /// <param name="cancellationToken">
    /// Ends delays and searches, and sends no further create request. The job may have been created by an earlier one.
    /// </param>
    /// <param name="abandon">Ends a create request that is under way, too.</param>
    /// <returns>The job.</returns>
    /// <exception cref="CiServiceException">The service refused; no job was created.</exception>
    /// <exception cref="CiTransportException">The request did not reach the service; no job was created.</exception>
    /// <exception cref="Credentials.CredentialException">There are no keys to sign with; no job was created.</exception>
    /// <exception cref="TriggerOutcomeUnknownException">Whether the job was created is not known.</exception>
    /// <exception cref="LedgerException">The ledger can't be used, or an entry of it is wrong; no job was created.</exception>
    /// <exception cref="ExistingJobsUnclearException">Existing jobs can't be told apart from the request; no job was created.</exception>
    /// <exception cref="OperationCanceledException">A token was cancelled.</exception>
    public async Task<JobsDetail> CreateAsync(
        CreateJobRequest request,
        IJobTriggerObserver? observer = null, CancellationToken cancellationToken = default, CancellationToken abandon = default)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        var comparison = new JobComparison(request, _context.Bucket, _context.Region);
        Unasked.Begin();
        JobsDetail job = await FindOrCreateAsync(request, comparison, observer, cancellationToken, abandon).ConfigureAwait(false);
        Unasked.Add(request, comparison, job);
        return job;
    }

    private async Task<JobsDetail> FindOrCreateAsync(
        CreateJobRequest request,
        JobComparison comparison,
        IJobTriggerObserver? observer,
        CancellationToken cancellationToken,
        CancellationToken abandon)
    {
        using IDisposable held = await _context.Registry.Locks.AcquireAsync(comparison.LockKey, cancellationToken).ConfigureAwait(false);
        return await (_context.Options.SkipsExisting
            ? _existing.FindOrCreateAsync(request, comparison, CreateByLedgerAsync, observer, cancellationToken)
            : CreateByLedgerAsync()).ConfigureAwait(false);

        Task<JobsDetail> CreateByLedgerAsync() => _ledger is null
            ? CreateAsync(static () => false)
            : _ledger.CreateAsync(request, comparison, CreateAsync, observer, cancellationToken);

        Task<JobsDetail> CreateAsync(Func<bool> isTooLate) =>
            new JobCreation(_context, request, comparison, observer, isTooLate) { Sending = Unasked.NoteSending }
                .RunAsync(cancellationToken, abandon);
    }

    /// <summary>
    /// Makes sure that the service's time is known, where an interval is reckoned up to now. The look that this takes serves the jobs that
    /// are created after it, too.
    /// </summary>
    /// <param name="isRepeated">Whether a look that fails is repeated.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="CiTransportException">It isn't known.</exception>
    internal async Task MeasureClockAsync(bool isRepeated, CancellationToken cancellationToken)
    {
        bool isRead = false;
        await _context.Retry.RunAsync(
            LookAsync,
            failure => isRepeated && !isRead && RetryPolicy.MayRepeat(failure, isIdempotent: true),
            cancellationToken).ConfigureAwait(false);

        async Task<DateTimeOffset> LookAsync()
        {
            if (_context.Service.ServiceTime is { } known)
            {
                return known;
            }

            isRead = await _context.Registry.LookAsync(_context.Service, _context.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            if (_context.Service.ServiceTime is { } shown)
            {
                return shown;
            }

            _context.Registry.ForgetLook();
            throw new CiTransportException(Messages.NoServiceTime);
        }
    }

    /// <summary>Finds the job that <see cref="CreateAsync"/> would return instead of creating one.</summary>
    /// <param name="request">What would be created.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The job, marked as existing; null where none is listed.</returns>
    /// <exception cref="CiException">The jobs can't be read, or can't be told apart from the request.</exception>
    public Task<JobsDetail?> FindExistingAsync(CreateJobRequest request, CancellationToken cancellationToken = default)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        return _existing.FindListedAsync(request, new JobComparison(request, _context.Bucket, _context.Region), cancellationToken);
    }

    private static JobTriggerContext MakeContext(CiClient client, JobTriggerOptions options) => new(
        new ClientJobService(client), JobRegistry.Of(client), client.Retry, options, client.Settings)
    {
        OtherService = new ClientJobService(new CiClient(client.Settings with { UsesOtherConnections = true })),
    };
}
