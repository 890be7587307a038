using System;
using System.Linq;
using CiWorkflow.Jobs;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>What can't be seen of what is waited for is told with its cause once it has lasted a minute.</summary>
public sealed class UnseenItemsTests
{
    private TimeSpan _now;

    /// <summary>It is told after a minute, once, together with what has the same cause, and with the cause that it has then.</summary>
    [Fact]
    public void ItIsToldOnceAfterAMinute()
    {
        var items = new UnseenItems(() => _now);
        items.Add("b1", "refused");
        _now = TimeSpan.FromSeconds(30);
        items.Add("b2", "busy");
        items.Add("b1", "busy");
        _now = TimeSpan.FromSeconds(59);
        Assert.Empty(items.TakeDue());
        _now = TimeSpan.FromSeconds(60);
        Assert.Equal(["busy: b1"], items.TakeDue().Select(static due => due.Key + ": " + string.Join(",", due.Value)));
        _now = TimeSpan.FromSeconds(90);
        Assert.Equal(["busy: b2"], items.TakeDue().Select(static due => due.Key + ": " + string.Join(",", due.Value)));
        Assert.Empty(items.TakeDue());
        Assert.Equal(("busy", TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(60)),
            (items.CauseOf("b1"), items.TimeOf("b1")!.Value, items.TimeOf("b2")!.Value));
    }

    /// <summary>What was seen again begins anew.</summary>
    [Fact]
    public void WhatIsSeenAgainBeginsAnew()
    {
        var items = new UnseenItems(() => _now);
        items.Add("b1", "busy");
        _now = TimeSpan.FromSeconds(50);
        items.Remove("b1");
        Assert.Null(items.CauseOf("b1"));
        Assert.Null(items.TimeOf("b1"));
        items.Add("b1", "busy");
        _now = TimeSpan.FromSeconds(100);
        Assert.Empty(items.TakeDue());
        _now = TimeSpan.FromSeconds(110);
        Assert.Single(items.TakeDue());
    }
}
