using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>
/// Existing jobs were to be skipped, and whether one exists can't be said: jobs can't be told apart from the requested one, or no list
/// shows what was created a moment ago. No job was created.
/// </summary>
public sealed class ExistingJobsUnclearException : CiException
{
    internal ExistingJobsUnclearException(CreateJobRequest request, string bucket, string region, IReadOnlyList<JobsDetail> candidates)
        : base(string.Format(
            CultureInfo.InvariantCulture, Messages.ExistingUnclear, request.Name, bucket, region, string.Join(
                ", ", candidates.Select(static job => job.JobId))))
    {
        Request = request;
        Candidates = candidates;
    }

    internal ExistingJobsUnclearException(
        CreateJobRequest request, string bucket, string region, IReadOnlyList<JobsDetail> candidates, string reason, object argument)
        : base(string.Format(CultureInfo.InvariantCulture, reason, request.Name, bucket, region, argument))
    {
        Request = request;
        Candidates = candidates;
    }

    /// <summary>The request.</summary>
    public CreateJobRequest Request { get; }

    /// <summary>The jobs that may be equal to it, with the parts that the service showed.</summary>
    public IReadOnlyList<JobsDetail> Candidates { get; }
}
