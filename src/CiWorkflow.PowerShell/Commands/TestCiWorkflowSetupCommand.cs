using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// Test-CiWorkflowSetup: looks at everything that a job needs before one is paid for. It calls only what reads, and changes nothing.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CiWorkflowSetup")]
[OutputType(typeof(SetupCheck), typeof(bool))]
public sealed class TestCiWorkflowSetupCommand : ServiceCmdlet
{
    // The service refuses requests that are signed for a time about a quarter of an hour away.
    private static readonly TimeSpan TolerableClock = TimeSpan.FromMinutes(5);

    private readonly List<SetupCheck> _checks = [];
    private string[] _ids = [];

    /// <summary>The workflows that are to run; all of the bucket's when it isn't given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId", "WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <summary>Returns only whether everything that can be found out is as it should be.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _checks.Clear();

        // A job of several workflows has their ids in one text.
        _ids = [.. WorkflowId.SelectMany(JobOperation.SplitIds).Distinct(StringComparer.Ordinal)];
        Run(CheckAsync);
        int failed = _checks.Count(static check => check.Result == SetupResult.Failed);
        if (Quiet)
        {
            WriteObject(failed == 0);
        }
        else if (failed > 0)
        {
            WriteFailure(
                new CommandException(
                    "SetupIncomplete",
                    ErrorCategory.InvalidResult,
                    Say(CommandMessages.SetupFailed, failed, _checks.Count),
                    CommandMessages.SetupFailedAdvice),
                null);
        }
    }

    private async Task CheckAsync()
    {
        CiClient? client = null;
        if (!await CheckAsync(CommandMessages.CheckPlace, () =>
            {
                (string bucket, string region) = ResolvePlace();
                return Task.FromResult(Ok(bucket + " (" + region + ")"));
            })
            || !await CheckAsync(CommandMessages.CheckKeys, async () =>
            {
                client = await ConnectAsync();
                await client.Settings.Credential.GetAsync(Cancellation);
                return Ok(await DescribeKeysAsync());
            }))
        {
            return;
        }

        // The first call shows whether the service is reached at all; without it nothing else can be found out.
        MediaBucket? binding = null;
        CiException? unbound = null;
        bool isReached = await CheckAsync(CommandMessages.CheckReached, async () =>
        {
            try
            {
                binding = await client!.GetBindingAsync(Cancellation);
            }
            catch (CiServiceException answered)
            {
                // An error is an answer too: what it says belongs to the check of the binding.
                unbound = answered;
            }

            return Ok(
                client!.Settings.CiEndpoint?.ToString()
                ?? client.Settings.Endpoint?.ToString()
                ?? client.Bucket + ".ci." + client.Region + "." + client.Settings.Domain);
        });
        if (!isReached)
        {
            return;
        }

        await CheckAsync(CommandMessages.CheckClock, () => Task.FromResult(CheckClock(client!.Settings.Clock)));
        bool isThere = true;
        await CheckAsync(CommandMessages.CheckBucket, async () => (isThere = await BucketOf(client!).ExistsAsync(Cancellation))
            ? Ok("")
            : Failed(Say(CommandMessages.BucketMissing, client!.Bucket, client.Region), CommandMessages.AdviceBucket));
        if (!isThere)
        {
            // Every other call would only say the same.
            return;
        }

        await CheckAsync(CommandMessages.CheckBinding, () => unbound is null ? Task.FromResult(CheckBinding(binding)) : throw unbound);
        if (unbound is CiServiceException { Code: "SignatureDoesNotMatch" or "InvalidAccessKeyId" })
        {
            return;
        }

        await CheckAsync(CommandMessages.CheckObjects, async () =>
        {
            await BucketOf(client!).ListFirstAsync(Cancellation);
            return Ok("cos:GetBucket");
        });
        await CheckAsync(CommandMessages.CheckJobs, async () =>
        {
            await client!.ListJobs(new JobQuery()).NextAsync(1, Cancellation);
            return Ok("ci:DescribeInventoryTriggerJobs");
        });
        List<MediaWorkflow> workflows = [];
        await CheckAsync(CommandMessages.CheckWorkflows, async () =>
        {
            workflows = await client!.ListWorkflows(_ids).ReadAllAsync(Cancellation);
            return CheckWorkflows(workflows);
        });
        if (workflows.Count > 0)
        {
            await CheckAsync(CommandMessages.CheckExecutions, async () =>
            {
                await client!.ListExecutions(new ExecutionQuery(workflows[0].WorkflowId)).NextAsync(1, Cancellation);
                return Ok("ci:DescribeMediaWorkflowExecutions");
            });
        }

        await CheckAsync(CommandMessages.CheckQueues, () => CheckQueuesAsync(client!, workflows));
        await CheckAsync(CommandMessages.CheckCreate, () => Task.FromResult(
            new SetupCheck("", SetupResult.NotKnown, CommandMessages.CreateNotTried, CommandMessages.CreateNotTriedAdvice)));
    }

    private async Task<string> DescribeKeysAsync() => await MaskedAccountAsync() + ", " + await CredentialPlaceAsync();

    private static SetupCheck CheckClock(ServiceClock clock)
    {
        if (clock.Difference is not { } difference)
        {
            return new SetupCheck("", SetupResult.NotKnown, CommandMessages.ClockNotKnown, "");
        }

        string detail = Say(CommandMessages.ClockDifference, (long)difference.TotalSeconds);
        return difference.Duration() <= TolerableClock ? Ok(detail) : Failed(detail, CommandMessages.AdviceClock);
    }

    private static SetupCheck CheckBinding(MediaBucket? binding) =>
        binding is null ? Failed(CommandMessages.NotBound, CommandMessages.NotBoundAdvice) : Ok(
            binding.CreateTime?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "");

    private SetupCheck CheckWorkflows(List<MediaWorkflow> workflows)
    {
        List<string> missing = [.. _ids.Except(workflows.Select(static workflow => workflow.WorkflowId), StringComparer.Ordinal)];
        if (missing.Count > 0)
        {
            return Failed(Say(CommandMessages.WorkflowsMissing, string.Join(", ", missing)), CommandMessages.WorkflowMissingAdvice);
        }

        if (workflows.Count == 0)
        {
            return Failed(CommandMessages.NoWorkflows, CommandMessages.NoWorkflowsAdvice);
        }

        // A job runs a paused workflow too (Python SDK's test), but it is rarely meant.
        List<string> paused = [.. workflows.Where(static workflow => workflow.State != "Active").Select(
            static workflow => workflow.ToString())];
        return _ids.Length > 0 && paused.Count > 0
            ? Failed(Say(CommandMessages.WorkflowsPaused, string.Join(", ", paused)), CommandMessages.WorkflowsPausedAdvice)
            : Ok(Say(CommandMessages.WorkflowsFound, workflows.Count, workflows.Count - paused.Count));
    }

    private async Task<SetupCheck> CheckQueuesAsync(CiClient client, List<MediaWorkflow> workflows)
    {
        CiException? unread = null;
        List<MediaQueue> listed = await client.ListAllQueues([], state: null, (_, failure) => unread ??= failure).ReadAllAsync(
            Cancellation);
        string[] named = _ids.Length == 0 ? [] : [.. workflows.SelectMany(static workflow => workflow.Topology?.QueueIds ?? []).Distinct()];
        List<MediaQueue> used = [.. listed.Where(queue => named.Contains(queue.QueueId, StringComparer.Ordinal))];
        List<string> missing = [.. named.Except(used.Select(static queue => queue.QueueId), StringComparer.Ordinal)];
        if (missing.Count > 0)
        {
            // A queue may be of a kind that could not be read.
            string detail = Say(CommandMessages.QueuesMissing, string.Join(", ", missing));
            return unread is null ? Failed(detail, CommandMessages.QueueMissingAdvice)
                : new SetupCheck("", SetupResult.NotKnown, detail + "; " + unread.Message, CommandMessages.QueueMissingAdvice);
        }

        // A workflow that names no queue runs in the bucket's own, which the list doesn't mark.
        var others = listed.Where(queue => used.All(one => one.QueueId != queue.QueueId)).ToList();
        if (named.Length == 0 || workflows.Any(static workflow => workflow.Topology is not { QueueIds.Count: > 0 }))
        {
            used.AddRange(others);
            others.Clear();
        }

        string[] paused = NamesOfPaused(used), unused = NamesOfPaused(others);
        string[] unknown = [.. used.Where(static queue => queue.State is not ("Active" or "Paused")).Select(
            static queue => queue + ": " + queue.State)];
        return used.Count == 0 ? Failed(CommandMessages.NoQueues, CommandMessages.NotBoundAdvice)
            : paused.Length > 0 ? Failed(Say(CommandMessages.QueuesPaused, string.Join(", ", paused)), CommandMessages.QueuesPausedAdvice)
            : unknown.Length > 0 ? new SetupCheck("", SetupResult.NotKnown, string.Join(", ", unknown), "")
            : unused.Length > 0 ? Ok(Say(CommandMessages.QueuesActiveOthersPaused, used.Count, string.Join(", ", unused)))
            : Ok(Say(CommandMessages.QueuesActive, used.Count));
    }

    private static string[] NamesOfPaused(List<MediaQueue> queues) =>
        [.. queues.Where(static queue => queue.State == "Paused").Select(static queue => queue.ToString())];

    /// <summary>Does a check and writes how it ended.</summary>
    /// <returns>Whether it didn't fail.</returns>
    private async Task<bool> CheckAsync(string name, Func<Task<SetupCheck>> check)
    {
        SetupCheck done;
        try
        {
            done = (await check()) with { Check = name };
        }
        catch (Exception failure) when (ErrorRecords.TryMake(failure, static () => null) is { } record)
        {
            // What the service was too busy to say isn't wrong for that.
            bool isPassing = failure is CiServiceException { IsTransient: true };
            done = new SetupCheck(
                name, isPassing ? SetupResult.NotKnown : SetupResult.Failed, failure.Message, record.ErrorDetails.RecommendedAction);
        }

        _checks.Add(done);
        if (!Quiet)
        {
            WriteObject(done);
        }

        return done.Result != SetupResult.Failed;
    }

    private static SetupCheck Ok(string detail) => new("", SetupResult.Ok, detail, "");

    private static SetupCheck Failed(string detail, string advice) => new("", SetupResult.Failed, detail, advice);
}
