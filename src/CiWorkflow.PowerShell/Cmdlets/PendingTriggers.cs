using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// The triggers that were sent and whose result has not been written yet: when a command is stopped, the user must be warned about these.
/// </summary>
internal sealed class PendingTriggers
{
    private readonly List<Pending> _pending = [];

    /// <summary>Makes the observer of a trigger; it is pending from the moment in which it is sent.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="log">Logs a text, from any thread.</param>
    /// <param name="warn">Shows a warning, from any thread.</param>
    /// <param name="asked">The line of the log that says its outcome is unknown; null where none is kept.</param>
    /// <param name="writeIntent">Writes the line of the log that says it is about to be sent; null where none is kept.</param>
    public Pending Observe(
        string bucket, Action<string> log, Action<string> warn, LogEntry? asked, Func<Task>? writeIntent) =>
        new(this, bucket, log, warn, asked, writeIntent);

    /// <summary>Waits for answers that are on their way, and warns about every trigger that is still pending.</summary>
    /// <param name="timeout">The longest wait for answers.</param>
    /// <param name="warn">Shows a warning.</param>
    /// <param name="log">Writes the line of one whose outcome is unknown.</param>
    public void Report(TimeSpan timeout, Action<string> warn, Action<LogEntry> log)
    {
        lock (_pending)
        {
            DateTime end = DateTime.UtcNow + timeout;
            while (_pending.Exists(static pending => pending.Job is null) && end - DateTime.UtcNow is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_pending, left);
            }

            // The log first: a terminal that was closed takes no warning.
            foreach (Pending pending in _pending)
            {
                if (pending is { Job: null, Asked: { } asked })
                {
                    log(asked);
                }
            }

            foreach (Pending pending in _pending)
            {
                warn(pending.Job is { } job
                    ? string.Format(
                        CultureInfo.InvariantCulture, CommandMessages.StoppedMade, pending.Request!.Name, pending.Bucket, job.JobId)
                    : string.Format(CultureInfo.InvariantCulture, CommandMessages.StoppedUnknown, pending.Request!.Name, pending.Bucket));
            }

            _pending.Clear();
        }
    }

    /// <summary>One trigger whose result has not been written.</summary>
    internal sealed class Pending : IJobIntentObserver
    {
        private readonly Func<Task>? _writeIntent;
        private readonly PendingTriggers _all;
        private readonly Action<string> _log;
        private readonly Action<string> _warn;

        public Pending(
            PendingTriggers all, string bucket, Action<string> log, Action<string> warn, LogEntry? asked, Func<Task>? writeIntent)
        {
            _writeIntent = writeIntent;
            Asked = asked;
            _all = all;
            Bucket = bucket;
            _log = log;
            _warn = warn;
        }

        public CreateJobRequest? Request { get; private set; }

        public string Bucket { get; }

        public JobsDetail? Job { get; private set; }

        /// <summary>The line of the log that says its outcome is unknown; null where none is kept, or another one was written.</summary>
        public LogEntry? Asked { get; private set; }

        /// <summary>Whether the log says that it is about to be sent.</summary>
        public bool IsIntended { get; private set; }

        public Task IntendAsync()
        {
            if (IsIntended || _writeIntent is null)
            {
                return Task.CompletedTask;
            }

            IsIntended = true;
            return _writeIntent();
        }

        public void Sending(CreateJobRequest request)
        {
            lock (_all._pending)
            {
                if (Request is null)
                {
                    Request = request;
                    _all._pending.Add(this);
                }
            }
        }

        public void Report(string message) => _log(message);

        public void Warn(string message) => _warn(message);

        /// <summary>Keeps the job that the service answered with.</summary>
        public void SetJob(JobsDetail job)
        {
            lock (_all._pending)
            {
                Job = job;
                Monitor.PulseAll(_all._pending);
            }
        }

        /// <summary>Notes that the log has its outcome.</summary>
        public void SetLogged()
        {
            lock (_all._pending)
            {
                Asked = null;
            }
        }

        /// <summary>Removes the trigger: its job or its error has been written.</summary>
        public void Remove()
        {
            lock (_all._pending)
            {
                _all._pending.Remove(this);
                Monitor.PulseAll(_all._pending);
            }
        }
    }
}
