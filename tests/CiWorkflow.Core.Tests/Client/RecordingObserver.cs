using System;
using System.Collections.Concurrent;
using CiWorkflow.Http;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>Keeps what a client did.</summary>
internal sealed class RecordingObserver : ICiObserver
{
    public ConcurrentQueue<CiExchange> Sent { get; } = [];

    public ConcurrentQueue<CiExchange> Exchanges { get; } = [];

    public ConcurrentQueue<CiRetry> Retries { get; } = [];

    public ConcurrentQueue<TimeSpan> ClockCorrections { get; } = [];

    public bool RecordsBodies { get; init; } = true;

    public void Sending(CiExchange exchange) => Sent.Enqueue(exchange);

    public void Completed(CiExchange exchange) => Exchanges.Enqueue(exchange);

    public void Retrying(CiRetry retry) => Retries.Enqueue(retry);

    public void ClockCorrected(TimeSpan difference) => ClockCorrections.Enqueue(difference);
}
