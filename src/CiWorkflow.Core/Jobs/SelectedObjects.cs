using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Counts what the input of a job selects now.</summary>
internal static class SelectedObjects
{
    /// <summary>How many objects the input selects.</summary>
    /// <param name="client">The client of its bucket.</param>
    /// <param name="job">The job.</param>
    /// <param name="limit">More than so many are not counted.</param>
    /// <param name="cancellationToken">Ends the calls at once.</param>
    /// <returns>The number; null where there are more, or where the bucket doesn't tell: rights to read a bucket aren't needed to wait.</returns>
    public static async Task<long?> CountAsync(CiClient client, JobsDetail job, long limit, CancellationToken cancellationToken)
    {
        if (job.Input is { Prefix: null, Object: null, UrlFile: null, Manifest: null })
        {
            return null;
        }

        long count = 0;
        bool isExact = true;
        try
        {
            using InputSelection selection = client.SelectObjects(new InputQuery(job.Input) { Interval = job.Operation.TimeInterval });
            while (count <= limit && await selection.NextAsync(cancellationToken).ConfigureAwait(false) is { } page)
            {
                isExact &= page.Faults.Count == 0 && selection.Uncertainty.Length == 0;
                foreach (CiInputObject item in page.Objects)
                {
                    count += item.Exists == false ? 0 : 1;
                }
            }
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException)
        {
            // The service may tell an input in a form that can't be read here; then nothing is known of it.
            return null;
        }

        return isExact && count <= limit ? count : null;
    }
}
