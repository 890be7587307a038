using System.Threading.Tasks;
using Xunit;

namespace CiWorkflow.Core.Tests.Faults;

/// <summary>
/// Three calls in ten go wrong, each fault in turn: no job is created twice, and each is returned, refused or reported as unknown.
/// </summary>
public sealed class FaultTests
{
    /// <summary>The faults.</summary>
    public static TheoryData<string> Names() => new(FaultRun.Names);

    /// <summary>A shorter run of the table; the benchmark project makes the whole one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task NoJobIsCreatedTwiceAndNoneIsLost(string name)
    {
        FaultRun run = await FaultRun.RunAsync(name, 200, 0.3, seed: 20260301, TestContext.Current.CancellationToken);
        Assert.True(run.Requests > 200 || name is "slow answer" or "dead keep-alive connection" or "reset before the request" or "connection refused", "Nothing went wrong.");
        Assert.True(run is { Doubled: 0, Lost: 0 } && run.Made + run.Unknown >= run.Wanted, $"made {run.Made}, doubled {run.Doubled}, lost {run.Lost}, unknown {run.Unknown}: {run.Failures}");

        // What was created is found again; only a search that was struck at each of its looks can't tell.
        bool isCreated = name is not ("connection refused" or "reset before the request" or "reset while the request is read" or "500" or "503 with Retry-After" or "429"
            or "dead keep-alive connection" or "all of them");
        Assert.True(!isCreated || run is { Made: 200, Unknown: <= 10 }, $"made {run.Made}, unknown {run.Unknown}: {run.Failures}");
    }
}
