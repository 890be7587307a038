using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// The calls that creating a job needs. Create and list are one request that is never repeated; a test replaces them by a model of the
/// service.
/// </summary>
internal interface IJobService
{
    /// <summary>The service's time now, at the latest what it is; null while no answer has shown it.</summary>
    DateTimeOffset? ServiceTime { get; }

    /// <summary>Asks for a job.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="sending">
    /// Is called each time before the request is sent: with other keys or another time it is sent again where it was refused. What it
    /// throws is thrown, and nothing is sent.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CiException">No job was answered.</exception>
    Task<JobsDetail> CreateAsync(CreateJobRequest request, Action sending, CancellationToken cancellationToken);

    /// <summary>Reads a job.</summary>
    /// <returns>The job; null where there is none of that id.</returns>
    /// <exception cref="CiException">It could not be read.</exception>
    Task<JobsDetail?> GetAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Reads a page of the newest jobs.</summary>
    /// <param name="name">The name that the jobs have; null for all jobs. How the service compares it is not documented.</param>
    /// <param name="pageToken">The token that the page before had; null for the first page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CiException">No page was answered.</exception>
    Task<Page<JobsDetail>> ListAsync(string? name, string? pageToken, CancellationToken cancellationToken);
}
