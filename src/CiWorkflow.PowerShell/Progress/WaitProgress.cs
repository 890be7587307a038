using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Progress;

/// <summary>The progress of a wait: a bar for each job, and one above for all.</summary>
internal sealed class WaitProgress
{
    // A number that other commands won't use at the same time.
    private const int First = 0x4349;

    private readonly Action<ProgressRecord> _write;
    private readonly Dictionary<string, (int Id, JobsDetail Job)> _jobs = new(StringComparer.Ordinal);
    private readonly int _total;
    private int _next = First + 1;

    public WaitProgress(Action<ProgressRecord> write, int total)
    {
        _write = write;
        _total = total;
    }

    /// <summary>Keeps what is known of a job.</summary>
    public void Set(JobsDetail job) => _jobs[job.JobId] = (_jobs.TryGetValue(job.JobId, out (int Id, JobsDetail Job) before) ? before.Id : _next++, job);

    /// <summary>Takes a job's bar away.</summary>
    public void Remove(string jobId)
    {
        if (_jobs.TryGetValue(jobId, out (int Id, JobsDetail Job) shown))
        {
            _jobs.Remove(jobId);
            _write(new ProgressRecord(shown.Id, shown.Job.Name, shown.Job.StateText) { ParentActivityId = First, RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Draws every bar.</summary>
    public void Show(int pending)
    {
        if (_total == 0)
        {
            return;
        }

        int ended = _total - pending;
        _write(new ProgressRecord(First, CommandMessages.WaitActivity, string.Format(CultureInfo.InvariantCulture, CommandMessages.WaitStatus, ended, _total))
        {
            PercentComplete = ended * 100 / _total,
        });
        foreach ((int id, JobsDetail job) in _jobs.Values)
        {
            string age = job.CreationTime is { } created && DateTimeOffset.Now - created is var span && span > TimeSpan.Zero
                ? ", " + TimeSpan.FromSeconds((long)span.TotalSeconds).ToString("c", CultureInfo.InvariantCulture)
                : "";
            _write(new ProgressRecord(id, job.Name + " (" + job.JobId + ")", job.StateText + age) { ParentActivityId = First, PercentComplete = job.Progress ?? -1 });
        }
    }

    /// <summary>Takes every bar away.</summary>
    public void Close()
    {
        foreach (string id in new List<string>(_jobs.Keys))
        {
            Remove(id);
        }

        if (_total > 0)
        {
            _write(new ProgressRecord(First, CommandMessages.WaitActivity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
