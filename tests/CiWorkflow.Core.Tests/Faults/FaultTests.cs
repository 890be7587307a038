using System.Threading.Tasks;
using Xunit;

namespace CiWorkflow.Core.Tests.Faults;

/// <summary>Three calls in ten go wrong, each fault in turn: every job is made once, and given once.</summary>
public sealed class FaultTests
{
    /// <summary>The faults.</summary>
    public static TheoryData<string> Names() => new(FaultRun.Names);

    /// <summary>A shorter run of the table; the benchmark project makes the whole one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryJobIsMadeOnce(string name)
    {
        FaultRun run = await FaultRun.RunAsync(name, 200, 0.3, seed: 20260301, TestContext.Current.CancellationToken);
        Assert.True(run.Requests > 200 || name is "slow answer" or "dead keep-alive connection" or "reset before the request" or "connection refused", "Nothing went wrong.");
        Assert.True(run is { Made: 200, Doubled: 0, Lost: 0, Unknown: 0 }, $"made {run.Made}, doubled {run.Doubled}, lost {run.Lost}, unknown {run.Unknown}: {run.Failures}");
    }
}
