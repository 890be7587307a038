using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Suspend-CiQueue: pauses queues. What waits in them stays waiting.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "CiQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaQueue))]
public sealed class SuspendCiQueueCommand : QueueChangeCmdlet
{
    /// <inheritdoc/>
    private protected override MediaQueue Change(MediaQueue queue) => queue with { State = "Paused" };

    /// <inheritdoc/>
    private protected override string Describe(MediaQueue queue) => CommandMessages.SuspendingQueue;
}
