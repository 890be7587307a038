using System.Collections.Generic;
using System.Linq;
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
    /// <summary>The names of the checkpoints; wildcards are taken. All of them when it isn't given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Text("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name.Length == 0 ? ["*"] : Name)
        {
            var filter = new NameFilter(name);
            IReadOnlyList<string> found = [name];
            if (filter.IsPattern)
            {
                found = [];
                RunItem(() => name, async () => found = (await ListAsync()).Where(filter.IsMatch).ToList());
            }

            foreach (string one in found)
            {
                RunItem(() => one, () => ReadAsync(one));
            }
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
