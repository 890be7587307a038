using System;
using CiWorkflow.Http;

namespace CiWorkflow.Jobs;

/// <summary>What the creation of jobs in one bucket works with.</summary>
internal sealed record JobTriggerContext(
    IJobService Service, JobRegistry Registry, RetryPolicy Retry, JobTriggerOptions Options, CiClientSettings Settings)
{
    /// <summary>The calls over other connections, which another host may answer; <see cref="Service"/>'s where there are none.</summary>
    public IJobService OtherService { get; init; } = Service;

    /// <summary>The delays between two looks at the list.</summary>
    public Backoff SearchDelays { get; init; } = new(TimeSpan.FromMilliseconds(500), 2, TimeSpan.FromSeconds(8));

    /// <summary>The bucket.</summary>
    public string Bucket => Settings.Bucket;

    /// <summary>The bucket's region.</summary>
    public string Region => Settings.Region;

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout => Settings.Timeout;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout => Settings.ConnectTimeout;

    /// <summary>The clock and the delays.</summary>
    public ITimeSource Time => Retry.Time;
}
