using System.Management.Automation;
using System.Threading.Tasks;
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

    /// <summary>What they do, such as Transcode or Snapshot; what the job does when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ArgumentCompleter(typeof(Completion.TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The queue that they run in; the job's own when it isn't given.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Text]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string? QueueId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in JobId)
        {
            RunItem(() => id, () => ListAsync(id));
        }
    }

    // Older pages require a tag and a queue, and a service may list nothing without them: the job has its own.
    private async Task ListAsync(string id)
    {
        CiClient client = await ConnectAsync();
        JobsDetail? job = Tag is null || QueueId is null ? await FindJobAsync(client, id) : null;
        string? tag = Tag ?? NotEmpty(job!.Tag);
        string? queueId = QueueId ?? NotEmpty(job!.QueueId);
        bool isAny = false;
        await WriteAsync(
            client.ListMediaJobs(Limit(new MediaJobQuery { JobId = id, Tag = tag, QueueId = queueId }, State)),
            _ => isAny = true);
        if (!isAny && !IsFull && (tag is null || queueId is null))
        {
            WriteWarning(Say(CommandMessages.MediaJobsNotSeen, id, tag is null ? nameof(Tag) : nameof(QueueId)));
        }
    }

    private static string? NotEmpty(string text) => text.Length > 0 ? text : null;
}
