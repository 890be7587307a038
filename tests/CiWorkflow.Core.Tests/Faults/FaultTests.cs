using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace CiWorkflow.Core.Tests.Faults;

/// <summary>
/// Three calls in ten go wrong, each fault in turn: no job is created twice, and each is returned, refused or reported as unknown.
/// </summary>
public sealed class FaultTests
{
    /// <summary>The faults, with the number of triggers of each tier.</summary>
    public static IEnumerable<ITheoryDataRow> Names()
    {
        foreach (string name in FaultRun.Names)
        {
            yield return new TheoryDataRow<string, int>(name, 32);
            yield return new TheoryDataRow<string, int>(name, 200).WithTrait("Tier", "Second");
        }
    }

    /// <summary>A shorter run of the table; the benchmark project makes the whole one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task NoJobIsCreatedTwiceAndNoneIsLost(string name, int wanted)
    {
        FaultRun run = await FaultRun.RunAsync(name, wanted, 0.3, seed: 20260301, TestContext.Current.CancellationToken);
        Assert.True(
            run.Requests > wanted || name is "slow answer" or "dead keep-alive connection" or "reset before the request" or "connection refused",
            "Nothing went wrong.");
        Assert.True(
            run is { Doubled: 0, Lost: 0 } && run.Made + run.Unknown >= wanted,
            $"made {run.Made}, doubled {run.Doubled}, lost {run.Lost}, unknown {run.Unknown}: {run.Failures}");

        // What was created is found again: a search goes on until its lists succeed.
        Assert.True(
            !FaultRun.IsCarriedOut(name) || (run.Made == wanted && run.Unknown <= wanted / 20),
            $"made {run.Made}, unknown {run.Unknown}: {run.Failures}");
    }
}
