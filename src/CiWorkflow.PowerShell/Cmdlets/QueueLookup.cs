using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>Finds the queues of ids, of whichever category they are.</summary>
internal static class QueueLookup
{
    // The page 查询媒体处理队列 takes so many at once.
    private const int IdsInRequest = 10;

    /// <summary>The queues that the bucket has; those that it doesn't have are left out.</summary>
    public static async Task<List<MediaQueue>> FindAsync(CiClient client, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<MediaQueue>();
        List<string> missing = [.. ids.Distinct()];

        // Without a category the service lists the ordinary queues only; a service that knows no categories lists none with one.
        foreach (string? category in new[] { "CateAll", null })
        {
            List<string> asked = missing;
            for (int first = 0; first < asked.Count; first += IdsInRequest)
            {
                Pager<MediaQueue> pages = client.ListQueues([.. asked.Skip(first).Take(IdsInRequest)], category: category);
                while (await pages.NextAsync(cancellationToken: cancellationToken) is { } page)
                {
                    found.AddRange(page.Where(queue => asked.Contains(queue.QueueId)));
                }
            }

            missing = [.. asked.Except(found.Select(static queue => queue.QueueId))];
        }

        return found;
    }
}
