using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Completion;

/// <summary>Completes the ids of the bucket's queues.</summary>
public sealed class QueueIdCompleter : ServiceCompleter
{
    private protected override Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken) =>
        ReadAsync(client.ListQueues([]), static queue => new Choice(queue.QueueId, queue.Name, queue.State), cancellationToken);
}
