using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Counts what the input of a job selects now.</summary>
internal static class SelectedObjects
{
    /// <summary>How many objects the input selects, and their bytes.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="job">The job.</param>
    /// <param name="limit">More than so many are not counted.</param>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    /// <returns>
    /// The number; null where there are more, where there are folders as the console makes them, where it would take a request for each
    /// object, or where the bucket doesn't report: rights to read a bucket aren't needed to wait. The bytes; null where the input doesn't show the size of each object. How many of them the job
    /// selected for certain: what came into the bucket since, or stands in a UrlFile again, it may have left out.
    /// </returns>
    public static async Task<(long? Count, long? Size, long AtLeast)> MeasureAsync(CosBucket bucket, JobsDetail job, long limit,
        CancellationToken cancellationToken)
    {
        bool isListed = job.Input is { Prefix: not null } or { Object: not null } or { Manifest: not null };
        if (!isListed && (job.Input.UrlFile is null || job.Operation.TimeInterval is not null))
        {
            return default;
        }

        long count = 0;
        long size = 0;
        long atLeast = 0;
        using var hash = SHA256.Create();
        var listed = new HashSet<KeyFingerprint>();
        bool isSized = true;
        bool isExact = true;
        try
        {
            using InputSelection selection = new InputSelection(bucket,
                new InputQuery(job.Input) { Interval = job.Operation.TimeInterval });
            while (count <= limit && await selection.NextAsync(cancellationToken).ConfigureAwait(false) is { } page)
            {
                // The job is there, so that a URL for its object can only be another spelling of the key.
                isExact &= page.Faults.Count == 0 && (selection.Uncertainty.Length == 0 || job.Input.IsObjectUrl);
                foreach (CiInputObject item in page.Objects)
                {
                    atLeast += IsCertain(item) && !item.IsFolder ? 1 : 0;

                    // Whether a job runs on the objects that the console makes for folders isn't documented.
                    isExact &= !item.IsFolder;
                    if (item.Exists != false)
                    {
                        count++;
                        isSized &= item.Size <= long.MaxValue - size;
                        size += isSized ? item.Size!.Value : 0;
                    }
                }
            }
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException)
        {
            // The service may report an input in a form that can't be read here; then nothing is known of it.
            return (null, null, atLeast);
        }

        return isExact && count <= limit ? (count, isSized ? size : null, atLeast) : (null, null, atLeast);

        bool IsCertain(CiInputObject item) =>
            job.Input.Prefix is not null ? job.Input.Uncertainty.Length == 0 && item.LastModified < job.CreationTime
            : job.Input.UrlFile is null || (item.ForeignHost is null && listed.Add(KeyFingerprint.Of(item.Key, hash)));
    }
}
