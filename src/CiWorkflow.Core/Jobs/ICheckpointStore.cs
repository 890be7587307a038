using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Jobs;

/// <summary>Where the entries of checkpoints are kept: small texts by name.</summary>
public interface ICheckpointStore
{
    /// <summary>What the store is called in a message: a folder, or a bucket and a prefix.</summary>
    string Place { get; }

    /// <summary>Reads an entry.</summary>
    /// <param name="name">Its name: segments joined by slashes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The text; null where there is no such entry.</returns>
    Task<string?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes an entry that isn't there yet, atomically: of several callers one succeeds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>False where the entry was there already; it is as it was.</returns>
    Task<bool> TryCreateAsync(string name, string text, CancellationToken cancellationToken);

    /// <summary>Writes an entry, whether it is there or not: whole or not at all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task WriteAsync(string name, string text, CancellationToken cancellationToken);
}
