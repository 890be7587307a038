using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Receives what becomes of one job that is triggered. Its methods are called on any thread, one call at a time.</summary>
public interface IJobTriggerObserver
{
    /// <summary>A create request is about to be sent: from now on the job may exist.</summary>
    /// <param name="request">What is asked for.</param>
    void Sending(CreateJobRequest request);

    /// <summary>Something a log should show: a search for a job, and what it found.</summary>
    /// <param name="message">The text.</param>
    void Report(string message);

    /// <summary>Something the user should know of, beside the job.</summary>
    /// <param name="message">The text.</param>
    void Warn(string message);
}
