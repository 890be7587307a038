using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>The queues of ids, of whichever kind they are.</summary>
/// <param name="Found">Those that the bucket has.</param>
/// <param name="Missing">The ids of the others.</param>
/// <param name="Failure">Why a kind of queues could not be read, so that what is missing may be there; null where all could.</param>
internal sealed record QueueLookup(List<MediaQueue> Found, List<string> Missing, CiException? Failure)
{
    // The page 查询媒体处理队列 takes so many at once.
    private const int IdsInRequest = 10;

    /// <summary>Reads the queues; no kind is read that isn't needed to find them.</summary>
    public static async Task<QueueLookup> FindAsync(CiClient client, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<MediaQueue>();
        List<string> wanted = [.. ids.Distinct()];
        CiException? failure = null;
        for (int first = 0; first < wanted.Count; first += IdsInRequest)
        {
            List<string> asked = [.. wanted.Skip(first).Take(IdsInRequest)];
            var missing = new HashSet<string>(asked);
            Pager<MediaQueue> pages = client.ListAllQueues(asked, state: null, (_, unread) => failure ??= unread);
            while (missing.Count > 0 && await pages.NextAsync(cancellationToken: cancellationToken) is { } page)
            {
                found.AddRange(page.Where(queue => missing.Remove(queue.QueueId)));
            }
        }

        return new QueueLookup(found, [.. wanted.Except(found.Select(static queue => queue.QueueId))], failure);
    }
}
