using System;
using System.Collections.Generic;

namespace CiWorkflow.Sandbox.World;

/// <summary>A queue that tasks wait in: 10,000 at most, 10 at a time, unless that was raised.</summary>
public sealed record SandboxQueue(string QueueId, string Name, DateTimeOffset Created)
{
    /// <summary>Active or Paused.</summary>
    public string State { get; init; } = "Active";

    /// <summary>How many tasks may wait.</summary>
    public int MaxSize { get; init; } = 10_000;

    /// <summary>How many run at once.</summary>
    public int MaxConcurrent { get; init; } = 10;

    /// <summary>The kind of queue, which decides by which call it is listed.</summary>
    public string Category { get; init; } = "Transcoding";

    /// <summary>When it was changed.</summary>
    public DateTimeOffset Updated { get; init; } = Created;

    /// <summary>Where its events are sent, node by node: Url, State, Type, Event, ResultFormat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> NotifyConfig { get; init; } =
        [new("Url", ""), new("State", "Off"), new("Type", "Url"), new("Event", "")];
}
