using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>A job was asked for, and whether it was made could not be found out. It was not asked for again.</summary>
public sealed class TriggerOutcomeUnknownException : CiException
{
    internal TriggerOutcomeUnknownException(CreateJobRequest request, string bucket, string region, DateTimeOffset asked, IReadOnlyList<JobsDetail> candidates, Exception inner)
        : base(Compose(request, bucket, region, asked, candidates, inner), inner)
    {
        Request = request;
        Bucket = bucket;
        Region = region;
        Asked = asked;
        Candidates = candidates;
    }

    /// <summary>What was asked for.</summary>
    public CreateJobRequest Request { get; }

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>The bucket's region.</summary>
    public string Region { get; }

    /// <summary>When it was first asked for.</summary>
    public DateTimeOffset Asked { get; }

    /// <summary>The equal jobs that were found, of which one may be the one; empty where none could be looked for.</summary>
    public IReadOnlyList<JobsDetail> Candidates { get; }

    private static string Compose(CreateJobRequest request, string bucket, string region, DateTimeOffset asked, IReadOnlyList<JobsDetail> candidates, Exception inner)
    {
        var ids = new List<string>(candidates.Count);
        foreach (JobsDetail job in candidates)
        {
            ids.Add(job.JobId);
        }

        string why = ids.Count == 0 ? Messages.NotLookedFor : string.Format(CultureInfo.InvariantCulture, Messages.SeveralEqual, string.Join(", ", ids));
        return string.Format(
            CultureInfo.InvariantCulture, Messages.OutcomeUnknown, request.Name, request.Input, request.WorkflowId, bucket, region, asked, why, inner.Message);
    }
}
