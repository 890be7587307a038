using System;
using CiWorkflow.Jobs;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>A job is returned by one call of the process.</summary>
public sealed class JobClaimsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The second claim of a job fails, and another job can still be claimed.</summary>
    [Fact]
    public void AJobIsClaimedOnce()
    {
        var claims = new JobClaims();
        Assert.True(claims.TryAdd("a", Start));
        Assert.False(claims.TryAdd("a", Start));
        Assert.True(claims.TryAdd("b", Start));
        Assert.True(claims.Contains("a"));
        Assert.False(claims.Contains("c"));
    }

    /// <summary>Claims are kept for an hour, longer than any call looks for its job.</summary>
    [Fact]
    public void OldClaimsAreForgotten()
    {
        var claims = new JobClaims();
        claims.TryAdd("a", Start);
        claims.TryAdd("b", Start.AddMinutes(1));
        claims.TryAdd("c", Start.AddMinutes(60));
        Assert.True(claims.Contains("a"));
        claims.TryAdd("d", Start.AddMinutes(60).AddSeconds(1));
        Assert.False(claims.Contains("a"));
        Assert.True(claims.Contains("b"));
    }
}
