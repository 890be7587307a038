using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>What was sent and has not been given to the pipeline: when a command is stopped, this is what a person must be told.</summary>
internal sealed class StoppedTriggers
{
    private readonly List<Sent> _sent = [];

    /// <summary>Keeps a trigger until it is told.</summary>
    public Sent Start(CreateJobRequest request, string bucket)
    {
        var sent = new Sent(this, request, bucket);
        lock (_sent)
        {
            _sent.Add(sent);
        }

        return sent;
    }

    /// <summary>Tells what is left, after waiting for the answers that are on their way.</summary>
    public void Tell(TimeSpan patience, Action<string> tell)
    {
        lock (_sent)
        {
            DateTime end = DateTime.UtcNow + patience;
            while (_sent.Exists(static sent => sent.Job is null) && end - DateTime.UtcNow is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_sent, left);
            }

            foreach (Sent sent in _sent)
            {
                tell(sent.Job is { } job
                    ? string.Format(CultureInfo.InvariantCulture, CommandMessages.StoppedMade, sent.Request.Name, sent.Bucket, job.JobId)
                    : string.Format(CultureInfo.InvariantCulture, CommandMessages.StoppedUnknown, sent.Request.Name, sent.Bucket));
            }

            _sent.Clear();
        }
    }

    internal sealed class Sent
    {
        private readonly StoppedTriggers _all;

        public Sent(StoppedTriggers all, CreateJobRequest request, string bucket)
        {
            _all = all;
            Request = request;
            Bucket = bucket;
        }

        public CreateJobRequest Request { get; }

        public string Bucket { get; }

        public JobsDetail? Job { get; private set; }

        /// <summary>The service has answered with the job.</summary>
        public void Answered(JobsDetail job)
        {
            lock (_all._sent)
            {
                Job = job;
                Monitor.PulseAll(_all._sent);
            }
        }

        /// <summary>The job was given, or its failure said.</summary>
        public void Told()
        {
            lock (_all._sent)
            {
                _all._sent.Remove(this);
                Monitor.PulseAll(_all._sent);
            }
        }
    }
}
