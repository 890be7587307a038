using System;
using Microsoft.Testing.Platform.Extensions.Messages;

namespace CiWorkflow.Module.Tests;

/// <summary>What RunFile.ps1 writes of an event.</summary>
internal sealed record TestRecord
{
    /// <summary>file, started, ended, broken or finished.</summary>
    public string Event { get; init; } = "";

    /// <summary>file:line#count.</summary>
    public string Uid { get; init; } = "";

    public string Name { get; init; } = "";

    public int Line { get; init; } = 1;

    public double Milliseconds { get; init; }

    /// <summary>Passed, Skipped or Failed.</summary>
    public string Result { get; init; } = "Failed";

    public string Message { get; init; } = "";

    /// <summary>What the test platform shows of it; null for nothing.</summary>
    public TestNode? ToNode(string file, bool list)
    {
        IProperty? state = (Event, Result) switch
        {
            ("started", _) => list ? null : InProgressTestNodeStateProperty.CachedInstance,
            ("ended", "Failed") or ("broken", _) => new FailedTestNodeStateProperty(Message),
            ("ended", _) when list => DiscoveredTestNodeStateProperty.CachedInstance,
            ("ended", "Skipped") => new SkippedTestNodeStateProperty(Message),
            ("ended", _) => PassedTestNodeStateProperty.CachedInstance,
            _ => null,
        };
        if (state is null)
        {
            return null;
        }

        var place = new LinePosition(Line, 0);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        TimeSpan duration = TimeSpan.FromMilliseconds(Milliseconds);
        return new TestNode
        {
            Uid = Uid,
            DisplayName = Name,
            Properties = new PropertyBag(
                state,
                new TestFileLocationProperty(file, new LinePositionSpan(place, place)),
                new TimingProperty(new TimingInfo(now - duration, now, duration))),
        };
    }
}
