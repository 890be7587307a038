using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflow: the workflows of a bucket, by id or by name.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflow", DefaultParameterSetName = NameSet, SupportsPaging = true)]
[OutputType(typeof(MediaWorkflow), typeof(string))]
public sealed class GetCiWorkflowCommand : ListCmdlet
{
    private const string IdSet = "WorkflowId";
    private const string NameSet = "Name";

    /// <summary>The ids of the workflows.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Text("WorkflowId", "WorkflowIds")]
    [Alias("WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <summary>The name of a workflow, as the service compares it; all when it isn't given.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Text]
    public string? Name { get; set; }

    /// <summary>Gives the XML of each workflow's Topology, as the service wrote it.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] ids = SplitIds(WorkflowId);
        RunItem(() => ParameterSetName == IdSet ? WorkflowId : Bucket, async () =>
        {
            var missing = new HashSet<string>(ids, StringComparer.OrdinalIgnoreCase);
            CiClient client = await ConnectAsync();
            await ReadAsync(client.ListWorkflows(ids, Name), workflow =>
            {
                WriteObject(Raw ? workflow.Topology?.Xml ?? "" : workflow);
                return Task.CompletedTask;
            }, workflow => missing.Remove(workflow.WorkflowId));
            foreach (string id in IsFull ? [] : missing)
            {
                var failure = new CommandException("WorkflowNotFound", ErrorCategory.ObjectNotFound, Say(CommandMessages.WorkflowMissing, id, client.Bucket, client.Region), CommandMessages.WorkflowMissingAdvice);
                WriteFailure(failure, id);
            }
        });
    }
}
