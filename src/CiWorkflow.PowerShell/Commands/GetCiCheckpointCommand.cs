using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;

namespace CiWorkflow.Commands;

/// <summary>Get-CiCheckpoint: where a checkpoint stands: the end of its last saved interval, and the one that is under way.</summary>
[Cmdlet(VerbsCommon.Get, "CiCheckpoint")]
[OutputType(typeof(CheckpointStatus))]
public sealed class GetCiCheckpointCommand : CheckpointCmdlet
{
    /// <summary>The names of the checkpoints.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Text("Name")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            RunItem(() => name, () => ReadAsync(name));
        }
    }

    private async Task ReadAsync(string name)
    {
        CheckpointStatus status = await (await OpenAsync(name)).ReadAsync(Cancellation);
        if (IsInBucket)
        {
            (string bucket, string region) = ResolvePlace();
            status = status with { Bucket = bucket, Region = region };
        }
        else
        {
            status = status with { StatePath = status.Place };
        }

        WriteObject(status);
    }
}
