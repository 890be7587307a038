using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>A job was asked for, and whether it was created could not be found out. It was not asked for again.</summary>
public sealed class TriggerOutcomeUnknownException : CiException
{
    internal TriggerOutcomeUnknownException(
        CreateJobRequest request,
        string bucket,
        string region,
        DateTimeOffset asked,
        DateTimeOffset searchedUntil,
        IReadOnlyList<JobsDetail> candidates,
        string reason,
        Exception inner)
        : base(Compose(request, bucket, region, asked, candidates, reason, inner), inner)
    {
        Request = request;
        Bucket = bucket;
        Region = region;
        Asked = asked;
        SearchedUntil = searchedUntil;
        Candidates = candidates;
    }

    /// <summary>What was asked for.</summary>
    public CreateJobRequest Request { get; }

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>The bucket's region.</summary>
    public string Region { get; }

    /// <summary>When it was asked for, by this machine's clock.</summary>
    public DateTimeOffset Asked { get; }

    /// <summary>Until when it was searched for, by this machine's clock.</summary>
    public DateTimeOffset SearchedUntil { get; }

    /// <summary>The jobs of which one may be the requested one; empty where none was listed.</summary>
    public IReadOnlyList<JobsDetail> Candidates { get; }

    private static string Compose(
        CreateJobRequest request,
        string bucket, string region, DateTimeOffset asked, IReadOnlyList<JobsDetail> candidates, string reason, Exception inner)
    {
        string why = candidates.Count == 0 ? reason : reason + " (" + string.Join(", ", candidates.Select(static job => job.JobId)) + ")";
        return string.Format(
            CultureInfo.InvariantCulture,
            Messages.OutcomeUnknown, request.Name, request.Input, request.Runs, bucket, region, asked, why, inner.Message);
    }
}
