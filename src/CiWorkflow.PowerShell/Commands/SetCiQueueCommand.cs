using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Set-CiQueue: changes the name and the notification of queues; what isn't given stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "CiQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaQueue))]
public sealed class SetCiQueueCommand : QueueChangeCmdlet
{
    /// <summary>The new name: at most 128 characters.</summary>
    [Parameter]
    [Text]
    [ValidateLength(1, 128)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? Name { get; set; }

    /// <summary>Whether the service notifies of what ends: On or Off. Giving an address or a message queue switches it on.</summary>
    [Parameter]
    [Text]
    [ValidateSet("On", "Off")]
    public string? NotifyState { get; set; }

    /// <summary>The address that is called; the service refuses addresses of a private network.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? NotifyUrl { get; set; }

    /// <summary>What is notified.</summary>
    [Parameter]
    [Text]
    [ValidateSet("TaskFinish", "WorkflowFinish")]
    public string[]? NotifyEvent { get; set; }

    /// <summary>The form of the notification.</summary>
    [Parameter]
    [Text]
    [ValidateSet("XML", "JSON")]
    public string? NotifyFormat { get; set; }

    /// <summary>The name of a TDMQ message queue that is written to instead of an address.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? NotifyMqName { get; set; }

    /// <summary>The region of the message queue.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.MqRegionCompleter))]
    public string? NotifyMqRegion { get; set; }

    /// <summary>How the message queue is used.</summary>
    [Parameter]
    [Text]
    [ValidateSet("Topic", "Queue")]
    public string? NotifyMqMode { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (NotifyUrl is not null && (NotifyMqName ?? NotifyMqRegion ?? NotifyMqMode) is not null)
        {
            var both = new InvalidFieldException(nameof(NotifyUrl), NotifyUrl, CommandMessages.NotifyBoth);
            ThrowTerminatingError(ErrorRecords.TryMake(both, () => NotifyUrl)!);
        }

        base.Begin();
    }

    /// <inheritdoc/>
    private protected override MediaQueue Change(MediaQueue queue)
    {
        bool isMq = (NotifyMqName ?? NotifyMqRegion ?? NotifyMqMode) is not null;
        QueueNotifyConfig before = queue.NotifyConfig ?? new QueueNotifyConfig { State = "Off" };
        QueueNotifyConfig after = before with
        {
            State = NotifyState ?? (NotifyUrl is not null || isMq ? "On" : before.State),
            Type = NotifyUrl is not null ? "Url" : isMq ? "TDMQ" : before.Type,
            Url = NotifyUrl ?? (isMq ? "" : before.Url),
            Event = NotifyEvent is null ? EventsAfter(before) : string.Join(",", NotifyEvent),
            ResultFormat = NotifyFormat ?? before.ResultFormat,
            MqName = NotifyMqName ?? (NotifyUrl is null ? before.MqName : ""),
            MqRegion = NotifyMqRegion is { } region ? Completion.MqRegionCompleter.Spell(region)
                : NotifyUrl is null ? before.MqRegion : "",
            MqMode = NotifyMqMode ?? (NotifyUrl is null ? before.MqMode : ""),
        };
        if (after.State == "On" && after.Type == "TDMQ" && (after.MqName.Length == 0 || after.MqRegion.Length == 0))
        {
            throw new InvalidFieldException(
                after.MqName.Length == 0 ? nameof(NotifyMqName) : nameof(NotifyMqRegion), null, CommandMessages.NotifyMqParts);
        }

        if (after.State == "On" && after.Type == "Url" && after.Url.Length == 0)
        {
            throw new InvalidFieldException(nameof(NotifyUrl), null, CommandMessages.NotifyNeedsUrl);
        }

        return queue with { Name = Name ?? queue.Name, NotifyConfig = queue.NotifyConfig is null && after == before ? null : after };
    }

    /// <inheritdoc/>
    private protected override string Describe(MediaQueue queue) =>
        Say(CommandMessages.ChangingQueue, Change(queue).Name, Change(queue).NotifyConfig?.ToString() ?? "Off");

    // Event must be there when the notification is on (page 更新媒体处理队列).
    private string EventsAfter(QueueNotifyConfig before) =>
        before.Event.Length > 0 || (NotifyUrl ?? NotifyMqName) is null ? before.Event : "TaskFinish,WorkflowFinish";
}
