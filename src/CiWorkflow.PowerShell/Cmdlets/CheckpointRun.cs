using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// The jobs that this process asked for over the interval of a checkpoint. A row that was refused and a job that did not end in time reach no
/// command behind: without this, the checkpoint would be saved for the others, and theirs would never be worked on.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CheckpointRun
{
    private static readonly ConcurrentDictionary<string, CheckpointRun> OfCheckpoints = new(StringComparer.Ordinal);

    // By the very object that was handed out: two checkpoints may have equal intervals.
    private static readonly ConditionalWeakTable<CiTimeInterval, CheckpointRun> OfIntervals = new();

    private readonly CiTimeInterval _interval;

    // Of each row its name and the id of its newest job, empty while there is none. Two rows may have one name.
    private readonly Dictionary<string, (string Name, string JobId)> _jobs = new(StringComparer.Ordinal);

    private CheckpointRun(CiTimeInterval interval) => _interval = interval;

    /// <summary>Notes that an interval was handed out; the same one again goes on with the same run.</summary>
    /// <param name="checkpoint">The checkpoint's place and name.</param>
    /// <param name="interval">The interval.</param>
    public static void Begin(string checkpoint, CiTimeInterval interval)
    {
        CheckpointRun run = OfCheckpoints.AddOrUpdate(
            checkpoint,
            _ => new CheckpointRun(interval),
            (_, known) => known._interval == interval ? known : new CheckpointRun(interval));
        OfIntervals.Add(interval, run);
    }

    /// <summary>The run of an interval that was handed out; null for another interval.</summary>
    public static CheckpointRun? Of(CiTimeInterval? interval) =>
        interval is not null && OfIntervals.TryGetValue(interval, out CheckpointRun? run) ? run : null;

    /// <summary>The jobs of a checkpoint's interval that are not among these: the name, and the id of one that was created.</summary>
    /// <param name="checkpoint">The checkpoint's place and name.</param>
    /// <param name="interval">The interval.</param>
    /// <param name="jobIds">The ids of the jobs that are known to have succeeded.</param>
    public static IReadOnlyList<string> FindMissing(string checkpoint, CiTimeInterval interval, ICollection<string> jobIds)
    {
        if (!OfCheckpoints.TryGetValue(checkpoint, out CheckpointRun? run) || run._interval != interval)
        {
            return [];
        }

        lock (run._jobs)
        {
            return [.. run._jobs.Values.Where(job => !jobIds.Contains(job.JobId))
                .Select(static job => job.JobId.Length == 0 ? job.Name : job.Name + " (" + job.JobId + ")")];
        }
    }

    /// <summary>Notes that the checkpoint was saved.</summary>
    public static void End(string checkpoint) => OfCheckpoints.TryRemove(checkpoint, out _);

    /// <summary>Notes that a row asks for a job; one that it asked for before is replaced.</summary>
    /// <param name="row">A text that is the row's own.</param>
    /// <param name="name">The job's name.</param>
    /// <returns>The id of the one before, empty while there was none; null where the row is new.</returns>
    public string? Ask(string row, string name)
    {
        lock (_jobs)
        {
            string? before = _jobs.TryGetValue(row, out (string Name, string JobId) known) ? known.JobId : null;
            _jobs[row] = (name, "");
            return before;
        }
    }

    /// <summary>Takes back what a row asked for, because an equal one asked for it before.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="before">What <see cref="Ask"/> returned.</param>
    public void Restore(string row, string name, string? before)
    {
        lock (_jobs)
        {
            if (before is null)
            {
                _jobs.Remove(row);
            }
            else if (_jobs[row].JobId.Length == 0)
            {
                _jobs[row] = (name, before);
            }
        }
    }

    /// <summary>Notes that the job of a row was created, or existed already.</summary>
    public void SetJob(string row, string name, string jobId)
    {
        lock (_jobs)
        {
            _jobs[row] = (name, jobId);
        }
    }

    /// <summary>Notes that the user said no to a row.</summary>
    public void Remove(string row)
    {
        lock (_jobs)
        {
            _jobs.Remove(row);
        }
    }
}
