using System;
using System.Collections.Generic;
using System.Linq;
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

    private readonly HashSet<(string Bucket, string Region, string WorkflowId)> _seen = [];

    /// <summary>The ids of the workflows.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Text("WorkflowId", "WorkflowIds")]
    [Alias("WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <summary>
    /// The names of workflows, with wildcards; a workflow and a workflow's id find that workflow. All when it isn't given.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [Text("WorkflowId", "WorkflowIds")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completion.WorkflowNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Returns the XML of each workflow's Topology, as the service wrote it.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == IdSet)
        {
            RunItem(() => WorkflowId, () => WriteByIdAsync(JobOperation.SplitIds(string.Join(",", WorkflowId))));
        }
        else if (Name.Length == 0)
        {
            RunItem(() => Bucket, async () => await ReadAsync((await ConnectAsync()).ListWorkflows([]), Write));
        }

        foreach (string name in Name)
        {
            RunItem(() => name, () => FindAsync(new NameFilter(name)));
        }
    }

    private async Task WriteByIdAsync(string[] given)
    {
        CiClient client = await ConnectAsync();

        // The jobs and executions of one workflow in the pipeline stand for that workflow once.
        string[] ids = given.Where(id => _seen.Add((client.Bucket, client.Region, id))).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var missing = new HashSet<string>(ids, StringComparer.OrdinalIgnoreCase);
        await ReadAsync(client.ListWorkflows(ids), Write, workflow =>
        {
            missing.Remove(workflow.WorkflowId);
            return true;
        });
        foreach (string id in IsFull ? [] : missing)
        {
            var failure = new CommandException(
                "WorkflowNotFound", ErrorCategory.ObjectNotFound,
                Say(CommandMessages.WorkflowMissing, id, client.Bucket, client.Region), CommandMessages.WorkflowMissingAdvice);
            WriteFailure(failure, id);
        }
    }

    /// <summary>Finds workflows by name; a name may be a workflow's id.</summary>
    private async Task FindAsync(NameFilter name)
    {
        if (FieldRules.IsWorkflowId(name.Name))
        {
            await WriteByIdAsync([name.Name]);
            return;
        }

        CiClient client = await ConnectAsync();
        bool found = false;
        await ReadAsync(client.ListWorkflows([], name.Query), Write, workflow =>
        {
            bool isMatch = name.IsMatch(workflow.Name);
            found |= isMatch;
            return isMatch;
        });
        if (!found && !name.IsPattern && !IsFull)
        {
            throw new CommandException(
                "WorkflowNotFound", ErrorCategory.ObjectNotFound,
                Say(CommandMessages.NoWorkflowNamed, name.Name, client.Bucket, client.Region), CommandMessages.WorkflowMissingAdvice);
        }
    }

    private Task Write(MediaWorkflow workflow)
    {
        WriteObject(Raw ? workflow.Topology?.Xml ?? "" : workflow);
        return Task.CompletedTask;
    }
}
