using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that works with checkpoints, which are kept in the bucket, or in a folder of this machine.</summary>
public abstract class CheckpointCmdlet : ServiceCmdlet
{
    /// <summary>The folder that checkpoints are kept in; the bucket's .ciworkflow/checkpoints/ when it isn't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("FullName", BlankInRow = true)]
    public string? StatePath { get; set; }

    private protected bool IsInBucket => string.IsNullOrEmpty(StatePath);

    /// <summary>A checkpoint.</summary>
    /// <exception cref="InvalidFieldException">The name or the folder can't be used.</exception>
    private protected async Task<Checkpoint> OpenAsync(string name)
    {
        ICheckpointStore store = IsInBucket ? await OpenBucketAsync() : OpenFolder();
        return new Checkpoint(store, name, ServiceClock.Process);
    }

    /// <summary>The names of the checkpoints that were ever used.</summary>
    private protected async Task<IReadOnlyList<string>> ListAsync() =>
        IsInBucket ? await (await OpenBucketAsync()).ListAsync(Cancellation) : OpenFolder().List();

    private async Task<BucketCheckpointStore> OpenBucketAsync() => new(await ConnectBucketAsync());

    private FileCheckpointStore OpenFolder() => new(ResolveFile(nameof(StatePath), StatePath!));
}
