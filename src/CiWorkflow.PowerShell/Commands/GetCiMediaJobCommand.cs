using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiMediaJob: the single media jobs of a job, with what they made.</summary>
[Cmdlet(VerbsCommon.Get, "CiMediaJob", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(MediaJob))]
public sealed class GetCiMediaJobCommand : CreationListCmdlet
{
    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ListSet)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>The states; all when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ValidateSet("Submitted", "Running", "Success", "Failed", "Pause", "Cancel")]
    public string[] State { get; set; } = [];

    /// <summary>What they do, such as Transcode or Snapshot; everything when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ArgumentCompleter(typeof(Completion.TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The queue that they run in; any when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string? QueueId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in JobId)
        {
            RunItem(() => id, async () => await WriteAsync((await ConnectAsync()).ListMediaJobs(
                Limit(new MediaJobQuery { JobId = id, Tag = Tag, QueueId = QueueId }, State))));
        }
    }
}
