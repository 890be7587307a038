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

    private readonly string _interval;

    // The id of the newest job of each name; empty while there is none.
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);

    private CheckpointRun(CiTimeInterval interval) => _interval = interval.ToString();

    /// <summary>Notes that an interval was handed out; the same one again goes on with the same run.</summary>
    /// <param name="checkpoint">The checkpoint's place and name.</param>
    /// <param name="interval">The interval.</param>
    public static void Begin(string checkpoint, CiTimeInterval interval)
    {
        CheckpointRun run = OfCheckpoints.AddOrUpdate(
            checkpoint,
            _ => new CheckpointRun(interval),
            (_, known) => known._interval == interval.ToString() ? known : new CheckpointRun(interval));
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
        if (!OfCheckpoints.TryGetValue(checkpoint, out CheckpointRun? run) || run._interval != interval.ToString())
        {
            return [];
        }

        lock (run._jobs)
        {
            return [.. run._jobs.Where(job => !jobIds.Contains(job.Value))
                .Select(static job => job.Value.Length == 0 ? job.Key : job.Key + " (" + job.Value + ")")];
        }
    }

    /// <summary>Notes that the checkpoint was saved.</summary>
    public static void End(string checkpoint) => OfCheckpoints.TryRemove(checkpoint, out _);

    /// <summary>Notes that a job is asked for.</summary>
    public void Ask(string name) => SetJob(name, "");

    /// <summary>Notes that a job was created, or existed already.</summary>
    public void SetJob(string name, string jobId)
    {
        lock (_jobs)
        {
            _jobs[name] = jobId;
        }
    }

    /// <summary>Notes that the user said no to a job.</summary>
    public void Remove(string name)
    {
        lock (_jobs)
        {
            _jobs.Remove(name);
        }
    }
}
