using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiWorkflowJob: jobs by id, or a list of them.</summary>
[Cmdlet(VerbsCommon.Get, "CiWorkflowJob", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(JobsDetail))]
public sealed class GetCiWorkflowJobCommand : CreationListCmdlet
{
    private const string IdSet = "JobId";

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>The name that the jobs were given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    public string? Name { get; set; }

    /// <summary>The states; all when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ValidateSet("Submitted", "Running", "Success", "Failed", "Pause", "Cancel")]
    public string[] State { get; set; } = [];

    /// <summary>The workflow that the jobs run.</summary>
    [Parameter(ParameterSetName = ListSet)]
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
        if (ParameterSetName == ListSet)
        {
            RunItem(() => Bucket, async () => await WriteAsync((await ConnectAsync()).ListJobs(
                Limit(new JobQuery { Name = Name, WorkflowId = WorkflowId, Type = Type }, State))));
            return;
        }

        foreach (string id in JobId)
        {
            if (IsFull)
            {
                return;
            }

            RunItem(() => id, async () =>
            {
                CiClient client = await ConnectAsync();
                JobsDetail job = await client.GetJobAsync(id, Cancellation) ?? throw JobMissing(client, id);
                if (Take())
                {
                    WriteObject(job);
                }
            });
        }
    }
}
