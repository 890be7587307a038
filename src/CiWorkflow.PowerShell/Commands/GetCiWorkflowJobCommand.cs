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

/// <summary>Get-CiWorkflowJob: jobs by id, or a list of them.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowJob", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(JobsDetail))]
public sealed class GetCiWorkflowJobCommand : CreationListCmdlet
{
    private const string IdSet = "JobId";

    private readonly HashSet<(string Bucket, string Region, string JobId)> _seen = [];

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet, DontShow = true)]
    [Text("JobId", LeaveTo = ["WorkflowId", "WorkflowIds"])]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>The names that the jobs were given, with wildcards; a job and a job's id find that job.</summary>
    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [Text("JobId")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completion.JobNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The states; all when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ValidateSet("Submitted", "Running", "Success", "Failed", "Pause", "Cancel")]
    public string[] State { get; set; } = [];

    /// <summary>The workflow that the jobs run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Alias("WorkflowIds")]
    [Text("WorkflowId", "WorkflowIds")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string? WorkflowId { get; set; }

    /// <summary>The kind of job; both when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ValidateSet("Workflow", "Job")]
    public string? Type { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A job or an execution from the pipeline stands for itself, whatever limits the list: its workflow has other jobs, too.
        if (JobId.Length > 0)
        {
            foreach (string id in JobId)
            {
                RunItem(() => id, () => WriteByIdAsync(id));
            }

            return;
        }

        if (Name.Length == 0)
        {
            RunItem(() => Bucket, () => ListAsync(null));
        }

        foreach (string name in Name)
        {
            RunItem(() => name, () => FindAsync(new NameFilter(name)));
        }
    }

    private async Task WriteByIdAsync(string id)
    {
        CiClient client = await ConnectAsync();

        // The executions of one job in the pipeline stand for that job once.
        if (IsFull || !_seen.Add((client.Bucket, client.Region, id)))
        {
            return;
        }

        JobsDetail job = await FindJobAsync(client, id);
        if (IsMeant(job) && Take())
        {
            WriteObject(job);
        }
    }

    // The workflow of the pipeline's object is its own; a typed one limits.
    private bool IsMeant(JobsDetail job) =>
        IsOneOf(State, job.StateText)
        && (Type is null || IsOneOf([Type], job.Type))
        && IsInTime(job.CreationTime)
        && (Name.Length == 0 || Array.Exists(Name, name => job.JobId == name || new NameFilter(name).IsMatch(job.Name)))
        && (!IsTyped(nameof(WorkflowId)) || Array.Exists(JobOperation.SplitIds(job.WorkflowIds), id => IsOneOf([WorkflowId!], id)));

    /// <summary>Finds jobs by name, or one by its id.</summary>
    private async Task FindAsync(NameFilter name)
    {
        // A long hexadecimal text is an id rather than a name, and one call finds it.
        bool isIdFirst = name.Name.Length > 24 && FieldRules.IsId(name.Name) && name.Name.Skip(1).All(Uri.IsHexDigit);
        if ((isIdFirst && await TryWriteAsync(name.Name))
            || await ListAsync(name) || name.IsPattern || IsFull || (!isIdFirst && await TryWriteAsync(name.Name)))
        {
            return;
        }

        CiClient client = await ConnectAsync();
        throw new CommandException(
            "JobNotFound", ErrorCategory.ObjectNotFound,
            Say(CommandMessages.NoJobNamed, name.Name, client.Bucket, client.Region), CommandMessages.JobMissingAdvice);
    }

    /// <summary>Writes the job of an id, where the text is one and nothing else limits the list.</summary>
    /// <returns>Whether there is such a job.</returns>
    private async Task<bool> TryWriteAsync(string id)
    {
        bool isLimited = State.Length > 0
            || WorkflowId is not null || Type is not null || CreatedAfter is not null || CreatedBefore is not null;
        if (isLimited || !FieldRules.IsId(id) || await (await ConnectAsync()).GetJobAsync(id, Cancellation) is not { } job)
        {
            return false;
        }

        if (Take())
        {
            WriteObject(job);
        }

        return true;
    }

    /// <summary>Whether a job was found.</summary>
    private async Task<bool> ListAsync(NameFilter? name)
    {
        CiClient client = await ConnectAsync();
        Pager<JobsDetail> jobs = client.ListJobs(Limit(new JobQuery { Name = name?.Query, WorkflowId = WorkflowId, Type = Type }, State));
        if (name is null)
        {
            await WriteAsync(jobs);
            return true;
        }

        bool found = false;
        await WriteAsync(jobs, job =>
        {
            bool isMatch = name.IsMatch(job.Name);
            found |= isMatch;
            return isMatch;
        });
        return found;
    }
}
