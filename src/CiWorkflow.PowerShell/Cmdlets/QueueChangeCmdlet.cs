using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A cmdlet that changes queues: reads each, changes it and writes it back, because the service takes a queue only whole.
/// </summary>
public abstract class QueueChangeCmdlet : LoggedCmdlet
{
    /// <summary>The ids of the queues; a queue is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("QueueId")]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string[] QueueId { get; set; } = [];

    /// <summary>Returns the queue as it is afterwards.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in QueueId)
        {
            RunItem(() => id, () => ChangeAsync(id));
        }
    }

    /// <summary>The queue as it is to be; the same instance where nothing is to be done.</summary>
    private protected abstract MediaQueue Change(MediaQueue queue);

    /// <summary>What is done, in words.</summary>
    private protected abstract string Describe(MediaQueue queue);

    private async Task ChangeAsync(string id)
    {
        CiClient client = await ConnectAsync();
        QueueLookup lookup = await QueueLookup.FindAsync(client, [id], Cancellation);
        MediaQueue queue = lookup.Found.Count > 0 ? lookup.Found[0] : throw lookup.Failure ?? (System.Exception)QueueMissing(client, id);
        MediaQueue changed = Change(queue);
        if (changed == queue)
        {
            WriteVerbose(Say(CommandMessages.QueueUnchanged, queue));
            Log?.Write(Log.Entry(LogOutcome.Unchanged) with { Name = queue.Name, State = queue.State });
        }
        else if (ShouldProcess(Say(CommandMessages.QueueTarget, queue, queue.State, client.Bucket, client.Region), Describe(queue)))
        {
            MediaQueue asked = changed;
            changed = await client.UpdateQueueAsync(asked, Cancellation);
            if (changed.State != asked.State || changed.Name != asked.Name)
            {
                WriteWarning(Say(CommandMessages.QueueAnsweredOther, asked, asked.State, changed, changed.State));
            }

            Log?.Write(Log.Entry(LogOutcome.Changed) with { Name = changed.Name, State = changed.State });
        }
        else
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(changed);
        }
    }
}
