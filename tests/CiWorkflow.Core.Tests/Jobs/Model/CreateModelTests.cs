using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>
/// Every schedule of one and of two callers, up to a number of faults in each, against a model of the service in virtual time: each
/// create request and each list can be answered, lost, late, refused, throttled, stopped or killed, whatever the variant of the service.
/// </summary>
/// <remarks>
/// An interval that moves with the clock (-TimeInterval 1d) is no world here: the second run asks for another job, which Core rightly makes.
/// That the user is told is the cmdlet's, and Bulk.Tests.ps1 holds it: "warns once of an interval that moves with the clock".
/// </remarks>
public sealed class CreateModelTests
{
    private static readonly bool[] Booleans = [false, true];
    private static readonly int[] Minutes = [-10, 0, 10];
    private static readonly Callers[] OneProcess = [Callers.EqualInOneProcess, Callers.SameNameInOneProcess];
    private static readonly Callers[] OtherProcess = [Callers.EqualInTwoProcesses, Callers.SameNameInTwoProcesses];
    private static readonly Echo[] Echoes = [Echo.Exact, Echo.DefaultsFilled, Echo.NoInput];

    /// <summary>One caller.</summary>
    [Theory]
    [Tiers(2, 3)]
    public Task OneCaller(int faults) => ExploreAsync(
        from repeatsUnknown in Booleans
        select new Scenario(Callers.One, faults) { RepeatsUnknown = repeatsUnknown });

    /// <summary>One caller under every spelling of the service and every clock.</summary>
    [Theory]
    [Tiers(1, 2)]
    public Task OneCallerUnderEachVariant(int faults) => ExploreAsync(
        from repeatsUnknown in Booleans
        from echo in Enum.GetValues<Echo>()
        from minutes in Minutes
        from hasEarlierJob in Booleans
        select new Scenario(Callers.One, faults)
        {
            Echo = echo, ClockDifference = TimeSpan.FromMinutes(minutes), HasEarlierJob = hasEarlierJob, RepeatsUnknown = repeatsUnknown,
        });

    /// <summary>Two callers of one process, with equal requests and with requests of the same name.</summary>
    [Theory]
    [Tiers(1, 2)]
    public Task TwoCallersOfOneProcess(int faults) => ExploreAsync(
        from repeatsUnknown in Booleans
        from callers in OneProcess
        from echo in Echoes
        select new Scenario(callers, faults) { Echo = echo, RepeatsUnknown = repeatsUnknown });

    /// <summary>Two processes, with equal requests and with requests of the same name.</summary>
    [Theory]
    [Tiers(1, 2)]
    public Task TwoProcesses(int faults) => ExploreAsync(
        from repeatsUnknown in Booleans
        from callers in OtherProcess
        from echo in Echoes
        select new Scenario(callers, faults) { Echo = echo, RepeatsUnknown = repeatsUnknown });

    /// <summary>
    /// Two processes that share a ledger, and one that is killed at any moment and started again: each job is created once, though nobody
    /// looks for existing jobs. Where no answer has a Date, by which two machines would agree about the entries' times, none is created.
    /// </summary>
    [Theory]
    [Tiers(1, 2)]
    public Task RunsThatShareALedger(int faults) => ExploreAsync(
        from callers in new[] { Callers.One, Callers.EqualInOneProcess, Callers.EqualInTwoProcesses, Callers.SameNameInTwoProcesses }
        from hasNoDate in Booleans
        select new Scenario(callers, faults) { HasLedger = true, HasNoDate = hasNoDate });

    /// <summary>
    /// Runs that share a ledger in a bucket that answers one write or read with the answer to another, or that overwrites in spite of
    /// x-cos-forbid-overwrite; and answers about one job are exchanged. No job is created twice, or taken for another's.
    /// </summary>
    [Theory]
    [Tiers(1, 2)]
    public Task LedgersWhoseAnswersAreExchanged(int faults) => ExploreAsync(
        from callers in new[] { Callers.One, Callers.EqualInTwoProcesses, Callers.SameNameInTwoProcesses }
        from bucket in new[] { BucketWorld.ExchangesAnswers, BucketWorld.Overwrites }
        where callers == Callers.One || (faults == 1 && !TestSize.IsSmall)
        select new Scenario(callers, faults)
        {
            HasLedger = true, Bucket = bucket, ExchangesJobs = bucket == BucketWorld.ExchangesAnswers, HasEarlierJob = false,
        });

    /// <summary>
    /// Services whose lists freeze, blink, are empty, half of them old or another call's, or that show no Date: what isn't proved to be
    /// missing isn't asked for again.
    /// </summary>
    [Theory]
    [Tiers(1, 2)]
    public Task ListsThatProveNothing(int size) => ExploreAsync(
        from repeatsUnknown in Booleans
        from hasLedger in Booleans
        from lists in Enum.GetValues<ListWorld>()
        from hasNoDate in Booleans
        where (lists != ListWorld.Fresh || hasNoDate) && !(repeatsUnknown && hasLedger) && (size > 1 || !hasNoDate)
        let faults = size > 1 && !hasNoDate && lists is (ListWorld.Frozen or ListWorld.Blinking) ? 2 : 1
        select new Scenario(Callers.One, faults)
        {
            Lists = lists,
            HasNoDate = hasNoDate,
            RepeatsUnknown = repeatsUnknown,
            HasLedger = hasLedger,
            HasEarlierJob = false,
        });

    /// <summary>
    /// A run is killed, and a shell that has been running for long runs the same rows a second later, whatever the lists show.
    /// </summary>
    [Theory(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    [Tiers(1, 2)]
    public Task TheSameRowsInAnOldShell(int size) => ExploreAsync(
        from lists in Enum.GetValues<ListWorld>()
        from hasNoDate in Booleans
        where size > 1 || !hasNoDate
        select new Scenario(Callers.One, 1)
        {
            Lists = lists, HasNoDate = hasNoDate, SkipsExisting = true, HasEarlierJob = false,
        });

    private static async Task ExploreAsync(IEnumerable<Scenario> scenarios)
    {
        int schedules = 0;
        long steps = 0;
        int limits = 0;
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        var sum = new Lock();

        // Each scenario is one thread without a synchronization context, so that everything runs inline and in one order.
        await Parallel.ForEachAsync(scenarios, TestContext.Current.CancellationToken, (scenario, _) =>
        {
            Explore(scenario);
            return ValueTask.CompletedTask;
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{schedules:N0} schedules, {steps:N0} requests; in {limits:N0} no client could do better: {string.Join("; ", outcomes.Order())}"));
        Assert.True(schedules > (TestSize.IsSmall ? 100 : 500), "Too little was tried.");

        void Explore(Scenario scenario)
        {
            var choices = new Choices(scenario.Faults);
            do
            {
                var run = new ModelRun(scenario, choices);
                string? wrong = run.Run();
                Assert.True(wrong is null, $"{wrong} ({scenario}; choices {choices}): {run.Outcome}");
                lock (sum)
                {
                    schedules++;
                    steps += run.Steps;
                    if (run.Limit is { } limit)
                    {
                        limits++;
                        outcomes.Add(limit);
                    }
                }
            }
            while (choices.Next());
        }
    }
}
