using System;
using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>Who asks for what.</summary>
internal enum Callers
{
    One = 0,
    EqualInOneProcess,
    SameNameInOneProcess,
    EqualInTwoProcesses,
    SameNameInTwoProcesses,
}

/// <summary>What is the same in all runs of an exploration.</summary>
internal sealed record Scenario(Callers Callers, int Faults)
{
    public Echo Echo { get; init; }

    /// <summary>How far the service's clock is ahead of the callers'.</summary>
    public TimeSpan ClockDifference { get; init; }

    /// <summary>Whether the caller asks again after an unknown outcome (-RetryUnknown).</summary>
    public bool RepeatsUnknown { get; init; }

    /// <summary>Whether the runs share a ledger (-Ledger).</summary>
    public bool HasLedger { get; init; }

    /// <summary>How the ledger's bucket answers.</summary>
    public BucketWorld Bucket { get; init; }

    /// <summary>Whether a caller may get the answer to another call that asks for one job.</summary>
    public bool ExchangesJobs { get; init; }

    /// <summary>
    /// Whether a run of two rows is killed, and a shell that has been running for long runs the same rows at once, with -SkipExisting.
    /// </summary>
    public bool SkipsExisting { get; init; }

    /// <summary>What the lists show.</summary>
    public ListWorld Lists { get; init; }

    /// <summary>Whether no answer has a Date that can be read.</summary>
    public bool HasNoDate { get; init; }

    /// <summary>Whether another process created an equal job 100 seconds before.</summary>
    public bool HasEarlierJob { get; init; } = true;
}

/// <summary>One run of a scenario, and what is wrong with it.</summary>
internal sealed class ModelRun
{
    private const string BeyondTheBound = "created or listed later than the documented bound, and asked for again";
    private const string FirstRow = "the first row of -SkipExisting over lists that nothing proves: it is warned about, or unknown";
    private const string HiddenAmongYounger = "lists hid jobs for longer than -ListLag while they showed younger ones";
    private const string AnotherProcess = "another process's equal job was taken for ours";

    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OtherMachine = TimeSpan.FromSeconds(400);
    private static readonly TimeSpan ListLag = new JobTriggerOptions().ListLag;
    private static readonly TimeSpan[] Offsets = [TimeSpan.Zero, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(8)];
    private static readonly CreateJobRequest Request =
        new("nightly", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("input/"));

    private static readonly CreateJobRequest OtherRequest =
        new("nightly", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("other/"));

    private static readonly CreateJobRequest ObjectRequest =
        new("nightly", "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromObject("input/a b.mp4"));

    private static readonly CreateJobRequest AnotherRequest =
        new(ModelWorld.AnotherName, "w7476ff3564ee45b7b490d64bccaba6cc", JobInput.FromPrefix("weekly/"));

    private static readonly TimeSpan[] ListChanges = [.. new[] { -1.0, 2, 9, 62, 96 }.Select(TimeSpan.FromSeconds)];

    private static readonly TimeSpan[][] OthersCreateAt =
    [
        [.. new[] { -5.0, -4, -3 }.Select(TimeSpan.FromSeconds)],
        [.. new[] { -5.0, 1, 61, 91, 95, 121, 151, 155, 185 }.Select(TimeSpan.FromSeconds)],
    ];

    private readonly Scenario _scenario;
    private readonly VirtualTime _time = new();
    private readonly ModelWorld _world;
    private readonly List<ModelCaller> _callers = [];
    private readonly Dictionary<string, string> _ledger = [];
    private readonly Choices _choices;
    private int _processes;

    public ModelRun(Scenario scenario, Choices choices)
    {
        _scenario = scenario;
        _choices = choices;
        _world = new ModelWorld(_time, choices, scenario.Echo, scenario.ClockDifference) 
        {
            Lists = scenario.Lists, HasNoDate = scenario.HasNoDate, ExchangesJobs = scenario.ExchangesJobs,
        };
        CreateJobRequest request = scenario.Echo == Echo.AsUrl ? ObjectRequest : Request;
        if (scenario.HasEarlierJob)
        {
            _world.Create(request, owner: -1);
        }

        // Somebody else's jobs: some just before, and some at moments at which they could prove a list.
        bool isFresh = scenario is { Lists: ListWorld.Fresh, HasNoDate: false };
        _world.ListsChangeAt = isFresh ? default : Begin + ListChanges[choices.PickFree(ListChanges.Length)];
        foreach (TimeSpan moment in OthersCreateAt[isFresh ? OthersCreateAt.Length - 1 : choices.PickFree(OthersCreateAt.Length)])
        {
            _time.At(Begin + moment, () => _world.Create(AnotherRequest, owner: -1));
        }

        ModelProcess first = FirstProcess();
        if (scenario.SkipsExisting)
        {
            StartRows(first, Begin, skipsExisting: false);
            _time.At(Begin + TimeSpan.FromSeconds(1), first.Kill);
            return;
        }

        Start(request, 0, first, Begin);
        if (scenario.Callers != Callers.One)
        {
            bool isEqual = scenario.Callers is Callers.EqualInOneProcess or Callers.EqualInTwoProcesses;
            bool isSameProcess = scenario.Callers is Callers.EqualInOneProcess or Callers.SameNameInOneProcess;
            Start(
                isEqual ? request : OtherRequest,
                1,
                isSameProcess ? first : FirstProcess(OtherMachine),
                Begin + Offsets[choices.PickFree(Offsets.Length)]);
        }
    }

    public int Steps => _world.Steps;

    /// <summary>What no client could have known, in this run; null where there was nothing of the kind.</summary>
    public string? Limit { get; private set; }

    /// <summary>How the run ended.</summary>
    public string Outcome => string.Join(
        "; ",
        _callers.Select(caller => $"{caller.Owner}: {caller.Job?.ToString() ?? caller.Error?.GetType().Name ?? "killed"}")) + "; made: "
        + string.Join(", ", _world.Jobs.Select(job => $"{job.Detail.JobId} of {job.Owner} at {job.CreatedAt.TotalSeconds}"));

    /// <summary>Runs it to its end.</summary>
    /// <returns>What is wrong; null where nothing is.</returns>
    public string? Run()
    {
        _time.Run();
        return CheckEachWait() ?? CheckEachOwner() ?? CheckEachProcess() ?? CheckEachJob() ?? CheckAll();
    }

    /// <summary>A process that is killed is followed by one that asks for the same rows a second later.</summary>
    private ModelProcess FirstProcess(TimeSpan ahead = default)
    {
        ModelProcess? process = null;
        process = new ModelProcess(_time, ahead) { Killed = () => _time.At(TimeSpan.FromSeconds(1), () => RunAgain(process!)) };
        if (_scenario.Bucket == BucketWorld.ExchangesAnswers && _choices.PickFree(2) == 1)
        {
            // It has written an entry before, and so has the proof that the bucket refuses to overwrite.
            _ = ((BucketCheckpointStore)Ledger(Settings(process), process)).TryCreateAsync(++_processes + ModelBucket.EarlierEntry, "earlier", default);
        }

        return process;
    }

    private void RunAgain(ModelProcess killed)
    {
        var next = new ModelProcess(_time, OtherMachine);
        if (_scenario.SkipsExisting)
        {
            StartRows(next, TimeSpan.Zero, skipsExisting: true);
            return;
        }

        foreach (ModelCaller caller in _callers.FindAll(caller => caller.Process == killed))
        {
            Start(caller.Request, caller.Owner, next, TimeSpan.Zero, skipsExisting: !_scenario.HasLedger);
        }
    }

    private void StartRows(ModelProcess process, TimeSpan delay, bool skipsExisting)
    {
        ModelCaller? first = null;
        JobTrigger? trigger = null;
        for (int row = 0; row < 2; row++)
        {
            var caller = new ModelCaller(
                _world, new CreateJobRequest("nightly" + row, Request.WorkflowId, Request.Input), row, process)
            {
                SkipsExisting = skipsExisting,
            };
            _callers.Add(caller);
            first ??= caller;
            first.Rows.Add(caller);
            trigger ??= Trigger(caller, process, skipsExisting);
            _time.At(delay + TimeSpan.FromMilliseconds(row), () => _ = caller.RunAsync(trigger));
        }
    }

    private void Start(CreateJobRequest request, int owner, ModelProcess process, TimeSpan delay, bool skipsExisting = false)
    {
        var caller = new ModelCaller(_world, request, owner, process) { SkipsExisting = skipsExisting };
        _callers.Add(caller);
        _time.At(delay, () => _ = caller.RunAsync(Trigger(caller, process, skipsExisting)));
    }

    private JobTrigger Trigger(ModelCaller caller, ModelProcess process, bool skipsExisting)
    {
        CiClientSettings settings = Settings(process);
        var options = new JobTriggerOptions { RepeatsUnknown = _scenario.RepeatsUnknown, SkipsExisting = skipsExisting };
        var retry = new RetryPolicy(settings, "model");
        var context = new JobTriggerContext(caller, process.Registry, retry, options, settings);
        context = context with { SearchDelays = context.SearchDelays with { Random = static () => 1 } };
        return new JobTrigger(context, _scenario.HasLedger ? Ledger(settings, process) : null);
    }

    private static CiClientSettings Settings(ModelProcess process) => new("media-1250000000", "ap-beijing", new CiCredential("AKIDmodel", "key"))
    {
        Clock = new ServiceClock(process.Time),
        Retry = new RetrySettings { Interval = TimeSpan.Zero },
        Timeout = Timeout,
    };

    private ICheckpointStore Ledger(CiClientSettings settings, ModelProcess process)
    {
        if (_scenario.Bucket == BucketWorld.Sound)
        {
            return new ModelLedger(_time, _choices, _ledger, process);
        }

        // All callers of a process share its transport, and so the proof that the bucket refuses to overwrite.
        process.Transport ??= new ModelBucket(_time, _choices, _ledger, process, _scenario.Bucket);
        return new BucketCheckpointStore(new CosBucket(settings with { Handler = process.Transport }), "ledger/");
    }

    /// <summary>What isn't listed is asked for only when the lag of the list has passed since the command's first look.</summary>
    private string? CheckEachWait() => _callers.Exists(caller => caller.SkipsExisting && caller.WasSent
        && caller.SentAt < _callers.Where(row => row.Process == caller.Process).Min(static row => row.BegunAt) + ListLag)
        ? "asked for again before the lag of the list had passed"
        : null;

    /// <summary>No call creates two jobs.</summary>
    private string? CheckEachOwner()
    {
        int firstRows = 0;
        foreach (IGrouping<int, ModelCaller> owner in _callers.GroupBy(static caller => caller.Owner))
        {
            // With a ledger all equal requests make one job, whoever sends them.
            List<ModelJob> made = _scenario.HasLedger
                ? _world.Jobs.FindAll(job => _callers.Exists(caller => caller.Owner == job.Owner && caller.Request.Equals(owner.First().Request)))
                : _world.Jobs.FindAll(job => job.Owner == owner.Key);
            if (made.Count <= 1 || IsBeyondTheBound(made[0], _callers.Find(caller => caller.Owner == made[0].Owner)!))
            {
                continue;
            }

            bool skipsExisting = !_scenario.HasLedger && _callers.Exists(static caller => caller.Process.IsKilled);
            IEnumerable<ModelCaller> again = owner.Skip(1);
            TimeSpan staleness = _world.HadStaleReplica ? ModelWorld.Staleness : TimeSpan.Zero;
            if (skipsExisting && again.All(caller => made.TrueForAll(job => job.ListedAt + staleness > caller.SentAt)))
            {
                // When it was asked for again, more than the lag after the first look, no list could show it.
                Limit = BeyondTheBound;
            }
            else if (skipsExisting && again.Any(static caller => caller.Warnings.Count > 0 || IsUnresolved(caller)))
            {
                firstRows += again.Any(IsUnresolved) ? 0 : 1;
                Limit = FirstRow;
            }
            else if (skipsExisting && _scenario.Lists == ListWorld.Blinking && made[0].CreatedAt < _world.ListsChangeAt)
            {
                Limit = HiddenAmongYounger;
            }
            else
            {
                return "made twice";
            }
        }

        return firstRows > 1 ? "more than the first row was made twice" : null;
    }

    /// <summary>
    /// Every job is returned, or its call, or another call for an equal job, is reported as unresolved. A call that was answered with an
    /// error that excludes a job has created none, unless another call for an equal job returned it.
    /// </summary>
    private string? CheckEachJob()
    {
        foreach (IGrouping<CreateJobRequest, ModelCaller> equal in _callers.GroupBy(static caller => caller.Request))
        {
            List<ModelJob> missing = _world.Jobs.FindAll(job =>
                equal.Any(caller => caller.Owner == job.Owner) && !_callers.Exists(caller => caller.Job?.JobId == job.Detail.JobId));
            bool isHidden = missing.Exists(job => equal.Any(caller => caller.Owner == job.Owner && caller.Job is null)
                && !equal.Any(caller => caller.Owner == job.Owner && IsUnresolved(caller)));
            if (!isHidden && missing.Count <= equal.Count(IsUnresolved))
            {
                continue;
            }

            if (Limit == BeyondTheBound)
            {
                continue;
            }

            bool isTakenTwice = equal.Where(static caller => caller.Job is not null).GroupBy(static caller => caller.Job!.JobId).Any(static job => job.Count() > 1);
            if (_world.HadExchangedAnswers && _scenario.Echo == Echo.NoInput)
            {
                Limit = "answers were exchanged, and the service doesn't show inputs";
                continue;
            }

            if (isHidden || !isTakenTwice)
            {
                return "made, and neither returned nor reported as unknown";
            }

            Limit = AnotherProcess;
        }

        return null;
    }

    /// <summary>The service was slower, or its list staler, than the documented bound.</summary>
    private bool IsBeyondTheBound(ModelJob first, ModelCaller caller)
    {
        if (!_scenario.RepeatsUnknown && !_scenario.HasLedger && !_callers.Exists(static one => one.Process.IsKilled))
        {
            // Nothing is asked for again.
            return false;
        }

        TimeSpan shownAfter = first.ListedAt - caller.SentAt + (_world.HadStaleReplica ? ModelWorld.Staleness : TimeSpan.Zero);
        TimeSpan bound = _scenario.RepeatsUnknown || _scenario.HasLedger ? Timeout + ListLag : ListLag;
        if (shownAfter < bound - TimeSpan.FromSeconds(1) && !(_callers.Exists(static one => one.Process.IsKilled) && _world.HadEmptyList))
        {
            return false;
        }

        Limit = BeyondTheBound;
        return true;
    }

    private static bool IsUnresolved(ModelCaller caller) =>
        caller.Process.IsKilled || caller.Error is TriggerOutcomeUnknownException || (caller.Error is OperationCanceledException && caller.WasSent);

    /// <summary>No two calls of one process return the same job.</summary>
    private string? CheckEachProcess()
    {
        foreach (IGrouping<string, ModelCaller> returned in _callers.Where(static caller => caller.Job is { Existing: false }).GroupBy(static caller => caller.Job!.JobId))
        {
            if (returned.Select(static caller => caller.Process).Distinct().Count() < returned.Count())
            {
                return "returned twice";
            }

            if (returned.Count() > 1)
            {
                Limit = AnotherProcess;
            }
        }

        return null;
    }

    /// <summary>What is returned was created by a call with an equal request, and not before.</summary>
    private string? CheckAll()
    {
        if (_scenario.Bucket == BucketWorld.Overwrites && _world.Jobs.Exists(static job => job.Owner >= 0))
        {
            return "created with a ledger that can't be one";
        }

        if (_scenario is { HasLedger: true, HasNoDate: true } && _world.Jobs.Exists(static job => job.Owner >= 0))
        {
            return "created with a ledger though the service's time isn't known";
        }

        foreach (ModelCaller caller in _callers)
        {
            if (caller.Job is { Existing: false } returned)
            {
                ModelJob job = _world.Jobs.Single(one => one.Detail.JobId == returned.JobId);
                ModelCaller? maker = _callers.Find(other => other.Owner == job.Owner);
                bool isExchanged = _world.HadExchangedAnswers && _scenario.Echo == Echo.NoInput && maker is not null;
                if (!isExchanged && (maker is null || !maker.Request.Equals(caller.Request)))
                {
                    return "returned a job that is another's";
                }
            }
            else if (_scenario.Echo == Echo.Exact && caller.Job is { } existing
                && !(existing.Name == caller.Request.Name && existing.Input == caller.Request.Input
                    && _world.Jobs.Exists(job => job.Detail.JobId == existing.JobId && job.Detail.Input == existing.Input)))
            {
                return "returned an existing job that is another's";
            }
            else if (caller.Error is not (null or TriggerOutcomeUnknownException or CiServiceException or CiTransportException or CredentialException
                or ExistingJobsUnclearException or LedgerException or OperationCanceledException))
            {
                return "failed with " + caller.Error;
            }
            else if (caller.Error is null && caller.Job is null && !caller.Process.IsKilled)
            {
                return "never ended";
            }
        }

        return null;
    }
}
