namespace CiWorkflow.Logging;

/// <summary>What became of an item, as a log says it.</summary>
internal enum LogOutcome
{
    /// <summary>It failed, and nothing was done.</summary>
    Failed = 0,

    /// <summary>The service may have done it: its answer was lost, or the command was stopped before it came.</summary>
    Unknown,

    /// <summary>The command was stopped before it sent anything, or while it only waited or read.</summary>
    Interrupted,

    /// <summary>
    /// A request to create a job is about to be sent. Where no later line says what became of it, the process was killed, and the job may
    /// exist.
    /// </summary>
    Sending,

    /// <summary>A job or a workflow was created.</summary>
    Created,

    /// <summary>It was there before, and no other was made.</summary>
    Existing,

    /// <summary>A workflow was started on an object.</summary>
    Started,

    /// <summary>A job was cancelled.</summary>
    Cancelled,

    /// <summary>A queue or a workflow was changed.</summary>
    Changed,

    /// <summary>Nothing was to be done.</summary>
    Unchanged,

    /// <summary>A workflow was deleted.</summary>
    Removed,

    /// <summary>A UrlFile, a report or a checkpoint was written.</summary>
    Written,

    /// <summary>What was waited for has ended; the state says how.</summary>
    Ended,

    /// <summary>What was waited for has not ended in the time that was given.</summary>
    TimedOut,
}
