using System.Management.Automation;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Resume-CiQueue: lets paused queues go on.</summary>
[Cmdlet(VerbsLifecycle.Resume, "CiQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaQueue))]
public sealed class ResumeCiQueueCommand : QueueChangeCmdlet
{
    /// <inheritdoc/>
    private protected override MediaQueue Change(MediaQueue queue) => queue with { State = "Active" };

    /// <inheritdoc/>
    private protected override string Describe(MediaQueue queue) => CommandMessages.ResumingQueue;
}
