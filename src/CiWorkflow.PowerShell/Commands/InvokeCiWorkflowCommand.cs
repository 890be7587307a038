using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// Invoke-CiWorkflow: starts a workflow on single objects, for example on one before a job starts it on a hundred thousand.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WorkflowExecution))]
public sealed class InvokeCiWorkflowCommand : ExecutionTriggerCmdlet
{
    /// <summary>The workflow.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text("WorkflowId")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string WorkflowId { get; set; } = "";

    /// <summary>The keys of the objects.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("Object", "Key")]
    [Alias("Key")]
    [ArgumentCompleter(typeof(Completion.KeyCompleter))]
    public string[] Object { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string key in Object)
        {
            RunItem(() => key, async () => await StartAsync(await ConnectAsync(), WorkflowId, key));
        }
    }
}
