namespace CiWorkflow.Http;

/// <summary>How far a request came before it failed.</summary>
internal enum RequestPhase
{
    /// <summary>It isn't known: the request has no body, or a handler of the caller's own was to send it.</summary>
    Unknown = 0,

    /// <summary>Its body was never asked for, so that no whole request left this machine.</summary>
    NotSent,

    /// <summary>It, or a part of it, was written to a connection.</summary>
    Sent,
}
