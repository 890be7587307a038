using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>The job calls of a client.</summary>
internal sealed class ClientJobService : IJobService
{
    private readonly CiClient _client;

    public ClientJobService(CiClient client) => _client = client;

    public DateTimeOffset? ServiceTime =>
        _client.Settings.Clock is { Difference: { } difference } clock ? clock.Time.UtcNow + difference : null;

    public Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken) =>
        _client.CreateJobOnceAsync(request, cancellationToken, sending);

    public Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken) => _client.GetJobAsync(jobId, cancellationToken);

    public async Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken)
    {
        await _client.Retry.Throttle.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _client.Retry.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
        return await _client.ListJobsOnceAsync(new JobQuery { Name = name }, pageToken, cancellationToken).ConfigureAwait(false);
    }
}
