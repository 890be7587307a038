using System;

namespace CiWorkflow.Http;

/// <summary>
/// Observes what a client does, for logs and warnings. Its methods are called on any thread, one call at a time for each request.
/// </summary>
public interface ICiObserver
{
    /// <summary>Whether the exchanges are to hold the bodies.</summary>
    bool RecordsBodies { get; }

    /// <summary>A request is about to be sent.</summary>
    /// <param name="exchange">The request.</param>
    void Sending(CiExchange exchange);

    /// <summary>A request has come to its end, with an answer or without one.</summary>
    /// <param name="exchange">The request and its answer.</param>
    void Completed(CiExchange exchange);

    /// <summary>A call failed and is repeated after a delay.</summary>
    /// <param name="retry">What failed, and when it is repeated.</param>
    void Retrying(CiRetry retry);

    /// <summary>The service refused the machine's time: requests are signed for the service's time from now on.</summary>
    /// <param name="difference">How far the machine's clock is off; positive.</param>
    void ClockCorrected(TimeSpan difference);
}
